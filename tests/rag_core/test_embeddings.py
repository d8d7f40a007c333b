"""The default embedding, the loading of the others by name, and how sections become vectors with any of them."""

from __future__ import annotations

import json
import logging
import math
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag_core import lexical
from rag_core.embeddings import Embedder, load, section_vectors
from rag_core.embeddings.functions import Function
from rag_core.embeddings.vectors import HEADING_WEIGHT, TEXT_MAX, reads, unit
from rag_core.errors import EmbeddingError
from rag_core.fusion import fuse
from rag_core.sections import split
from rag_core.types import Document, Section
from tests.rag_core.embedders import WordEmbedder


@pytest.fixture(scope="module")
def wordllama() -> Embedder:
    return load("wordllama")


def similarity(embedder: Embedder, first: str, second: str) -> float:
    a, b = embedder.encode_queries([first, second])
    return float(a @ b)


def section(heading: str, text: str) -> Section:
    return Section(id=heading, page="p", title="FAQ", headings=(heading,), anchor="", url="", text=text, digest="")


def test_wordllama_knows_words_of_one_meaning(wordllama: Embedder) -> None:
    near = similarity(wordllama, "remove all rows", "delete every entity")
    assert near > 2 * similarity(wordllama, "remove all rows", "the weather in Paris")


@pytest.mark.parametrize(
    "unrelated",
    [
        ("구내식당 메뉴는 어디서 보나요?", "VPN이 자꾸 끊어져요", "출장비는 어떻게 정산하나요?", "연차는 며칠인가요?"),
        ("食堂的菜单在哪里看？", "VPN 老是断开", "怎么报销差旅费？", "年假有几天？"),
        (
            "社員食堂のメニューはどこで見られますか？",
            "VPN がよく切れます",
            "出張費の精算方法は？",
            "有給は何日ありますか？",
        ),
    ],
)
def test_a_script_alone_makes_no_two_questions_alike(wordllama: Embedder, unrelated: tuple[str, ...]) -> None:
    vectors = np.stack(wordllama.encode_queries(list(unrelated)))
    similarities = (vectors @ vectors.T)[np.triu_indices(len(vectors), 1)]
    assert abs(similarities.mean()) < 0.2


def test_only_the_default_embedding_is_known_to_read_latin_letters_alone(wordllama: Embedder) -> None:
    assert not reads(wordllama, "비밀번호를 잊어버렸어요")
    assert reads(wordllama, "Où est mon café ☕?")
    assert reads(WordEmbedder(), "비밀번호를 잊어버렸어요")


def test_capitals_matter_little(wordllama: Embedder) -> None:
    assert similarity(wordllama, "where does milvus store data", "Where Does Milvus Store Data") > 0.85


@given(texts=st.lists(st.text(max_size=80), min_size=1, max_size=6))
@settings(max_examples=40)
def test_any_text_gets_a_vector_of_length_1(wordllama: Embedder, texts: list[str]) -> None:
    vectors = wordllama.encode_documents(texts)
    assert [v.shape for v in vectors] == [(wordllama.dim,)] * len(texts)
    assert all(v.dtype == np.float32 and math.isclose(np.linalg.norm(v), 1, rel_tol=1e-5) for v in vectors)


def test_company_in_a_batch_does_not_change_a_vector(wordllama: Embedder) -> None:
    texts = ["short", "a much longer text about " * 40, ""]
    alone = [wordllama.encode_documents([text])[0] for text in texts]
    assert np.array_equal(wordllama.encode_documents(texts), alone)


def test_threads_get_what_one_gets(wordllama: Embedder) -> None:
    texts = [f"question {n} about index {n % 7} and node{n}" for n in range(400)]
    alone = np.stack(wordllama.encode_queries(texts))
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(load("wordllama").encode_queries, [[text] for text in texts]))
    assert np.array_equal(np.concatenate(together), alone)


def test_what_is_beyond_the_cap_is_not_read(wordllama: Embedder) -> None:
    text = "milvus ".ljust(TEXT_MAX)
    long, cut = wordllama.encode_documents([text + "kafka " * 90_000, text])
    assert np.array_equal(long, cut)


def test_loading_leaves_logging_and_the_package_alone(wordllama: Embedder) -> None:
    """Importing wordllama sets the root logger to INFO."""
    assert "wordllama" not in sys.modules
    assert logging.getLogger().level == logging.WARNING


def test_no_embedding_is_imported_with_the_core() -> None:
    code = "import sys, rag_core.embeddings, rag_core.lexical, rag_core.fusion; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "pymilvus", "onnxruntime", "tokenizers", "aiohttp", "Stemmer"} & set(modules)


def test_a_section_is_as_near_as_its_text_and_heading_are(wordllama: Embedder) -> None:
    sections = [section("Where is data stored?", "In MinIO."), section("Is it free?", "Yes, it is open source.")]
    (query,) = wordllama.encode_queries(["storage of data"])
    whole = np.stack(wordllama.encode_documents([f"{s.breadcrumb}\n{s.text}" for s in sections])) @ query
    heading = np.stack(wordllama.encode_documents([s.heading for s in sections])) @ query
    expected = (whole + HEADING_WEIGHT * heading) / (1 + HEADING_WEIGHT)
    assert np.allclose(section_vectors(wordllama, sections) @ query, expected, atol=1e-6)


