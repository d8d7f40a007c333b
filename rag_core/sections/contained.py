"""Text that people put below a heading of a page: made so that it begins no section and swallows none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from rag_core.sections.blocks import close_fences, lines_of, top_level
from rag_core.sections.outline import Heading, fenced, outline
from rag_core.sections.splitting import normalised

if TYPE_CHECKING:
    from markdown_it.token import Token

ROUNDS = 8  # one change can let something else appear; what people write needs two

_HEADING_TAG = re.compile(r"<(/?)h[1-6](?=[\s/>]|$)", re.IGNORECASE)


def contained(text: str) -> str:
    """The Markdown with what would cut a page in two made harmless; it goes on to say the same.

    Headings become bold, fences are closed, HTML that never ends is shown as it is written. What all this does not
    help becomes a code block.
    """
    text = written = normalised(text.replace("\ufeff", "")).strip()
    for _ in range(ROUNDS):
        mended = _mended(text)
        if mended == text:
            return text if not text or _is_contained(text) else fenced(written)
        text = mended
    return fenced(written)


def _is_contained(text: str) -> bool:
    headings = [item.text for item in outline(f"{text}\n\n## end") if isinstance(item, Heading)]
    return headings == ["end"]


def _mended(text: str) -> str:
    text = close_fences(text)
    lines = text.split("\n")
    blocks = list(top_level(text))
    tokens = [token for block in blocks for token in block]
    if blocks and blocks[-1][0].type == "html_block" and _swallows(blocks[-1][0].content):
        start, _ = lines_of(blocks[-1][0])
        lines[start] = lines[start].replace("<", "\\<", 1)
    for token, following in reversed([*pairwise([*tokens, *tokens[-1:]])]):
        start, end = lines_of(token)
        if token.type == "heading_open":
            lines[start:end] = _emphasised(lines, token, following.content)
        elif token.type == "html_block":
            lines[start:end] = [_HEADING_TAG.sub(r"<\1b", line) for line in lines[start:end]]
    return "\n".join(lines).strip()


def _swallows(html: str) -> bool:
    """Whether a block of HTML goes on behind a blank line."""
    return len([*top_level(f"{html}\n\nend")]) == 1


def _emphasised(lines: Sequence[str], heading: Token, content: str) -> Sequence[str]:
    """What stands for a heading's lines; whoever underlines several lines meant a rule below them."""
    start, end = lines_of(heading)
    if "\n" in content:
        return [*lines[start : end - 1], "", lines[end - 1]]
    before = lines[start].partition("#")[0] if heading.markup.startswith("#") else _container(lines[start], content)
    bold = [before + (f"**{content}**" if content and "**" not in content else content)]
    if heading.level:
        return bold
    above = [""] if start and lines[start - 1].strip() else []
    below = [""] if end < len(lines) and lines[end].strip() else []
    return [*above, *bold, *below]


def _container(line: str, content: str) -> str:
    """The marks of quotations and lists before a line's content."""
    return line.rstrip().removesuffix(content)
