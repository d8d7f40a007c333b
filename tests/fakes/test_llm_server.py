"""The fake model server does what tests elsewhere rely on."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request

import openai
import pytest

from tests.fakes.llm_server import FakeLLM, answer_from_context, speak

CONTEXT = """Answer from the sections.
<context>
[1] FAQ > Storage
- Milvus stores data in `etcd`. Version 2.4 and later.
[2] FAQ > Other
Nothing here.
</context>
<question>Where is it?</question>"""


@pytest.mark.parametrize(
    ("content", "reply"),
    [
        (CONTEXT, "Milvus stores data in `etcd` [1]."),
        ("<context>\n[1] T\n数据在那里。还有。\n</context>", "数据在那里 [1]."),
        ("<context>\n[1] T\nno end of sentence\n</context>", "no end of sentence [1]."),
        ("Rewrite: <question>And on\nKubernetes?</question>", "And on Kubernetes?"),
        ("plain words", "plain words"),
        ("<context></context><question>Why?</question>", "Why?"),
    ],
)
def test_the_reply_comes_from_the_first_section(content: str, reply: str) -> None:
    assert answer_from_context([{"role": "user", "content": content}]) == reply


async def test_tokens_come_at_the_given_pace() -> None:
    async with FakeLLM(otherwise=speak("one two three four", first_delay=0.2, tokens_per_second=20)) as server:
        client = openai.AsyncOpenAI(base_url=server.url, api_key="none")
        asked = [{"role": "user", "content": "Hi"}]
        stream = await client.chat.completions.create(model="m", messages=asked, stream=True)  # type: ignore[call-overload]
        times = [time.monotonic() async for chunk in stream if chunk.choices and chunk.choices[0].delta.content]
        await client.close()
    assert times[0] - server.requests[0].at >= 0.2
    assert times[-1] - times[0] >= 0.13


async def test_without_streaming_it_is_one_completion() -> None:
    async with FakeLLM() as server:
        client = openai.AsyncOpenAI(base_url=server.url, api_key="none")
        done = await client.chat.completions.create(model="m", messages=[{"role": "user", "content": "Hi"}])
        await client.close()
    assert done.choices[0].message.content == "Hi"


def test_it_runs_as_a_program() -> None:
    command = [sys.executable, "-m", "tests.fakes.llm_server", "--text", "Hello", "--model", "one"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        with urllib.request.urlopen(f"{url}/models") as listed:
            names = [model["id"] for model in json.load(listed)["data"]]
        server.terminate()
    assert names == ["one"]
