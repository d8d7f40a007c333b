from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag_core.errors import SourceError
from rag_core.sources.pages import NotText, choose, decode

PATHS = ("README.md", "a.txt", "en/faq/one.md", "en/faq/two.md", "en/guide.md", "zh/faq/one.md")


@pytest.mark.parametrize(
    ("include", "chosen"),
    [
        ("**/*.md", ("README.md", "en/faq/one.md", "en/faq/two.md", "en/guide.md", "zh/faq/one.md")),
        ("en/faq/*.md", ("en/faq/one.md", "en/faq/two.md")),
        ("*.md", ("README.md",)),
        ("./*.md", ("README.md",)),
        ("**/faq/*.md", ("en/faq/one.md", "en/faq/two.md", "zh/faq/one.md")),
        ("en/**", ("en/faq/one.md", "en/faq/two.md", "en/guide.md")),
        ("en/**/t?o.md", ("en/faq/two.md",)),
        ("[!e]*/**/*.md", ("zh/faq/one.md",)),
        ("**/[og]*.md", ("en/faq/one.md", "en/guide.md", "zh/faq/one.md")),
    ],
)
def test_a_pattern_chooses_paths_as_a_glob_does(include, chosen):
    assert choose(PATHS[::-1], include, where="docs") == chosen


def test_no_match_names_pattern_count_and_an_example():
    with pytest.raises(SourceError, match=r"docs matches \*\.rst: there are 6 files, for example README\.md"):
        choose(PATHS, "*.rst", where="docs")


def test_an_invalid_pattern_is_refused():
    with pytest.raises(SourceError, match="not a valid glob"):
        choose(PATHS, "[z-a].md", where="docs")


def test_hidden_and_installed_files_need_to_be_named():
    paths = [".git/a.md", ".github/b.md", "c.md", "lib/node_modules/d.md", "__MACOSX/._c.md", "x/._c.md"]
    assert choose(paths, "**/*.md", where="docs") == ("c.md",)
    assert choose(paths, ".github/*.md", where="docs") == (".github/b.md",)


@given(st.text().filter(lambda text: "\0" not in text and not text.startswith("\ufeff")))
def test_unicode_text_is_read_with_and_without_byte_order_mark(text):
    assert decode(codecs.BOM_UTF8 + text.encode()) == text
    assert decode(codecs.BOM_UTF16_LE + text.encode("utf-16-le")) == text
    assert decode(codecs.BOM_UTF16_BE + text.encode("utf-16-be")) == text
    assert decode(text.encode()) == text


def test_western_text_of_old_tools_is_read():
    text = "Die Größe – „fünf“ – kostet 3 €, naïve cafés"
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"text\0more",
        bytes(range(1, 256)) * 4,
        "数据存储在哪里".encode("gbk"),
        "Где хранятся данные".encode("koi8-r"),
        codecs.BOM_UTF16_LE + b"odd",
        b"plain text with one \x81 undefined byte",
    ],
)
def test_other_bytes_are_not_guessed_at(content):
    with pytest.raises(NotText, match="not text"):
        decode(content)
