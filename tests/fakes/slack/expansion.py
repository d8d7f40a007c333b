"""What Slack makes of Markdown: it stores headers, tables and rich text, never the Markdown that was sent.

Observed in openabdev/openab#1056 and metabase/metabase#79908: reading a message back gives the expanded blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from slack_sdk.models.blocks import HeaderBlock

Json = dict[str, Any]

MENTION = re.compile(
    r"<(?:@(?P<user>[UW][A-Z0-9]+)|!subteam\^(?P<group>S[A-Z0-9]+)|!(?P<range>channel|here|everyone)"
    r"|#(?P<channel>C[A-Z0-9]+)|(?P<url>(?:https?|mailto):[^>|\s]+))(?:\|(?P<label>[^>]*))?>"
)
"""Everything between angle brackets that Slack's wire format gives a meaning."""

_OPEN, _CLOSE = "\ue000", "\ue001"  # stand for the brackets of a mention while Markdown is parsed
_STYLES = {"strong": "bold", "em": "italic", "s": "strike"}
_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def expand(markdown: str) -> list[Json]:
    """The blocks that Slack stores for Markdown."""
    blocks: list[Json] = []
    rich: list[Json] = []
    marked = MENTION.sub(lambda found: found[0] if found["url"] else _OPEN + found[0][1:-1] + _CLOSE, markdown)
    for node in SyntaxTreeNode(_PARSER.parse(marked)).children:
        whole = _whole_block(node)
        if whole is None:
            rich += _rich(node)
            continue
        blocks += [*_rich_block(rich), whole]
        rich = []
    return [*blocks, *_rich_block(rich)]


def typed(text: str) -> list[Json]:
    """The blocks that Slack's clients store for what a person typed, given in the wire format."""
    return _rich_block([{"type": "rich_text_section", "elements": list(spans(text))}]) if text else []


def spans(text: str, style: Json | None = None) -> Iterator[Json]:
    """Rich text elements of a piece of text in the wire format: mentions, links and what lies between."""
    styled = {"style": style} if style else {}
    place = 0
    for found in MENTION.finditer(text):
        if found.start() > place:
            yield {"type": "text", "text": _unescaped(text[place : found.start()]), **styled}
        yield {**_mentioned(found), **styled}
        place = found.end()
    if place < len(text):
        yield {"type": "text", "text": _unescaped(text[place:]), **styled}


def escaped(text: str) -> str:
    """Text with the three characters replaced that the wire format reserves."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _parsed(text: str, style: Json | None = None) -> Iterator[Json]:
    """Elements of a text token: only what stood in brackets in the source is a mention, not a decoded `&lt;`."""
    yield from spans(escaped(text).replace(_OPEN, "<").replace(_CLOSE, ">"), style)


def _literal(text: str) -> str:
    return text.replace(_OPEN, "<").replace(_CLOSE, ">")


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _mentioned(found: re.Match[str]) -> Json:
    if found["user"]:
        return {"type": "user", "user_id": found["user"]}
    if found["group"]:
        return {"type": "usergroup", "usergroup_id": found["group"]}
    if found["range"]:
        return {"type": "broadcast", "range": found["range"]}
    if found["channel"]:
        return {"type": "channel", "channel_id": found["channel"]}
    label = {"text": found["label"]} if found["label"] else {}
    return {"type": "link", "url": _unescaped(found["url"]), **label}


def _rich_block(elements: Sequence[Json]) -> list[Json]:
    return [{"type": "rich_text", "elements": list(elements)}] if elements else []


def _whole_block(node: SyntaxTreeNode) -> Json | None:
    match node.type:
        case "heading":
            text = "".join(str(span.get("text", "")) for span in _inline(node))[: HeaderBlock.text_max_length]
            heading = {"type": "plain_text", "text": text or " ", "emoji": True}
            return {"type": "header", "text": heading, "level": int(node.tag[1:])}
        case "hr":
            return {"type": "divider"}
        case "table":
            return {"type": "table", "rows": [_cells(row) for part in node.children for row in part.children]}
    return None


def _cells(row: SyntaxTreeNode) -> list[Json]:
    cells = [list(_inline(cell)) for cell in row.children]
    return [
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": cell}]}
        if any(span["type"] != "text" for span in cell)
        else {"type": "raw_text", "text": "".join(span["text"] for span in cell) or " "}
        for cell in cells
    ]


def _rich(node: SyntaxTreeNode, indent: int = 0) -> Iterator[Json]:
    match node.type:
        case "bullet_list" | "ordered_list":
            yield from _list(node, indent)
        case "fence" | "code_block":
            language = {"language": node.info.split()[0]} if node.info.strip() else {}
            code = {"type": "text", "text": _literal(node.content.rstrip("\n"))}
            yield {"type": "rich_text_preformatted", "elements": [code], **language}
        case "blockquote":
            quoted = [span for child in node.walk() if child.type == "inline" for span in _inline(child)]
            yield {"type": "rich_text_quote", "elements": quoted}
        case "html_block":
            yield {"type": "rich_text_section", "elements": list(_parsed(node.content.strip()))}
        case _:
            yield {"type": "rich_text_section", "elements": list(_inline(node))}


def _list(node: SyntaxTreeNode, indent: int) -> Iterator[Json]:
    """A list and, flattened behind it the way Slack does, the lists inside its items."""
    style = "ordered" if node.type == "ordered_list" else "bullet"
    for item in node.children:
        own = [span for child in item.children if child.type == "paragraph" for span in _inline(child)]
        section = {"type": "rich_text_section", "elements": own}
        yield {"type": "rich_text_list", "style": style, "indent": indent, "elements": [section]}
        for child in item.children:
            if child.type != "paragraph":
                yield from _rich(child, indent + 1)


def _inline(node: SyntaxTreeNode, style: Json | None = None) -> Iterator[Json]:
    for child in node.children:
        match child.type:
            case "text" | "html_inline":
                yield from _parsed(child.content, style)
            case "softbreak" | "hardbreak":
                yield {"type": "text", "text": "\n"}
            case "code_inline":
                yield {"type": "text", "text": _literal(child.content), "style": {**(style or {}), "code": True}}
            case "link":
                label = "".join(str(span.get("text", "")) for span in _inline(child))
                link = {"type": "link", "url": str(child.attrs.get("href", "")), "text": label}
                yield {**link, **({"style": style} if style else {})}
            case "image":
                yield {"type": "link", "url": str(child.attrs.get("src", "")), "text": child.content}
            case "strong" | "em" | "s":
                yield from _inline(child, {**(style or {}), _STYLES[child.type]: True})
            case _:
                yield from _inline(child, style)
