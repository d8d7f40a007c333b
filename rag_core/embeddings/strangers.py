"""What texts of one language have in common in an embedding that hardly reads it, taken off.

Such an embedding knows a script by a few tokens that all of its texts share: it finds any two Korean questions as alike
as an English one and its paraphrase. Taking off the mean is the first step of Mu and Viswanath, "All-but-the-Top"
(2018); here it is the mean of texts that are about different things, by language.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from rag_core.embeddings.vectors import unit
from rag_core.languages import language, only_latin

if TYPE_CHECKING:
    from rag_core.embeddings.vectors import Vector

READ = 400  # characters that tell a text's language

STRANGERS = {
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
        "シロナガスクジラは何を食べますか？|先月の請求書|どのインデックスが速いですか？|"
        "パスワードの期限が切れました|育児休暇|Docker コンテナが再起動を繰り返します|ロゴの色|"
        "ポーランド語を話せるのは誰ですか？|csv に書き出す"
    ),
    "ru": (
        "Где принтер?|Как забронировать авиабилет?|Сборка упала|Что ест синий кит?|счёт за прошлый месяц|"
        "Какой индекс быстрее?|Мой пароль истёк|отпуск по уходу за ребёнком|Контейнер Docker перезапускается|"
        "цвет логотипа|Кто говорит по-польски?|экспорт в csv"
    ),
    "ar": (
        "أين الطابعة؟|كيف أحجز رحلة جوية؟|فشل البناء|ماذا يأكل الحوت الأزرق؟|فاتورة الشهر الماضي|أي فهرس أسرع؟|"
        "انتهت صلاحية كلمة المرور|إجازة الوالدين|لون الشعار|من يتحدث البولندية؟"
    ),
    "he": (
        "איפה המדפסת?|איך מזמינים טיסה?|הבנייה נכשלה|מה אוכל לווייתן כחול?|החשבונית מהחודש שעבר|"
        "איזה אינדקס מהיר יותר?|הסיסמה שלי פגה|חופשת לידה|צבע הלוגו|מי מדבר פולנית?"
    ),
    "hi": (
        "प्रिंटर कहाँ है?|उड़ान कैसे बुक करें?|बिल्ड विफल हो गया|नीली व्हेल क्या खाती है?|पिछले महीने का बिल|"
        "कौन सा इंडेक्स तेज़ है?|मेरा पासवर्ड समाप्त हो गया|मातृत्व अवकाश|लोगो का रंग|पोलिश कौन बोलता है?"
    ),
    "th": (
        "เครื่องพิมพ์อยู่ที่ไหน|จองเที่ยวบินอย่างไร|การบิลด์ล้มเหลว|วาฬสีน้ำเงินกินอะไร|ใบแจ้งหนี้เดือนที่แล้ว|"
        "ดัชนีไหนเร็วกว่า|รหัสผ่านหมดอายุ|ลาคลอด|สีของโลโก้|ใครพูดภาษาโปแลนด์ได้"
    ),
    "el": (
        "Πού είναι ο εκτυπωτής;|Πώς κλείνω μια πτήση;|Η μεταγλώττιση απέτυχε|Τι τρώει η γαλάζια φάλαινα;|"
        "το τιμολόγιο του προηγούμενου μήνα|Ποιο ευρετήριο είναι ταχύτερο;|Ο κωδικός μου έληξε|γονική άδεια|"
        "το χρώμα του λογότυπου|Ποιος μιλάει πολωνικά;"
    ),
}
"""Questions that have nothing in common but how they are written, by language; all others are taken as English."""


class LanguageMeans:
    """The mean of each language's strangers, embedded when it is needed first."""

    def __init__(self, encode: Callable[[list[str]], Sequence[Vector]], languages: Collection[str] = STRANGERS) -> None:
        self._encode, self._languages = encode, frozenset(languages)
        self._means: dict[str, Vector] = {}

    def taken_off(self, texts: Sequence[str], vectors: Sequence[Vector]) -> list[Vector]:
        """The texts' vectors without it, of length 1; those of other languages as they are.

        Blocks. Raises EmbeddingError.
        """
        rows: defaultdict[str, list[int]] = defaultdict(list)
        for row, text in enumerate(texts):
            rows[_language(text)].append(row)
        found = list(vectors)
        for name in rows.keys() & self._languages:
            mean = self._mean(name)
            for row, vector in zip(rows[name], unit([vectors[row] - mean for row in rows[name]]), strict=True):
                found[row] = vector
        return found

    def _mean(self, name: str) -> Vector:
        import numpy as np

        if name not in self._means:
            self._means[name] = np.mean(self._encode(STRANGERS[name].split("|")), axis=0)
        return self._means[name]


def _language(text: str) -> str:
    name = None if only_latin(text) else language(text[:READ])
    return name if name in STRANGERS else "en"
