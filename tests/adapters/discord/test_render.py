"""Whatever a model writes, every message is one that Discord takes, with its sources, without a live ping."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord import render
from adapters.notices import Freshness
from rag_core.types import Answer, Citation, Outcome, Section
from tests import strategies
from tests.fakes.discord.components import check_components
from tests.fakes.discord.embeds import check_embeds
from tests.fakes.discord.refusal import Form, Refusal
from tests.markdown_checks import live_pings, lost, open_fences

OUTCOMES: tuple[Outcome, ...] = ("answered", "excerpts", "not_covered", "failed")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
STRICT = Freshness(stale_after=timedelta(days=30), now=datetime(2024, 7, 8, tzinfo=UTC))
ALL = render.Surface(call=True, share=True, solve=True, freshness=STRICT)
SURFACES = (
    ALL,
    render.Surface(messages=1),
    render.Surface(embeds=False, freshness=STRICT),
    render.Surface(messages=1, embeds=False, files=False, freshness=STRICT),
    render.Surface(embeds=False, files=False),
)


def citation(number: int, random: Random) -> Citation:
    heading = random.choice(("Storage", "What is `nprobe`?", "List<T> [a] *b*", "图 文档", "<@&123456>", "x" * 300))
    url = random.choice(
        ("https://docs.example/a_(b).html#c", "https://docs.example/图?q=a b", "", "https://x/" + "y" * 900)
    )
    section = Section(id="1", page="p", title="FAQ", headings=(heading,), anchor="", url=url, text="", digest="")
    section = replace(section, updated=random.choice((None, LONG_AGO)))
    return Citation(number=number, section=section, quote=random.choice(("", "**Half a", "@everyone " * 30)))


def answer(seed: int, text: str) -> Answer:
    random = Random(seed)
    citations = tuple(citation(n, random) for n in range(1, random.choice((1, 2, 6, 12, 40))))
    return Answer(id="k3v9x2ma", text=text, outcome=random.choice(OUTCOMES), citations=citations)


def breaches(given: Answer, surface: render.Surface) -> list[str]:
    """Everything that is wrong with the messages of an answer."""
    posts = render.answer(given, surface)
    found = [complaint for post in posts for complaint in complaints(post)]
    found += ["too many messages"] * (len(posts) > surface.messages and (surface.files or surface.messages == 1))
    last = "\n".join((posts[-1].content, *(embed["description"] for embed in posts[-1].embeds)))
    found += [f"lost source {c.number}" for c in given.citations if f"**{c.number}.**" not in last]
    return found


def complaints(post: render.Post) -> list[str]:
    form = Form()
    body = post.body()
    with form.at("content"):
        form.length(body["content"], 0, 2_000)
    check_embeds(form, body["embeds"])
    check_components(form, body["components"], v2=False, files=frozenset())
    try:
        form.finish()
    except Refusal as refusal:
        return [refusal.detail]
    found = ["nothing to see"] * (not post.content.strip())
    found += ["too many files"] * (len(post.files) > 10)
    found += [f"open fence {fence}" for fence in open_fences(post.content)]
    texts = [post.content, *(embed["description"] for embed in post.embeds)]
    return found + [f"ping {ping}" for text in texts for ping in live_pings(text)]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), strategies.answers(), st.sampled_from(SURFACES))
def test_every_message_is_one_that_discord_takes(seed, text, surface):
    assert breaches(answer(seed, text), surface) == []


@settings(max_examples=40, deadline=None)
@given(strategies.answers(), st.sampled_from(SURFACES))
def test_every_draft_is_one_that_discord_takes(text, surface):
    posts = render.draft(text, "Writing @everyone …", "k3v9x2ma", surface)
    assert [complaint for post in posts for complaint in complaints(post)] == []
    assert posts[-1].content.endswith(f"· {render.mark('k3v9x2ma', len(posts) - 1)}")
    assert len(posts) <= surface.messages


@settings(max_examples=40, deadline=None)
@given(strategies.answers())
def test_no_word_of_an_answer_is_lost(text):
    given = Answer(id="k3v9x2ma", text=text, outcome="answered")
    posts = render.answer(given)
    if posts[-1].files:
        return  # a program, or the whole of it, stands in a file
    assert lost(text, tuple(post.content for post in posts)) == ""


def test_a_short_answer_is_one_message_with_sources_and_buttons():
    (post,) = render.answer(Answer(id="k3v9x2ma", text="In object storage [1].", outcome="answered"), ALL)
    assert post.content == "In object storage [1]."
    assert [render.pressed(button["custom_id"])[0] for row in post.components for button in row["components"]] == [
        "up", "down", "why", "call", "share", "solved"
    ]  # fmt: skip


def test_a_source_is_its_linked_breadcrumb_with_what_it_says():
    section = Section(
        id="1", page="p", title="FAQ", headings=("Where?",), anchor="", url="https://d.example/a#b", text="", digest=""
    )
    given = Answer(
        id="k3v9x2ma",
        text="So.",
        outcome="answered",
        citations=(Citation(number=2, section=section, quote="In *S3*."),),
    )
    (embed,) = render.answer(given)[0].embeds
    assert embed["description"] == "**2.** [FAQ \\> Where?](https://d.example/a#b)\n> In S3."


@pytest.mark.parametrize("embeds", [True, False])
def test_an_old_source_has_its_age_beside_it(embeds):
    section = Section(id="1", page="p", title="FAQ", headings=(), anchor="", url="", text="", digest="")
    old = Citation(number=1, section=replace(section, updated=LONG_AGO), quote="In S3.")
    given = Answer(id="k3v9x2ma", text="So.", outcome="answered", citations=(old,))
    (post,) = render.answer(given, render.Surface(embeds=embeds, freshness=STRICT))
    assert "**1.** FAQ · updated 4 years ago" in f"{post.content}\n{post.embeds}"
    (post,) = render.answer(given, render.Surface(embeds=embeds))
    assert "updated" not in f"{post.content}\n{post.embeds}"


def test_a_long_program_goes_out_as_a_file():
    code = "print(1)\n" * 1_000
    (post,) = render.answer(Answer(id="k3v9x2ma", text=f"Run this:\n\n```python\n{code}```\n", outcome="answered"), ALL)
    assert [(file.name, file.content) for file in post.files] == [("program.py", code)]
    assert "program.py" in post.content


def test_what_one_message_does_not_hold_is_in_a_file():
    text = "Many words. " * 400
    (post,) = render.answer(Answer(id="k3v9x2ma", text=text, outcome="answered"), render.Surface(messages=1))
    assert post.files[0].content.startswith(text)
    assert "answer.md" in post.content


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\u200b"])
def test_an_empty_answer_still_says_something(text):
    (post,) = render.answer(Answer(id="k3v9x2ma", text=text, outcome="answered"))
    assert "k3v9x2ma" in post.content


def test_a_failure_has_no_buttons():
    (post,) = render.answer(Answer(id="k3v9x2ma", text="Went wrong (error k3v9x2ma).", outcome="failed"))
    assert post.components == ()


def test_no_link_is_cut():
    links = " ".join(f"[page {n}](https://docs.example/{n})" for n in range(250))
    posts = render.answer(Answer(id="k3v9x2ma", text=links, outcome="answered"))
    whole = [link for post in posts for link in re.findall(r"\[page \d+\]\(https://docs.example/\d+\)", post.content)]
    assert (len(whole), len(posts) > 1) == (250, True)


@given(st.text())
@settings(max_examples=50)
def test_a_thread_has_a_name_that_discord_takes(question):
    assert 1 <= len(render.thread_name(question).strip()) <= 100
