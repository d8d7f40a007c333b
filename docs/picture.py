"""Draw docs/answer.svg: a question about Footnote's own FAQ, asked and answered in a terminal.

Needs an index of the FAQ (`make demo` made one) and a model: FOOTNOTE_HOME=.footnote/demo LLM_BASE_URL=... python
docs/picture.py "QUESTION"
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from rich.console import Console

from adapters.terminal import print_answer
from bot.app import load_embedder, open_core
from bot.config import from_environment
from rag_core.types import Answer, Question


async def answer(text: str) -> Answer:
    """Ask as `footnote ask` does."""
    settings = from_environment()
    async with open_core(settings, load_embedder(settings)) as core:
        return await core.answerer.answer(Question(id="picture", text=text))


def main() -> None:
    """Ask, print into a recording console, save it."""
    text = sys.argv[1]
    console = Console(record=True, force_terminal=True, width=96)
    console.print(f'[bold]$[/bold] footnote ask "{text}"\n', highlight=False)
    print_answer(asyncio.run(answer(text)), console)
    console.save_svg(str(Path(__file__).parent / "answer.svg"), title="footnote")


if __name__ == "__main__":
    main()
