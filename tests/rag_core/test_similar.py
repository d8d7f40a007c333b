"""Questions that mean the same are near each other."""

from __future__ import annotations

import pytest

from rag_core.embeddings import Embedder, load
from rag_core.similar import NEARLY_THE_SAME, REMEMBERED, Similar


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load("wordllama")


async def test_the_same_question_in_other_words_is_nearly_the_same(embedder: Embedder) -> None:
    others = ["where is the data kept", "Where's our data being kept?", "How do I make a backup?"]
    same, alike, other = await Similar(embedder).to("Where is data kept?", others)
    assert same >= NEARLY_THE_SAME
    assert alike > other
    assert other < NEARLY_THE_SAME


async def test_courtesies_make_little_difference(embedder: Embedder) -> None:
    polite = "Hi all, sorry to bother you: where is data kept, please? Thanks a lot!"
    (cosine,) = await Similar(embedder).to("Where is data kept?", [polite])
    assert cosine > NEARLY_THE_SAME


async def test_different_questions_in_a_script_that_is_hardly_read_are_not_the_same(embedder: Embedder) -> None:
    others = ["출장비는 어떻게 정산하나요?", "사옥 주차 등록은 어디서 하나요?", "재직증명서는 어떻게 발급받나요?"]
    cosines = await Similar(embedder).to("법인카드는 어떻게 신청하나요?", others)
    assert max(cosines) < NEARLY_THE_SAME


async def test_nothing_to_compare_with_is_no_work(embedder: Embedder) -> None:
    assert await Similar(embedder).to("Where?", []) == []


async def test_what_is_remembered_is_bounded(embedder: Embedder) -> None:
    similar = Similar(embedder)
    many = [f"question {number}" for number in range(REMEMBERED + 10)]
    assert len(await similar.to("question 5", many)) == len(many)
    assert (await similar.to("question 5", many[5:6])) == pytest.approx([1.0])
