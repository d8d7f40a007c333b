"""Whom a message is from and to: posted by a bot, said to one person by name, or to everybody."""

from __future__ import annotations

import re

from adapters.questions.english import OPENERS

_ALL = (
    "all here channel everyone everybody team folks anyone alle tous todos tutti allen "
    "所有人 全体成员 大家 全员 모두 전체 여러분 みんな 皆さん"
)
_EVERYBODY = frozenset(_ALL.split())
_MENTION = re.compile(r"<?[@＠]([\w-][\w.-]{0,80})>?")
# Who is mentioned like this is talked about: `@lee said that`, `@lee is out`, `cc @lee`, `thanks @lee`.
_TALKED_OF = re.compile(
    r"""(?:['’]s\b|,?\ ?(?:is|was|has|will)\b
        |,?\ ?(?:said|told|mentioned|suggested|wrote|asked|recommended|says|sent\ me|pointed)\b
        |.{0,4}(?:说|让我|叫我|告诉|提到|建议)|.{0,30}(?:라고|다고|래서))""",
    re.VERBOSE,
)
_BEFORE_TALKED_OF = re.compile(r"(?:cc|per|via|with|like|thanks|thx|asked|from|by|and|to)[: ]*$", re.IGNORECASE)
# `Bob, can you …`, `Bob did you …`, `… your build, Bob?`
_CALLED_FIRST = re.compile(
    r"(?:hey |hi |hello |ok |so )?([A-Z][a-z]+)"
    r"(?:, .*\b(?:you|your|u)\b| (?:did|can|could|are|have|will|would|do|were) (?:you|u)\b)"
)
_CALLED_LAST = re.compile(r"\b(?:you|your)\b.*, ([A-Z][a-z]+)[?!. ]*$")
# Korean, Chinese and Japanese names carry a title: 민지님, 小李, 王哥, 田中さん.
_TITLED = re.compile(
    r"(?!고객|사용자|관리자|선생|담당자)[가-힣]{2,4}님[, ]"
    r"|(?:小(?![程伙时白问])|老(?![项版的是])|阿)[一-鿿]{1,2}[，,：: 你]"
    r"|[一-鿿]{1,2}(?:哥|姐|工|总|经理|老师)[，,：: 你]"
    r"|[一-鿿ァ-ヶ]{1,4}さん[、, ]"
)
_CAPITALISED = (
    "what how why when where who which whose is are do does did can could should would will has have was were am if "
    "in on at for with after before since because while the a an my our this that these those yes no not any someone "
    "i we you it milvus kubernetes slack docker python java"
)
_NO_NAMES = OPENERS | frozenset(_CAPITALISED.split())
_BOT = re.compile(
    r"""\W*(?: \[?bot\]? | (?:[\w-]+\ ){0,2}(?-i:APP|BOT)\b | \[(?:firing|triggered|resolved|alert)
        | (?:jenkins|github|gitlab|jira|dependabot|renovate|sentry|grafana|datadog|pagerduty|opsgenie|circleci|argocd
            |statuspage|prometheus|alertmanager|[\w-]{0,40}bot)\s*: )""",
    re.IGNORECASE | re.VERBOSE,
)
_BOT_NAME_MAX = 200  # characters within which a bot's name stands


def is_from_bot(text: str) -> bool:
    """Whether the message begins like the post of a bot that a person has copied: `GitHub APP`, `[FIRING:1]`."""
    return _BOT.match(text[:_BOT_NAME_MAX]) is not None


def is_to_person(sentence: str) -> bool:
    """Whether the sentence calls somebody by name, at its beginning or end."""
    if any(_is_called(sentence, mention) for mention in _MENTION.finditer(sentence)):
        return True
    if _TITLED.match(sentence):
        return True
    called = _CALLED_FIRST.match(sentence) or _CALLED_LAST.search(sentence)
    return called is not None and called[1].casefold() not in _NO_NAMES


def is_to_everybody(sentence: str) -> bool:
    """Whether it mentions all who are here."""
    return any(mention[1].casefold() in _EVERYBODY for mention in _MENTION.finditer(sentence))


def mentions_person(sentence: str) -> bool:
    """Whether it mentions somebody, wherever."""
    return any(mention[1].casefold() not in _EVERYBODY for mention in _MENTION.finditer(sentence))


def without_mentions(sentence: str) -> str:
    """The sentence, with nobody mentioned in it."""
    return _MENTION.sub(" ", sentence)


def _is_called(sentence: str, mention: re.Match[str]) -> bool:
    if mention[1].casefold() in _EVERYBODY:
        return False
    before, after = sentence[: mention.start()], sentence[mention.end() :]
    first = all(word in OPENERS for word in re.findall(r"[^\W_]+", before.casefold()))
    last = not any(map(str.isalnum, after))
    return (first or last) and not _TALKED_OF.match(after) and not _BEFORE_TALKED_OF.search(before)
