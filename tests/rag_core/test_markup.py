from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag_core.sections.markup import clean, definitions


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ("a <b>bold</b> c", "a bold c"),
        ("a<!-- gone -->b", "ab"),
        ("a<!-- over\ntwo lines -->b", "ab"),
        ("one<br/>two", "one two"),
        ("<td>a</td><td>b</td>", " a  b "),
        ("<a href=\"x>y\" title='>'>text</a>", "text"),
        ('<img src="x" alt="A &amp; B">', "A & B"),
        ("<img src=x>", ""),
        ("`<b>` and ``a ` <i>`` but <i>", "`<b>` and ``a ` <i>`` but "),
        ("open ` <b>tag</b>", "open ` tag"),
        (r"\<b> \`<b>code</b>`", r"\<b> \`code`"),
        ("<pod-name> <https://x.io/a> <me@x.io> <3 a<b", "<pod-name> <https://x.io/a> <me@x.io> <3 a<b"),
        ("5 &lt; 6 &amp;&nbsp;&mdash; &#8364;&#x20AC;", "5 < 6 & — €€"),
        ("&#42;no bold&#42; a&#124;b &copy=1 &unknown;", "&#42;no bold&#42; a&#124;b &copy=1 &unknown;"),
        ("unclosed <!-- comment", "unclosed <!-- comment"),
        ("unclosed <b", "unclosed <b"),
    ],
)
def test_html_goes_and_words_and_code_stay(text, stripped):
    assert clean(text) == stripped


@given(st.text(alphabet=st.characters(exclude_characters="<&")))
def test_text_without_html_is_left_alone(text):
    assert clean(text) == text


@given(st.lists(st.sampled_from(["<b>", "</b>", "<br>", "<!--", "-->", "`", "``", "&lt;", "w1", " ", "\n", "\\", "<"])))
def test_no_word_outside_comments_is_lost(pieces):
    text = "".join(pieces)
    assert clean(text).count("w1") == text.count("w1") or "<!--" in text


@pytest.mark.parametrize("unit", ["<!-- ", "<a ", "<a '", "`" * 3 + " ``", "&amp", "<b><!-- --> "])
def test_time_grows_with_length_only(unit):
    started = time.perf_counter()
    clean(unit * 100_000)
    assert time.perf_counter() - started < 5


LINKS = {"1": "x.io/1", "the guide": "x.io/guide"}


@pytest.mark.parametrize(
    ("text", "written_out"),
    [
        ("[see][1], ![alt][1]", "[see](x.io/1), ![alt](x.io/1)"),
        ("[The  Guide] or [the guide][]", "[The  Guide](x.io/guide) or [the guide](x.io/guide)"),
        ("[`a[0]` b][1]", "[`a[0]` b](x.io/1)"),
        ("[see](y.io) [see][2] [2]", "[see](y.io) [see][2] [2]"),
        ("`[see][1]` \\[see][1]: x", "`[see][1]` \\[see][1]: x"),
    ],
)
def test_links_by_reference_get_their_address(text, written_out):
    assert clean(text, LINKS) == written_out


@pytest.mark.parametrize(
    ("paragraph", "found"),
    [
        ("[A  b]: https://x.io 'Title'\n[2]: <a b.md>", {"a b": "https://x.io", "2": "a b.md"}),
        ("[a]: https://x.io\nand text", {}),
        ("[^1]: a footnote", {}),
        ("[x]: it is said", {}),
        ("no link", {}),
    ],
)
def test_only_a_paragraph_of_nothing_else_defines_links(paragraph, found):
    assert definitions(paragraph) == found
