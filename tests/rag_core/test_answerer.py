"""The main path, from a question to its one outcome, against a model over a real socket that may do anything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from rag_core import lexical
from rag_core.answerer import Answerer
from rag_core.errors import ModelError
from rag_core.index import LiteStore
from rag_core.index.live import LiveIndex
from rag_core.ingest import gather, ingest
from rag_core.openai_chat import OpenAIChat
from rag_core.providers import compatible
from rag_core.retrieval import Limits, Retriever
from rag_core.sources import SourceSpec
from rag_core.types import Answer, AnswerEvent, Finished, Found, Progress, Question, TextDelta, Turn
from tests.fakes.llm_server import BEHAVIOURS, FakeLLM, hang, refuse, speak
from tests.rag_core.embedders import WordEmbedder

STORAGE = """# Storage

## Where is data kept?

Inserted data are kept in MinIO as incremental logs.

## And metadata?

Metadata are kept in etcd.
"""
SECRET = "---\naudience: internal\n---\n# Payroll\n\n## Who is paid most?\n\nThe salary list is in the vault.\n"
PUBLIC = "---\naudience: public\n---\n# Opening hours\n\n## When are you open?\n\nFrom nine to five.\n"
ASKED = "Where is inserted data kept?"

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("answerer")
    pages = folder / "pages"
    pages.mkdir()
    for name, text in {"storage": STORAGE, "payroll": SECRET, "hours": PUBLIC}.items():
        (pages / f"{name}.md").write_text(text)
    spec = SourceSpec(location=str(pages), base_url="https://example.com/")
    ingest(gather([spec]), LiteStore(folder / "index"), WordEmbedder())
    return folder / "index"


@pytest.fixture
async def retriever(index_folder: Path) -> AsyncIterator[Retriever]:
    embedder = WordEmbedder()
    index = LiveIndex(LiteStore(index_folder), embedder=embedder.id, dim=embedder.dim, analyzer=lexical.ANALYZER)
    yield Retriever(index, embedder, Limits(), floor=0.2)
    await index.aclose()


@pytest.fixture
async def llm() -> AsyncIterator[FakeLLM]:
    async with FakeLLM() as server:
        yield server


@pytest.fixture
async def ask(retriever: Retriever, llm: FakeLLM) -> AsyncIterator[Ask]:
    """Answer a question with the fake model, in 1 s to the first token and 2 s in all."""
    chat = OpenAIChat(
        compatible(llm.url, "fake-model", "key"), first_token_timeout=1.0, total_timeout=2.0, backoff=0.01
    )
    await chat.stream([]).aclose()

    async def answered(text: str = ASKED, **fields: Any) -> Answer:
        return await Answerer(retriever, chat).answer(Question(id="q1", text=text, **fields))

    yield answered
    await chat.aclose()


def sources(answer: Answer) -> list[str]:
    return [citation.section.heading for citation in answer.citations]


async def test_an_answer_is_cited_with_link_and_quote(ask: Ask, llm: FakeLLM) -> None:
    llm.then(speak("Inserted data are kept in MinIO [1]."))
    answer = await ask()
    assert (answer.outcome, answer.text) == ("answered", "Inserted data are kept in MinIO [1].")
    assert answer.citations[0].section.url == "https://example.com/storage.md#where-is-data-kept"
    assert answer.citations[0].quote in answer.citations[0].section.text


async def test_the_trace_tells_how_the_answer_came_about(ask: Ask, llm: FakeLLM) -> None:
    llm.then(speak("Inserted data are kept in MinIO [1].", usage={"prompt_tokens": 90, "completion_tokens": 9}))
    trace = (await ask()).trace
    assert (trace.model, trace.usage.prompt_tokens, trace.searched) == ("fake-model", 90, (ASKED,))
    assert {"search", "first_token", "answer", "total"} <= trace.timings.keys()
    assert trace.generation


async def test_events_come_in_order_and_the_last_one_is_the_answer(retriever: Retriever, llm: FakeLLM) -> None:
    chat = OpenAIChat(compatible(llm.url, "fake-model", "key"))
    events: list[AnswerEvent] = []
    async with aclosing(Answerer(retriever, chat).stream(Question(id="q", text=ASKED))) as stream:
        events = [event async for event in stream]
    await chat.aclose()
    assert [type(event) for event in events[:3]] == [Progress, Found, Progress]
    assert all(isinstance(event, TextDelta) for event in events[3:-1])
    assert isinstance(events[-1], Finished)


async def test_shown_text_is_the_beginning_of_the_checked_text(retriever: Retriever, llm: FakeLLM) -> None:
    llm.then(speak("Data are kept in MinIO [1]. The moon is made of cheese and 77 stars. Metadata are in etcd [2]."))
    chat = OpenAIChat(compatible(llm.url, "fake-model", "key"))
    async with aclosing(Answerer(retriever, chat).stream(Question(id="q", text=ASKED))) as stream:
        events = [event async for event in stream]
    await chat.aclose()
    shown = "".join(event.text for event in events if isinstance(event, TextDelta))
    assert isinstance(events[-1], Finished)
    assert events[-1].answer.text.startswith(shown)
    assert "cheese" not in events[-1].answer.text


async def test_the_signal_becomes_not_covered_with_the_nearest_headings(ask: Ask, llm: FakeLLM) -> None:
    llm.then(speak("NOT_COVERED"))
    answer = await ask()
    assert (answer.outcome, answer.citations) == ("not_covered", ())
    assert "Where is data kept?" in answer.text
    assert "NOT_COVERED" not in answer.text


async def test_an_uncited_answer_is_not_shown(ask: Ask, llm: FakeLLM) -> None:
    llm.then(speak("Everything is on a floppy disk in my kitchen, says my aunt."))
    answer = await ask()
    assert answer.outcome == "excerpts"
    assert "floppy" not in answer.text


async def test_a_foreign_link_never_comes_through(ask: Ask, llm: FakeLLM) -> None:
    llm.then(
        speak("Inserted data are kept in [MinIO](https://evil.example/steal) [1]. See https://evil.example too [1].")
    )
    assert "evil.example" not in (await ask()).text


async def test_without_a_model_the_best_sections_go_out_word_for_word(retriever: Retriever) -> None:
    answer = await Answerer(retriever, None).answer(Question(id="q", text=ASKED))
    assert answer.outcome == "excerpts"
    assert "Inserted data are kept in MinIO as incremental logs." in answer.text
    assert sources(answer)[0] == "Where is data kept?"
    assert answer.trace.model == ""


async def test_over_budget_the_model_is_not_asked(ask: Ask, llm: FakeLLM) -> None:
    assert (await ask(use_model=False)).outcome == "excerpts"
    assert llm.requests == []


async def test_a_question_without_any_near_section_never_reaches_the_model(ask: Ask, llm: FakeLLM) -> None:
    answer = await ask("zxqv wvut plugh")
    assert answer.outcome == "not_covered"
    assert llm.requests == []


async def test_the_public_is_not_told_internal_pages(ask: Ask, llm: FakeLLM) -> None:
    answer = await ask("Who is paid most?", audience="public", use_model=False)
    assert "vault" not in answer.text
    assert "Who is paid most?" not in answer.text
    assert "vault" in (await ask("Who is paid most?", use_model=False)).text


@pytest.mark.parametrize("behaviour", [refuse(401), refuse(402), refuse(429), refuse(500), refuse(503), hang])
async def test_a_model_that_fails_leaves_excerpts(ask: Ask, llm: FakeLLM, behaviour: Any) -> None:
    llm.then(*[behaviour] * 6)
    started = asyncio.get_running_loop().time()
    answer = await ask()
    assert answer.outcome == "excerpts"
    assert any("127.0.0.1" in note or "fake-model" in note for note in answer.trace.notes)
    assert asyncio.get_running_loop().time() - started < 6


@pytest.mark.parametrize("name", sorted(BEHAVIOURS))
async def test_whatever_the_model_does_there_is_one_outcome(ask: Ask, llm: FakeLLM, name: str) -> None:
    llm.then(*[BEHAVIOURS[name]] * 6)
    answer = await ask()
    assert answer.outcome in {"answered", "excerpts", "not_covered"}
    assert bool(answer.citations) == (answer.outcome != "not_covered")
    assert answer.text.strip()


async def test_a_cut_answer_keeps_what_is_cited_and_says_that_it_was_cut(ask: Ask, llm: FakeLLM) -> None:
    llm.then(speak("Inserted data are kept in MinIO [1]. And furthermore, they", finish="length"))
    answer = await ask()
    assert answer.outcome == "answered"
    assert answer.text.startswith("Inserted data are kept in MinIO [1].")
    assert "cut short" in answer.text


async def test_a_missing_index_fails_with_the_question_s_id(tmp_path: Path) -> None:
    index = LiveIndex(LiteStore(tmp_path), embedder="words-64", dim=64, analyzer=lexical.ANALYZER)
    answer = await Answerer(Retriever(index, WordEmbedder())).answer(Question(id="q77", text=ASKED))
    assert answer.outcome == "failed"
    assert "q77" in answer.text
    assert "footnote ingest" in answer.trace.notes[0]


async def test_a_follow_up_is_searched_as_a_question_of_its_own(ask: Ask, llm: FakeLLM) -> None:
    llm.then(speak("Where is metadata kept?"), speak("Metadata are kept in etcd [1]."))
    history = (Turn(role="user", text=ASKED), Turn(role="assistant", text="In MinIO [1]."))
    answer = await ask("and metadata?", history=history)
    assert answer.trace.searched == ("Where is metadata kept?",)
    assert sources(answer) == ["And metadata?"]


async def test_a_follow_up_without_a_model_is_searched_with_the_turn_before(retriever: Retriever) -> None:
    question = Question(id="q", text="and metadata?", history=(Turn(role="user", text=ASKED),))
    answer = await Answerer(retriever, None).answer(question)
    assert answer.trace.searched == (f"{ASKED} and metadata?",)


async def test_a_foreign_question_is_also_searched_in_the_pages_language(ask: Ask, llm: FakeLLM) -> None:
    llm.then(speak("Where is inserted data kept?"), speak("数据保存在 MinIO 中 [1]。"))
    answer = await ask("插入的数据保存在哪里？")
    assert answer.trace.searched == ("插入的数据保存在哪里？", "Where is inserted data kept?")
    assert (answer.outcome, sources(answer)) == ("answered", ["Where is data kept?"])


async def test_an_english_question_costs_no_translation(ask: Ask, llm: FakeLLM) -> None:
    await ask()
    assert len(llm.requests) == 1


async def test_thinking_is_asked_for_only_when_the_question_is_deep(ask: Ask) -> None:
    assert (await ask(depth="deep")).trace.depth == "deep"
    assert (await ask()).trace.depth == "quick"


async def test_a_cancelled_question_stops_the_model(ask: Ask, llm: FakeLLM) -> None:
    llm.then(speak("word " * 500, tokens_per_second=20))
    task = asyncio.create_task(ask())
    while not llm.requests:
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.2)
    task.cancel()
    await asyncio.wait_for(llm.requests[0].disconnected.wait(), 5)


async def test_from_memory_the_model_is_shown_no_section(retriever: Retriever, llm: FakeLLM) -> None:
    chat = OpenAIChat(compatible(llm.url, "fake-model", "key"))
    llm.then(speak("Milvus is a bird of prey."))
    async with aclosing(Answerer(retriever, chat).unaided(Question(id="q", text=ASKED))) as stream:
        events = [event async for event in stream]
    await chat.aclose()
    assert isinstance(events[-1], Finished)
    assert events[-1].answer.text == "Milvus is a bird of prey."
    assert "MinIO" not in str(llm.requests[0].body)


async def test_without_a_model_there_is_nothing_from_memory(retriever: Retriever) -> None:
    with pytest.raises(ModelError, match="DEEPSEEK_API_KEY"):
        async for _ in Answerer(retriever, None).unaided(Question(id="q", text=ASKED)):
            pass
