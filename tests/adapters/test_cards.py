"""Cards and forms for the maintainers."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from adapters import cards
from adapters.discord import render as discord
from adapters.discord import views as discord_views
from adapters.slack import render as slack
from adapters.slack import views as slack_views
from rag_core.journal.records import Card
from rag_core.types import Answer, Citation, Section
from tests.markdown_checks import live_pings, open_fences
from tests.rag_core.journals import START, origin

TEXT = st.text(max_size=5_000) | st.sampled_from(
    ["<!channel> @everyone `<@U012AB3CD>`", "```python\nx = 1", "# a\n" * 900]
)


def asked(text: str):
    from rag_core.journal.records import Claim

    return Claim(
        id="abc",
        origin=origin(),
        asker="U1",
        text=text,
        kind="channel",
        private=False,
        audience="internal",
        depth="auto",
        revision=0,
        asked=START,
        opened=START,
    )


def answer(text: str) -> Answer:
    section = Section(
        id="s",
        page="p.md",
        title="FAQ",
        headings=("How?",),
        anchor="how",
        url="https://docs.example/p",
        text="x",
        digest="d",
    )
    cited = tuple(Citation(number=number, section=section, quote="x") for number in (1, 2))
    return Answer(id="abc", text=text, outcome="answered", citations=cited)


def card(kind: str, state: str, text: str = "") -> Card:
    return Card(kind=kind, subject="abc", platform="slack", state=state, heading="How?", text=text, person="U9")


@given(TEXT, TEXT, st.sampled_from(["open", "posting", "posted", "dismissed"]))
def test_any_draft_fits_both_platforms(question: str, text: str, state: str) -> None:
    _fits(cards.draft(card("draft", state), asked(question), answer(text), "https://x.example/1"))


@given(TEXT, TEXT, st.sampled_from(["offered", "drafting", "drafted", "approved", "done", "dismissed"]))
def test_any_entry_fits_both_platforms(question: str, text: str, state: str) -> None:
    _fits(cards.entry(card("entry", state, text), asked(question), ""))


def _fits(view: cards.View) -> None:
    on_slack, on_discord = slack.card(view), discord.marked(discord.card(view), "abcdefgh")
    for block in slack.plain_card(replace(view, buttons=())).blocks:
        assert len(block["text"]["text"]) <= slack.SECTION_MAX
        assert live_pings(block["text"]["text"]) == []
    written = on_slack.blocks[0]["text"]
    assert len(written) <= slack.MARKDOWN_MAX
    assert len(on_discord.content) <= discord.CONTENT_MAX
    for text in (written, on_discord.content):
        assert open_fences(text) == []
        assert live_pings(text) == []


@given(TEXT, TEXT)
def test_any_form_fits_both_platforms(heading: str, text: str) -> None:
    given_card = Card(
        kind="entry", subject="abc", platform="slack", state="drafted", heading=heading, text=text, person=""
    )
    for form in filter(None, (cards.entry_form(given_card), cards.draft_form(given_card, answer(text)))):
        for block in slack_views.form(form)["blocks"]:
            element = block["element"]
            assert len(element.get("initial_value", "")) <= element["max_length"] <= 3_000
        for component in discord_views.form(form)["components"]:
            assert len(component["component"].get("value", "")) <= component["component"]["max_length"] <= 4_000


def test_edited_words_keep_the_sources_they_point_to() -> None:
    assert [c.number for c in cards.cited(answer("x"), "Only this [2].").citations] == [2]
    assert [c.number for c in cards.cited(answer("x"), "Both [1, 2].").citations] == [1, 2]
    assert [c.number for c in cards.cited(answer("x"), "None.").citations] == [1, 2]


def test_a_draft_that_no_form_holds_cannot_be_edited() -> None:
    view = cards.draft(card("draft", "open"), asked("Why?"), answer("x" * (cards.TEXT_MAX + 1)), "")
    assert [button.action for button in view.buttons] == ["post", "drop"]
    assert cards.draft_form(card("draft", "open"), answer("x" * (cards.TEXT_MAX + 1))) is None


def test_a_card_that_is_cut_says_so() -> None:
    view = cards.draft(card("draft", "open"), asked("Why?"), answer("word " * 3_000), "")
    on_discord = discord.card(view)
    assert "only the beginning" in on_discord.content
    assert on_discord.files[0].content == view.text
    assert "only the beginning" in slack.card(view).blocks[0]["text"]
