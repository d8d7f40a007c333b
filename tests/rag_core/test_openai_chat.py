"""The real SDK against a local server that misbehaves: the right outcome, in time, by no more requests than planned."""

from __future__ import annotations

import asyncio
import contextlib
import email.utils
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from rag_core import openai_chat
from rag_core.errors import ModelError, ModelMalformed, ModelOverloaded, ModelRefused, ModelTimeout
from rag_core.llm import Completed, Delta, Thinking
from rag_core.openai_chat import OpenAIChat
from rag_core.types import Usage
from tests.fakes import llm_server
from tests.fakes.llm_server import BEHAVIOURS, FakeLLM, events, refuse, speak, unused_url
from tests.rag_core.chats import ASKED, LATE, ChatWith, chats, drain, text_of

FIRST, WHOLE = 0.3, 0.5  # seconds: the deadlines of an impatient chat


@pytest.fixture
async def server() -> AsyncIterator[FakeLLM]:
    async with FakeLLM(models=("fake-model", "other-model")) as running:
        yield running


@pytest.fixture
async def chat_with() -> AsyncIterator[ChatWith]:
    async with chats() as make:
        yield make


@pytest.fixture
def chat(server: FakeLLM, chat_with: ChatWith) -> OpenAIChat:
    return chat_with(server.url)


@pytest.fixture
def impatient(server: FakeLLM, chat_with: ChatWith) -> OpenAIChat:
    return chat_with(server.url, first_token_timeout=FIRST, total_timeout=WHOLE)


@pytest.mark.parametrize(
    ("name", "error", "requests"),
    [
        ("bad-request", ModelRefused, 1),
        ("bad-key", ModelRefused, 1),
        ("no-balance", ModelRefused, 1),
        ("forbidden", ModelRefused, 1),
        ("no-model", ModelRefused, 1),
        ("bad-parameter", ModelRefused, 1),
        ("rate-limit", ModelOverloaded, 3),
        ("rate-limit-long", ModelOverloaded, 1),
        ("server-error", ModelOverloaded, 3),
        ("bad-gateway", ModelOverloaded, 3),
        ("unavailable", ModelOverloaded, 3),
        ("cut", ModelOverloaded, 3),
        ("cut-before-first-token", ModelOverloaded, 3),
        ("cut-in-answer", ModelOverloaded, 1),
        ("error-event", ModelOverloaded, 3),
        ("error-in-answer", ModelOverloaded, 1),
        ("empty", ModelMalformed, 2),
        ("done-only", ModelMalformed, 2),
        ("empty-choices", ModelMalformed, 2),
        ("content-none", ModelMalformed, 2),
        ("white-space", ModelMalformed, 2),
        ("html", ModelMalformed, 2),
        ("json-body", ModelMalformed, 2),
        ("malformed-event", ModelMalformed, 2),
        ("not-utf8", ModelMalformed, 2),
    ],
)
async def test_misbehaviour_ends_in_its_error(
    name: str, error: type[ModelError], requests: int, server: FakeLLM, chat: OpenAIChat
) -> None:
    server.then(*[BEHAVIOURS[name]] * 4)
    with pytest.raises(error) as caught:
        await drain(chat)
    assert time.monotonic() - server.requests[0].at < LATE
    assert len(server.requests) == requests
    assert "moon" not in str(caught.value)
    assert "a-key" not in str(caught.value)


@pytest.mark.parametrize(
    "name",
    ["hang", "keep-alive", "blank-lines", "white-space-forever", "thinking-forever", "stall-in-answer", "drip", "slow"],
)
async def test_what_takes_too_long_ends_with_its_deadline(name: str, server: FakeLLM, impatient: OpenAIChat) -> None:
    server.then(BEHAVIOURS[name])
    with pytest.raises(ModelTimeout):
        await drain(impatient)
    assert time.monotonic() - server.requests[0].at < LATE
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("name", "text", "finish"),
    [
        ("no-done", "All of it.", "stop"),
        ("no-finish", "A part of", "unknown"),
        ("length", "A part of", "length"),
        ("content-filter", "", "content_filter"),
        ("thinking", "Thought about it.", "stop"),
    ],
)
async def test_a_usable_reply_says_how_it_ended(
    name: str, text: str, finish: str, server: FakeLLM, chat: OpenAIChat
) -> None:
    server.then(BEHAVIOURS[name])
    chunks = await drain(chat)
    assert text_of(chunks) == text
    assert isinstance(chunks[-1], Completed)
    assert chunks[-1].finish == finish
    assert len(server.requests) == 1


