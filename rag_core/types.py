"""The values that travel through the core: from pages to sections, from a question to a checked answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Audience = Literal["public", "internal"]
"""Who may read a page: `public` is for everybody, guests included; `internal` for the team only."""

Depth = Literal["quick", "deep", "auto"]
Outcome = Literal["answered", "excerpts", "not_covered", "failed"]
Stage = Literal["rewriting", "searching", "reading", "answering"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One page as it was read: decoded text, nothing parsed yet."""

    path: str  # below the source's root, "/" between folders
    text: str
    source: str  # where the root is: a folder, a file, a zip or a URL
    updated: datetime | None = None  # aware, UTC
    audience: Audience = "internal"  # the source's; front matter decides over it when the page is cut into sections


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and the text below it: what is searched, shown to the model and cited."""

    id: str  # stable over ingests while the page, its anchor and the part stay
    page: str
    title: str  # of the page
    headings: tuple[str, ...]  # below the title, outermost first; empty for text before the first heading
    anchor: str  # GitHub style; "" is the top of the page
    url: str  # "" when no base URL is known
    text: str  # Markdown, without the heading line
    digest: str  # of everything that is embedded
    source: str = ""
    audience: Audience = "internal"
    updated: datetime | None = None

    @property
    def heading(self) -> str:
        """The innermost heading, or the page's title above the first one."""
        return self.headings[-1] if self.headings else self.title

    @property
    def breadcrumb(self) -> str:
        """`title > h2 > h3`: what a reader sees as the source's name."""
        return " > ".join((self.title, *self.headings))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A section found for a question, with the scores that put it there."""

    section: Section
    score: float  # fused, higher is better, in [0, 1]
    dense: float = 0.0  # similarity, at most 1
    lexical: float = 0.0  # BM25


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a question was asked. Everything but `thread` is the key that makes an answer happen once."""

    platform: str
    workspace: str
    channel: str
    message: str
    thread: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One earlier message of the same conversation."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a request to a language model."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was agreed to be answered."""

    id: str
    text: str
    asker: str = ""
    origin: Origin | None = None
    history: tuple[Turn, ...] = ()
    audience: Audience = "internal"  # the most that the asker may read
    depth: Depth = "auto"
    sources: tuple[str, ...] = ()  # only these; empty is all
    instructions: str = ""  # of the operator: tone, language
    use_model: bool = True  # False when a budget is spent: excerpts only


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Source number `number` of an answer; `quote` is found verbatim in the section's text."""

    number: int
    section: Section
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens as the provider counted them, and their price in US dollars where it is known."""

    prompt_tokens: int = 0
    cached_tokens: int = 0  # part of prompt_tokens
    completion_tokens: int = 0
    cost: float | None = None

    def __add__(self, other: Usage) -> Usage:
        costs = [c for c in (self.cost, other.cost) if c is not None]
        return Usage(
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            cost=sum(costs) if costs else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """How an answer came about: for "Why this answer?", the journal and the evaluation."""

    model: str = ""  # "" when no model was asked
    generation: str = ""
    depth: Depth = "quick"
    searched: tuple[str, ...] = ()  # every text that was searched for; the question itself first
    hits: tuple[Hit, ...] = ()  # what the model was shown, best first
    usage: Usage = field(default_factory=Usage)
    timings: Mapping[str, float] = field(default_factory=dict)  # seconds by stage
    notes: tuple[str, ...] = ()  # what the check changed, why a model was passed over


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The one outcome of a question. `text` is Markdown whose `[n]` are the citations' numbers."""

    id: str  # the question's
    text: str
    outcome: Outcome
    citations: tuple[Citation, ...] = ()
    related: tuple[Section, ...] = ()  # nearest headings, offered when nothing covers the question
    trace: Trace = field(default_factory=Trace)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A stage has begun."""

    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Retrieval is done: what the answer will be written from."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDelta:
    """More of the answer's text. Provisional: `Finished` replaces it all."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The last event: the checked answer."""

    answer: Answer


AnswerEvent = Progress | Found | TextDelta | Finished
