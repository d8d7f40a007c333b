"""The default embedding: wordllama's token vectors, which lie inside its wheel, pooled here."""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from rag_core.embeddings.strangers import STRANGERS, LanguageMeans
from rag_core.embeddings.vectors import capped, identity, unit
from rag_core.errors import EmbeddingError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from rag_core.embeddings.vectors import Matrix, Vector

WEIGHTS = "weights/l2_supercat_256.safetensors"
TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"
DIM = 256
CACHED_WORDS = 2**16  # distinct words with the signs around them; those of ten thousand sections or so, 20 MB


class WordLlama:
    """A text's vector is the sum of its distinct tokens' vectors, as written and in lower case.

    Counting each token once measured better than the plain mean and left nothing for a weighting by rarity to gain;
    the lower-case half makes `Milvus` and `milvus`, which share no token, alike. In scripts that it hardly reads, what
    all texts share is taken off: Chinese questions about English pages went from a mean reciprocal rank of .71 to .87,
    Korean questions about different things from a similarity of .71 to .15. The package itself is not imported: it sets
    up logging and looks for its tokenizer in a folder that it does not have.

    The weights are read with the first texts, also when there are none: whoever embeds elsewhere never holds them.
    """

    latin_only = True

    def __init__(self) -> None:
        self._weights, self._vocabulary = _file(WEIGHTS), _file(TOKENIZER)
        self._known: dict[str, tuple[int, ...]] = {}
        self.dim = DIM
        self.id = identity("wordllama-distinct-centred", DIM)
        self._means = LanguageMeans(self._encode, STRANGERS.keys() - {"en"})

    @cached_property
    def _vectors(self) -> Matrix:
        return _token_vectors(self._weights)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        return Tokenizer.from_file(str(self._vocabulary))

    def encode_queries(self, queries: list[str], /) -> list[Vector]:
        """One vector a text."""
        return self.encode_documents(queries)

    def encode_documents(self, documents: list[str], /) -> list[Vector]:
        """One vector a text."""
        return self._means.taken_off(documents, self._encode(documents))

    def _encode(self, documents: list[str]) -> list[Vector]:
        import numpy as np

        texts = [{word: word.lower() for word in text.split()} for text in capped(documents)]
        tokens = self._encoded({word for words in texts for pair in words.items() for word in pair})
        vectors = self._vectors
        # One text at a time: its few rows stay in the processor's cache, those of a batch took ten times as long.
        views = np.array([_sums(vectors, words, tokens) for words in texts], np.float32).reshape(-1, 2, self.dim)
        return list(unit(unit(views[:, 0]) + unit(views[:, 1])))

    def _encoded(self, words: Set[str]) -> Mapping[str, tuple[int, ...]]:
        """The token ids of at least these words."""
        known = self._known
        new = sorted(word for word in words if word not in known)  # a difference would walk through all that is known
        if len(known) + len(new) > CACHED_WORDS:
            known = self._known = {}  # another thread keeps the one that it has
            new = sorted(words)
        # No token of this vocabulary spans a space, so words encode by themselves, and are kept, as they do in a text.
        encoded = self._tokenizer.encode_batch_fast(new, add_special_tokens=False)
        known.update((word, tuple(made.ids)) for word, made in zip(new, encoded, strict=True))
        return known


def _sums(vectors: Matrix, words: Mapping[str, str], tokens: Mapping[str, tuple[int, ...]]) -> tuple[Vector, Vector]:
    """The sum of the distinct tokens' vectors, of the text as written and of the text in lower case."""
    capitals = [word for word, low in words.items() if word != low]
    both = set().union(*(tokens[word] for word, low in words.items() if word == low))
    written = set().union(*(tokens[word] for word in capitals)) - both
    lowered = set().union(*(tokens[words[word]] for word in capitals)) - both
    rows = vectors.take([*both, *written, *lowered], axis=0)
    first, second = len(both), len(both) + len(written)
    shared = rows[:first].sum(axis=0)
    return shared + rows[first:second].sum(axis=0), shared + rows[second:].sum(axis=0)


def _file(name: str) -> Path:
    spec = find_spec("wordllama")
    folders = spec.submodule_search_locations if spec else None
    path = Path(folders[0], name) if folders else None
    if path is None or not path.is_file():
        raise EmbeddingError(
            f"The wordllama package lacks {name}: run pip install --force-reinstall 'wordllama>=0.4.0.post1'."
        )
    return path


def _token_vectors(weights: Path) -> Matrix:
    import numpy as np
    from safetensors.numpy import load_file

    vectors: Matrix = load_file(weights)["embedding.weight"].astype(np.float32)
    return vectors
