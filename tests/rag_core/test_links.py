from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag_core.errors import SourceError
from rag_core.sections.links import Anchors, page_url, section_url, slug


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("How do I set nlist & nprobe?", "how-do-i-set-nlist--nprobe"),
        ("What's new in v2.4.x?", "whats-new-in-v24x"),
        ("snake_case – and-hyphens", "snake_case--and-hyphens"),
        ("数据存储在哪里？", "数据存储在哪里"),
        ("데이터는 어디에?", "데이터는-어디에"),
        ("😄 Emoji here", "-emoji-here"),
        ("Größe ÄÖÜ", "größe-äöü"),
        ("हिन्दी में", "हिन्दी-में"),
        ("x² ½", "x-"),
        ("???", ""),
    ],
)
def test_slugs_are_those_of_github(heading, anchor):
    assert slug(heading) == anchor


def test_repeated_anchors_are_numbered_past_those_already_taken():
    anchors = Anchors()
    assert [anchors.take(a) for a in ("a", "a-1", "a", "a", "")] == ["a", "a-1", "a-2", "a-3", "-1"]


@given(st.lists(st.sampled_from(["", "a", "a-1", "a-1-1", "a-2", "b"]), max_size=30))
def test_no_two_anchors_of_a_page_are_equal(wanted):
    anchors = Anchors()
    given_out = [anchors.take(anchor) for anchor in wanted]
    assert len({"", *given_out}) == len(given_out) + 1


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        ("", ""),
        ("https://x.io/docs", "https://x.io/docs/en/faq/a%20b%C3%9F.md"),
        ("https://x.io/docs/", "https://x.io/docs/en/faq/a%20b%C3%9F.md"),
        ("https://x.io/{path}?plain=1", "https://x.io/en/faq/a%20b%C3%9F.md?plain=1"),
        ("https://x.io/{stem}/", "https://x.io/en/faq/a%20b%C3%9F/"),
        ("https://x.io/docs/{name}", "https://x.io/docs/a%20b%C3%9F.md"),
        ("https://x.io/docs/{slug}.html", "https://x.io/docs/a%20b%C3%9F.html"),
    ],
)
def test_the_base_url_is_a_rule_for_the_path(base_url, url):
    assert page_url(base_url, "en/faq/a bß.md") == url


def test_a_path_cannot_bring_placeholders_of_its_own():
    assert page_url("https://x.io/{path}", "a/{slug}.md") == "https://x.io/a/%7Bslug%7D.md"


@pytest.mark.parametrize("base_url", ["https://x.io/{lang}", "https://x.io/{}", "https://x.io/{path}/{Slug}"])
def test_an_unknown_placeholder_is_refused(base_url):
    with pytest.raises(SourceError, match=r"unknown placeholder .* use \{path\}, \{stem\}, \{name\}, \{slug\}"):
        page_url(base_url, "a.md")


def test_anchors_are_encoded_and_need_a_page():
    assert section_url("https://x.io/a", "数-a_b") == "https://x.io/a#%E6%95%B0-a_b"
    assert section_url("https://x.io/a", "") == "https://x.io/a"
    assert section_url("", "a") == ""
    assert section_url("https://x.io/a#own", "a") == "https://x.io/a#own"
