"""What Slack accepts as blocks and views: every rule of Block Kit that the bot can come near.

Limits are slack_sdk's own constants where it has them; the others carry their source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

from slack_sdk.models import blocks as kit
from slack_sdk.models.views import View

from tests.fakes.slack.elements import CONTEXT_ACTIONS, FILLED, IMAGE, IMAGE_SOURCE, PRESSED
from tests.fakes.slack.shapes import (
    Check,
    anything,
    boolean,
    choice,
    either,
    many,
    number,
    shape,
    string,
    text_object,
    typed,
    url,
)

Surface = Literal["message", "modal", "home"]

MESSAGE_BLOCKS_MAX = 50  # docs.slack.dev/reference/block-kit/blocks
BLOCK_CONTAINER = 125  # characters charged for each block; slackapi/bolt-js#2509: 13,297 without, 13,172 with a divider
MESSAGE_TOTAL_MAX = 13_297 + 2 * BLOCK_CONTAINER  # same source; characters of two markdown blocks and their containers
TABLE_TOTAL_MAX = (
    10_000  # characters over all table cells of a message; docs.slack.dev/reference/block-kit/blocks/table-block
)
FIELD_MAX = 2_000  # characters; docs.slack.dev/reference/block-kit/blocks/section-block
TASK_TEXT_MAX = 256  # characters; docs.slack.dev/messaging/sending-and-scheduling-messages#text-streaming

_BLOCK_ID = string(kit.Block.block_id_max_length)
_RICH_TEXT = shape({"elements": many(anything, 1_000)}, block_id=_BLOCK_ID)
_SOURCE = shape({"url": url(3_000), "text": string(3_000)})
_STATUS = choice("pending", "in_progress", "complete", "error")
_TASK = shape(
    {"task_id": string(255), "title": string(TASK_TEXT_MAX)},
    status=_STATUS,
    details=_RICH_TEXT,
    output=_RICH_TEXT,
    sources=many(_SOURCE, 50),
    block_id=_BLOCK_ID,
)
_CELL = typed(
    {
        "raw_text": shape({"text": string(TABLE_TOTAL_MAX)}),
        "raw_number": shape({"value": anything, "text": string(TABLE_TOTAL_MAX)}),
        "rich_text": _RICH_TEXT,
    }
)
_EVERYWHERE: dict[str, Check] = {
    "section": shape(
        block_id=_BLOCK_ID,
        text=text_object(kit.SectionBlock.text_max_length),
        fields=many(text_object(FIELD_MAX), kit.SectionBlock.fields_max_length),
        accessory=typed({**PRESSED, "image": IMAGE}),
        expand=boolean,
    ),
    "divider": shape(block_id=_BLOCK_ID),
    "header": shape(
        {"text": text_object(kit.HeaderBlock.text_max_length, "plain_text")}, block_id=_BLOCK_ID, level=number(1, 6)
    ),
    "image": shape(
        IMAGE_SOURCE,
        block_id=_BLOCK_ID,
        image_url=url(kit.ImageBlock.image_url_max_length),
        slack_file=anything,
        title=text_object(kit.ImageBlock.title_max_length, "plain_text"),
    ),
    "context": shape(
        {
            "elements": many(
                either(text_object(kit.SectionBlock.text_max_length), typed({"image": IMAGE})),
                kit.ContextBlock.elements_max_length,
            )
        },
        block_id=_BLOCK_ID,
    ),
    "actions": shape({"elements": many(typed(PRESSED), kit.ActionsBlock.elements_max_length)}, block_id=_BLOCK_ID),
    "rich_text": _RICH_TEXT,
    "input": shape(
        {"label": text_object(kit.InputBlock.label_max_length, "plain_text"), "element": typed(FILLED)},
        block_id=_BLOCK_ID,
        hint=text_object(kit.InputBlock.hint_max_length, "plain_text"),
        optional=boolean,
        dispatch_action=boolean,
    ),
}
_MESSAGES_ONLY: dict[str, Check] = {
    "markdown": shape({"text": string(kit.MarkdownBlock.text_max_length)}, block_id=_BLOCK_ID),
    "context_actions": shape(
        {"elements": many(typed(CONTEXT_ACTIONS), kit.ContextActionsBlock.elements_max_length)}, block_id=_BLOCK_ID
    ),
    "table": shape(
        {"rows": many(many(_CELL, 20), 100)}, column_settings=many(anything, 20, 0), block_id=_BLOCK_ID
    ),  # rows and columns: docs.slack.dev/reference/block-kit/blocks/table-block
    "task_card": _TASK,
    "plan": shape({"title": string(TASK_TEXT_MAX)}, tasks=many(_TASK, 50), block_id=_BLOCK_ID),
}

_RULES: dict[Surface, Check] = {
    "message": typed({**_EVERYWHERE, **_MESSAGES_ONLY}),
    "modal": typed(_EVERYWHERE),
    "home": typed(_EVERYWHERE),
}


def complaints(blocks: Any, surface: Surface) -> tuple[str, ...]:
    """Everything that Slack would refuse in `blocks` on that surface, as its own sentences with JSON pointers."""
    most = MESSAGE_BLOCKS_MAX if surface == "message" else View.blocks_max_length
    found = list(many(_RULES[surface], most, 0 if surface == "message" else 1)(blocks, "/blocks"))
    if isinstance(blocks, list):
        known = [block for block in blocks if isinstance(block, dict)]
        found += [*_empty_sections(known), *_repeated_ids(known)]
        if sum(_table_characters(block) for block in known) > TABLE_TOTAL_MAX:
            found.append(f"tables of a message hold at most {TABLE_TOTAL_MAX} characters [json-pointer:/blocks]")
    return tuple(found)


def size(blocks: list[dict[str, Any]]) -> int:
    """What the blocks cost of MESSAGE_TOTAL_MAX: their characters and their containers."""
    return sum(BLOCK_CONTAINER + len("".join(texts(block))) for block in blocks)


def texts(value: Any) -> Iterator[str]:
    """Every string that a reader sees somewhere below `value`, in order."""
    if isinstance(value, dict):
        for name, field in value.items():
            if name in ("text", "alt_text", "title") and isinstance(field, str):
                yield field
            else:
                yield from texts(field)
    elif isinstance(value, list):
        for entry in value:
            yield from texts(entry)


def chunk_complaints(chunks: Any) -> tuple[str, ...]:
    """Everything that Slack would refuse in the chunks of a stream."""
    kinds: dict[str, Check] = {
        "markdown_text": shape({"text": string(kit.MarkdownBlock.text_max_length)}),
        "plan_update": shape({"title": string(TASK_TEXT_MAX)}),
        "task_update": shape(
            {"id": string(255), "title": string(TASK_TEXT_MAX), "status": _STATUS},
            details=string(TASK_TEXT_MAX),
            output=string(TASK_TEXT_MAX),
            sources=many(_SOURCE, 50),
        ),
        "blocks": shape({"blocks": many(_RULES["message"], MESSAGE_BLOCKS_MAX)}),
    }
    return tuple(many(typed(kinds), 100)(chunks, "/chunks"))


def _empty_sections(blocks: list[dict[str, Any]]) -> Iterator[str]:
    for index, block in enumerate(blocks):
        if block.get("type") == "section" and not (block.get("text") or block.get("fields")):
            yield f"missing required field: text or fields [json-pointer:/blocks/{index}]"


def _repeated_ids(blocks: list[dict[str, Any]]) -> Iterator[str]:
    named = Counter(block["block_id"] for block in blocks if block.get("block_id"))
    yield from (f'block_id "{name}" already exists [json-pointer:/blocks]' for name, n in named.items() if n > 1)
    for index, block in enumerate(blocks):
        elements = block.get("elements")
        actions = Counter(
            e["action_id"]
            for e in (elements if isinstance(elements, list) else ())
            if isinstance(e, dict) and e.get("action_id")
        )
        for name, n in actions.items():
            if n > 1:
                yield f'action_id "{name}" already exists [json-pointer:/blocks/{index}/elements]'


def _table_characters(block: dict[str, Any]) -> int:
    return len("".join(texts(block.get("rows")))) if block.get("type") == "table" else 0