def test_every_named_behaviour_is_tried_here() -> None:
    tests = (
        test_misbehaviour_ends_in_its_error,
        test_what_takes_too_long_ends_with_its_deadline,
        test_a_usable_reply_says_how_it_ended,
    )
    rows = [row for test in tests for mark in test.pytestmark for row in mark.args[1]]  # type: ignore[attr-defined]
    assert {row if isinstance(row, str) else row[0] for row in rows} == set(BEHAVIOURS)


async def test_nobody_listening_is_an_overload_after_three_tries(chat_with: ChatWith) -> None:
    with pytest.raises(ModelOverloaded, match="cannot be reached"):
        await drain(chat_with(unused_url()))


@pytest.mark.parametrize("name", ["rate-limit", "unavailable", "cut", "cut-before-first-token", "html", "error-event"])
async def test_a_passing_fault_is_not_noticed(name: str, server: FakeLLM, chat: OpenAIChat) -> None:
    server.then(BEHAVIOURS[name], speak("Here I am."))
    assert text_of(await drain(chat)) == "Here I am."
    assert len(server.requests) == 2


async def test_a_retry_after_that_fits_is_waited_for(server: FakeLLM, chat: OpenAIChat) -> None:
    server.then(refuse(429, retry_after="0.3"), speak("Here I am."))
    await drain(chat)
    first, second = server.requests
    assert second.at - first.at >= 0.3


@pytest.mark.parametrize("value", ["90", "inf", "a date"])
async def test_a_retry_after_beyond_the_deadline_fails_at_once(value: str, server: FakeLLM, chat: OpenAIChat) -> None:
    asked = email.utils.formatdate(time.time() + 90, usegmt=True) if value == "a date" else value
    server.then(refuse(503, retry_after=asked))
    with pytest.raises(ModelOverloaded, match="asks to wait"):
        await drain(chat)
    assert time.monotonic() - server.requests[0].at < LATE
    assert len(server.requests) == 1


@pytest.mark.parametrize("value", ["", "soon", "nan", "-5", "Wed, 99 Foo 2026", "Wed, 21 Oct 2015 07:28:00 GMT"])
async def test_a_retry_after_without_sense_is_ignored(value: str, server: FakeLLM, chat: OpenAIChat) -> None:
    server.then(refuse(429, retry_after=value), speak("Here I am."))
    assert text_of(await drain(chat)) == "Here I am."


async def test_pauses_that_do_not_fit_are_not_begun(server: FakeLLM, chat_with: ChatWith) -> None:
    server.then(refuse(503))
    with pytest.raises(ModelOverloaded, match="HTTP 503"):
        await drain(chat_with(server.url, backoff=60.0))
    assert time.monotonic() - server.requests[0].at < LATE


async def test_keep_alives_before_an_answer_in_time_do_no_harm(server: FakeLLM, chat: OpenAIChat) -> None:
    body = b": keep-alive\n\n" * 3 + b"\n\n" + b'data: {"choices": [{"delta": {"content": "Hi"}}]}\n\n'
    server.then(llm_server.send(body))
    assert text_of(await drain(chat)) == "Hi"


async def test_thinking_lifts_the_first_token_deadline_and_is_never_shown(server: FakeLLM, chat_with: ChatWith) -> None:
    chat = chat_with(server.url, first_token_timeout=0.6)
    server.then(speak("Yes.", thinking="a b c d e f", tokens_per_second=7))
    chunks = await drain(chat, thinking=True)
    assert chunks[:6] == [Thinking()] * 6
    assert text_of(chunks) == "Yes."


async def test_thinking_that_uses_up_the_token_limit_is_not_tried_again(server: FakeLLM, chat: OpenAIChat) -> None:
    server.then(speak("", thinking="so many thoughts", finish="length"))
    with pytest.raises(ModelMalformed, match="token limit"):
        await drain(chat)
    assert len(server.requests) == 1


