"""From a checked answer to messages within Slack's limits, which stand here with their sources. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from adapters import notices
from adapters.cards import View
from adapters.markdown import LEAST_LIMIT, Program, extract_programs, first_sentence, neutralise, outline, split
from adapters.markdown import to_mrkdwn as mrkdwn
from adapters.notices import AGELESS, Freshness
from rag_core.types import Answer, Citation

Json = dict[str, Any]

MARKDOWN_MAX = 12_000  # characters of a markdown block; docs.slack.dev/reference/block-kit/blocks/markdown-block
BODY_MAX = MARKDOWN_MAX - 200  # with room for what counts differently at Slack's end
MESSAGE_MAX = 12_600  # over all blocks; refused at about 13,200, measured in slackapi/bolt-js#2509, metabase PR#79908
STORED_BLOCKS_MAX = 44  # of 50; a markdown block is stored as several blocks; metabase PR#79908
TEXT_MAX = 4_000  # characters of `text`; docs.slack.dev/reference/methods/chat.update
NAME_MAX, URL_MAX = 150, 2_000  # characters of a source; a longer address is left out, for half of one leads nowhere
SOURCES_MAX = 9_000  # characters of the list of sources
PROGRAM_MAX = 4_000  # characters of code; longer programs go out as files
SECTION_MAX = 3_000  # characters; docs.slack.dev/reference/block-kit/blocks/section-block
_SECTION_PART = 2_000  # characters of Markdown that are tried as one section
_PLAIN_PART = 3_000  # characters of Markdown that are tried as one plain message

FEEDBACK, WHY, CALL, SHARE = "answer_feedback", "answer_why", "answer_call", "answer_share"  # action ids
CARD = "card_"  # begins those of a card's buttons


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One message. `text` is what notifications say and, without blocks, all there is; it is mrkdwn."""

    text: str
    blocks: tuple[Json, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    """What stands below an answer besides its sources, the feedback and "Why this answer?"."""

    call: bool = False  # a group is named that can be called
    share: bool = False  # only the asker sees the answer
    freshness: Freshness = AGELESS  # beyond it a source has its age beside it


def answer(given: Answer, controls: Controls = Controls()) -> tuple[Post, ...]:
    """The messages of an answer, in reading order; the sources and the buttons are in the last one."""
    body = neutralise(extract_programs(given.text, longer_than=PROGRAM_MAX)[0])
    messages: list[tuple[str, ...]] = [(part,) for piece in split(body, BODY_MAX) for part in _few_blocks(piece)]
    sources = split(source_list(given.citations, controls.freshness), BODY_MAX)
    if len(sources) == 1 and messages and _fit(messages[-1][0], sources[0]):
        messages[-1] += sources
    else:
        messages += [(piece,) for piece in sources]
    messages = messages or [(notices.failure(given.id),)]
    posts = [Post(text=notification(given), blocks=tuple(map(markdown, texts))) for texts in messages]
    posts[-1] = replace(posts[-1], blocks=(*posts[-1].blocks, *_buttons(given, controls)))
    return tuple(posts)


def plain_answer(given: Answer, controls: Controls = Controls()) -> tuple[Post, ...]:
    """The same in plain messages, for when Slack refuses the blocks."""
    body = extract_programs(given.text, longer_than=PROGRAM_MAX)[0]
    texts = [text for piece in split(body, _PLAIN_PART) for text in _short(piece)]
    sources = source_list(given.citations, controls.freshness)
    texts += [text for piece in split(sources, _PLAIN_PART) for text in _short(piece)]
    return tuple(Post(text=text) for text in texts or [notices.failure(given.id)])


def notice(text: str) -> Post:
    """A sentence of ours."""
    return Post(text=_notification(text), blocks=(markdown(neutralise(text)),))


def card(view: View) -> Post:
    """A card for the maintainers with its buttons; where it is cut, it says so."""
    parts = split(neutralise(view.text), BODY_MAX)
    text = parts[0] if len(parts) == 1 else f"{parts[0]}\n\n{notices.cut(len(view.text))}"
    return Post(text=_notification(text), blocks=(markdown(text), *_actions(view)))


def plain_card(view: View) -> Post:
    """The same as mrkdwn, for when Slack refuses the blocks."""
    texts = [text for piece in split(view.text, _SECTION_PART) for text in _short(piece, SECTION_MAX)]
    sections = tuple({"type": "section", "text": {"type": "mrkdwn", "text": text}} for text in texts)
    return Post(text=_notification(view.text), blocks=(*sections, *_actions(view)))


def programs(given: Answer) -> tuple[Program, ...]:
    """The programs that are too long for a message."""
    return extract_programs(given.text, longer_than=PROGRAM_MAX)[1]


def notification(given: Answer) -> str:
    """The first sentence, as mrkdwn."""
    return _notification(given.text)


def source_list(citations: Sequence[Citation], freshness: Freshness = AGELESS) -> str:
    """The sources as a numbered Markdown list of linked `title > heading`, old ones with their age; "" without any."""
    if not citations:
        return ""
    lines = [_source(citation, freshness) for citation in citations]
    for index in sorted(range(len(lines)), key=lambda i: len(lines[i]), reverse=True):
        if sum(map(len, lines)) > SOURCES_MAX:
            lines[index] = _source(citations[index], freshness, linked=False)
    return "\n".join(("**Sources**", *lines))


def markdown(text: str) -> Json:
    """A markdown block."""
    return {"type": "markdown", "text": text}


def plain_text(text: str) -> Json:
    """A text object without any markup."""
    return {"type": "plain_text", "text": text, "emoji": True}


def stored_blocks(text: str) -> int:
    """As how many blocks Slack stores Markdown: headings, rules and tables each are one, what lies between another."""
    count, running = 0, False
    for token in outline.tokens(outline.normalised(text)):
        if token.level or token.nesting < 0:
            continue
        whole = token.type in {"heading_open", "hr", "table_open"}
        count += whole or not running
        running = not whole
    return count


def _source(citation: Citation, freshness: Freshness, *, linked: bool = True) -> str:
    section = citation.section
    name = re.sub(r"\s+", " ", neutralise(section.breadcrumb)).strip()
    name = name if len(name) <= NAME_MAX else f"{name[: NAME_MAX - 1].rstrip()}…"
    label = re.sub(r"([\\`*_~\[\]<>|!])", r"\\\1", name) or "Source"
    url = quote(section.url, safe="%/:?#@!$&*+,;=~'-._").replace("'", "%27")
    if linked and len(url) <= URL_MAX and url.startswith(("http://", "https://")):
        label = f"[{label}]({neutralise(url)})"
    return " · ".join(filter(None, (f"{citation.number}. {label}", notices.age(section.updated, freshness))))


def _fit(body: str, sources: str) -> bool:
    """Whether the sources may stand in the same message, in a block of their own."""
    return len(body) + len(sources) <= MESSAGE_MAX and stored_blocks(body) + stored_blocks(sources) <= STORED_BLOCKS_MAX


def _few_blocks(piece: str) -> tuple[str, ...]:
    """The piece, in parts if Slack would store too many blocks of it."""
    if stored_blocks(piece) <= STORED_BLOCKS_MAX - 2 or len(piece) <= LEAST_LIMIT:
        return (piece,)
    halves = split(piece, max(len(piece) // 2, LEAST_LIMIT))
    return tuple(part for half in halves for part in _few_blocks(half))


def _short(piece: str, longest: int = TEXT_MAX) -> tuple[str, ...]:
    """The piece as mrkdwn, in parts if it has grown too long by that."""
    text = mrkdwn(piece)
    if len(text) < longest:
        return (text,) if text.strip() else ()
    halves = split(piece, max(len(piece) // 2, LEAST_LIMIT))
    return tuple(part for half in halves for part in _short(half, longest))


def _notification(text: str) -> str:
    sentence = first_sentence(text) or "The answer is here."
    return sentence.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _buttons(given: Answer, controls: Controls) -> tuple[Json, ...]:
    if given.outcome == "failed":
        return ()
    shown = [_button(WHY, "Why this answer?", given.id)]
    shown += [_button(CALL, "Ask a person", given.id)] if controls.call else []
    shown += [_button(SHARE, "Share with channel", given.id)] if controls.share else []
    return (_feedback(given.id), {"type": "actions", "elements": shown})


def _actions(view: View) -> tuple[Json, ...]:
    """The buttons of a card."""
    elements = [
        _button(f"{CARD}{button.action}", button.label, view.subject) | ({"style": "primary"} if button.main else {})
        for button in view.buttons
    ]
    return ({"type": "actions", "elements": elements},) if elements else ()


def _feedback(answer_id: str) -> Json:
    # No block_id: a new one at every update is what makes Slack show the buttons afresh.
    buttons = {
        "type": "feedback_buttons",
        "action_id": FEEDBACK,
        "positive_button": _vote("👍", f"up:{answer_id}", "This answer helped"),
        "negative_button": _vote("👎", f"down:{answer_id}", "This answer did not help"),
    }
    return {"type": "context_actions", "elements": [buttons]}


def _vote(text: str, value: str, label: str) -> Json:
    return {"text": plain_text(text), "value": value, "accessibility_label": label}


def _button(action: str, text: str, answer_id: str) -> Json:
    return {"type": "button", "action_id": action, "text": plain_text(text), "value": answer_id}
