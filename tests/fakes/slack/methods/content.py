"""The content of a message as it is sent: text, blocks, Markdown and metadata, refused like Slack refuses them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import MarkdownBlock

from tests.fakes.slack.block_text import wire
from tests.fakes.slack.blocks import MESSAGE_BLOCKS_MAX, MESSAGE_TOTAL_MAX, complaints, size
from tests.fakes.slack.expansion import expand
from tests.fakes.slack.refusal import Refusal
from tests.fakes.slack.workspace import Message
from tests.fakes.slack.world import World

Json = dict[str, Any]

TEXT_MAX = 4_000  # characters; docs.slack.dev/reference/methods/chat.update, ChatGPT-in-Slack#102 for chat.postMessage
MARKDOWN_MAX = MarkdownBlock.text_max_length


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Accepted content. None means that the caller said nothing about it."""

    text: str | None
    blocks: list[Json] | None
    attachments: list[Json]
    metadata: Json | None

    def fill(self, message: Message) -> None:
        """Let the message show this; what the caller said nothing about is gone, but for the metadata."""
        message.text, message.blocks = self.text or "", self.blocks or []
        message.attachments = self.attachments
        if self.metadata is not None:
            message.metadata = self.metadata or None


def content(world: World, args: Json) -> Content:
    """The content of a post or an update; without text, blocks and attachments it is `no_text`."""
    markdown, text, blocks = args.get("markdown_text"), args.get("text"), args.get("blocks")
    if markdown and (text or blocks):
        raise Refusal("markdown_text_conflict")
    _limit(markdown, MARKDOWN_MAX)
    _limit(text, TEXT_MAX)
    if markdown:
        stored = named(world, expand(markdown))
        return Content(text=wire(stored), blocks=stored, attachments=[], metadata=metadata(args))
    accepted = None if blocks is None else accepted_blocks(world, blocks)
    attachments = args.get("attachments") or []
    if not accepted and not attachments and not (text or "").strip():
        raise Refusal("no_text")
    if text is None and accepted is not None:
        text = wire(accepted)
    return Content(text=text, blocks=accepted, attachments=attachments, metadata=metadata(args))


def accepted_blocks(world: World, blocks: Any) -> list[Json]:
    """The blocks as they are stored: with ids, Markdown expanded; refuses what breaks a rule."""
    if found := complaints(blocks, "message"):
        raise Refusal("invalid_blocks", found)
    if size(blocks) > MESSAGE_TOTAL_MAX:
        raise Refusal("msg_blocks_too_long")
    stored = [part for block in blocks for part in (expand(block["text"]) if block["type"] == "markdown" else [block])]
    if len(stored) > MESSAGE_BLOCKS_MAX:
        raise Refusal("invalid_blocks", [f"no more than {MESSAGE_BLOCKS_MAX} items allowed [json-pointer:/blocks]"])
    return named(world, stored)


def named(world: World, blocks: list[Json]) -> list[Json]:
    """Blocks and pressable elements with the ids that Slack gives to those that have none."""
    new_id = world.workspace.new_id
    stored = []
    for block in blocks:
        parts = dict(block)
        parts.setdefault("block_id", new_id("b"))
        for name in ("accessory", "element"):
            if isinstance(parts.get(name), dict):
                parts[name] = {"action_id": new_id("a"), **parts[name]}
        if parts["type"] in ("actions", "context_actions"):
            parts["elements"] = [{"action_id": new_id("a"), **element} for element in parts["elements"]]
        stored.append(parts)
    return stored


def metadata(args: Json) -> Json | None:
    """The metadata argument, or None without one; an empty object removes what is there."""
    given = args.get("metadata")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise Refusal("invalid_metadata_format")
    if given and not (isinstance(given.get("event_type"), str) and isinstance(given.get("event_payload"), dict)):
        raise Refusal("invalid_metadata_schema")
    return given


def _limit(text: Any, most: int) -> None:
    if text is not None and not isinstance(text, str):
        raise Refusal("invalid_arguments", ["text must be a string"])
    if len(text or "") > most:
        raise Refusal("msg_too_long")