def test_sections_in_batches_get_the_vectors_they_get_together(wordllama: Embedder) -> None:
    """An ingest embeds only what changed, so a vector must not depend on its neighbours."""
    sections = [section(f"Heading {n % 3}", f"Text number {n}.") for n in range(9)]
    parts = [section_vectors(wordllama, sections[start : start + 2]) for start in range(0, 9, 2)]
    assert np.array_equal(np.concatenate(parts), section_vectors(wordllama, sections))


def test_no_sections_are_a_matrix_without_rows(wordllama: Embedder) -> None:
    assert section_vectors(wordllama, []).shape == (0, wordllama.dim)


class Plugged:
    """An embedding function as pymilvus-model defines them, down to the lists of doubles."""

    def __init__(self, row: Sequence[float] = (3.0, 4.0)) -> None:
        self.row = row
        self.asked: list[list[str]] = []

    def encode_queries(self, queries: list[str]) -> list[list[float]]:
        self.asked.append(queries)
        return [list(self.row) for _ in queries]

    encode_documents = encode_queries


def test_any_function_of_pymilvus_model_plugs_in() -> None:
    embedder: Embedder = Function(Plugged(), "plugged")
    assert (embedder.dim, embedder.id) == (2, f"plugged/2/heading-{HEADING_WEIGHT}")
    assert np.allclose(section_vectors(embedder, [section("A", "b")]), [[0.6, 0.8]])


def test_a_plugged_function_is_not_called_for_nothing() -> None:
    plugged = Plugged()
    assert Function(plugged, "plugged").encode_documents([]) == []
    assert len(plugged.asked) == 1


def test_a_function_that_loses_a_text_is_told() -> None:
    class Losing(Plugged):
        def encode_documents(self, documents: list[str]) -> list[list[float]]:
            return super().encode_queries(documents[:1])

    with pytest.raises(EmbeddingError, match="1 vectors for 2 texts"):
        Function(Losing(), "losing").encode_documents(["one", "two"])


def test_a_function_is_called_by_one_thread_at_a_time() -> None:
    """Tokenizers of transformers cannot be shared: "Already borrowed"."""

    class Fragile(Plugged):
        inside = 0

        def encode_queries(self, queries: list[str]) -> list[list[float]]:
            self.inside += 1
            time.sleep(0.001)
            assert self.inside == 1
            self.inside -= 1
            return super().encode_queries(queries)

    function = Function(Fragile(), "fragile")
    with ThreadPoolExecutor(8) as pool:
        assert len(list(pool.map(function.encode_queries, [["question"]] * 40))) == 40


@pytest.mark.parametrize("row", [(math.nan, 1.0), (math.inf, 1.0), ()])
def test_useless_vectors_are_refused(row: Sequence[float]) -> None:
    with pytest.raises(EmbeddingError, match="EMBEDDING_MODEL"):
        Function(Plugged(row), "plugged")


def test_vectors_of_different_lengths_are_refused() -> None:
    with pytest.raises(EmbeddingError, match="different lengths"):
        unit([[1.0, 2.0], [1.0]])


@pytest.mark.parametrize(
    "name", ["", "word2vec", "wordllama:large", "default:x", "onnx:", "openai", "sentence-transformers:"]
)
def test_an_unknown_name_is_told_with_those_that_are_known(name: str) -> None:
    with pytest.raises(EmbeddingError, match=r"unknown: choose wordllama, default, onnx:.*openai:MODEL"):
        load(name)


@pytest.mark.skipif(find_spec("sentence_transformers") is not None, reason="the extra is installed")
def test_a_missing_extra_is_told_with_the_command_that_brings_it() -> None:
    with pytest.raises(EmbeddingError, match=re.escape('pip install "footnote-bot[sentence-transformers]"')):
        load("sentence-transformers:all-MiniLM-L6-v2")


def normalised(heading: str) -> str:
    return re.sub(r"[^\w]+", " ", heading.replace("`", "")).casefold().strip()


def test_real_questions_find_their_sections(wordllama: Embedder, milvus_faq: Path, dev_questions: Path) -> None:
    """A guard for the pooling, the analyzer and the weights together; nothing was tuned on single questions."""
    pages = sorted(p for p in milvus_faq.glob("*.md") if p.name != "README.md")
    sections = [s for p in pages for s in split(Document(path=p.name, text=p.read_text("utf-8"), source="faq"))]
    dense, words = section_vectors(wordllama, sections), list(lexical.document_vectors(sections))
    ranks = []
    for line in map(json.loads, dev_questions.read_text("utf-8").splitlines()):
        gold = {(Path(g["page"]).name, normalised(g["heading"])) for g in line["gold"]}
        if line["lang"] == "en" and line["answerable_in_faq"]:
            query = lexical.query_vector(line["question"])
            bm25 = [sum(w * row.get(t, 0.0) for t, w in query.items()) for row in words]
            near = dense @ wordllama.encode_queries([line["question"]])[0]
            order = fuse(
                [(str(i), float(x)) for i, x in enumerate(near)], [(str(i), x) for i, x in enumerate(bm25) if x]
            )
            found = [(s.page, normalised(s.heading)) in gold for s in (sections[int(c.id)] for c in order[:10])]
            ranks.append(found.index(True) + 1 if True in found else math.inf)
    assert sum(rank <= 3 for rank in ranks) / len(ranks) >= 0.87
    assert sum(1 / rank for rank in ranks) / len(ranks) >= 0.82
