"""Whatever a model writes, every message is one that Slack takes, with its sources, without a live ping."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.notices import Freshness
from adapters.slack import render
from rag_core.types import Answer, Citation, Outcome, Section
from tests import strategies
from tests.fakes.slack.block_text import rung, rung_by
from tests.fakes.slack.blocks import MESSAGE_TOTAL_MAX, complaints, size
from tests.fakes.slack.expansion import expand

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
STRICT = Freshness(stale_after=timedelta(days=30), now=datetime(2024, 7, 8, tzinfo=UTC))
ALL = render.Controls(call=True, share=True, freshness=STRICT)
OUTCOMES: tuple[Outcome, ...] = ("answered", "excerpts", "not_covered", "failed")


def citation(number: int, random: Random) -> Citation:
    heading = random.choice(("Storage", "What is `nprobe`?", "List<T> [a] *b*", "图 文档", "<!channel>", "x" * 300))
    url = random.choice(
        ("https://docs.example/a_(b).html#c", "https://docs.example/图?q=a b", "", "https://x/" + "y" * 900)
    )
    section = Section(id="1", page="p", title="FAQ", headings=(heading,), anchor="", url=url, text="", digest="")
    updated = random.choice((None, LONG_AGO))
    return Citation(number=number, section=replace(section, updated=updated), quote="")


def answer(seed: int, text: str) -> Answer:
    random = Random(seed)
    citations = tuple(citation(n, random) for n in range(1, random.choice((1, 2, 6, 12, 40))))
    return Answer(id="k3v9x2ma", text=text, outcome=random.choice(OUTCOMES), citations=citations)


def breaches(given: Answer) -> list[str]:
    """Everything that is wrong with the messages of an answer."""
    posts = render.answer(given, ALL)
    found = [c for post in posts for c in _of_message(post)]
    found += [c for post in render.plain_answer(given, ALL) for c in _of_text(post)]
    last = " ".join(block["text"] for block in posts[-1].blocks if block["type"] == "markdown")
    if given.citations and given.outcome != "failed":
        lines = [f"{c.number}. " for c in given.citations]
        found += [f"lost source {line}" for line in lines if f"\n{line}" not in f"\n{last}"] if len(lines) < 41 else []
    return found


def _of_message(post: render.Post) -> list[str]:
    blocks = list(post.blocks)
    found = [*complaints(blocks, "message"), *_of_text(post)]
    found += ["too long"] * (size(blocks) > MESSAGE_TOTAL_MAX)
    bodies = [block["text"] for block in blocks if block["type"] == "markdown"]
    stored = [part for body in bodies for part in expand(body)]
    found += ["too many blocks"] * (len(stored) + len(blocks) - len(bodies) > 50)
    found += [f"ping {name}" for block in stored for name in rung(block)]
    found += ["open fence" for body in bodies if _fence_open(body)]
    return found


def _of_text(post: render.Post) -> list[str]:
    found = ["text too long"] * (len(post.text) > render.TEXT_MAX) + ["no text"] * (not post.text.strip())
    return found + [f"ping {name} in text" for name in rung_by(post.text)]


def _fence_open(text: str) -> bool:
    from adapters.markdown import outline

    return any(map(outline.is_open, outline.tokens(outline.normalised(text))))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), strategies.answers())
def test_every_message_is_one_that_slack_takes(seed, text):
    assert breaches(answer(seed, text)) == []


def test_a_short_answer_is_one_message_with_sources_and_buttons():
    given = answer(3, "In object storage [1].")
    (post,) = render.answer(given)
    assert post.text == "In object storage."
    assert [block["type"] for block in post.blocks][:2] == ["markdown", "markdown"]


SECTION = Section(
    id="1",
    page="p",
    title="FAQ",
    headings=("Data", "Where?"),
    anchor="",
    url="https://d.example/a#b",
    text="",
    digest="",
)


def test_a_source_is_its_linked_breadcrumb():
    listed = render.source_list((Citation(number=2, section=SECTION, quote=""),))
    assert listed == "**Sources**\n2. [FAQ \\> Data \\> Where?](https://d.example/a#b)"


def test_an_old_source_has_its_age_beside_it():
    citation = Citation(number=1, section=replace(SECTION, updated=LONG_AGO), quote="")
    assert render.source_list((citation,), STRICT).endswith("Where?](https://d.example/a#b) · updated 4 years ago")
    given = Answer(id="k3v9x2ma", text="Yes [1].", outcome="answered", citations=(citation,))
    for (post,) in (render.answer(given, ALL), render.plain_answer(given, ALL)[1:]):
        assert "updated 4 years ago" in str(post)
    assert "updated" not in str(render.answer(given))


def test_a_long_program_goes_out_as_a_file():
    code = "print(1)\n" * 1_000
    given = Answer(id="k3v9x2ma", text=f"Run this:\n\n```python\n{code}```\n", outcome="answered")
    assert [program.content for program in render.programs(given)] == [code]
    (post,) = render.answer(given)
    assert "program.py" in post.blocks[0]["text"]


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\u200b"])
def test_an_empty_answer_still_says_something(text):
    (post,) = render.answer(Answer(id="k3v9x2ma", text=text, outcome="answered"))
    assert "k3v9x2ma" in post.blocks[0]["text"]


def test_a_failure_has_no_buttons():
    (post,) = render.answer(Answer(id="k3v9x2ma", text="Went wrong (error k3v9x2ma).", outcome="failed"))
    assert [block["type"] for block in post.blocks] == ["markdown"]


def test_no_link_is_cut():
    links = " ".join(f"[page {n}](https://docs.example/{n})" for n in range(1_500))
    posts = render.answer(Answer(id="k3v9x2ma", text=links, outcome="answered"))
    whole = [
        link for post in posts for link in re.findall(r"\[page \d+\]\(https://docs.example/\d+\)", str(post.blocks))
    ]
    assert len(whole) == 1_500
