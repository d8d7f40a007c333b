"""What holds for every page, whatever is written on it."""

from __future__ import annotations

import re
from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rag_core.sections import SECTION_MAX, split
from rag_core.types import Document, Section

ORACLE = MarkdownIt("commonmark")


def page(text: str, limit: int = SECTION_MAX) -> tuple[Section, ...]:
    return split(Document(path="docs/page.md", text=text, source="docs"), max_chars=limit)


def open_fences(text: str) -> list[str]:
    """The fences that a Markdown parser finds without their closing line."""
    tokens = [token for token in ORACLE.parse(text) if token.type == "fence" and token.map]
    return [token.content for token in tokens if token.map[1] - token.map[0] != token.content.count("\n") + 2]


FRAGMENTS = [
    *(
        "# ",
        "## ",
        "### t\n",
        "\n",
        "\n\n",
        "```",
        "````",
        "~~~",
        "```py\n",
        "\n```\n",
        "> ",
        "- ",
        "1. ",
        "  ",
        "    ",
    ),
    *(
        "\t",
        "<div>",
        "</div>",
        "<!--",
        "-->",
        "<b>",
        "</b>",
        "<pre>",
        "</pre>",
        "<h2 id=x>",
        "</h2>",
        "`",
        "``",
        "---\n",
    ),
    *(
        "|a|b|\n|-|-|\n",
        "| c | d |\n",
        "===\n",
        "[a](b)",
        "{#id}",
        "&lt;",
        "&nbsp;",
        "\\",
        "word ",
        "two words. ",
        "文字",
    ),
    *("😀", "<br>", "x" * 30, "<script>", "</script>", "<details>\n", "title: x\n", "a <!-- b\n\n c -->", "* * *\n"),
    *("- - ", ">```\n", "-   ```\n", "10) ", "\x0c", "\x00", "&#96;&#96;&#96;"),
]
markdownish = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=4), max_size=40).map("".join)


@settings(max_examples=300)
@given(markdownish, st.sampled_from([60, 120, SECTION_MAX]))
def test_any_text_becomes_sections_that_stand_alone(text, limit):
    sections = page(text, limit=limit)
    assert all(s.text.strip() and len(s.text) <= limit for s in sections)
    assert [open_fences(s.text) for s in sections] == [[] for _ in sections]


@settings(max_examples=200)
@given(markdownish)
def test_ids_are_unique_and_an_anchor_belongs_to_one_heading(text):
    sections = page(text, limit=60)
    owners = defaultdict(set)
    for section in sections:
        owners[section.anchor].add(section.headings)
    assert len({s.id for s in sections}) == len(sections)
    assert all(len(paths) == 1 for paths in owners.values())


@settings(max_examples=100)
@given(markdownish)
def test_windows_line_ends_and_byte_order_mark_never_matter(text):
    text = text.replace("\ufeff", "").replace("\r", "")
    assert page("\ufeff" + text.replace("\n", "\r\n")) == page(text)


BLOCKS = [
    "{}a\n",
    "**{}a** _and_ <b>{}b</b> tags\n",
    "- {}a\n- item\n\n  ```\n  {}b\n  ```\n",
    "```sh\n# {}a\n```\n",
    "    {}a indented\n",
    "> {}a\n> quoted {}b\n",
    "| {}a | b |\n|---|---|\n| {}b | d |\n",
    "<div>\n<p>{}a</p> <!-- hidden -->\n</div>\n",
    "{}a " + "filler words. " * 30 + "{}b\n",
    "# {}a\n\n{}b\n",
    "### {}a `code`\n{}b\n",
    "{}a\n---\n{}b\n",
    "<h4>{}a</h4>\n{}b\n",
]


@settings(max_examples=150)
@given(st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=25), st.sampled_from([150, SECTION_MAX]))
def test_every_word_is_kept_in_its_order(blocks, limit):
    """A heading's word counts where its first section begins; the heads of cut tables come again."""
    text = "\n".join(block.replace("{}", f"w{n}") for n, block in enumerate(blocks))
    shown = "\n".join(" ".join((*s.headings, s.text)) for s in page(f"# top\n\n{text}", limit=limit))
    words = re.compile(r"w\d+[ab]")
    assert list(dict.fromkeys(words.findall(shown))) == words.findall(text)
