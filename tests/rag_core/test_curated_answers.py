"""Curated answers on the main path: pinned with the pages, published with them, served word for word."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from pathlib import Path

import pytest

from rag_core import lexical
from rag_core.answerer import Answerer
from rag_core.index import LiteStore
from rag_core.index.live import LiveIndex
from rag_core.ingest import Report, gather, ingest
from rag_core.openai_chat import OpenAIChat
from rag_core.providers import compatible
from rag_core.retrieval import Retriever
from rag_core.sources import SourceSpec
from rag_core.types import AnswerEvent, Finished, Question, TextDelta, Turn
from tests.fakes.llm_server import FakeLLM, speak
from tests.rag_core.embedders import WordEmbedder

LOGIN = """# Login

How to get in.

## Reset

Click the *Forgot password* link on the login page, then wait for a mail.

## Locked out

Wait an hour.
"""
HOURS = (
    "---\naudience: public\nquestions: [when * open]\nanswer: From **nine** to five.\n---\n# Hours\n\nNine to five.\n"
)
CURATED = """[[answer]]
questions = ["how do i reset * password", "忘记密码"]
page = "login.md"
heading = "Reset"
text = "Use *Forgot password*, no ticket needed."

[[answer]]
questions = ["login"]
page = "login.md"
"""


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, text in {"login.md": LOGIN, "hours.md": HOURS, "curated.toml": CURATED}.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def store(tmp_path: Path) -> LiteStore:
    return LiteStore(tmp_path / "index")


@pytest.fixture
def publish(pages: Path, store: LiteStore) -> Callable[[], Report]:
    spec = SourceSpec(location=str(pages), base_url="https://example.com/")
    return lambda: ingest(gather([spec]), store, WordEmbedder())


@pytest.fixture
async def index(store: LiteStore, publish: Callable[[], Report]) -> AsyncIterator[LiveIndex]:
    publish()
    embedder = WordEmbedder()
    live = LiveIndex(store, embedder=embedder.id, dim=embedder.dim, analyzer=lexical.ANALYZER)
    yield live
    await live.aclose()


@pytest.fixture
def answerer(index: LiveIndex) -> Answerer:
    return Answerer(Retriever(index, WordEmbedder(), floor=0.2))


def asked(text: str, **limits: object) -> Question:
    return Question(id="q1", text=text, **limits)  # type: ignore[arg-type]


async def test_it_is_served_word_for_word_and_cited(answerer: Answerer) -> None:
    answer = await answerer.answer(asked("Hi, how do I reset my VPN password? Thanks!"))
    assert (answer.outcome, answer.text) == ("answered", "Use *Forgot password*, no ticket needed.")
    (citation,) = answer.citations
    assert citation.section.url == "https://example.com/login.md#reset"
    assert citation.quote
    assert citation.quote in citation.section.text


async def test_no_model_is_asked_where_people_have_answered(index: LiveIndex) -> None:
    async with FakeLLM() as llm:
        llm.then(speak("Nothing [1]."))
        chat = OpenAIChat(compatible(llm.url, "fake-model", "key"))
        answerer = Answerer(Retriever(index, WordEmbedder(), floor=0.0), chat)
        pinned = await answerer.answer(asked("忘记 密码？"))
        assert (llm.requests, pinned.trace.model) == ([], "")
        await answerer.answer(asked("How do I reset my password and my PIN?"))
        assert len(llm.requests) == 1
        await chat.aclose()


async def test_the_trace_says_where_it_is_pinned(answerer: Answerer, store: LiteStore) -> None:
    trace = (await answerer.answer(asked("How do I reset my password?"))).trace
    live = store.live()
    assert live
    assert trace.generation == live.generation
    assert trace.notes == ("curated in curated.toml, for the question “how do i reset * password”; no model was asked",)


async def test_it_comes_as_one_piece_of_text_and_the_end(answerer: Answerer) -> None:
    async with aclosing(answerer.stream(asked("When are you open?"))) as stream:
        events: list[AnswerEvent] = [event async for event in stream]
    assert events[0] == TextDelta(text="From **nine** to five.")
    assert [type(event) for event in events] == [TextDelta, Finished]


async def test_a_page_without_a_text_of_its_own_is_served_whole(answerer: Answerer) -> None:
    answer = await answerer.answer(asked("login?"))
    assert answer.text.startswith("How to get in.\n\n**Reset**\n\nClick the")
    assert [citation.section.heading for citation in answer.citations] == ["Login", "Reset", "Locked out"]


async def test_a_question_in_a_thread_may_be_a_curated_one(answerer: Answerer) -> None:
    history = (Turn(role="user", text="hello"), Turn(role="assistant", text="hello"))
    assert (await answerer.answer(asked("When are you open", history=history))).text.startswith("From **nine**")


async def test_whoever_may_not_read_the_page_does_not_get_its_answer(answerer: Answerer) -> None:
    answer = await answerer.answer(asked("How do I reset my password?", audience="public"))
    assert "Forgot" not in answer.text
    assert (await answerer.answer(asked("When are you open?", audience="public"))).outcome == "answered"


async def test_another_source_s_answer_is_not_given(answerer: Answerer, pages: Path) -> None:
    here = await answerer.answer(asked("When are you open?", sources=(str(pages),)))
    assert here.outcome == "answered"
    elsewhere = await answerer.answer(asked("When are you open?", sources=("elsewhere",)))
    assert elsewhere.outcome == "not_covered"


async def test_a_changed_answer_goes_live_without_embedding_anything(
    index: LiveIndex, answerer: Answerer, pages: Path, publish: Callable[[], Report]
) -> None:
    await answerer.answer(asked("login"))
    (pages / "curated.toml").write_text(CURATED.replace("no ticket", "no mail"))
    report = publish()
    assert (report.published, report.embedded) == (True, 0)
    assert await index.refresh()
    assert (await answerer.answer(asked("how do I reset my password"))).text == "Use *Forgot password*, no mail needed."


async def test_an_unchanged_answer_changes_nothing(publish: Callable[[], Report]) -> None:
    assert (publish().published, publish().published) == (True, False)


async def test_an_index_of_a_release_without_curated_answers_goes_on(
    answerer: Answerer, store: LiteStore, tmp_path: Path
) -> None:
    file = tmp_path / "index" / "manifest.json"
    manifest = json.loads(file.read_text())
    del manifest["curated"]
    file.write_text(json.dumps(manifest))
    answer = await answerer.answer(asked("How do I reset my password?"))
    assert answer.outcome in {"excerpts", "not_covered"}
