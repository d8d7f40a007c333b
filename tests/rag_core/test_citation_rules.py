"""Rules that hold for every model's answer, whatever it says and in whatever portions it comes."""

from __future__ import annotations

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rag_core.citations import CitationReader
from rag_core.citations.inline import addresses
from rag_core.citations.links import OfferedLinks
from rag_core.citations.quotes import QUOTE_MAX
from rag_core.types import Hit
from tests.rag_core.citing import MILVUS, offered, read, read_portions, sections

CITED = (
    "Metadata is kept in etcd [2]",
    "Inserted data is stored in persistent storage as incremental log [1]",
    "An insert must not exceed 1,024 MB [4]",
    "Up to 65,535 collections [5]",
    "存储在 etcd 中[2]",
)
HOSTILE = (
    "[9]", "[9", "9]", "[1, 9]", "【9】", "\\[9\\]", "[^9]", "[[9]](http://evil.com)", "(see [9])", "[1](#x)",
    "http://evil.com/x", "://evil.com", "www.evil.com", "evil.com/x", "bob@evil.com", "<https://evil.com>",
    "[a](https://evil.com)", "](https://evil.com)", "[https://evil.com](", "[x]: https://evil.com\n",
    "![i](https://evil.com/i.png)", "<a href='https://evil.com'>", "</a>", "<img src=x>", "<b>", "<!-- ", "-->",
    "<pod name>", "<x [9] https://evil.com>", "&#91;", "&#104;ttps://evil.com", "https\\://evil.com",
    "[MinIO](https://min.io/)", "https://min.io", "NOT_COVERED", "\ue000", "\ue101",
)  # fmt: skip
MARKUP = (
    "[", "]", "(", ")", "`", "```", "<", ">", "!", "\\", ":", ". ", "。", "?", "- ", "* ", "**", "# ", "| ", "~~~",
    "_", "1. ", "s:", "//", "http", " ", "\n", "\n\n", "\t", "```py\n", "```\n", "~~~\n", "> ", "---\n", ":\n", "! ",
    "| a | b |\n", "|---|---|\n", "| x [1] | y |\n",
)  # fmt: skip
WORDS = ("Foo bar", "data", "数据", "x", "It is not", "Here is the page")
ANYTHING = st.lists(st.sampled_from([*CITED, *CITED, *HOSTILE, *MARKUP, *WORDS]), max_size=30).map("".join)
ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(["", "- ", "  - ", "1. ", "## ", "> ", "Note: "]),
        st.lists(
            st.sampled_from(
                [f"{text}." for text in (*CITED, *WORDS, "See [the docs](https://evil.com)", "Up to 4,096 [5]")]
            )
        ).map(" ".join),
        st.sampled_from(["\n", "\n\n", "\n\n```py\nx = [9]\n```\n\n", ":\n\n"]),
    ).map("".join),
    max_size=8,
).map("".join)

PATIENT = settings(deadline=None, max_examples=50)
THOROUGH = settings(deadline=None, max_examples=150)
COMMONMARK = MarkdownIt("commonmark").enable("table")


@st.composite
def portioned(draw, texts):
    """A text and the portions in which it comes."""
    text = draw(texts)
    cuts = sorted(set(draw(st.lists(st.integers(0, len(text)), max_size=25))) | {0, len(text)})
    return text, [text[a:b] for a, b in pairwise(cuts)]


def prose(text):
    """The text of an answer as a reader sees it, without code."""
    tokens = [child for token in COMMONMARK.parse(text) if token.type == "inline" for child in token.children]
    return [token.content for token in tokens if token.type == "text"], tokens


def shown_numbers(text):
    return [int(number) for part in prose(text)[0] for number in re.findall(r"\[(\d+)\]", part)]


@given(portioned(ANYTHING | ANSWERS))
@THOROUGH
def test_portions_change_nothing(case):
    text, portions = case
    assert read_portions(portions)[1] == read_portions([text])[1]


@given(portioned(ANYTHING | ANSWERS))
@PATIENT
def test_what_was_shown_is_the_beginning_of_the_checked_answer(case):
    shown, checked = read_portions(case[1])
    assert checked.text.startswith("".join(shown))


@given(ANYTHING | ANSWERS)
@THOROUGH
def test_numbers_in_the_text_are_the_citations_in_order_of_first_use(text):
    checked = read(text)
    numbers = [citation.number for citation in checked.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert set(shown_numbers(checked.text)) <= set(numbers)


@given(ANSWERS)
@PATIENT
def test_every_citation_is_used_in_order(text):
    checked = read(text)
    used = list(dict.fromkeys(shown_numbers(checked.text)))
    assert used == [citation.number for citation in checked.citations]


@given(ANYTHING)
@THOROUGH
def test_no_foreign_link_image_or_html_comes_out(text):
    links = OfferedLinks(hit.section for hit in offered())
    texts, tokens = prose(read(text).text)
    assert all(token.attrGet("href") in links for token in tokens if token.type == "link_open")
    assert not [token for token in tokens if token.type in {"image", "html_inline"}]
    assert [address for part in texts for address in addresses(part) if address not in links] == []


@given(ANYTHING | ANSWERS)
@PATIENT
def test_there_is_text_exactly_if_something_is_cited(text):
    checked = read(text)
    assert (checked.outcome == "answered") == bool(checked.text) == bool(checked.citations)


@given(ANYTHING | ANSWERS)
@PATIENT
def test_quotes_are_verbatim_and_short(text):
    for citation in read(text).citations:
        assert 0 < len(citation.quote) <= QUOTE_MAX
        assert citation.quote in citation.section.text


@given(ANSWERS)
@PATIENT
def test_a_checked_answer_passes_unchanged(text):
    checked = read(text)
    first = [citation.section for citation in checked.citations]
    rest = [sections()[name] for name in MILVUS if sections()[name] not in first]
    reader = CitationReader([Hit(section=section, score=1.0) for section in (*first, *rest)])
    reader.feed(checked.text)
    assert reader.finish().text == checked.text


@given(
    st.lists(st.sampled_from([f"{text}." for text in CITED]), min_size=1, max_size=5), st.sampled_from([" ", "\n\n"])
)
def test_nothing_of_a_well_cited_answer_is_lost(claims, gap):
    text = (gap * 2 if gap == "\n" else gap).join(claims)
    assert re.sub(r"\d", "", read(text).text) == re.sub(r"\d", "", text)


@given(st.text(alphabet=st.characters(exclude_characters="`\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), max_size=60))
@PATIENT
def test_a_line_of_code_comes_out_byte_by_byte(line):
    assert f"\n```py\n{line}\n```" in read(f"{CITED[0]}.\n\n```py\n{line}\n```").text


@pytest.mark.parametrize(
    "answer",
    [f"{CITED[1]}. {CITED[0]}.\n\n" * 300, f"- {CITED[0]}\n" * 1000, "word " * 6000, "[9] " * 7500, "[" * 30_000,
     "`a. B " * 5000, "<a " * 10_000, "a." * 15_000, "```\n" + "x = y[0]\n" * 3300],
    ids=["paragraphs", "list", "words", "numbers", "brackets", "ticks", "tags", "stops", "code"],
)  # fmt: skip
def test_a_long_answer_in_small_portions_is_read_in_linear_time(answer):
    def seconds(text):
        started = time.process_time()
        read(text, size=4)
        return time.process_time() - started

    half, whole = seconds(answer[:15_000]), seconds(answer[:30_000])
    assert whole < 3 * half + 0.3
    assert whole < 3  # seconds of a busy machine; 0.1 to 0.6 on a quiet one
