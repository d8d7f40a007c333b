"""From a checked answer to messages within Discord's limits, which stand here with their sources. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from adapters import notices
from adapters.cards import View
from adapters.markdown import LEAST_LIMIT, Program, extract_programs, first_sentence, neutralise, plain, split
from adapters.notices import AGELESS, Freshness
from rag_core.types import Answer, Citation

Json = dict[str, Any]

CONTENT_MAX = 2_000  # characters of a message; discord-api-docs, developers/resources/message#create-message
CALL_MAX = CONTENT_MAX - 50  # with room for its mark
SOURCES_MAX = 1_500  # characters of sources in a message's text
EMBED_MAX = 4_096  # characters of a description; developers/resources/message#embed-object-embed-limits
THREAD_NAME_MAX = 100  # characters; developers/resources/channel#start-thread-from-message
MESSAGES_MAX = 5  # of one answer; a longer one goes out as a file, for five a channel is what Discord takes at once
PROGRAM_MAX = 1_500  # characters of code; longer programs go out as files
FILES_MAX = 10  # in a message; developers/reference#uploading-files
URL_MAX = 500  # characters; a longer address is left out, for half of one leads nowhere
STATUS_MAX = 120  # characters of a status line
SUPPRESS_EMBEDS = 1 << 2  # no previews of links; developers/resources/message#message-object-message-flags
_SOURCES_COLOUR = 0x5865F2
_FULL_TEXT, _FULL_CARD = "answer.md", "card.md"
_ESCAPED = re.compile(r"([\\`*_~|<>\[\]()#])")

NO_MENTIONS: Json = {"parse": []}

CARD, FORM = "card_", "form_"  # begin what buttons of cards and the forms behind them do
MARK_MAX = 20  # characters that `marked` adds
UP, DOWN, WHY, CALL, SHARE, SOLVED = "up", "down", "why", "call", "share", "solved"  # what buttons do


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One message. Everything that it does not name is taken away by an edit."""

    content: str
    embeds: tuple[Json, ...] = ()
    components: tuple[Json, ...] = ()
    files: tuple[Program, ...] = ()
    roles: tuple[str, ...] = ()  # that may be mentioned in it

    def body(self) -> Json:
        """What a request for it says; the files go beside it."""
        return {
            "content": self.content,
            "embeds": list(self.embeds),
            "components": list(self.components),
            "attachments": [{"id": number, "filename": file.name} for number, file in enumerate(self.files)],
            "allowed_mentions": {**NO_MENTIONS, "roles": list(self.roles)} if self.roles else NO_MENTIONS,
            "flags": 0 if self.embeds else SUPPRESS_EMBEDS,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """What is possible where the answer goes, and what can be pressed below it."""

    messages: int = MESSAGES_MAX
    embeds: bool = True
    files: bool = True
    call: bool = False  # a role is named that can be called
    share: bool = False  # only the asker sees the answer
    solve: bool = False  # a forum's post with a tag for that
    freshness: Freshness = AGELESS  # beyond it a source has its age beside it


def answer(given: Answer, surface: Surface = Surface(), *, preface: str = "") -> tuple[Post, ...]:
    """The messages of an answer in reading order; the sources and the buttons are in the last one.

    `preface` is a sentence of ours before it.
    """
    text, programs = _programs(given, surface)
    body = "\n\n".join(filter(None, (preface, neutralise(text))))
    sources = "" if surface.embeds else _source_text(given.citations, surface.freshness)
    parts = [*split(body, CONTENT_MAX), *filter(None, (sources,))] or [notices.failure(given.id)]
    if sources and len(parts) > 1 and len(parts[-2]) + len(sources) + 2 <= CONTENT_MAX:
        parts[-2:] = [f"{parts[-2]}\n\n{sources}"]
    if len(parts) > surface.messages and (surface.files or surface.messages == 1):
        parts = [_shortened(parts[0], sources, surface)]
        whole = Program(name=_FULL_TEXT, language="markdown", content=_whole(given, surface.freshness))
        programs = (whole, *programs)[:FILES_MAX] if surface.files else ()
    posts = [Post(content=part) for part in parts]
    posts[-1] = replace(
        posts[-1],
        embeds=_source_embeds(given.citations, surface.freshness) if surface.embeds else (),
        components=_buttons(given, surface),
        files=programs,
    )
    return tuple(posts)


def draft(text: str, status: str, answer_id: str, surface: Surface = Surface()) -> tuple[Post, ...]:
    """The answer as far as it is written, and what the bot is doing; the last message ends with its mark."""
    room = CONTENT_MAX - STATUS_MAX - len(mark(answer_id, surface.messages)) - len("\n-#  · ")
    shown = split(neutralise(text), room)[: surface.messages]
    number = max(len(shown) - 1, 0)
    line = f"-# {_one_line(neutralise(status), STATUS_MAX)} · {mark(answer_id, number)}"
    return (*(Post(content=part) for part in shown[:-1]), Post(content="\n".join((*shown[-1:], line))))


def marked(post: Post, answer_id: str, number: int = 0) -> Post:
    """A message that ends with its mark, by which another process finds it."""
    return replace(post, content=f"{post.content}\n-# · {mark(answer_id, number)}")


def mark(answer_id: str, number: int) -> str:
    """What a message ends with until it is finished, so that another process finds it. `number` counts from 0."""
    return answer_id if number == 0 else f"{answer_id}/{number + 1}"


def notice(text: str) -> Post:
    """A sentence of ours."""
    return Post(content=split(neutralise(text), CONTENT_MAX)[0])


def card(view: View) -> Post:
    """A card for the maintainers with its buttons. Where it is cut, it says so; all of it is in a file."""
    text, *more = split(neutralise(view.text), CONTENT_MAX - MARK_MAX)
    files: tuple[Program, ...] = ()
    if more:
        ending = f"\n{notices.cut(len(view.text))}"
        text = split(text, CONTENT_MAX - MARK_MAX - len(ending))[0] + ending
        files = (Program(name=_FULL_CARD, language="markdown", content=view.text),)
    buttons = [
        _button(f"{CARD}{button.action}", view.subject, button.label) | ({"style": 1} if button.main else {})
        for button in view.buttons
    ]
    return Post(content=text, components=({"type": 1, "components": buttons},) if buttons else (), files=files)


def thread_name(question: str) -> str:
    """What the thread of a question is called."""
    return _one_line(first_sentence(question, THREAD_NAME_MAX) or "Question", THREAD_NAME_MAX)


def pressed(custom_id: str) -> tuple[str, str]:
    """What a button does, and the id of the answer that it stands below; ("", "") for a button that is not ours."""
    found = re.fullmatch(r"footnote:(\w+):(\w+)", custom_id)
    return (found[1], found[2]) if found else ("", "")


def custom_id(action: str, answer_id: str) -> str:
    """What a button or a form carries."""
    return f"footnote:{action}:{answer_id}"


def _programs(given: Answer, surface: Surface) -> tuple[str, tuple[Program, ...]]:
    """The text without long programs, and those; all stay in the text where files are not possible."""
    if not surface.files:
        return given.text, ()
    text, programs = extract_programs(given.text, longer_than=PROGRAM_MAX)
    return (text, programs) if len(programs) < FILES_MAX else (given.text, ())


def _whole(given: Answer, freshness: Freshness) -> str:
    return f"{given.text}\n\n{_source_text(given.citations, freshness, room=len(given.citations) * 1_000)}\n"


def _shortened(part: str, sources: str, surface: Surface) -> str:
    """What one message holds of a long answer."""
    line = f"📎 The whole answer is in `{_FULL_TEXT}`." if surface.files else "… The rest is too long for this place."
    tail = "".join(f"\n\n{text}" for text in (line, sources) if text)
    return split(part, max(CONTENT_MAX - len(tail), LEAST_LIMIT))[0] + tail


def _source_embeds(citations: Sequence[Citation], freshness: Freshness) -> tuple[Json, ...]:
    """The sources as linked headings with what they say."""
    text = _fitting(citations, freshness, EMBED_MAX, quoted=160)
    return ({"title": "Sources", "description": text, "color": _SOURCES_COLOUR},) if text else ()


def _source_text(citations: Sequence[Citation], freshness: Freshness, room: int = SOURCES_MAX) -> str:
    """The sources as text, where embeds are not possible."""
    title = "**Sources**\n"
    text = _fitting(citations, freshness, room - len(title), wrapped=True)
    return title + text if text else ""


def _fitting(
    citations: Sequence[Citation], freshness: Freshness, room: int, *, quoted: int = 0, wrapped: bool = False
) -> str:
    """A line for each source; quotes, addresses, ages and ends of names go as far as there is no room for them."""
    text = ""
    for quote_max, name_max, linked, aged in (
        (quoted, 150, True, freshness),
        (quoted // 2, 100, True, freshness),
        (0, 100, True, freshness),
        (0, 100, False, freshness),
        (0, 25, False, AGELESS),
    ):
        lines = [_source(one, aged, quote_max, name_max, linked=linked, wrapped=wrapped) for one in citations]
        text = "\n".join(lines)
        if len(text) <= room:
            break
    return text[:room]


def _source(citation: Citation, freshness: Freshness, quoted: int, longest: int, *, linked: bool, wrapped: bool) -> str:
    """One source with its age if it is old; `wrapped` hides its address from Discord's previews."""
    section = citation.section
    label = _escape(_one_line(neutralise(section.breadcrumb), longest)) or "Source"
    url = neutralise(quote(section.url, safe="%/:?#@!$&*+,;=~'-._"))
    if linked and len(url) <= URL_MAX and url.startswith(("http://", "https://")):
        label = f"[{label}](<{url}>)" if wrapped else f"[{label}]({url})"
    said = _escape(_one_line(plain(citation.quote), quoted)) if quoted else ""
    line = " · ".join(filter(None, (f"**{citation.number}.** {label}", notices.age(section.updated, freshness))))
    return line + (f"\n> {said}" if said else "")


def _buttons(given: Answer, surface: Surface) -> tuple[Json, ...]:
    if given.outcome == "failed":
        return ()
    shown = [_button(UP, given.id, emoji="👍"), _button(DOWN, given.id, emoji="👎"), _button(WHY, given.id, "Why?")]
    shown += [_button(CALL, given.id, "Ask a person")] if surface.call else []
    shown += [_button(SHARE, given.id, "Share")] if surface.share else []
    shown += [_button(SOLVED, given.id, "Solved", emoji="✅")] if surface.solve else []
    return tuple({"type": 1, "components": shown[first : first + 5]} for first in range(0, len(shown), 5))


def _button(action: str, answer_id: str, label: str = "", *, emoji: str = "") -> Json:
    body: Json = {"type": 2, "style": 2, "custom_id": custom_id(action, answer_id)}
    body |= {"label": label} if label else {}
    return body | ({"emoji": {"name": emoji}} if emoji else {})


def _escape(text: str) -> str:
    return _ESCAPED.sub(r"\\\1", text)


def _one_line(text: str, longest: int) -> str:
    text = re.sub(r"\s+", " ", text).strip()
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
