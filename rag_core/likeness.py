"""How much questions are about the same: by what they mean, and by the words that they share."""

from __future__ import annotations

import math
import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag_core import lexical
from rag_core.languages import language

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from rag_core.embeddings import Embedder

    Matrix = NDArray[np.float32]

WORDS = 0.3  # share of the words in the likeness; 0.15 to 0.45 measured alike for English, less was worse for Korean
HASHED = 512  # dimensions that all words share; 1,024 and 4,096 measured alike

_STRANGERS = {
    "en": (
        "Where is the printer?|How do I book a flight?|The build is red|What does a blue whale eat?|"
        "invoice of last month|Which index is faster?|my password expired|parental leave|Docker container restarts|"
        "colour of the logo|Who speaks Polish?|export to csv"
    ),
    "ko": (
        "프린터가 어디에 있나요?|항공권은 어떻게 예약하나요?|빌드가 실패했어요|흰긴수염고래는 뭘 먹나요?|"
        "지난달 청구서|어떤 인덱스가 더 빠른가요?|비밀번호가 만료됐어요|육아휴직|도커 컨테이너가 재시작돼요|"
        "로고 색상|누가 폴란드어를 하나요?|csv로 내보내기"
    ),
    "zh": (
        "打印机在哪里？|怎么订机票？|构建失败了|蓝鲸吃什么？|上个月的发票|哪个索引更快？|我的密码过期了|育儿假|"
        "Docker 容器一直重启|标志的颜色|谁会说波兰语？|导出为 csv"
    ),
    "ja": (
        "プリンターはどこですか？|航空券はどうやって予約しますか？|ビルドが失敗しました|"
        "シロナガスクジラは何を食べますか？|先月の請求書|どのインデックスが速いですか？|パスワードの期限が切れました|"
        "育児休暇|Docker コンテナが再起動を繰り返します|ロゴの色|ポーランド語を話せるのは誰ですか？|csv に書き出す"
    ),
    "ru": (
        "Где принтер?|Как забронировать авиабилет?|Сборка упала|Что ест синий кит?|счёт за прошлый месяц|"
        "Какой индекс быстрее?|Мой пароль истёк|отпуск по уходу за ребёнком|Контейнер Docker перезапускается|"
        "цвет логотипа|Кто говорит по-польски?|экспорт в csv"
    ),
}
"""They have nothing in common but how they are written; in scripts that an embedding hardly knows that is most of it.
Other languages are taken as English."""


def vectors(texts: Sequence[str], embedder: Embedder) -> Matrix:
    """One row a text, of length 1 at most: the inner product of two is about 0 for strangers and 1 for the same words.

    How rare a word is, is counted over these texts. Blocks. Raises EmbeddingError.
    """
    import numpy as np

    meaning, words = _meanings(texts, embedder), _words(texts)
    return np.hstack((math.sqrt(1 - WORDS) * meaning, math.sqrt(WORDS) * words)).astype(np.float32)


def _meanings(texts: Sequence[str], embedder: Embedder) -> Matrix:
    """The embedding's vectors, without what all texts of a language have in common."""
    import numpy as np

    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, text in enumerate(texts):
        name = language(text)
        rows[name if name in _STRANGERS else "en"].append(row)
    embedded = np.stack(embedder.encode_queries(list(texts)))
    for name, own in rows.items():
        embedded[own] -= np.mean(embedder.encode_queries(_STRANGERS[name].split("|")), axis=0)
    return _unit(embedded)


def _words(texts: Sequence[str]) -> Matrix:
    """Rare words count more; each has a place and a sign by its hash (Weinberger et al., 2009)."""
    import numpy as np

    terms = [frozenset(lexical.tokens(text)) for text in texts]
    spread = Counter(term for own in terms for term in own)
    found = np.zeros((len(texts), HASHED), np.float32)
    for row, own in enumerate(terms):
        for term in own:
            place = zlib.crc32(term.encode("utf-8", "surrogatepass"))
            found[row, place % HASHED] += (1 if place // HASHED % 2 else -1) * math.log1p(len(texts) / spread[term])
    return _unit(found)


def _unit(rows: Matrix) -> Matrix:
    import numpy as np

    longest: Matrix = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    return rows / longest
