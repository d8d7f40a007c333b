"""What a question is about and what it wants done, apart from how it is put."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain

from rag_core import courtesies, lexical
from rag_core.languages import function_words

_WORD = re.compile(r"[\w'’./+-]+")
_AROUND = "'’./+-"  # signs that may stand in a word; at its ends they are punctuation
_CLITIC = re.compile(r"['’](?:d|ll|m|re|s|t|ve)$", re.IGNORECASE)
_EMPTY = "any anybody anyone somebody someone does help pointers welcome asap before here much very able want need get"

_HANGUL = re.compile(r"[\uac00-\ud7af]+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HIRAGANA = re.compile(r"[\u3040-\u309f]+")  # Japanese writes its nouns in kanji and katakana, the rest in hiragana
_KOREAN_EMPTY = (
    "어떻게 어디서 어디에서 어디에 어디로 어디 어느 언제까지 언제부터 언제 누가 누구에게 누구한테 누구 무엇 무슨 뭐 "
    "뭔가요 왜 얼마나 얼마 몇 혹시 좀 그냥 다시 그런데 근데 저 제가 제 저는 저희 우리 이거 그거 이게 그게 이 그 할 "
    "수 것 거 때 경우 방법 분 있나요 있을까요 있어요 있는지 있는 있습니까 있는데 없나요 없어요 없는데 알려주세요 "
    "알려 주세요 궁금합니다 궁금해요 싶습니다 싶어요 싶은데 싶은데요 아시는 아시나요 계신가요 부탁드려요 "
    "부탁드립니다 도와주세요 필요한가요 필요한 가능한가요 가능할까요 하나요 해요 해야 하는지 하는 하면 하고 하는데 "
    "했는데 할까요 합니까 한가요 되나요 돼요 되는지 되는 되는데 될까요 인가요 인지 건가요 안녕하세요 감사합니다"
)
_KOREAN_ENDING = re.compile(  # particles of nouns and endings of verbs, the longest first; a stem keeps two syllables
    r"(?<=[\uac00-\ud7af]{2})(?:하려면|하는데|했는데|했는지|하는지|하나요|한가요|할까요|합니까|합니다|했어요|하려고|되나요|될까요|됩니다|됐는데|"
    r"되는데|되는지|됐어요|인가요|인데요|이에요|입니다|입니까|았어요|었어요|았는데|었는데|습니다|습니까|을까요|에서는|에서도|으로는|"
    r"에서|에게|한테|까지|부터|으로|로는|에는|에도|이랑|이나|처럼|보다|마다|하고|하면|해서|해야|하는|하려|했어|해요|하기|할지|한지|"
    r"되면|돼서|돼요|인데|예요|려면|는데|는지|나요|어요|아요|지요|네요|던데|은|는|이|가|을|를|에|로|의|도|만|와|과|요|면|서|고|된|죠)$"
)
_CHINESE_EMPTY = re.compile(
    "请问一下|想问一下|请教一下|大家好|请问|想问|问一下|请教|你好|您好|谢谢|麻烦|为什么|为啥|什么时候|什么|怎么样|怎么办|怎么|怎样|"
    "如何|哪里|哪儿|哪个|哪些|多久|多少|几个|是不是|有没有|能不能|可不可以|要不要|会不会|需不需要|是否|可以|能够|应该|需要|必须|"
    "想要|有人|知道|还是|或者|我们|你们|他们|自己|这个|那个|一个|一下|一直|一些|之后|以后|之前|以前|时候|现在|已经|如果|因为|"
    "所以|但是|而且|然后|没有|[我你您他她它这那哪谁的了吗呢吧啊呀嘛把被让给跟都也就才还又再很太]"
)

_ACTIONS = (
    "create creating new build erstellen anlegen 创建 新建 생성 만들",
    "delete remove drop erase rid cancel revoke löschen entfernen 删除 删掉 삭제",
    "change update modify alter edit rename overwrite replace ändern 修改 更新 변경 수정",
    "backup back snapshot sichern 备份 백업",
    "restore recover revert undo rollback wiederherstellen 恢复 복원 복구",
    "export download exportieren 导出 내보내",
    "import insert upload ingest importieren 导入 插入 가져오",
    "enable start aktivieren 启用 시작",
    "disable stop deaktivieren 禁用 停止 중지",
)
"""Words for the same action, a line each. Embeddings find "delete" and "create" alike, since both are done to the same
things; nobody who asks for the one is helped by the other."""


def essence(text: str) -> str:
    """The words that say what it is about, as written, Korean ones without their endings.

    All of the text when none does.
    """
    words = (word.strip(_AROUND) for word in _WORD.findall(_without_particles(text)))
    return " ".join(word for word in words if word and _CLITIC.sub("", word.lower()) not in _empty_words()) or text


def actions(text: str) -> frozenset[int]:
    """Numbers of the actions that are asked for; empty when none that is known here is."""
    return frozenset(_actions().get(term, -1) for term in lexical.tokens(text)) - {-1}


def _without_particles(text: str) -> str:
    """The text without what carries the grammar in the languages of East Asia."""
    if text.isascii():
        return text
    if _KANA.search(text):
        return _HIRAGANA.sub(" ", text)
    text = _HAN.sub(lambda run: _CHINESE_EMPTY.sub(" ", run[0]), text)
    return _HANGUL.sub(lambda run: _stem(run[0]), text)


def _stem(word: str) -> str:
    """A Korean word without its endings, of which there are up to two; nothing when it says nothing."""
    for _ in range(2):
        if word in _korean_empty():
            return ""
        word = _KOREAN_ENDING.sub("", word)
    return "" if word in _korean_empty() else word


@cache
def _korean_empty() -> frozenset[str]:
    return frozenset(_KOREAN_EMPTY.split())


@cache
def _empty_words() -> frozenset[str]:
    phrases = chain(courtesies.openings(), courtesies.closings(), (_EMPTY,))
    return function_words() | {word for phrase in phrases for word in phrase.split()}


@cache
def _actions() -> dict[str, int]:
    return {term: number for number, line in enumerate(_ACTIONS) for term in lexical.tokens(line)}
