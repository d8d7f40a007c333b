"""The form of a message: how it ends, how long it is, who does what in its clauses, whatever it is about."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.questions import addressing, prose
from adapters.questions.english import ENGLISH, OPENERS, SLANG
from rag_core.languages import is_cjk

LONG = 56  # characters
MANY = 3  # sentences
HEADING_MAX = 25  # characters up to a colon: `Reminder: …`

_CLASSES = {
    "asking": "what whats how hows why where wheres when which who whos whose whom",
    "auxiliary": "do does did is are was were can could should would will has have had am may might must isnt arent "
    "doesnt dont cant shouldnt wont didnt hasnt wouldnt couldnt",
    "anybody": "anyone anybody someone somebody",
    "subject": "i we it one the a an this that these those there my our any they he she its us everyone all anyone "
    "anybody someone somebody",
    "i": "i im ive we weve were",
    "you": "you your yours ya yall",
    "us": "we our us",
    "not": "not cannot no without nothing never isnt arent doesnt dont cant shouldnt wont didnt hasnt wouldnt couldnt",
    "modal": "can could would will",
    "polite": "please pls kindly quickly also",
    "explaining": "explain tell help point confirm clarify show share link give describe walk elaborate remind advise "
    "recommend suggest enlighten provide direct send summarise summarize outline know define teach guide",
}
_IN = {name: frozenset(words.split()) for name, words in _CLASSES.items()}


def forms(said: prose.Prose) -> frozenset[str]:
    """Names of the forms that the message has; those that told nothing have no weight in `learned.FORMS`."""
    return frozenset({*_of_message(said), *(form for sentence in said.sentences for form in _of_english(sentence))})


def asks_for_a_deed(sentence: str) -> bool:
    """Whether somebody, anybody, shall do something that is no explanation: `could someone restart staging?`."""
    words = [word for clause in _clauses(sentence) for word in clause if word not in _IN["polite"]]
    return any(
        asked in _IN["modal"] and who in _IN["anybody"] and deed not in _IN["explaining"]
        for asked, who, deed in zip(words, words[1:], words[2:], strict=False)
    )


def _of_message(said: prose.Prose) -> Iterator[str]:
    text = " ".join(said.sentences)
    asked = [prose.has_question_mark(sentence) for sentence in said.sentences]
    found = {
        "asks last": asked[-1:] == [True],
        "asks before": any(asked[:-1]),
        "emoji": said.emoji,
        "emoji last": said.emoji_last,
        "link": said.link,
        "quote": said.quote,
        "quoted words": said.quotes_words,
        "code": said.code,
        "exclaims": "!" in text or "！" in text,
        "trails off": "..." in text or "…" in text,
        "heading": ":" in text[:HEADING_MAX] or "：" in text[:HEADING_MAX],
        "date": prose.is_dated(text),
        "technical": any(map(prose.is_technical, said.sentences)),
        "long": len(text) >= LONG,
        "many": len(said.sentences) >= MANY,
        "mention": any(map(addressing.mentions_person, said.sentences)),
    }
    return (name for name, is_so in found.items() if is_so)


def _of_english(sentence: str) -> Iterator[str]:
    for words in _clauses(sentence):
        yield from _of_clause(words)


def _of_clause(words: list[str]) -> Iterator[str]:
    first, *others = words
    if first in _IN["asking"]:
        yield "interrogative first" if _asks(others) else "relative first"
    elif first in _IN["auxiliary"] and others:
        yield _inverted(others[0])
    elif first in _IN["i"]:
        yield "first person"
    elif first.endswith(("ed", "ing")):
        yield "past first" if first.endswith("ed") else "participle first"
    yield from (name for name in ("you", "us", "anybody", "not") if not _IN[name].isdisjoint(words))


def _asks(after: list[str]) -> bool:
    """Whether what comes after an interrogative makes it ask: `how long does …`, `where to …`, not `what I saw`."""
    return not _IN["auxiliary"].isdisjoint(after[:3]) or after[:1] == ["to"]


def _inverted(after: str) -> str:
    if after in _IN["subject"]:
        return "inverted"
    return "you inverted" if after in _IN["you"] else "auxiliary first"


def _clauses(sentence: str) -> Iterator[list[str]]:
    """The words of each clause of a sentence in Latin letters, from the first that says something."""
    if is_cjk(sentence):
        return
    for clause in ENGLISH.normalise(addressing.without_mentions(sentence)).split(","):
        words = [SLANG.get(word, word) for word in clause.split() if word != "<"]
        start = next((at for at, word in enumerate(words) if word not in OPENERS), None)
        if start is not None:
            yield words[start:]
