"""Whether, for whom and from what a message is answered: a pure decision on it, the rules and its thread."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from adapters.base import Incoming, is_direct
from adapters.hours import MONDAY_MORNING, Weekly, WorkingHours
from rag_core.types import Answer, Audience

_STOP_WORDS = frozenset({"stop", "be quiet", "quiet", "🔇", ":mute:", "mute"})
_TO_OTHERS = "speaks to somebody else"
_LETTER_OR_DIGIT = re.compile(r"\w")
_EMOJI_NAME = re.compile(r":[\w+-]+:")


Mode = Literal["mention", "answer", "assist", "draft"]
"""What to do about a question that nobody addressed to the bot: nothing, answer it, answer it when no person has after
a while, or draft an answer for the maintainers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRules:
    """What holds in one channel."""

    mode: Mode = "mention"
    burst: timedelta = timedelta(seconds=10)  # what one person posts within it is one question
    human_first: timedelta = timedelta(minutes=5)  # what people have in mode "assist", within the working hours
    working_hours: WorkingHours | None = None  # None: people are always expected to answer
    confidence: float = 0.3  # score of the best cited section below which nobody is answered unasked; see `confident`
    say_not_covered: bool = False  # whether a question to nobody is told that the docs do not cover it
    maintainers: str = ""  # the platform's id of the channel where drafts and gaps go
    sources: tuple[str, ...] = ()  # empty: all
    audience: Audience = "internal"  # the most that may be shown there
    call: str = ""  # the platform's id of the group that "Ask a person" mentions
    language: str = ""  # of the answers; "": the question's
    tone: str = ""

    @property
    def instructions(self) -> str:
        """The channel's wishes as a sentence for the model."""
        wish = f"Answer in {self.language}." if self.language else ""
        return f"{wish} {self.tone}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformRules:
    """Who may ask on one platform. An empty allow-list allows everybody who is not blocked."""

    workspaces: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    blocked_channels: frozenset[str] = frozenset()
    users: frozenset[str] = frozenset()
    blocked_users: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Budgets:
    """How much may be asked; 0 is no limit."""

    questions_per_person_hour: int = 30
    questions_per_day: int = 0
    tokens_per_person_day: int = 0
    tokens_per_day: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything that an operator decides about channels and people."""

    default: ChannelRules = ChannelRules()
    channels: Mapping[tuple[str, str], ChannelRules] = field(default_factory=dict)  # by platform and channel
    platforms: Mapping[str, PlatformRules] = field(default_factory=dict)
    budgets: Budgets = Budgets()
    sync_every: timedelta = timedelta(0)  # between readings of the sources; 0 is never, as in what follows
    stale_after: timedelta = timedelta(0)  # the age of a cited page from which on it is told
    digest: Weekly | None = MONDAY_MORNING  # when the maintainers are told what the docs lack
    retention: timedelta = timedelta(0)  # how long the texts of questions and answers are kept

    def watches(self, platform: str) -> bool:
        """Whether there is a channel whose posts are looked at though nobody addresses the bot."""
        own = [channel.mode for (where, _), channel in self.channels.items() if where == platform]
        return any(mode != "mention" for mode in (self.default.mode, *own))

    def is_desk(self, platform: str, channel: str) -> bool:
        """Whether drafts and gaps of some channel go to that one."""
        of_others = [rules.maintainers for (where, _), rules in self.channels.items() if where == platform]
        return channel in (self.default.maintainers, *of_others)

    def of_channel(self, platform: str, channel: str) -> ChannelRules:
        """The channel's own rules, or the default ones."""
        return self.channels.get((platform, channel), self.default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What the journal knows of the thread that a message is in."""

    known: bool = False  # the bot was asked in it, or has answered in it
    silenced: bool = False
    askers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What was used up so far."""

    person_questions_hour: int = 0
    questions_day: int = 0
    person_tokens_day: int = 0
    tokens_day: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """Answer it, within these bounds."""

    audience: Audience
    sources: tuple[str, ...] = ()
    instructions: str = ""
    use_model: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Helping:
    """Nothing was asked: show what the bot is for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silencing:
    """The asker wants quiet in this thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusing:
    """Tell the asker, politely and privately, why not."""

    reason: Literal["not_here", "not_you", "standing_unknown", "too_many", "day_spent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """It may be a question to nobody in particular: wait for more of it, and for people to answer."""

    wait: timedelta
    burst: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignoring:
    """Say nothing; `reason` is for the log. `hush`: the talk has turned to others, stay silent until addressed."""

    reason: str
    hush: bool = False


Decision = Answering | Helping | Silencing | Refusing | Watching | Ignoring


def decide(incoming: Incoming, rules: Rules, conversation: Conversation, spent: Spent) -> Decision:
    """What to do about a message. Pure: the same input gives the same decision."""
    channel = rules.of_channel(incoming.origin.platform, incoming.origin.channel)
    at_the_desk = rules.is_desk(incoming.origin.platform, incoming.origin.channel)
    to_nobody = channel.mode != "mention" and _opens_a_talk(incoming) and not at_the_desk
    if (reason := _not_for_us(incoming, conversation)) and not (to_nobody and not incoming.author_is_bot):
        return Ignoring(reason=reason, hush=reason == _TO_OTHERS)
    if refusal := _refusal(incoming, rules):
        # Who is not addressed does not hear a refusal either: it would be an interruption.
        return refusal if incoming.addressed else Ignoring(reason=refusal.reason)
    if to_nobody and says_something(incoming.text):
        return Watching(wait=patience(channel, incoming.asked_at), burst=channel.burst)
    if incoming.text.strip().casefold().strip(".! ") in _STOP_WORDS:
        return Silencing()
    if not says_something(incoming.text):
        return Helping() if incoming.addressed else Ignoring(reason="no words")
    if incoming.standing == "unknown":
        # Whether pages for the team may be shown cannot be known, so nothing is.
        return Refusing(reason="standing_unknown")
    return admitted(incoming, rules, spent)


def admitted(incoming: Incoming, rules: Rules, spent: Spent) -> Decision:
    """The bounds of an answer to somebody who may ask, or why there is none now."""
    return _within_budget(_bounds(incoming, rules), rules.budgets, spent)


def confident(answer: Answer, channel: ChannelRules) -> bool:
    """Whether an answer may be given to somebody who did not ask the bot.

    The score is that of the best section that it cites; a curated answer was not searched for. On real questions about
    the Milvus docs 0.3 kept 92 of 100 that the pages answer and 44 of 100 of the others, on which the model has a word.
    """
    if answer.outcome not in {"answered", "excerpts"} or not answer.citations:
        return False
    cited = {citation.section.id for citation in answer.citations}
    scores = [hit.score for hit in answer.trace.hits if hit.section.id in cited]
    return max(scores, default=1.0) >= channel.confidence


def patience(channel: ChannelRules, now: datetime) -> timedelta:
    """How long people may answer first."""
    at_work = channel.working_hours is None or channel.working_hours.contain(now)
    return channel.human_first if channel.mode == "assist" and at_work else timedelta(0)


def says_something(text: str) -> bool:
    """Whether there is a word in it: not only emoji, punctuation or nothing."""
    return _LETTER_OR_DIGIT.search(_EMOJI_NAME.sub("", text)) is not None


def _not_for_us(incoming: Incoming, conversation: Conversation) -> str:
    """Why a message is none of the bot's business; "" when it is."""
    if incoming.author_is_bot:
        return "written by a bot"
    if incoming.addressed:
        return ""
    if incoming.kind != "thread":
        return "not addressed"
    if not conversation.known:
        return "a thread without the bot"
    if conversation.silenced:
        return "silenced"
    if incoming.mentions_others:
        return _TO_OTHERS
    if conversation.askers - {incoming.user}:
        return "several people talk"
    return ""


def _opens_a_talk(incoming: Incoming) -> bool:
    """Whether it begins something new, and speaks to nobody."""
    return incoming.kind in {"channel", "forum"} and not incoming.addressed and not incoming.replies_to


def _refusal(incoming: Incoming, rules: Rules) -> Refusing | None:
    origin = incoming.origin
    allowed = rules.platforms.get(origin.platform, PlatformRules())
    if not _admits(allowed.workspaces, origin.workspace):
        return Refusing(reason="not_here")
    # A direct conversation has a channel of its own that no list can name.
    if not is_direct(origin) and (
        origin.channel in allowed.blocked_channels or not _admits(allowed.channels, origin.channel)
    ):
        return Refusing(reason="not_here")
    if incoming.user in allowed.blocked_users or not _admits(allowed.users, incoming.user):
        return Refusing(reason="not_you")
    if allowed.roles and not allowed.roles & incoming.roles:
        return Refusing(reason="not_you")
    return None


def _admits(allow_list: frozenset[str], name: str) -> bool:
    return not allow_list or name in allow_list


def _bounds(incoming: Incoming, rules: Rules) -> Answering:
    channel = rules.of_channel(incoming.origin.platform, incoming.origin.channel)
    return Answering(
        audience=channel.audience if incoming.standing == "member" else "public",
        sources=channel.sources,
        instructions=channel.instructions,
    )


def _within_budget(decision: Answering, budgets: Budgets, spent: Spent) -> Decision:
    if _over(spent.person_questions_hour, budgets.questions_per_person_hour):
        return Refusing(reason="too_many")
    if _over(spent.questions_day, budgets.questions_per_day):
        return Refusing(reason="day_spent")
    over_tokens = _over(spent.person_tokens_day, budgets.tokens_per_person_day) or _over(
        spent.tokens_day, budgets.tokens_per_day
    )
    return replace(decision, use_model=False) if over_tokens else decision


def _over(used: int, limit: int) -> bool:
    return limit > 0 and used >= limit
