"""What a person says in a message: its sentences, without code, logs, links, quotes and pictures."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag_core.languages import is_cjk

READ_MAX = 4_000  # characters of prose that are looked at, three quarters of them from the beginning
CODE_SHARE = 0.12  # of a line's characters that are signs, from which on it is code
EMOJI_MAX = 50  # characters from the end in which one is looked for
CODE_LINE_MIN = 8  # characters; shorter lines are words

# Each of these looks at a character a bounded number of times, whatever the text.
_LINK = re.compile(r"\[([^\[\]\n]*)\]\([^()\s]*\)")
_URL = re.compile(r"<?\b(?:https?://|www\.)[^\s<>]+>?")
_INLINE_CODE = re.compile(r"`([^`\n]*)`")
_EMOJI_NAME = re.compile(r":[a-z][a-z0-9_+-]{1,40}:")
_EMOJI = re.compile("[\u2190-\u2bff\u3030\ufe0f\u200d\U0001f000-\U0001faff\U000e0020-\U000e007f]+")
_ANY_EMOJI = re.compile(f"{_EMOJI_NAME.pattern}|{_EMOJI.pattern}")
_LAST_EMOJI = re.compile(rf"(?:{_EMOJI_NAME.pattern}|{_EMOJI.pattern})\s*\Z")
_QUOTED = re.compile(r"[\"“”「『《`][^\"“”「『《`\n]{1,200}[\"”」』》`]")
_LOG_LINE = re.compile(
    r"""\s*(?: \d{4}-\d\d-\d\d[T\ ]\d\d: | \[?\d\d:\d\d:\d\d | \[?(?:INFO|WARN|WARNING|ERROR|DEBUG|FATAL|TRACE)\b
        | at\ [\w.$<>]+\( | File\ " | Traceback\ | Caused\ by: | \$\ | >>>\ | \+\+\+\ |---\ |@@\  )""",
    re.VERBOSE,
)
_EXCEPTION = re.compile(r"\s*[\w.]{1,100}(?:Error|Exception): ")
_CODE_SIGNS = frozenset('{}()[];=<>|\\"$&')
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？～])(?![。！？?!])|(?<=~)\s+|\n+")
_SPACES = re.compile(r"[^\S\n]+")
_QUESTION_MARKS = frozenset("?？¿؟⁇‽\u037e")
_TECHNICAL = re.compile(
    r"[A-Za-z](?:Error|Exception)\b|[A-Za-z]\w{0,80}_\w|\d+\.\d|[A-Za-z]\d|\b(?!20\d\d\b)\d{4,6}\b|--?[a-z]{2}|\b[A-Z]{2,}s?\b|[a-z]{2}[A-Z]|\w\.[a-z]{2,4}\b|/\w{1,80}/"
)
_LATIN_WORD = re.compile(r"[A-Za-z]{3,}")
_DATE = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\btomorrow\b|\btonight\b|\b\d{1,2} ?(?:am|pm|uhr)\b"
    r"|\b\d{1,2}:\d\d\b|\b(?:morgen|heute|demain|manana|amanha)\b"
    r"|[월화수목금토일]요일|내일|모레|오늘|\d ?시(?![간작])|다음 주|이번 주"
    r"|周[一二三四五六日末]|星期|礼拜|明天|今天|今晚|后天|下周|[\d一二三四五六七八九十两]点|\d号(?!端)"
    r"|明日|今日|来週|[月火水木金土日]曜",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """What is left of a message to be judged."""

    sentences: tuple[str, ...]  # each with its final punctuation; mentions as @name
    code: bool  # there was code or a log besides
    quote: bool
    link: bool
    emoji: bool
    emoji_last: bool  # it ends with one
    quotes_words: bool  # words stand between quotation marks or as code: an error's text, a name

    @property
    def nothing_else(self) -> bool:
        """Whether one sentence is the whole message."""
        return len(self.sentences) == 1 and not (self.code or self.quote or self.link)


def read(text: str) -> Prose:
    """Take a message in Markdown apart. Linear in its length."""
    parts = text.split("```")  # what an open fence begins runs to the end
    lines = "\n".join(parts[::2]).split("\n")
    own = [line for line in lines if not line.lstrip().startswith((">", "&gt;"))]
    kept = [line for line in own if not _is_code(line, alone=len(own) == 1)]
    linked = "\n".join(kept)
    bare = _URL.sub(" ", _LINK.sub(r" \1 ", linked))
    return Prose(
        sentences=_sentences(bare) if _says_more_than_links(linked) else (),
        code=len(parts) > 1 or len(kept) < len(own),
        quote=len(own) < len(lines),
        link=bare != linked,
        emoji=_ANY_EMOJI.search(linked) is not None,
        emoji_last=_LAST_EMOJI.search(linked[-EMOJI_MAX:]) is not None,
        quotes_words=_QUOTED.search(linked) is not None,
    )


def has_question_mark(sentence: str) -> bool:
    """Whether it holds a question mark of any script."""
    return not _QUESTION_MARKS.isdisjoint(sentence)


def is_technical(sentence: str) -> bool:
    """Whether it names versions, identifiers, options, files or acronyms; in Chinese or Korean any Latin word does."""
    return _TECHNICAL.search(sentence) is not None or (is_cjk(sentence) and _LATIN_WORD.search(sentence) is not None)


def is_dated(sentence: str) -> bool:
    """Whether it names a day or a time of day."""
    return _DATE.search(sentence) is not None


def _sentences(text: str) -> tuple[str, ...]:
    plain = _EMOJI.sub("\n", _EMOJI_NAME.sub("\n", _INLINE_CODE.sub(r" \1 ", text)))
    found = (sentence.strip(" *_#\n") for sentence in _SENTENCE_END.split(_shortened(_SPACES.sub(" ", plain).strip())))
    return tuple(sentence for sentence in found if any(map(str.isalnum, sentence)))


def _says_more_than_links(text: str) -> bool:
    return any(map(str.isalnum, _URL.sub("", _LINK.sub("", text))))


def _is_code(line: str, *, alone: bool) -> bool:
    """Whether a line is code or of a log; who reports an error on a line of its own goes on in words."""
    if has_question_mark(line) or len(line) < CODE_LINE_MIN or (alone and _EXCEPTION.match(line)):
        return False
    signs = sum(map(_CODE_SIGNS.__contains__, line))
    return signs > CODE_SHARE * len(line) or any(form.match(line) for form in (_LOG_LINE, _EXCEPTION))


def _shortened(text: str) -> str:
    if len(text) <= READ_MAX:
        return text
    return f"{text[: READ_MAX * 3 // 4]}\n{text[-READ_MAX // 4 :]}"
