"""What people ask in vain, grouped as a person would, and read from the journal."""

from __future__ import annotations

from datetime import timedelta
from statistics import fmean

import pytest

from benchmarks.gap_questions import agreement, questions
from benchmarks.gaps import missed
from rag_core import gaps as module
from rag_core.embeddings import Embedder, load
from rag_core.gaps import Gap, Missed, find_gaps
from rag_core.journal import Journal
from rag_core.types import Origin
from rag_core.wording import actions, essence
from tests.rag_core.journals import START, Clock, answer, answered, claimed, origin, section


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load("wordllama")


def asked(text: str, nth: int = 0, why: str = "not_covered", asker: str = "", **more) -> Missed:
    return Missed(
        id=f"q{nth}",
        text=text,
        asker=asker or f"U{nth}",
        at=START + timedelta(hours=nth),
        why=frozenset(why.split()),
        origin=origin(str(nth)),
        kind="mention",
        **more,
    )


def texts(gaps: tuple[Gap, ...]) -> list[list[str]]:
    return [[question.text for question in gap.questions] for gap in gaps]


def test_wordings_of_one_topic_are_together_and_topics_with_the_same_words_apart(embedder: Embedder) -> None:
    backup = ["How do I back up a collection?", "backup of collections?", "is there a way to make backups"]
    delete = ["How do I delete a collection?", "Hi all, removing a collection, please"]
    create = ["How do I create a collection?"]
    found = find_gaps([asked(text, nth) for nth, text in enumerate(backup + delete + create)], embedder)
    assert texts(found) == [backup, delete, create]


@pytest.mark.parametrize(("collection", "least"), [("first", 0.6), ("second", 0.65), ("unseen", 0.55)])
def test_thousands_of_questions_are_grouped_by_their_topics(embedder: Embedder, collection: str, least: float) -> None:
    """Means of three draws, as which topics are asked most decides much."""
    figures = []
    for seed in range(3):
        labelled = questions(2_000, collection, seed)
        found = find_gaps([missed(one, nth) for nth, one in enumerate(labelled)], embedder)
        figures.append(agreement([labelled[int(q.id)].topic for q in gap.questions] for gap in found))
    assert fmean(index for index, _, _ in figures) > least


@pytest.mark.parametrize("language", ["ko", "zh"])
def test_what_an_embedding_hardly_reads_is_not_all_one_topic(embedder: Embedder, language: str) -> None:
    texts = {
        "ko": (
            "구내식당 메뉴는 어디서 보나요?",
            "VPN이 자꾸 끊어져요",
            "출장비는 어떻게 정산하나요?",
            "연차는 며칠인가요?",
        ),
        "zh": ("食堂的菜单在哪里看？", "VPN 老是断开", "怎么报销差旅费？", "年假有几天？"),
    }[language]
    assert len(find_gaps([asked(text, nth) for nth, text in enumerate(texts)], embedder)) == len(texts)


def test_the_most_asked_topic_comes_first_with_its_figures(embedder: Embedder) -> None:
    found = find_gaps(
        [
            asked("Who waters the plants?", 0),
            asked("Where is my payslip?", 1, "not_covered", asker="U7", nearest=(section("pay.md"),)),
            asked("where is my payslip", 2, "down escalated", asker="U7", nearest=(section("b.md"), section("pay.md"))),
            asked("Good morning, where is my payslip? Thanks!", 3, "down", asker="U8"),
        ],
        embedder,
    )
    payslip = found[0]
    assert payslip.label == "where is my payslip"
    assert (len(payslip.questions), payslip.people) == (3, 2)
    assert payslip.reasons == {"down": 2, "escalated": 1, "not_covered": 1}
    assert (payslip.first, payslip.last) == (START + timedelta(hours=1), START + timedelta(hours=3))
    assert [near.page for near in payslip.nearest] == ["pay.md", "b.md"]


def test_people_of_two_platforms_are_two_people(embedder: Embedder) -> None:
    elsewhere = Origin(platform="discord", workspace="1", channel="2", message="3")
    two = [asked("payslip?", 0, asker="5"), asked("payslip?", 1, asker="5")]
    two[1] = Missed(**{name: getattr(two[1], name) for name in Missed.__slots__} | {"origin": elsewhere})
    assert find_gaps(two, embedder)[0].people == 2


