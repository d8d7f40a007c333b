"""A process of its own that claims questions: `python -m tests.rag_core.journal_worker FILE COUNT`.

Prints the id of each question that it won, once the journal has said so, then waits to be killed.
"""

from __future__ import annotations

import asyncio
import sys

from rag_core.journal import Journal
from tests.rag_core.journals import origin


async def main(file: str, count: int) -> None:
    journal = await Journal.open(file)
    print("ready", flush=True)
    for number in range(count):
        claim = await journal.claim(origin(str(number)), asker="U1", text="Why?", kind="mention")
        if claim:
            print(claim.id, flush=True)
    print("done", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
