"""`python -m rag_core.embeddings.worker`: the default embedding in a process of its own, see `ahead`."""

from __future__ import annotations

import json
import sys
from typing import IO

from rag_core.embeddings.static import WordLlama


def serve(requests: IO[bytes], replies: IO[bytes]) -> None:
    """Read JSON lists of texts, one a line, and write their vectors as float32, until the input ends."""
    import numpy as np

    embedder = WordLlama()
    for line in requests:
        replies.write(np.asarray(embedder.encode_documents(json.loads(line)), np.float32).tobytes())
        replies.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
