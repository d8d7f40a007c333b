"""From a setting's value to an embedder."""

from __future__ import annotations

from rag_core.embeddings.vectors import Embedder
from rag_core.errors import EmbeddingError


def load(name: str, *, base_url: str = "", api_key: str = "") -> Embedder:
    """The embedding that a value of EMBEDDING_MODEL names; `base_url` and `api_key` are for `openai:` alone.

    `wordllama` | `default` | `onnx:FOLDER or hub name` | `sentence-transformers:FOLDER or hub name` | `openai:MODEL`.
    Nothing is downloaded or installed: what is absent raises EmbeddingError with the command that brings it, as does an
    unknown name. Blocks while it loads.
    """
    kind, _, rest = name.strip().partition(":")
    match kind, bool(rest):
        case "wordllama", False:
            from rag_core.embeddings.static import WordLlama

            return WordLlama()
        case "default", False:
            from rag_core.embeddings.functions import default

            return default()
        case "onnx", True:
            from rag_core.embeddings.onnx import OnnxEncoder

            return OnnxEncoder(rest)
        case "sentence-transformers", True:
            from rag_core.embeddings.functions import sentence_transformer

            return sentence_transformer(rest)
        case "openai", True:
            from rag_core.embeddings.endpoint import Endpoint

            return Endpoint(rest, base_url=base_url, api_key=api_key)
    raise EmbeddingError(
        f"EMBEDDING_MODEL={name} is unknown: choose wordllama, default, onnx:FOLDER, sentence-transformers:NAME or "
        "openai:MODEL."
    )
