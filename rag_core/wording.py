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
    """The words that say what it is about, as written; all of the text when none does."""
    words = (word.strip(_AROUND) for word in _WORD.findall(text))
    return " ".join(word for word in words if word and _CLITIC.sub("", word.lower()) not in _empty_words()) or text


def actions(text: str) -> frozenset[int]:
    """Numbers of the actions that are asked for; empty when none that is known here is."""
    return frozenset(_actions().get(term, -1) for term in lexical.tokens(text)) - {-1}


@cache
def _empty_words() -> frozenset[str]:
    phrases = chain(courtesies.openings(), courtesies.closings(), (_EMPTY,))
    return function_words() | {word for phrase in phrases for word in phrase.split()}


@cache
def _actions() -> dict[str, int]:
    return {term: number for number, line in enumerate(_ACTIONS) for term in lexical.tokens(line)}
