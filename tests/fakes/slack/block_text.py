"""Blocks as words: for the screen, for the wire, and whom they ring."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from tests.fakes.slack.expansion import MENTION, escaped

Json = dict[str, Any]


def elements(blocks: Iterable[Json]) -> Iterator[tuple[Json, Json]]:
    """Everything that can be pressed or filled in, each with its block."""
    for block in blocks:
        parts = [block.get("accessory"), block.get("element"), *(block.get("elements") or ())]
        for part in parts:
            if isinstance(part, dict) and part.get("action_id"):
                yield block, part


def screen(blocks: Iterable[Json]) -> str:
    """The blocks as plain text."""
    return "\n".join(part for part in (_block(block) for block in blocks) if part)


def wire(blocks: Iterable[Json]) -> str:
    """The blocks as the `text` that Slack derives when none was given: `*bold*`, `•`, `<url|label>`."""
    return "\n".join(part for part in (_block(block, wire=True) for block in blocks) if part)


def plain(text: str) -> str:
    """Text in the wire format as it is read."""
    linked = re.sub(r"<((?:https?|mailto):[^|>]+)\|([^>]*)>", r"\2 (\1)", text)
    return linked.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _block(block: Json, *, wire: bool = False) -> str:
    match block["type"]:
        case "divider":
            return "" if wire else "---"
        case "actions" | "context_actions" if wire:
            return ""
        case "rich_text":
            return "\n".join(_rich(element, wire=wire) for element in block["elements"])
        case "table":
            return "\n".join(" | ".join(_cell(cell, wire=wire) for cell in row) for row in block["rows"])
        case "image":
            return str(block["alt_text"])
        case "plan":
            return "\n".join((block["title"], *(_task(task, wire=wire) for task in block.get("tasks") or ())))
        case "task_card":
            return _task(block, wire=wire)
    return "\n".join(_texts(block))


def _texts(block: Json) -> Iterator[str]:
    """The words of sections, contexts, actions and inputs."""
    for name in ("text", "label"):
        if isinstance(block.get(name), dict):
            yield plain(block[name]["text"])
    for part in (*(block.get("fields") or ()), *(block.get("elements") or ()), block.get("accessory") or {}):
        yield from _element(part)


def _element(element: Json) -> Iterator[str]:
    match element.get("type"):
        case "mrkdwn" | "plain_text":
            yield plain(element["text"])
        case "image":
            yield str(element["alt_text"])
        case "feedback_buttons":
            for side in ("positive_button", "negative_button"):
                yield f"[{element[side]['text']['text']}]"
        case "button" | "icon_button":
            yield f"[{element['text']['text']}]"


def _task(task: Json, *, wire: bool) -> str:
    parts = [str(task["title"])]
    parts += [_block(task[name], wire=wire) for name in ("details", "output") if isinstance(task.get(name), dict)]
    parts += [f"{source['text']} ({source['url']})" for source in task.get("sources") or ()]
    return "\n".join(parts)


def _cell(cell: Json, *, wire: bool) -> str:
    return _block(cell, wire=wire) if cell["type"] == "rich_text" else str(cell["text"])


def _rich(element: Json, *, wire: bool) -> str:
    if element["type"] == "rich_text_list":
        mark = "1." if element.get("style") == "ordered" else "•"
        pad = "  " * int(element.get("indent", 0))
        return "\n".join(f"{pad}{mark} {_rich(item, wire=wire)}" for item in element["elements"])
    inner = "".join(_span(span, wire=wire) for span in element["elements"])
    if element["type"] == "rich_text_preformatted":
        return f"```\n{inner}\n```"
    return f"> {inner}" if element["type"] == "rich_text_quote" else inner


def _span(span: Json, *, wire: bool) -> str:
    match span["type"]:
        case "user":
            return f"<@{span['user_id']}>"
        case "usergroup":
            return f"<!subteam^{span['usergroup_id']}>"
        case "broadcast":
            return f"<!{span['range']}>"
        case "channel":
            return f"<#{span['channel_id']}>"
        case "link":
            label = str(span.get("text") or "")
            if wire:
                return f"<{span['url']}|{label}>" if label else f"<{span['url']}>"
            return f"{label} ({span['url']})" if label else str(span["url"])
    text = escaped(str(span.get("text", ""))) if wire else str(span.get("text", ""))
    bold = wire and (span.get("style") or {}).get("bold")
    return f"*{text}*" if bold else text


def rung(value: Any) -> Iterator[str]:
    """Whom a block notifies: by rich text elements and by mrkdwn text objects, never by plain text."""
    if isinstance(value, list):
        for entry in value:
            yield from rung(entry)
    if not isinstance(value, dict) or value.get("type") == "plain_text":
        return
    if value.get("type") == "mrkdwn":
        yield from rung_by(str(value["text"]))
    for name in ("user_id", "usergroup_id", "range"):
        if name in value:
            yield str(value[name])
    for field in value.values():
        yield from rung(field)


def rung_by(text: str) -> Iterator[str]:
    for found in MENTION.finditer(text):
        name = found["user"] or found["group"] or found["range"]
        if name:
            yield name
