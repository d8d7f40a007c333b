"""The main path: a question in, a stream of events out, and exactly one checked answer at its end."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, assert_never

from rag_core import depth, outcomes
from rag_core.citations import CitationReader
from rag_core.errors import CoreError, ModelError
from rag_core.llm import Completed, Delta, Thinking
from rag_core.prompt import messages, unaided
from rag_core.retrieval import Retrieved, Retriever, rewrite
from rag_core.types import Answer, AnswerEvent, Finished, Found, Hit, Progress, Question, TextDelta, Trace, Usage

if TYPE_CHECKING:
    from rag_core.llm import ChatModel

log = logging.getLogger(__name__)


class Answerer:
    """Answers questions from the live index with `model`, or in excerpts without one. Belongs to one event loop."""

    def __init__(self, retriever: Retriever, model: ChatModel | None = None) -> None:
        self._retriever = retriever
        self._model = model

    async def answer(self, question: Question) -> Answer:
        """Drain `stream`."""
        async with aclosing(self.stream(question)) as events:
            async for event in events:
                if isinstance(event, Finished):
                    return event.answer
        raise AssertionError  # a stream ends with Finished

    async def stream(self, question: Question) -> AsyncGenerator[AnswerEvent]:
        """Yield Progress, Found and TextDelta events, then always one Finished; raises nothing of its own.

        What the core refuses becomes the outcome `failed`, whose trace notes the reason for the operator.
        """
        run = _Run(question, self._model if question.use_model else None)
        try:
            if answer := await self._curated(run):
                yield TextDelta(text=answer.text)
                yield Finished(answer=answer)
                return
            async for event in self._retrieve(run):
                yield event
            found = run.found
            if not found.hits:
                yield Finished(answer=run.close(outcomes.not_covered(question, found)))
                return
            yield Found(hits=found.hits)
            if run.model is None:
                yield Finished(answer=run.close(outcomes.excerpts(question, found)))
                return
            async for event in self._write(run, run.model):
                yield event
        except CoreError as error:
            log.warning("question %s failed: %s", question.id, error)
            run.notes.append(str(error))
            yield Finished(answer=run.close(outcomes.failed(question)))

    async def unaided(self, question: Question) -> AsyncGenerator[AnswerEvent]:
        """Let the model answer from its memory: no search, no citations. Only for comparing.

        Raises ModelError; there is nothing to fall back to.
        """
        if self._model is None:
            raise ModelError(
                "Answering without retrieval needs a model. Set DEEPSEEK_API_KEY, OPENROUTER_API_KEY or LLM_BASE_URL."
            )
        run = _Run(question, self._model)
        parts: list[str] = []
        yield Progress(stage="answering")
        async with aclosing(self._model.stream(unaided(question), thinking=run.depth == "deep")) as chunks:
            async for chunk in chunks:
                if isinstance(chunk, Delta):
                    parts.append(chunk.text)
                    yield TextDelta(text=chunk.text)
                elif isinstance(chunk, Completed):
                    run.completed(chunk)
        yield Finished(answer=run.close(outcomes.from_memory(question, "".join(parts))))

    async def _curated(self, run: _Run) -> Answer | None:
        """What people have written for exactly this question. A follow-up is compared as it was asked."""
        question = run.question
        pinned = await self._retriever.curated(question.text, audience=question.audience, sources=question.sources)
        run.lap("curated")
        if pinned is None:
            return None
        hits = tuple(Hit(section=section, score=1.0) for section in pinned.sections)
        run.found = Retrieved(hits=hits, nearest=hits, generation=pinned.generation)
        run.model = None
        return run.close(outcomes.curated(question, pinned))

    async def _retrieve(self, run: _Run) -> AsyncGenerator[AnswerEvent]:
        question = run.question
        language = await self._retriever.pages_language()
        yield Progress(stage="rewriting" if question.history else "searching")
        rewritten = await rewrite(question, run.model, language)
        run.lap("rewrite")
        run.searched, run.usage = rewritten.texts, rewritten.usage
        run.notes += [rewritten.note] if rewritten.note else []
        if question.history:
            yield Progress(stage="searching")
        run.found = await self._retriever.search(
            rewritten.texts,
            audience=question.audience,
            sources=question.sources,
            depth=run.depth,
            written=run.model is not None,
        )
        run.lap("search")

    async def _write(self, run: _Run, model: ChatModel) -> AsyncGenerator[AnswerEvent]:
        """Stream the model's answer; what it cannot or may not say becomes excerpts or "not covered"."""
        question, found = run.question, run.found
        reader = CitationReader(found.hits, question.text)
        yield Progress(stage="answering")
        prompt = messages(question, found.hits)
        cut = False
        try:
            async with aclosing(model.stream(prompt, thinking=run.depth == "deep")) as chunks:
                async for chunk in chunks:
                    match chunk:
                        case Delta(text=text):
                            run.lap_once("first_token")
                            if shown := reader.feed(text):
                                yield TextDelta(text=shown)
                        case Completed():
                            run.completed(chunk)
                            cut = chunk.finish != "stop"
                        case Thinking():
                            pass
                        case _:
                            assert_never(chunk)
        except ModelError as error:
            log.warning("the model failed on question %s: %s", question.id, error)
            run.notes.append(str(error))
            cut = True
        run.lap("answer")
        yield Finished(answer=run.close(outcomes.checked(question, found, reader.finish(), cut=cut)))


class _Run:
    """What is known so far about one question on its way."""

    def __init__(self, question: Question, model: ChatModel | None) -> None:
        self.question = question
        self.model = model
        self.depth: Literal["quick", "deep"] = depth.decide(question.text, question.depth)
        self.found = Retrieved(hits=(), nearest=(), generation="")
        self.searched: Sequence[str] = (question.text,)
        self.usage = Usage()
        self.notes: list[str] = []
        self._answered_by = ""
        self._started = self._lap = time.perf_counter()
        self._timings: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """Note the seconds since the last lap."""
        now = time.perf_counter()
        self._timings[stage] = now - self._lap
        self._lap = now

    def lap_once(self, stage: str) -> None:
        """Note the seconds since the last lap without starting a new one, the first time only."""
        self._timings.setdefault(stage, time.perf_counter() - self._lap)

    def completed(self, chunk: Completed) -> None:
        self.usage += chunk.usage
        self.notes += chunk.notes
        self._answered_by = chunk.model

    def close(self, answer: Answer) -> Answer:
        """The answer with the trace of how it came about."""
        self._timings["total"] = time.perf_counter() - self._started
        trace = Trace(
            model=self._answered_by or (self.model.name if self.model and answer.outcome == "answered" else ""),
            generation=self.found.generation,
            depth=self.depth,
            searched=tuple(self.searched),
            hits=self.found.hits,
            usage=self.usage,
            timings=self._timings,
            notes=(*answer.trace.notes, *self.notes),
        )
        return replace(answer, trace=trace)
