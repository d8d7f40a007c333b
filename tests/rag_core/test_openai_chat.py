"""The real SDK against a local server that misbehaves: the right outcome, in time, by no more requests than planned."""

from __future__ import annotations

import asyncio
import contextlib
import email.utils
import gc
import json
import logging
import sys
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag_core import openai_chat
from rag_core.errors import ModelError, ModelMalformed, ModelOverloaded, ModelRefused, ModelTimeout
from rag_core.llm import Chunk, Completed, Delta, Thinking
from rag_core.openai_chat import OpenAIChat, list_models
from rag_core.providers import Prices, compatible, deepseek, openrouter
from rag_core.types import Message, Usage
from tests.fakes import llm_server
from tests.fakes.llm_server import BEHAVIOURS, FakeLLM, events, refuse, speak, unused_url

ASKED = (Message(role="user", content="What does the moon weigh?"),)
FIRST, WHOLE = 0.3, 0.5  # seconds: the deadlines of an impatient chat
LATE = 5.0  # seconds: nothing here may take as long, on a busy machine either


@pytest.fixture
async def server() -> AsyncIterator[FakeLLM]:
    async with FakeLLM(models=("fake-model", "other-model")) as running:
        yield running


@pytest.fixture
async def chat_with() -> AsyncIterator[Callable[..., OpenAIChat]]:
    """Make chats that are closed at the end of the test."""
    async with contextlib.AsyncExitStack() as stack:

        def make(url: str, **options: Any) -> OpenAIChat:
            options = {"first_token_timeout": 10.0, "total_timeout": 10.0, "backoff": 0.01, **options}
            chat = OpenAIChat(options.pop("provider", None) or compatible(url, "fake-model", "a-key"), **options)
            stack.push_async_callback(chat.aclose)
            return chat

        yield make


@pytest.fixture
def chat(server: FakeLLM, chat_with: Callable[..., OpenAIChat]) -> OpenAIChat:
    return chat_with(server.url)


@pytest.fixture
def impatient(server: FakeLLM, chat_with: Callable[..., OpenAIChat]) -> OpenAIChat:
    return chat_with(server.url, first_token_timeout=FIRST, total_timeout=WHOLE)


async def drain(chat: OpenAIChat, **options: Any) -> list[Chunk]:
    async with contextlib.aclosing(chat.stream(ASKED, **options)) as chunks:
        return [chunk async for chunk in chunks]


def text_of(chunks: list[Chunk]) -> str:
    return "".join(chunk.text for chunk in chunks if isinstance(chunk, Delta))


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


async def test_nobody_listening_is_an_overload_after_three_tries(chat_with: Callable[..., OpenAIChat]) -> None:
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


@pytest.mark.parametrize("value", ["90", "inf", email.utils.formatdate(time.time() + 90, usegmt=True)])
async def test_a_retry_after_beyond_the_deadline_fails_at_once(value: str, server: FakeLLM, chat: OpenAIChat) -> None:
    server.then(refuse(503, retry_after=value))
    with pytest.raises(ModelOverloaded, match="asks to wait"):
        await drain(chat)
    assert time.monotonic() - server.requests[0].at < LATE
    assert len(server.requests) == 1


@pytest.mark.parametrize("value", ["", "soon", "nan", "-5", "Wed, 99 Foo 2026", "Wed, 21 Oct 2015 07:28:00 GMT"])
async def test_a_retry_after_without_sense_is_ignored(value: str, server: FakeLLM, chat: OpenAIChat) -> None:
    server.then(refuse(429, retry_after=value), speak("Here I am."))
    assert text_of(await drain(chat)) == "Here I am."


async def test_pauses_that_do_not_fit_are_not_begun(server: FakeLLM, chat_with: Callable[..., OpenAIChat]) -> None:
    server.then(refuse(503))
    with pytest.raises(ModelOverloaded, match="HTTP 503"):
        await drain(chat_with(server.url, backoff=60.0))
    assert time.monotonic() - server.requests[0].at < LATE


async def test_keep_alives_before_an_answer_in_time_do_no_harm(server: FakeLLM, chat: OpenAIChat) -> None:
    body = b": keep-alive\n\n" * 3 + b"\n\n" + b'data: {"choices": [{"delta": {"content": "Hi"}}]}\n\n'
    server.then(llm_server.send(body))
    assert text_of(await drain(chat)) == "Hi"


