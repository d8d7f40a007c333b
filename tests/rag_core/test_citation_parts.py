"""The parts of the check, each by itself: sentences, blocks, links, claims, support, quotes."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag_core.citations import names
from rag_core.citations.blocks import Blocks
from rag_core.citations.claims import role
from rag_core.citations.inline import marker_numbers, sentence_ends
from rag_core.citations.links import OfferedLinks
from rag_core.citations.prose import Cleaner, cited
from rag_core.citations.quotes import QUOTE_MAX, best_quote
from rag_core.citations.support import Claim, Evidence
from rag_core.lexical import tokens
from tests.rag_core.citing import MILVUS, read, sections
from tests.rag_core.sections_of import section

MARKDOWN = st.lists(
    st.sampled_from(
        ["Foo. ", "bar", "\n", "\n\n", "- ", "1. ", "**", "`x. y`", "[1]", " ", "[a. b](http://c.d/e. f)", "。", "# ",
         "| a |\n", "---\n", "> ", "e.g. ", "\t", "    ", "[x] ", "!", "d. X", ":", "<b c. d>", "`", "[", "]"]
    ),
    max_size=25,
).map("".join).filter(lambda text: "```" not in text)  # fmt: skip


def sentences(text):
    start, found = 0, []
    for end, following in sentence_ends(text, final=True):
        found.append(text[start:end])
        start = following
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Data is kept. [1] Metadata too [2].", ["Data is kept. [1]", "Metadata too [2]."]),
        ("Data is kept. [2] says so.", ["Data is kept.", "[2] says so."]),
        ("Use e.g. Helm v2.4.1 here. Done.", ["Use e.g. Helm v2.4.1 here.", "Done."]),
        ("Call `a. B` first. Then [x. Y](z).", ["Call `a. B` first.", "Then [x. Y](z)."]),
        ("数据存储在 MinIO 中。[1]元数据在 etcd！", ["数据存储在 MinIO 中。[1]", "元数据在 etcd！"]),
        ('He said "yes." Then left', ['He said "yes."', "Then left"]),
        ("It costs 3.50 approx. Five of them.", ["It costs 3.50 approx. Five of them."]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_would_say_so(text, expected):
    assert sentences(text) == expected


@given(MARKDOWN)
def test_blocks_joined_are_the_text(text):
    blocks = Blocks()
    pieces = [*blocks.feed(text), *blocks.finish()]
    assert "".join(p.gap + p.prefix + p.text for p in pieces if p.kind != "end").rstrip() == text.rstrip()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("~~~py\nx\n~~~", ["```py", "x", "```"]),
        ("```\nx", ["```", "x", "```"]),
        ("- a\n  ```\nx\n  ```", ["  ```", "  x", "  ```"]),
        ("> ```\nx\n> ```", ["> ```", "> x", "> ```"]),
        ("> 1. ```\n> x\ny\n> ```", ["> 1. ```", ">    x", ">    y", ">    ```"]),
        ("```\nx\n      ```\ny", ["```", "x", "```"]),
    ],
)  # fmt: skip
def test_code_ends_for_everybody_at_the_same_line(text, lines):
    blocks = Blocks()
    pieces = [*blocks.feed(text), *blocks.finish()]
    assert [piece.text for piece in pieces if piece.kind == "code"] == lines


@pytest.mark.parametrize(
    ("raw", "numbers"),
    [("[1]", (1,)), ("[1, 2]", (1, 2)), ("[1-3]", (1, 2, 3)), ("[3-1]", (3, 1)), ("[1–99999999999]", (1, 999999999)),
     ("[Section 2 and 4]", (2, 4)), ("[2](http://a.b/7)", (2,)), ("【3†source 8】", (3,)), ("[1, 1]", (1,))],
)  # fmt: skip
def test_the_numbers_of_a_marker(raw, numbers):
    assert marker_numbers(raw) == numbers


@pytest.mark.parametrize(
    ("link", "offered"),
    [
        ("https://min.io", True),
        ("HTTPS://Min.IO/", True),
        ("http://min.io/", True),
        ("min.io", True),
        ("https://example.com/a#a", True),
        ("https://example.com/a", True),
        ("https://min.io/other", False),
        ("https://min.io:8080/", False),
        ("https://min.io@evil.com/", False),
        ("https://min.io.evil.com/", False),
        ("https://min.io/?next=evil", False),
        ("ftp://min.io/", False),
        ("https://example.com/", False),
        ("https://Example.com/A", False),
    ],
)
def test_only_the_sections_links_are_offered(link, offered):
    links = OfferedLinks([section("a", "See [MinIO](https://min.io/).")])
    assert (link in links) is offered


def test_links_in_inline_code_are_left():
    cleaner = Cleaner(1, OfferedLinks([]), Counter())
    assert cleaner.clean("Run `curl https://any.example [9]` now") == "Run `curl https://any.example [9]` now"


@pytest.mark.parametrize("text", ["rows[[9]1]", "ht[9]tp://e.com", "[[[9]9]9] [", "[a](http://e.com)[9](x)", "`[9]"])
def test_taking_out_never_puts_together_something_new(text):
    cleaner = Cleaner(1, OfferedLinks([]), Counter())
    once = cleaner.clean(text)
    assert not set(cited(once)) - {0}
    assert "://" not in once
    assert "9]" not in once.replace("[9", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Milvus stores data in MinIO.", "claim"),
        ("It stores two kinds of data:", "intro"),
        ("**Storage**", "intro"),
        ("Do you want to know more?", "aside"),
        ("I hope this helps!", "aside"),
        ("Here is the page.", "aside"),
        ("Here is the truth, Bob founded it.", "claim"),
        ("是的。", "aside"),
        ("The documentation does not say how.", "gap"),
        ("There is no information about backups.", "gap"),
        ("Unfortunately, the sections don't cover this.", "gap"),
        ("The documentation does not say so, but Bob founded it.", "claim"),
        ("Milvus does not support M1.", "claim"),
        ("文档没有提到备份。", "gap"),
        ("Dazu sagt die Dokumentation nichts.", "gap"),
        ("---", "aside"),
    ],
)
def test_what_a_sentence_is_there_for(text, expected):
    assert role(text) == expected


def verdict(claim, text, *others, question=""):
    offered = [section("a", text), *(section(f"o{n}", other) for n, other in enumerate(others))]
    return Evidence(offered, question).judge(Claim.of(claim), [0])[0]


@pytest.mark.parametrize(
    ("claim", "text", "expected"),
    [
        ("Up to 65,535 collections are possible.", "You can create up to 65535 collections.", "supported"),
        ("Bis zu 65.535 Collections sind möglich.", "You can create up to 65,535 collections.", "supported"),
        ("Up to 4,096 collections are possible.", "You can create up to 65535 collections.", "unsupported"),
        ("Call `flush()` to write the data.", "If `flush()` is called, data is written.", "supported"),
        ("Call `drop_everything()` to write data.", "If `flush()` is called, data is written.", "unsupported"),
        ("Keep the receipts for six weeks.", "Receipts are kept for 6 weeks.", "supported"),
        ("There are 2 kinds of data.", "It deals with inserted data and metadata of all kinds.", "supported"),
        ("Yes.", "Anything at all.", "unverified"),
    ],
)
def test_numbers_and_identifiers_have_to_be_in_the_section(claim, text, expected):
    assert verdict(claim, text) == expected


@pytest.mark.parametrize(
    ("claim", "text", "expected"),
    [
        ("Call `queue.flush()` to write the data.", "If `flush()` is called, data is written.", "supported"),
        ("Call `self.db.queue.flush()` to write the data.", "If `flush()` is called, data is written.", "supported"),
        ("Call `queue.drain()` to write the data.", "If `flush()` is called, data is written.", "unsupported"),
        ("Put `API_KEY=sk-...` into the file.", "Put your `API_KEY` into the file.", "supported"),
        ("Set `SERVER` to `https://db.example.com`.", "Set `SERVER` to the address.", "supported"),
        ("Set `SERVER` to `https://db.example.com:1234`.", "Set `SERVER` to the address.", "unsupported"),
        ("Read them with `logs my-pod`.", "Read the logs with `logs NAME`.", "supported"),
        ("It ends with `E1234`.", "It ends with `E5678`.", "unsupported"),
    ],
)
def test_what_the_reader_is_to_replace_needs_no_source(claim, text, expected):
    assert verdict(claim, text) == expected


@pytest.mark.parametrize("text", ["`" * 30_000, "a." * 15_000, "a-" * 15_000, "http://" * 4_000, "<" * 30_000])
def test_hostile_code_is_read_quickly(text):
    started = time.process_time()
    names.identifiers(text)
    names.code(text)
    assert time.process_time() - started < 2  # seconds of a busy machine; below 0.1 on a quiet one


def test_a_number_from_the_question_may_be_repeated():
    text = "You can create up to 65535 collections."
    assert (
        verdict("With 4711 users you can create up to 65535 collections.", text, question="We are 4711") == "supported"
    )


def test_two_sections_may_support_a_sentence_together():
    offered = [section("a", "Metadata is kept in etcd."), section("b", "Log messages go through Pulsar.")]
    claim = Claim.of("Metadata is kept in etcd and log messages go through Pulsar.")
    assert set(Evidence(offered).judge(claim, [0, 1]).values()) == {"supported"}


def test_a_section_is_no_support_where_another_says_far_more():
    claim, text = "Every deleted task stays in the trash for a month.", "A task stays open for a while, every one."
    assert verdict(claim, text) == "supported"
    assert verdict(claim, text, "Deleted tasks stay in the trash for a month.") == "unsupported"


def test_each_citation_of_a_sentence_may_hold_for_its_own_part():
    answer = "Metadata is kept in etcd [2], inserted data is stored as incremental log [1]."
    assert read(answer).text == answer.replace("[2]", "[x]").replace("[1]", "[2]").replace("[x]", "[1]")


def test_a_section_that_adds_nothing_is_no_support():
    offered = [section("a", "Metadata is kept in etcd."), section("b", "Rockets are painted green.")]
    assert Evidence(offered).judge(Claim.of("Metadata is kept in etcd."), [0, 1]) == {0: "supported", 1: "unsupported"}


@given(st.sampled_from(sorted(sections())), st.sampled_from(sorted(sections())))
@settings(deadline=None)
def test_a_quote_is_a_short_passage_of_whole_words(name, other):
    text = sections()[name].text
    quote = best_quote(text, frozenset(tokens(sections()[other].text)), lambda _: 1.0)
    assert 0 < len(quote) <= QUOTE_MAX
    start = text.index(quote)
    assert not (text[start - 1 : start].isascii() and text[start - 1 : start].isalnum() and quote[0].isalnum())
    assert "```" not in quote


@given(st.text("ab 。.[](`\n", max_size=300))
def test_any_section_gives_a_verbatim_quote_or_none(text):
    quote = best_quote(text, frozenset({"ab"}), lambda _: 1.0)
    assert quote in text
    assert len(quote) <= QUOTE_MAX


def test_a_quote_is_taken_from_code_only_without_prose():
    terms = frozenset({"docker", "ps"})
    assert best_quote("Look here.\n\n```\ndocker ps\n```", terms, lambda _: 1.0) == "Look here."
    assert best_quote("```\ndocker ps\n```", terms, lambda _: 1.0) == "docker ps"


def test_every_offered_section_can_be_quoted():
    assert all(best_quote(sections()[name].text, frozenset(), lambda _: 1.0) for name in MILVUS)
