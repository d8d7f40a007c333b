from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag_core.sections.front_matter import BLOCK_MAX, FrontMatter, parse


def front(block: str) -> FrontMatter:
    return parse(f"---\n{block}\n---\nbody")[0]


def test_known_keys_are_read_and_the_rest_is_the_body():
    text = "---\nid: x\ntitle: Operational FAQ\nurl: https://x.io/a\naudience: public\ntags: [a, b]\n---\n\n# Body\n"
    assert parse(text) == (
        FrontMatter(title="Operational FAQ", url="https://x.io/a", audience="public"),
        "\n# Body\n",
    )


def test_dots_end_a_block_too():
    assert parse("---\ntitle: T\n...\nbody") == (FrontMatter(title="T"), "body")


@pytest.mark.parametrize(
    "text",
    [
        "body",
        "",
        "---\nno end\n",
        "---\nJust a line.\n---\nmore",
        "---\n- list\n---\n",
        "---\n# H\n---\n",
        "--- a\n---",
    ],
)
def test_what_is_no_front_matter_stays_text(text):
    assert parse(text) == (FrontMatter(), text)


def test_an_empty_block_says_nothing():
    assert parse("---\n---\nbody") == (FrontMatter(), "body")


def test_a_colon_in_a_title_is_no_reason_to_lose_the_rest():
    block = "title: Milvus: the FAQ\naudience: public\nbroken: [1, 2"
    assert front(block) == FrontMatter(title="Milvus: the FAQ", audience="public")


@pytest.mark.parametrize(("value", "audience"), [("public", "public"), ("Public", "public"), ("internal", "internal")])
def test_audience_is_read(value, audience):
    assert front(f"audience: {value}").audience == audience


@pytest.mark.parametrize("value", ["pubic", "internal # not yet", "[public]", "{a: b}", "everyone", "&x public, y"])
def test_an_audience_that_nobody_knows_is_the_stricter_one(value):
    assert front(f"audience: {value}").audience == "internal"


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("---\nAudience: internal\n---\nbody", "body"),
        ("\n \n---\naudience: internal\n---\nbody", "body"),
        ("<!-- Copyright\n2026 -->\n\n---\naudience: internal\n---\nbody", "body"),
    ],
    ids=["capital", "blank lines", "comment"],
)
def test_a_block_is_read_in_capitals_and_below_blank_lines_and_comments(text, body):
    assert parse(text) == (FrontMatter(audience="internal"), body)


NO_AUDIENCE = FrontMatter(audience="internal", unclear=True)


@pytest.mark.parametrize(
    "text",
    [
        "----\naudience: internal\n----\nbody",
        "+++\naudience = 'internal'\n+++\nbody",
        "---\naudience: internal\n\n# Never closed",
        "--- # settings\naudience: internal\n---\nbody",
        "---\n- audience: internal\n---\nbody",
        '{\n  "audience": "internal"\n}\nbody',
        "```yaml\naudience: internal\n```\nbody",
        "———\naudience: internal\n———\nbody",
        "<!-- audience: internal -->\n# Body",
        "Audience: Internal\n\n# Body",
        "title: T\naudience: internal only\n\n# Body",
    ],
)
def test_an_audience_at_the_top_that_is_not_read_closes_the_page(text):
    assert parse(text) == (NO_AUDIENCE, text)


@pytest.mark.parametrize(
    "block",
    [
        "title: A: b\n audience: internal",
        "audience: internal\naudience: public",
        "audience: public\nAudience: internal",
        "params:\n  audience: internal",
        "title: A: b\n'audience': internal",
        "audience: pubic",
    ],
)
def test_an_audience_in_the_block_that_is_not_read_closes_the_page(block):
    found = front(block)
    assert (found.audience, found.unclear) == ("internal", True)


@pytest.mark.parametrize(
    "text",
    [
        "Audience: developers\n\n# Body",
        "# Guide\n\n```yaml\naudience: internal\n```",
        "The audience: internal and external people.",
        "---\n\nA rule, then text.\n\n---\n\naudience: internal",
        "Intro.\n\naudience: internal",
    ],
)
def test_a_page_that_only_talks_about_audiences_stays_as_it_is(text):
    assert parse(text) == (FrontMatter(), text)


