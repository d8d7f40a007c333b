"""pymilvus-model's embedding functions behind our rules: unit vectors, no downloads and no installs by surprise."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rag_core.embeddings import hub
from rag_core.embeddings.vectors import capped, identity, unit
from rag_core.errors import EmbeddingError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rag_core.embeddings.vectors import Vector

# What pymilvus.model.DefaultEmbeddingFunction loads when it is given no names.
DEFAULT_WEIGHTS = "GPTCache/paraphrase-albert-onnx"
DEFAULT_TOKENIZER = "GPTCache/paraphrase-albert-small-v2"


class EmbeddingFunction(Protocol):
    """The part of `pymilvus.model.base.BaseEmbeddingFunction` that its dense functions share."""

    def encode_queries(self, queries: list[str], /) -> Sequence[ArrayLike]:
        """One vector a question, of any length."""

    def encode_documents(self, documents: list[str], /) -> Sequence[ArrayLike]:
        """One vector a text that is searched, of any length."""


class Function:
    """Any dense function of pymilvus-model as an Embedder. `model` names it in `id`."""

    latin_only = False

    def __init__(self, function: EmbeddingFunction, model: str) -> None:
        self._function = function
        self._one_at_a_time = threading.Lock()  # their tokenizers are set up anew in each call
        # Asked with a text: `dim` of some of the functions is wrong, deprecated or a KeyError.
        self.dim: int = unit(function.encode_documents(["dimension"])).shape[1]
        self.id = identity(model, self.dim)

    def encode_queries(self, queries: list[str], /) -> list[Vector]:
        """One vector a text."""
        return self._call(self._function.encode_queries, queries)

    def encode_documents(self, documents: list[str], /) -> list[Vector]:
        """One vector a text."""
        return self._call(self._function.encode_documents, documents)

    def _call(self, encode: Callable[[list[str]], Sequence[ArrayLike]], texts: list[str]) -> list[Vector]:
        if not texts:
            return []
        with self._one_at_a_time:
            vectors = list(unit(encode(capped(texts))))
        if len(vectors) != len(texts):
            raise EmbeddingError(f"The embedding {self.id} gave {len(vectors)} vectors for {len(texts)} texts.")
        return vectors


def default() -> Function:
    """The tutorial's embedding, pymilvus-model's DefaultEmbeddingFunction. Raises EmbeddingError."""
    hub.require("default", ("huggingface_hub", "onnxruntime", "transformers"), "pymilvus-model onnxruntime")
    absent = hub.missing("default", (f"{DEFAULT_WEIGHTS} model.onnx", DEFAULT_TOKENIZER))
    # Without its vocabulary transformers makes a tokenizer that knows no word, and says nothing.
    vocabulary = hub.cached(DEFAULT_TOKENIZER, "tokenizer.json") or hub.cached(DEFAULT_TOKENIZER, "spiece.model")
    if not (vocabulary and hub.cached(DEFAULT_WEIGHTS, "model.onnx") and hub.cached(DEFAULT_TOKENIZER, "config.json")):
        raise absent
    hub.require("default", ("pymilvus.model",), "pymilvus-model")  # last: looking for it imports pymilvus
    from pymilvus.model import DefaultEmbeddingFunction

    try:
        with hub.offline():
            function = DefaultEmbeddingFunction()
    except (OSError, ValueError) as error:
        raise absent from error
    return Function(function, DEFAULT_TOKENIZER)


def sentence_transformer(name: str) -> Function:
    """A sentence-transformers model: a folder, or a hub name that is in the cache. Raises EmbeddingError."""
    setting = f"sentence-transformers:{name}"
    hub.require(setting, ("sentence_transformers",), '"footnote-bot[sentence-transformers]"')
    folder = Path(name).expanduser()
    repository = name if "/" in name else f"sentence-transformers/{name}"  # as that package completes it
    absent = hub.missing(setting, (repository,))
    if not (folder.is_dir() or hub.cached(repository, "modules.json") or hub.cached(repository, "config.json")):
        raise absent
    hub.require(setting, ("pymilvus.model",), "pymilvus-model")
    from pymilvus.model.dense import SentenceTransformerEmbeddingFunction

    place = str(folder) if folder.is_dir() else repository
    try:
        with hub.offline():
            function = SentenceTransformerEmbeddingFunction(place, device=None, local_files_only=True)
    except (OSError, ValueError) as error:
        if folder.is_dir():
            raise EmbeddingError(f"{folder} holds no sentence-transformers model that loads.") from error
        raise absent from error
    return Function(function, _of_folder(folder) if folder.is_dir() else repository)


def _of_folder(folder: Path) -> str:
    weights = max((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    return f"{folder.resolve().name}-{hub.fingerprint(weights)}"