async def test_white_space_before_the_first_word_is_kept_with_it(server: FakeLLM, chat: OpenAIChat) -> None:
    server.then(events(*({"choices": [{"delta": {"content": part}}]} for part in ("", "  ", "\n", " code", " ", "x"))))
    assert (await drain(chat))[0] == Delta(text="  \n code x")


async def test_tokens_that_come_fast_are_passed_on_together(server: FakeLLM, chat: OpenAIChat) -> None:
    server.then(speak("word " * 200, tokens_per_second=1_000))
    chunks = await drain(chat)
    assert text_of(chunks) == "word " * 200
    assert len(chunks) < 50


@pytest.mark.parametrize(
    "fault",
    [
        BEHAVIOURS["cut-in-answer"],
        BEHAVIOURS["error-in-answer"],
        events({"choices": [{"delta": {"content": "One two"}}]}, {"choices": [{"delta": {"content": 5}}]}),
    ],
)
async def test_text_before_a_fault_is_passed_on(fault: llm_server.Behaviour, server: FakeLLM, chat: OpenAIChat) -> None:
    server.then(fault)
    text = ""
    with contextlib.suppress(ModelError):
        async with contextlib.aclosing(chat.stream(ASKED)) as chunks:
            async for chunk in chunks:
                text += text_of([chunk])
    assert text.startswith("One two")


WHOLE_ANSWER = {"choices": [{"delta": {"content": "All."}, "finish_reason": "stop"}]}


@pytest.mark.parametrize("tail", [llm_server.cut, llm_server.hang])
async def test_an_answer_that_is_whole_survives_what_happens_to_its_usage(
    tail: llm_server.Behaviour,
    server: FakeLLM,
    chat_with: ChatWith,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def speak_then_fail(call: llm_server.Call) -> Any:
        response = await call.open()
        await response.write(f"data: {json.dumps(WHOLE_ANSWER)}\n\n".encode())
        await tail(call)
        return response

    monkeypatch.setattr(openai_chat, "_USAGE_GRACE", 0.1)
    server.then(speak_then_fail)
    started = time.monotonic()
    chunks = await drain(chat_with(server.url, total_timeout=60.0))
    assert chunks == [Delta(text="All."), Completed(usage=Usage(), finish="stop", model="fake-model")]
    assert time.monotonic() - started < LATE


async def test_a_slow_reader_is_not_taken_for_a_slow_model(server: FakeLLM, impatient: OpenAIChat) -> None:
    server.then(speak("One two three four five."))
    read = []
    async with contextlib.aclosing(impatient.stream(ASKED)) as chunks:
        async for chunk in chunks:
            read.append(chunk)
            await asyncio.sleep(WHOLE / 3)
    assert text_of(read) == "One two three four five."


async def test_a_closed_stream_is_a_closed_connection(server: FakeLLM, chat: OpenAIChat) -> None:
    server.then(speak("One two three four.", tokens_per_second=5))
    async with contextlib.aclosing(chat.stream(ASKED)) as chunks:
        await anext(chunks)
    await asyncio.wait_for(server.requests[0].disconnected.wait(), LATE)


@pytest.mark.parametrize("name", ["hang", "keep-alive", "thinking-forever"])
async def test_a_cancelled_reader_is_a_closed_connection(name: str, server: FakeLLM, chat: OpenAIChat) -> None:
    server.then(BEHAVIOURS[name])
    reading = asyncio.create_task(drain(chat))
    while not server.requests:
        await asyncio.sleep(0.01)
    reading.cancel()
    await asyncio.wait_for(server.requests[0].disconnected.wait(), LATE)
    with pytest.raises(asyncio.CancelledError):
        await reading


async def test_a_timeout_closes_the_connection(server: FakeLLM, impatient: OpenAIChat) -> None:
    server.then(BEHAVIOURS["keep-alive"])
    with pytest.raises(ModelTimeout):
        await drain(impatient)
    await asyncio.wait_for(server.requests[0].disconnected.wait(), LATE)


async def test_what_is_prepared_has_its_client_and_has_reached_nobody(server: FakeLLM, chat: OpenAIChat) -> None:
    await chat.prepare()
    assert not server.requests
    made = await chat._client()
    await drain(chat)
    assert await chat._client() is made