@pytest.mark.parametrize("block", ["audience: public\n# audience: internal", "audience: Public", "Audience: 'public'"])
def test_a_page_that_says_so_plainly_is_public(block):
    found = front(block)
    assert (found.audience, found.unclear) == ("public", False)


@given(
    st.sampled_from(["", "\n", " \n\n", "<!-- c -->\n"]),
    st.sampled_from(["---", "----", "+++", "  ---", "***", "--- yaml", "```", ""]),
    st.lists(st.sampled_from(["title: A", "title: A: b", "x: [1", "tags:", "  - a", "# note"]), max_size=4),
    st.sampled_from(["", " ", "  - ", "\t"]),
    st.sampled_from(["audience", "Audience", "AUDIENCE", "'audience'", '"Audience"']),
    st.sampled_from([": ", " : ", " = ", ":"]),
    st.sampled_from(["internal", "Internal", "'internal'", "[internal]", "intern", "internal # no"]),
    st.sampled_from(["---", "----", "+++", ""]),
)
def test_a_page_that_is_meant_to_be_internal_is_never_left_to_the_source(
    above, opening, lines, indent, key, is_, value, end
):
    text = "\n".join([f"{above}{opening}".rstrip("\n"), *lines, f"{indent}{key}{is_}{value}", end, "body"])
    assert parse(text)[0].audience == "internal"


def test_no_audience_leaves_the_choice_to_the_source():
    assert front("title: x").audience is front("audience:").audience is None


@pytest.mark.parametrize(
    ("line", "updated"),
    [
        ("updated: 2024-07-08", datetime(2024, 7, 8, tzinfo=UTC)),
        ("date: 2024-07-08T10:00:00Z", datetime(2024, 7, 8, 10, tzinfo=UTC)),
        ("last_modified: 2024-07-08 10:00:00 +0200", datetime(2024, 7, 8, 8, tzinfo=UTC)),
        ("date: 2020-01-01\nupdated: '2024-07-08'", datetime(2024, 7, 8, tzinfo=UTC)),
        ("updated: soon\ndate: 2024-07-08", datetime(2024, 7, 8, tzinfo=UTC)),
        ("date: 2024-13-45", None),
        ("date: 0001-01-01T00:00:00+14:00", None),
        ("date: [2024]", None),
    ],
)
def test_the_first_valid_date_counts(line, updated):
    assert front(line).updated == updated


@pytest.mark.parametrize(
    ("block", "questions"),
    [
        ("questions: [how do i * reset, 'what: this']", ("how do i * reset", "what: this")),
        ("questions:\n  - a\n  - b\ntitle: T", ("a", "b")),
        ("questions: only one", ("only one",)),
        ("questions:", ()),
        ("title: T", ()),
        ("questions: [a, [b]]", None),
        ("questions: {a: b}", None),
        ("questions:\n- * reset", None),
    ],
)
def test_questions_are_a_list_of_texts(block, questions):
    assert front(block).questions == questions


def test_an_answer_may_have_paragraphs():
    assert front("answer: |\n  One.\n\n  Two.\n").answer == "One.\n\nTwo."


@pytest.mark.parametrize("url", ["javascript:alert(1)", "/docs/a", "ftp://x/a", "https://x/a b", "[https://x]"])
def test_only_web_addresses_are_urls(url):
    assert front(f"url: {url}").url == ""


@pytest.mark.parametrize("title", ["[a, b]", "x" * 301, '"a\\e[31m"', "''"])
def test_a_title_is_a_line_of_text(title):
    assert front(f"title: {title}").title == ""


@pytest.mark.parametrize(
    "block", ["a: " + "[" * 60_000, "a: &x [*x]\n" * 400, "a: !!python/object:os.system x", "\x01: a"]
)
def test_hostile_blocks_are_harmless_and_quick(block):
    started = time.perf_counter()
    front(block)
    assert time.perf_counter() - started < 2


def test_a_block_beyond_the_limit_is_read_line_by_line():
    assert front("title: T\nlong: " + "x" * BLOCK_MAX).title == "T"


@given(st.text(alphabet=st.sampled_from("ab:-[]{}'\"&*!|># \n\t,?%@`0123T"), max_size=80))
def test_no_block_fails(block):
    parse(f"---\n{block}\n---\nbody")
