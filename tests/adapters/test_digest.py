"""The weekly digest: what it says, of what, and that it is said once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from adapters.base import DeliveryError
from adapters.digest import TOPICS, Digest, disliked, told
from adapters.policy import ChannelRules, Rules
from rag_core.gaps import Gap, Missed
from rag_core.journal import Journal
from rag_core.openai_chat import OpenAIChat
from rag_core.providers import compatible
from tests.fakes.llm_server import FakeLLM, speak
from tests.rag_core.journals import START, Clock, answer, origin, section


def missed(number: int, why: str = "not_covered", person: str = "U1", page: str = "faq.md") -> Missed:
    return Missed(
        id=f"q{number}",
        text=f"How do I reset badge {number}?",
        asker=person,
        at=START + timedelta(hours=number),
        why=frozenset({why}),
        origin=origin(f"1.{number}"),
        kind="mention",
        nearest=(section(page),),
    )


def gap(*questions: Missed) -> Gap:
    return Gap(label=questions[0].text, questions=questions)


def link(place) -> str:
    return f"https://chat.example/{place.message}"


def test_topics_are_listed_with_how_often_by_whom_and_where() -> None:
    text = told([gap(missed(1), missed(2, person="U2"))], link)
    assert "2 questions in the last seven days" in text
    assert "- 2 × How do I reset badge 1? · 2 people ([latest thread](https://chat.example/1.2))" in text
    assert "not happy" not in text


def test_only_so_many_topics_are_listed() -> None:
    text = told([gap(missed(number)) for number in range(TOPICS + 3)], link)
    assert text.count("\n- 1 ×") == TOPICS
    assert "and 3 more" in text


def test_a_page_that_collects_thumbs_down_is_named() -> None:
    gaps = [gap(missed(1, "down"), missed(2, "down")), gap(missed(3, "down", page="other.md")), gap(missed(4))]
    assert disliked(gaps) == {"faq.md": 2}
    assert "- faq.md: 2 × 👎" in told(gaps, link)


class Desk:
    """A platform that remembers the cards it was given."""

    def __init__(self, name: str = "slack") -> None:
        self.name = name
        self.shut: set[str] = set()  # channels that take nothing
        self.cards: list[tuple[str, str]] = []

    def link(self, place) -> str:
        return link(place)

    async def card(self, claim, ledger, view) -> None:
        if claim.origin.channel in self.shut:
            raise DeliveryError("is_archived", permanent=True)
        self.cards.append((claim.origin.channel, view.text))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def journal(tmp_path: Path, clock: Clock):
    opened = await Journal.open(tmp_path / "journal.db", clock=clock)
    yield opened
    await opened.aclose()


@pytest.fixture
def rules() -> Rules:
    return Rules(channels={("slack", "C1"): ChannelRules(maintainers="C9")})


@pytest.fixture
def digest(journal, rules, embedder):
    from adapters.board import Board
    from adapters.worker import Worker

    board = Board(journal, Worker(None, journal, None), lambda: rules)
    desk = Desk()
    return Digest(journal, board, lambda: rules, embedder, [desk]), desk


async def not_covered(
    journal, message="1.1", *, text="How do I reset my badge?", kind="mention", private=False, **place
):
    asked = {"asker": "U1", "text": text, "kind": kind, "private": private}
    claim = await journal.claim(origin(message, **place), **asked)
    await journal.close(claim, answer(claim, "", "not_covered"))


async def test_each_week_is_told_once_in_the_maintainers_channel(journal, digest) -> None:
    sending, desk = digest
    await not_covered(journal)
    await not_covered(journal, channel="C2")  # which has no maintainers
    monday = START + timedelta(days=1)  # the first one after START, a Sunday
    for hour in (8, 9, 10, 30):
        await sending.send_due(monday.replace(hour=0) + timedelta(hours=hour))
    ((channel, text),) = desk.cards
    assert channel == "C9"
    assert "How do I reset my badge?" in text


async def test_a_model_says_which_topics_are_one(journal, digest) -> None:
    sending, desk = digest
    await not_covered(journal)
    await not_covered(journal, "1.2", text="I need a new key card")
    async with FakeLLM() as llm:
        llm.then(speak("1 2"))
        sending.model = OpenAIChat(compatible(llm.url, "fake-model", "key", prices=None), attempts=1)
        await sending.send_due((START + timedelta(days=1)).replace(hour=9))
        await sending.model.aclose()
    (topic,) = desk.cards[0][1].splitlines()[1:]
    assert topic.startswith("- 2 × ")


async def test_what_was_asked_in_private_is_not_told(journal, digest, rules) -> None:
    sending, desk = digest
    rules = Rules(default=ChannelRules(maintainers="C9"))
    sending.rules = lambda: rules
    await not_covered(journal, "1.1", kind="command", private=True)
    await not_covered(journal, "1.2", kind="direct", channel="D1")
    await not_covered(journal, "1.3", kind="shortcut", channel="D1")
    await not_covered(journal, "1.4", kind="command", workspace="dm", channel="77")
    await sending.send_due((START + timedelta(days=1)).replace(hour=9))
    assert desk.cards == []


async def test_a_restart_does_not_tell_it_again(journal, digest, rules, embedder) -> None:
    sending, desk = digest
    await not_covered(journal)
    monday = (START + timedelta(days=1)).replace(hour=9)
    await sending.send_due(monday)
    again = Digest(journal, sending.board, lambda: rules, embedder, [desk])
    await again.send_due(monday + timedelta(hours=1))
    assert len(desk.cards) == 1


async def test_a_week_that_was_slept_through_is_left_out(journal, digest) -> None:
    sending, desk = digest
    await not_covered(journal)
    await sending.send_due((START + timedelta(days=4)).replace(hour=12))
    assert desk.cards == []


async def test_nothing_missed_is_not_worth_a_message(journal, digest) -> None:
    sending, desk = digest
    await sending.send_due((START + timedelta(days=1)).replace(hour=9))
    assert desk.cards == []


async def test_a_channel_that_takes_nothing_keeps_nobody_else_from_the_digest(journal, digest) -> None:
    sending, desk = digest
    other = Desk("discord")
    sending.platforms = [desk, other]
    rules = {("slack", "C0"): "C8", ("slack", "C1"): "C9", ("discord", "C1"): "C9"}
    sending.rules = lambda: Rules(channels={key: ChannelRules(maintainers=desk) for key, desk in rules.items()})
    for where in ({"channel": "C0"}, {"channel": "C1"}, {"platform": "discord"}):
        await not_covered(journal, **where)
    desk.shut.add("C8")
    monday = (START + timedelta(days=1)).replace(hour=9)
    await sending.send_due(monday)
    assert [channel for channel, _ in (*desk.cards, *other.cards)] == ["C9", "C9"]
    desk.shut.clear()
    await sending.send_due(monday + timedelta(minutes=5))
    assert len(desk.cards) == 1  # it is not looked at each minute
    await sending.send_due(monday + timedelta(hours=2))
    assert [channel for channel, _ in desk.cards] == ["C9", "C8"]


async def test_an_older_question_that_was_voted_down_this_week_is_told(journal, clock, digest) -> None:
    sending, desk = digest
    claim = await journal.claim(origin("1.1"), asker="U1", text="How do I reset my badge?", kind="mention")
    await journal.close(claim, answer(claim, "Press the button [1]."))
    clock.forward(days=14)
    await journal.vote(claim.id, "U1", "down")
    await sending.send_due((START + timedelta(days=15)).replace(hour=9))
    assert "badge" in desk.cards[0][1]
