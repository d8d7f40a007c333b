"""Markdown as Slack's own mrkdwn: for the fields that take no Markdown block, and for when one is refused."""

from __future__ import annotations

import re

from adapters.markdown.mentions import ZERO_WIDTH_SPACE, neutralise
from adapters.markdown.plaintext import Dialect, written


def to_mrkdwn(text: str) -> str:
    """Return Markdown as mrkdwn: bold, italics, links, bullets; headings in bold, tables aligned in a code block.

    "&", "<" and ">" are escaped everywhere (https://docs.slack.dev/messaging/formatting-message-text), so that no
    notation of Slack's but the links made here is live; mentions are defused besides.
    """
    return neutralise(written(text, _MRKDWN))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _link(label: str, url: str) -> str:
    if not re.match(r"(?:https?|mailto):", url):
        return _escaped(label)
    target = url.replace("&", "&amp;")  # the parser has encoded "|", "<" and ">"
    return f"<{target}>" if label in {"", url} else f"<{target}|{_escaped(label)}>"


def _code(text: str) -> str:
    """Inline code, which cannot hold a backtick: one of another kind stands for it."""
    return f"`{_escaped(text.replace('`', 'ˋ'))}`" if text.strip() else _escaped(text)


def _block(text: str) -> str:
    return f"```\n{_escaped(text.replace('```', ZERO_WIDTH_SPACE.join('```')))}\n```"


def _heading(text: str) -> str:
    """A line in bold; what is bold in it already would end that."""
    return f"*{text.replace('*', '')}*" if text.strip() else ""


_MRKDWN = Dialect(
    text=_escaped, link=_link, code=_code, block=_block, heading=_heading, strong="*", slanted="_", struck="~"
)