async def test_thinking_lifts_the_first_token_deadline_and_is_never_shown(
    server: FakeLLM, chat_with: Callable[..., OpenAIChat]
) -> None:
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
    chunks = await drain(chat)
    assert chunks[:3] == [Delta(text="  \n code"), Delta(text=" "), Delta(text="x")]


WHOLE_ANSWER = {"choices": [{"delta": {"content": "All."}, "finish_reason": "stop"}]}


@pytest.mark.parametrize("tail", [llm_server.cut, llm_server.hang])
async def test_an_answer_that_is_whole_survives_what_happens_to_its_usage(
    tail: llm_server.Behaviour,
    server: FakeLLM,
    chat_with: Callable[..., OpenAIChat],
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


async def test_the_request_streams_with_usage_and_nothing_that_nobody_asked_for(
    server: FakeLLM, chat: OpenAIChat
) -> None:
    await drain(chat)
    assert server.requests[0].body == {
        "model": "fake-model",
        "messages": [{"role": "user", "content": ASKED[0].content}],
        "stream": True,
        "stream_options": {"include_usage": True},
    }


@pytest.mark.parametrize(("thinking", "sent"), [(False, "disabled"), (True, "enabled")])
async def test_deepseek_is_told_whether_to_think(
    thinking: bool, sent: str, server: FakeLLM, chat_with: Callable[..., OpenAIChat]
) -> None:
    chat = chat_with("", provider=deepseek("a-key", base_url=server.url))
    await drain(chat, thinking=thinking, max_tokens=50)
    body = server.requests[0].body
    assert (body["thinking"], body["model"], body["max_tokens"]) == ({"type": sent}, "deepseek-flash", 50)
    assert server.requests[0].headers["Authorization"] == "Bearer a-key"


async def test_openrouter_is_asked_for_the_price_and_to_think_only_on_demand(
    server: FakeLLM, chat_with: Callable[..., OpenAIChat]
) -> None:
    chat = chat_with("", provider=openrouter("a-key", base_url=server.url))
    await drain(chat)
    await drain(chat, thinking=True)
    quick, deep = (request.body for request in server.requests)
    assert quick["usage"] == {"include": True}
    assert "reasoning" not in quick
    assert deep["reasoning"] == {"enabled": True}
    assert server.requests[0].headers["X-Title"] == "Footnote"


async def test_organisation_of_an_openai_account_stays_at_home(
    server: FakeLLM, chat: OpenAIChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-private")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-private")
    await drain(chat)
    assert "private" not in str(server.requests[0].headers)


@pytest.mark.parametrize(
    ("sent", "usage"),
    [
        (
            {"prompt_tokens": 1000, "completion_tokens": 100, "prompt_cache_hit_tokens": 600},
            Usage(prompt_tokens=1000, cached_tokens=600, completion_tokens=100, cost=0.00076),
        ),
        (
            {"prompt_tokens": 1000, "completion_tokens": 100, "prompt_tokens_details": {"cached_tokens": 600}},
            Usage(prompt_tokens=1000, cached_tokens=600, completion_tokens=100, cost=0.00076),
        ),
        (
            {"prompt_tokens": 10, "completion_tokens": 1, "cost": 0.25},
            Usage(prompt_tokens=10, completion_tokens=1, cost=0.25),
        ),
        (
            {"prompt_tokens": "many", "completion_tokens": -1, "cost": "dear", "prompt_cache_hit_tokens": 5},
            Usage(cost=0.0),
        ),
        ([1, 2], Usage(cost=0.0)),
        (None, Usage()),
    ],
)
async def test_usage_is_counted_in_our_terms(
    sent: Any, usage: Usage, server: FakeLLM, chat_with: Callable[..., OpenAIChat]
) -> None:
    prices = Prices(prompt=1.0, cached=0.1, completion=3.0)
    chat = chat_with("", provider=compatible(server.url, "fake-model", prices=prices))
    server.then(events({"choices": [{"delta": {"content": "x"}, "finish_reason": "stop"}], "usage": sent}))
    completed = (await drain(chat))[-1]
    assert isinstance(completed, Completed)
    assert completed.usage == Usage(**{**_fields(usage), "cost": pytest.approx(usage.cost)})


def _fields(usage: Usage) -> dict[str, Any]:
    return {name: getattr(usage, name) for name in ("prompt_tokens", "cached_tokens", "completion_tokens")}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["choices", "delta", "content", "finish_reason", "usage", "error", "code", "reasoning", "prompt_tokens"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


async def reply_or_error(chat: OpenAIChat) -> Completed | ModelError:
    try:
        last = (await drain(chat))[-1]
    except ModelError as error:
        return error
    assert isinstance(last, Completed)
    return last


def test_whatever_json_comes_only_a_reply_or_a_model_error_goes_out() -> None:
    with asyncio.Runner() as runner:
        server = runner.run(FakeLLM().__aenter__())
        chat = OpenAIChat(compatible(server.url, "fake-model"), attempts=1)

        @settings(max_examples=100, deadline=None)
        @given(st.lists(json_values | json_values.map(lambda value: {"choices": [value]}), min_size=1, max_size=3))
        def holds(payloads: list[Any]) -> None:
            server.then(events(*payloads))
            assert runner.run(reply_or_error(chat))

        holds()
        runner.run(chat.aclose())
        runner.run(server.__aexit__())


async def test_deeply_nested_json_is_malformed(server: FakeLLM, chat: OpenAIChat) -> None:
    server.then(*[llm_server.send("data: " + "[" * 100_000 + "\n\n")] * 2)
    with pytest.raises(ModelMalformed):
        await drain(chat)


async def test_neither_prompt_nor_key_is_logged_at_any_level(
    server: FakeLLM, chat: OpenAIChat, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.then(refuse(400, message="moon: a-key is wrong"), speak())
    with contextlib.suppress(ModelRefused):
        await drain(chat)
    await drain(chat)
    assert "moon" not in caplog.text
    assert "a-key" not in caplog.text


def test_one_chat_serves_one_event_loop_after_another() -> None:
    chat = OpenAIChat(compatible("http://127.0.0.1:1", "fake-model"))

    async def talk() -> str:
        async with FakeLLM(reply=lambda _: "Hello") as server:
            chat.provider = compatible(server.url, "fake-model")
            said = text_of(await drain(chat))
            await chat.aclose()
            return said

    assert [asyncio.run(talk()), asyncio.run(talk())] == ["Hello", "Hello"]


async def test_no_generator_of_a_closed_stream_is_left_behind(server: FakeLLM, chat: OpenAIChat) -> None:
    for _ in range(5):
        async with contextlib.aclosing(chat.stream(ASKED)) as chunks:
            await anext(chunks)
    gc.collect()
    await asyncio.sleep(0.05)
    assert [task for task in asyncio.all_tasks() if "asyncgen" in repr(task)] == []


FIRST_QUESTION = """
import asyncio, sys, time
from rag_core.llm import complete
from rag_core.openai_chat import OpenAIChat
from rag_core.providers import compatible
from rag_core.types import Message

async def beat(lags):
    while True:
        before = time.monotonic()
        await asyncio.sleep(0.005)
        lags.append(time.monotonic() - before)

async def main():
    lags = []
    beating = asyncio.create_task(beat(lags))
    await asyncio.sleep(0.02)
    chat = OpenAIChat(compatible(sys.argv[1], "fake-model"))
    started = time.monotonic()
    await complete(chat, [Message(role="user", content="Hi")])
    await chat.aclose()
    beating.cancel()
    print(max(lags) / (time.monotonic() - started))

asyncio.run(main())
"""


async def test_the_first_question_of_a_process_does_not_block_its_loop(server: FakeLLM) -> None:
    """Importing the SDK is most of that question's time; a loop that waited for it would be blocked as long."""
    command = (sys.executable, "-c", FIRST_QUESTION, server.url)
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    assert float(out) < 0.4


async def test_the_models_of_a_provider_are_listed(server: FakeLLM) -> None:
    assert await list_models(compatible(server.url, "fake-model")) == ("fake-model", "other-model")


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("bad-key", ModelRefused),
        ("unavailable", ModelOverloaded),
        ("cut", ModelOverloaded),
        ("hang", ModelTimeout),
        ("html", ModelMalformed),
        ("malformed-event", ModelMalformed),
        ("json-body", ModelMalformed),
    ],
)
async def test_a_list_of_models_that_does_not_come_is_the_same_error_as_an_answer(
    name: str, error: type[ModelError], server: FakeLLM
) -> None:
    server.then(BEHAVIOURS[name])
    with pytest.raises(error):
        await list_models(compatible(server.url, "fake-model"), timeout=FIRST if error is ModelTimeout else 10.0)
    assert len(server.requests) == 1
