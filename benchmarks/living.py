"""The event loop's lag in what takes long: `python -m benchmarks.living PAGES HOME` prints it as JSON."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from benchmarks import corpus
from benchmarks.contenders import footnote
from benchmarks.probe import Figures, loop_lag, peak_memory
from rag_core.errors import ModelError
from rag_core.index.live import LiveIndex
from rag_core.llm import complete
from rag_core.openai_chat import OpenAIChat
from rag_core.providers import compatible
from rag_core.retrieval import Retriever
from rag_core.types import Message


async def measure(pages: Path, home: Path) -> Figures:
    """Open an index, take over its successor while questions are asked, close both, and reach for a model at last."""
    figures: Figures = {}
    questions = corpus.questions(pages, 50)
    footnote.embedder()
    index = footnote.live_index(home)
    async with loop_lag(figures, "open_"):
        await index.refresh()
    corpus.change_one(pages)
    await _newer_generation(pages, home)
    async with loop_lag(figures, "swap_"):
        asking = asyncio.create_task(_keep_asking(index, questions))
        await index.refresh()
        await asyncio.sleep(0.5)  # the old generation is closed when its last question has ended
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    async with loop_lag(figures, "close_"):
        await index.aclose()
    async with loop_lag(figures, "model_"):
        await _first_use_of_a_model()
    return figures | {"memory": peak_memory()}


async def _newer_generation(pages: Path, home: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.measure", "footnote", "ingest", str(pages), str(home)]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
    if await process.wait():
        raise RuntimeError("the second ingest failed")


async def _keep_asking(index: LiveIndex, questions: Sequence[str]) -> None:
    retriever = Retriever(index, footnote.embedder())
    while True:
        await asyncio.gather(*(retriever.search([question]) for question in questions[:4]))


async def _first_use_of_a_model() -> None:
    """Imports the client and makes its TLS context; nobody listens on port 9."""
    model = OpenAIChat(compatible("http://127.0.0.1:9/v1", "none", ""), total_timeout=3)
    with suppress(ModelError):
        await complete(model, [Message(role="user", content="Hello")], max_tokens=1, timeout=3)
    await model.aclose()


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(Path(sys.argv[1]), Path(sys.argv[2])))))
