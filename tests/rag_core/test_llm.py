"""Short calls, the fallback over several models and its breaker, with local servers as the models."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag_core.errors import ModelError, ModelMalformed, ModelOverloaded, ModelRefused, ModelTimeout
from rag_core.llm import Breaker, Chunk, Completed, Delta, FallbackChat, Patience, Thinking, complete
from rag_core.openai_chat import OpenAIChat
from rag_core.providers import compatible
from rag_core.types import Message
from tests.fakes.llm_server import BEHAVIOURS, Behaviour, FakeLLM, refuse, send, speak

ASKED = (Message(role="user", content="What does the moon weigh?"),)
FIRST = 0.5  # seconds: the first-token deadline of the first model


class Pair:
    """Two servers, and the chat that falls back from the first to the second."""

    def __init__(self, first: FakeLLM, second: FakeLLM) -> None:
        self.first, self.second = first, second
        one, two = compatible(first.url, "model-one"), compatible(second.url, "model-two")
        self.models = [OpenAIChat(one, first_token_timeout=FIRST, attempts=1), OpenAIChat(two, attempts=1)]
        self.chat = FallbackChat(self.models)

    async def ask(self, chat: FallbackChat | None = None) -> list[Chunk]:
        async with contextlib.aclosing((chat or self.chat).stream(ASKED)) as chunks:
            return [chunk async for chunk in chunks]


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    async with FakeLLM(reply=lambda _: "From one.") as first, FakeLLM(reply=lambda _: "From two.") as second:
        made = Pair(first, second)
        yield made
        await made.chat.aclose()


def said(chunks: list[Chunk]) -> str:
    return "".join(chunk.text for chunk in chunks if isinstance(chunk, Delta))


def end(chunks: list[Chunk]) -> Completed:
    assert isinstance(chunks[-1], Completed)
    return chunks[-1]


async def test_the_first_model_answers_while_it_can(pair: Pair) -> None:
    chunks = await pair.ask()
    assert (said(chunks), end(chunks).model, end(chunks).notes) == ("From one.", "model-one", ())
    assert not pair.second.requests


@pytest.mark.parametrize("name", ["bad-key", "no-balance", "unavailable", "hang", "keep-alive", "cut", "html", "empty"])
async def test_the_second_takes_over_from_one_that_said_nothing(name: str, pair: Pair) -> None:
    pair.first.then(BEHAVIOURS[name], BEHAVIOURS[name])
    chunks = await pair.ask()
    assert (said(chunks), end(chunks).model) == ("From two.", "model-two")
    assert len(end(chunks).notes) == 1


async def test_the_note_names_who_was_passed_over_and_why(pair: Pair) -> None:
    pair.first.then(refuse(402))
    (note,) = end(await pair.ask()).notes
    assert pair.models[0].provider.name in note
    assert "empty balance" in note


async def test_thinking_alone_does_not_commit_to_a_model(pair: Pair) -> None:
    pair.first.then(speak("Never said.", thinking="well well", cut_after=0))
    chunks = await pair.ask()
    assert chunks[0] == Thinking()
    assert said(chunks) == "From two."


async def test_after_the_first_word_nobody_takes_over(pair: Pair) -> None:
    pair.first.then(BEHAVIOURS["cut-in-answer"])
    with pytest.raises(ModelOverloaded, match="broke off"):
        await pair.ask()
    assert not pair.second.requests


async def test_when_all_fail_the_error_tells_about_each(pair: Pair) -> None:
    pair.first.then(refuse(401))
    pair.second.then(refuse(503))
    with pytest.raises(ModelOverloaded, match=r"does not know the key.*HTTP 503"):
        await pair.ask()


async def test_the_overall_deadline_holds_whoever_answers(pair: Pair) -> None:
    chat = FallbackChat(pair.models, timeout=FIRST + 0.2)
    pair.first.then(BEHAVIOURS["hang"])
    pair.second.then(speak("Too slow to be of use.", tokens_per_second=2))
    with pytest.raises(ModelTimeout):
        await pair.ask(chat)
    assert time.monotonic() - pair.first.requests[0].at < 5.0


async def test_one_that_came_too_late_to_the_question_is_not_blamed(pair: Pair) -> None:
    breakers = [Breaker(threshold=1), Breaker(threshold=1)]
    left = iter(breakers)
    chat = FallbackChat(pair.models, timeout=FIRST + 0.2, breaker=lambda: next(left))
    for model in pair.models:  # the SDK's import is nobody's fault
        await complete(model, ASKED)
    pair.first.then(BEHAVIOURS["hang"])
    pair.second.then(BEHAVIOURS["hang"])
    with pytest.raises(ModelTimeout):
        await pair.ask(chat)
    assert [breaker.admits() for breaker in breakers] == [False, True]


async def test_one_that_had_the_time_and_did_not_answer_is_blamed(pair: Pair) -> None:
    breaker = Breaker(threshold=1)
    chat = FallbackChat(pair.models, timeout=FIRST / 2, breaker=lambda: breaker)
    pair.first.then(BEHAVIOURS["hang"])
    with pytest.raises(ModelTimeout):
        await pair.ask(chat)
    assert not breaker.admits()


async def test_a_dead_first_model_stops_costing_its_deadline(pair: Pair) -> None:
    pair.first.then(*[BEHAVIOURS["hang"]] * 10)
    for _ in range(3):
        await pair.ask()
    chunks = await pair.ask()
    assert "skipped" in end(chunks).notes[0]
    assert len(pair.first.requests) == 3


async def test_an_answer_between_failures_keeps_a_model_in_use(pair: Pair) -> None:
    down = BEHAVIOURS["unavailable"]
    pair.first.then(down, down, speak("From one."), down, down, speak("From one."))
    assert [said(await pair.ask()) for _ in range(6)] == ["From two.", "From two.", "From one."] * 2


@pytest.mark.parametrize(
    "too_long",
    [
        refuse(413),
        refuse(400, code="context_length_exceeded"),
        refuse(400, message="This model's maximum context length is 65536 tokens. However, you requested 90000 tokens"),
        refuse(400, message="the request exceeds the available context size, try increasing it"),
        refuse(400, message="prompt is too long: 208310 tokens > 200000 maximum"),
        refuse(400, message="The input token count (1200000) exceeds the maximum number of tokens allowed"),
        send('data: {"error": {"code": 400, "message": "maximum context length"}}\n\n'),
    ],
    ids=["413", "word", "deepseek", "llama.cpp", "anthropic", "gemini", "in-stream"],
)
async def test_prompts_that_are_too_long_do_not_count_against_the_model(too_long: Behaviour, pair: Pair) -> None:
    pair.first.then(*[too_long] * 3)
    assert [said(await pair.ask()) for _ in range(4)] == ["From two."] * 3 + ["From one."]


async def test_requests_that_are_refused_for_another_reason_do_count(pair: Pair) -> None:
    pair.first.then(*[refuse(400, message="the model does not exist")] * 4)
    for _ in range(4):
        await pair.ask()
    assert len(pair.first.requests) == 3


async def test_when_all_are_skipped_the_reason_is_still_told(pair: Pair) -> None:
    chat = FallbackChat(pair.models, breaker=lambda: Breaker(threshold=1))
    pair.first.then(refuse(503))
    pair.second.then(refuse(402))
    with pytest.raises(ModelRefused):
        await pair.ask(chat)
    with pytest.raises(ModelRefused, match=r"skipped.*HTTP 503.*skipped.*HTTP 402"):
        await pair.ask(chat)
    assert len(pair.first.requests) == len(pair.second.requests) == 1


async def test_a_closed_fallback_hangs_up_on_the_model_that_was_speaking(pair: Pair) -> None:
    pair.first.then(speak("One two three four.", tokens_per_second=5))
    async with contextlib.aclosing(pair.chat.stream(ASKED)) as chunks:
        await anext(chunks)
    await asyncio.wait_for(pair.first.requests[0].disconnected.wait(), 3.0)


async def test_a_fallback_needs_a_model() -> None:
    with pytest.raises(ValueError, match="at least one"):
        FallbackChat([])


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def tripped(error: ModelError) -> tuple[Breaker, Clock]:
    clock = Clock()
    breaker = Breaker(threshold=3, pause=30, refused_pause=300, now=clock)
    for _ in range(3):
        breaker.failed(error)
    return breaker, clock


@given(st.lists(st.booleans(), max_size=30))
def test_a_breaker_skips_exactly_after_three_failures_in_a_row(outcomes: list[bool]) -> None:
    breaker = Breaker(threshold=3, now=lambda: 0.0)
    row = 0
    for succeeded in outcomes:
        if succeeded:
            breaker.succeeded()
        else:
            breaker.failed(ModelOverloaded("busy"))
        row = 0 if succeeded else row + 1
        assert breaker.admits() == (row < 3)


def test_a_skipped_model_is_tried_again_by_one_question_only() -> None:
    breaker, clock = tripped(ModelOverloaded("busy"))
    clock.now = 30.0
    assert [breaker.admits() for _ in range(3)] == [True, False, False]


def test_a_trial_that_succeeds_ends_the_skipping() -> None:
    breaker, clock = tripped(ModelOverloaded("busy"))
    clock.now = 30.0
    breaker.admits()
    breaker.succeeded()
    assert breaker.admits()
    assert breaker.admits()


def test_a_refusal_is_skipped_for_longer() -> None:
    breaker, clock = tripped(ModelRefused("no balance"))
    clock.now = 299.0
    assert not breaker.admits()
    clock.now = 300.0
    assert breaker.admits()


async def test_a_short_call_gives_its_text_and_usage(pair: Pair) -> None:
    text, usage = await complete(pair.models[0], ASKED, max_tokens=9)
    assert text == "From one."
    assert usage.completion_tokens == 2
    assert pair.first.requests[0].body["max_tokens"] == 9


async def test_a_short_call_ends_in_time(pair: Pair) -> None:
    pair.first.then(speak("Too slow.", tokens_per_second=0.5))
    with pytest.raises(ModelTimeout, match=r"model-one did not answer within 0\.2 s"):
        await complete(pair.models[0], ASKED, timeout=0.2)


async def test_a_short_call_that_a_filter_withheld_is_an_error(pair: Pair) -> None:
    pair.first.then(BEHAVIOURS["content-filter"])
    with pytest.raises(ModelMalformed):
        await complete(pair.models[0], ASKED)


async def test_patience_charges_only_the_waiting() -> None:
    patience = Patience(first=0.2, whole=9.0)
    await asyncio.sleep(0.3)
    assert await patience.wait(asyncio.sleep(0, "in time")) == "in time"
    with pytest.raises(TimeoutError):
        await patience.wait(asyncio.sleep(5))
    assert patience.left == pytest.approx(0.0, abs=0.01)


async def test_patience_with_a_model_that_lives_ends_with_the_whole() -> None:
    patience = Patience(first=0.05, whole=0.2)
    patience.alive = True
    await patience.wait(asyncio.sleep(0.1))
    with pytest.raises(TimeoutError):
        await patience.wait(asyncio.sleep(5))