def test_questions_beyond_those_that_are_compared_join_the_nearest_topic(
    embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "COMPARED", 2)
    frequent = [asked("reset my password", n) for n in range(3)] + [asked("printer is broken", n) for n in (3, 4)]
    rare = [asked("How can I reset the password?", 5), asked("parental leave", 6)]
    found = find_gaps(frequent + rare, embedder)
    assert [len(gap.questions) for gap in found] == [4, 2, 1]


def test_nothing_was_missed(embedder: Embedder) -> None:
    assert find_gaps((), embedder) == ()


@pytest.mark.parametrize("text", ["", "???", "how do i", "请问"])
def test_questions_without_a_telling_word_are_grouped_all_the_same(embedder: Embedder, text: str) -> None:
    assert texts(find_gaps([asked(text)], embedder)) == [[text]]


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Hi all, how do I reset my password? Thanks!", "reset password"),
        ("What's the max. size of `float_vector`, please", "max size float_vector"),
        ("Wie beantrage ich Urlaub?", "beantrage Urlaub"),
        ("请问怎样把整个集合删除掉？", "整个集合删除掉"),
        ("안녕하세요, 비밀번호는 어디에서 변경하나요?", "비밀번호 변경"),
        ("パスワードはどこで変更しますか？", "パスワード 変更"),
        ("怎么", "怎么"),
        ("how do i", "how do i"),
    ],
)
def test_the_essence_is_what_is_asked_about(text: str, bare: str) -> None:
    assert essence(text) == bare


@pytest.mark.parametrize("words", [("delete it", "removing it", "删除集合"), ("create one", "a new one", "创建集合")])
def test_words_for_the_same_action_are_one(words: tuple[str, ...]) -> None:
    assert len({actions(text) for text in words}) == 1
    assert actions(words[0])


async def test_the_journal_tells_what_was_missed_and_why(journal: Journal, clock: Clock) -> None:
    fine = await answered(journal, origin("1"), "Fine?", "Yes [1].")
    await journal.vote(fine.id, "U1", "up")
    bare = await claimed(journal, origin("2"), text="Lacking?")
    await journal.close(bare, answer(bare, "No.", "not_covered"))
    clock.forward(minutes=1)
    disliked = await answered(journal, origin("3"), "Disliked?", "Yes [1].")
    await journal.vote(disliked.id, "U2", "down")
    await journal.escalate(disliked.id, "U2")
    await claimed(journal, origin("4"), text="Open?")
    found = await journal.missed(START)
    assert {one.text: one.why for one in found} == {"Lacking?": {"not_covered"}, "Disliked?": {"down", "escalated"}}
    assert (found[0].origin, found[0].asker, found[0].at) == (origin("2"), "U1", START)
    assert [near.page for near in found[0].nearest] == ["other.md"]


async def test_a_vote_on_an_earlier_wording_counts_no_more(journal: Journal) -> None:
    claim = await answered(journal, origin("1"), "Dislikd?", "Yes [1].")
    await journal.vote(claim.id, "U2", "down")
    revised = await journal.revise(origin("1"), "Disliked?")
    await journal.close(revised, answer(revised))
    assert await journal.missed(START) == ()


async def test_erased_questions_and_asides_are_no_gaps(journal: Journal) -> None:
    for nth, kind in enumerate(("mention", "aside:share")):
        claim = await journal.claim(origin(str(nth)), asker="U1", text="Lacking?", kind=kind)
        await journal.close(claim, answer(claim, "No.", "not_covered"))
    assert len(await journal.missed(START)) == 1
    await journal.forget("slack", "U1")
    assert await journal.missed(START) == ()


async def test_gaps_are_bounded_by_time_and_platform(journal: Journal, clock: Clock) -> None:
    for number, platform in enumerate(("slack", "slack", "discord")):
        claim = await claimed(journal, origin(str(number), platform=platform))
        await journal.close(claim, answer(claim, "No.", "not_covered"))
        clock.forward(hours=1)
    found = await journal.missed(START + timedelta(hours=1), platform="slack")
    assert [one.origin.message for one in found] == ["1"]
