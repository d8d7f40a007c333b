"""What a model is sent and what is read out of its reply; nothing leaks, nothing blocks, whatever JSON comes."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag_core.errors import ModelError, ModelMalformed, ModelOverloaded, ModelRefused, ModelTimeout
from rag_core.llm import Completed
from rag_core.openai_chat import OpenAIChat, list_models
from rag_core.providers import Prices, compatible, deepseek, openrouter
from rag_core.types import Usage
from tests.fakes import llm_server
from tests.fakes.llm_server import BEHAVIOURS, FakeLLM, events, refuse, speak
from tests.rag_core.chats import ASKED, ChatWith, chats, drain, text_of


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
    thinking: bool, sent: str, server: FakeLLM, chat_with: ChatWith
) -> None:
    chat = chat_with(provider=deepseek("a-key", base_url=server.url))
    await drain(chat, thinking=thinking, max_tokens=50)
    body = server.requests[0].body
    assert (body["thinking"], body["model"], body["max_tokens"]) == ({"type": sent}, "deepseek-flash", 50)
    assert server.requests[0].headers["Authorization"] == "Bearer a-key"


async def test_openrouter_is_asked_for_the_price_and_to_think_only_on_demand(
    server: FakeLLM, chat_with: ChatWith
) -> None:
    chat = chat_with(provider=openrouter("a-key", base_url=server.url))
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
async def test_usage_is_counted_in_our_terms(sent: Any, usage: Usage, server: FakeLLM, chat_with: ChatWith) -> None:
    prices = Prices(prompt=1.0, cached=0.1, completion=3.0)
    chat = chat_with(provider=compatible(server.url, "fake-model", prices=prices))
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
        await list_models(compatible(server.url, "fake-model"), timeout=0.3 if error is ModelTimeout else 10.0)
    assert len(server.requests) == 1
