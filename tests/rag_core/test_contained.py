"""Whatever people wrote below a heading stays below it, and the next heading is still one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag_core.sections import contained, split
from rag_core.types import Document

FRAGMENTS = (
    "# a", "## b ##", "   ### c", "    # code", "a word", "two words", "===", "---", "--", "-", "- item", "1. item",
    "> quote", "> # d", "- # e", "   ## f", "```", "````sh", "~~~", "> ```", "- ```", "<!-- open", "<!-- whole -->",
    "-->", "<pre>", "</pre>", "<script>", "<style>", "<textarea>", "<?php", "<!DOCTYPE", "<![CDATA[", "<div>",
    "<h2>g</h2>", "<h2\nid=x>h</h2>", "&#60;h2>", "</h2>", "<h3", "<b>", "|a|b|\n|-|-|",
    "[x]: https://a.example", "\\", "\t# h", "",
)  # fmt: skip


def headings(markdown: str) -> list[str]:
    page = split(Document(path="page.md", text=markdown, source="docs"))
    return list(dict.fromkeys(section.anchor for section in page))


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=9).map("\n".join) | st.text(max_size=60))
def test_a_text_between_two_headings_is_all_that_is_between_them(text: str) -> None:
    page = f"## One\n\nword\n\n{contained(text)}\n\n## Two\n\nword\n"
    assert headings(page) == ["one", "two"]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=9).map("\n".join))
def test_what_is_contained_stays_as_it_is(text: str) -> None:
    assert contained(contained(text)) == contained(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("First.\n# Then\nmore", "First.\n\n**Then**\n\nmore"),
        ("Title\n===\nmore", "**Title**\n\nmore"),
        ("one\ntwo\n---\nmore", "one\ntwo\n\n---\nmore"),
        ("1. a\n\n   ## b", "1. a\n\n   **b**"),
        ("Run:\n```\nmake", "Run:\n```\nmake\n```"),
        ("~~~\n# x\n```\n# y\n~~~", "~~~\n# x\n```\n# y\n~~~"),
        ("<!-- oops", "\\<!-- oops"),
        ("<pre>\nfoo", "\\<pre>\nfoo"),
        ("Title\n===\n\n<!-- oops", "**Title**\n\n\\<!-- oops"),
        ("<h2\nid=x>y</h2>", "<b\nid=x>y</b>"),
        ("<pre>\nfoo\n</pre>", "<pre>\nfoo\n</pre>"),
        ("<h2>x</h2>\n# y", "<b>x</b>\n\n**y**"),
        ("old\r# new", "old\n\n**new**"),
    ],
)
def test_it_says_the_same_as_before(text: str, expected: str) -> None:
    assert contained(text) == expected


def test_what_cannot_be_mended_is_shown_as_it_was_written() -> None:
    text = "# " * 20 + "**x**"
    assert contained(text) == f"```\n{text}\n```"
