"""What a text is searched by, and what the sparse vectors made of it promise."""

from __future__ import annotations

import math
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag_core import lexical
from rag_core.lexical import EMPTY_TERM, document_vectors, query_vector, tokens
from rag_core.types import Section


def section(heading: str, text: str) -> Section:
    return Section(id=heading, page="p.md", title="", headings=(heading,), anchor="", url="", text=text, digest="")


def bm25(question: str, sections: list[Section]) -> list[float]:
    query = query_vector(question)
    return [sum(weight * row.get(term, 0.0) for term, weight in query.items()) for row in document_vectors(sections)]


@pytest.mark.parametrize(
    ("identifier", "parts"),
    [
        ("nprobe", set()),
        ("IVF_FLAT", {"ivf", "flat"}),
        ("v2.4.x", {"2.4", "v2"}),
        ("etcd.endpoints", {"etcd", "endpoint"}),
        ("/etc/milvus/milvus.yaml", {"milvus.yaml", "etc", "milvus", "yaml"}),
        ("log.file.rootPath", {"log", "file", "rootpath", "root", "path"}),
        ("ERR_CONNECTION_REFUSED", {"err", "connect", "refus"}),
        ("0x80070005", {"80070005"}),
        ("pymilvus==2.4.3", {"pymilvus", "2.4.3", "2.4"}),
        ("float64", {"float", "64"}),
        ("brute-force", {"brute", "forc"}),
        ("C++", set()),
    ],
)
def test_identifiers_come_whole_and_in_parts(identifier: str, parts: set[str]) -> None:
    found = tokens(f"Set {identifier} first.")
    assert {identifier.lower().strip("/")} | parts <= set(found)


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("cafés", "CAFE"),
        ("naïve queries", "Naive query"),
        ("Ｍｉｌｖｕｓ", "milvus"),
        ("e\N{COMBINING ACUTE ACCENT}tat", "état"),
        ("Milvus's indexes", "milvus index"),
        ("GPUs", "gpu"),
        ("65535", "65,535"),
        ("Straße", "STRASSE"),
        ("İstanbul", "istanbul"),
    ],
)
def test_spellings_of_the_same_words_are_equal(asked: str, written: str) -> None:
    assert tokens(asked) == tokens(written)


@pytest.mark.parametrize(
    ("question", "page"),
    [
        ("密码", "如何重置用户密码？"),
        ("データ", "milvusのデータベース"),
        ("벡터", "float64 벡터는 지원하지 않나요"),
        ("ลบข้อมูล", "วิธีลบข้อมูลทั้งหมด"),
    ],
)
def test_words_inside_runs_without_spaces_are_found(question: str, page: str) -> None:
    assert set(tokens(question)) <= set(tokens(page))


def test_a_name_inside_a_run_without_spaces_is_a_word() -> None:
    assert tokens("使用GPU的盘") == ["使用", "gpu", "的盘"]


def test_a_single_character_between_other_scripts_is_a_word() -> None:
    assert tokens("milvus를") == ["milvus", "를"]


def test_no_word_is_left_out() -> None:
    assert tokens("the and of") == ["the", "and", "of"]


@given(st.text(max_size=200))
def test_any_text_can_be_split(text: str) -> None:
    assert all(term and not any(letter.isspace() for letter in term) for term in tokens(text))


@given(st.from_regex(r"[ -~]{0,120}", fullmatch=True))
def test_plain_ascii_is_split_the_same_beside_other_letters(text: str) -> None:
    assert tokens(text + " 盘") == [*tokens(text), "盘"]


@given(st.lists(st.from_regex(r"[a-zà-öø-ÿ]{2,9}", fullmatch=True), max_size=6).map(" ".join))
def test_capitals_do_not_matter_in_plain_words(text: str) -> None:
    assert tokens(text.title()) == tokens(text)


def test_a_wall_of_encoded_bytes_adds_no_endless_term() -> None:
    assert max(map(len, tokens("data:image/png;base64," + "aB3/" * 5_000))) <= lexical.LONGEST_TERM


def test_a_hostile_text_is_split_in_linear_time() -> None:
    started = time.perf_counter()
    tokens("a." * 100_000 + "'" * 100_000 + "1," * 100_000)
    assert time.perf_counter() - started < 5


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=60)), max_size=8))
@settings(max_examples=60)
def test_every_vector_is_what_milvus_takes(texts: list[tuple[str, str]]) -> None:
    rows = list(document_vectors([section(*pair) for pair in texts]))
    assert len(rows) == len(texts)
    for row in rows:
        assert row
        assert all(0 <= term <= EMPTY_TERM < 2**32 - 1 for term in row)
        assert all(math.isfinite(weight) and weight > 0 for weight in row.values())


def test_a_section_without_words_has_a_weight_that_no_question_meets() -> None:
    (row,) = document_vectors([section("!", "…")])
    assert set(row) == {EMPTY_TERM}
    assert query_vector("!") == {}


def test_the_section_with_the_rare_word_wins() -> None:
    sections = [section("Memory", "data in memory"), section("Disk", "data on disk"), section("Queue", "data in Kafka")]
    assert max(range(3), key=bm25("which data goes to kafka?", sections).__getitem__) == 2


def test_a_word_of_the_heading_counts_more_than_one_of_the_text() -> None:
    first, second = bm25(
        "flush", [section("How to flush", "It is done by the node"), section("Node", "flush it by the")]
    )
    assert first > second


def test_a_rare_word_weighs_the_same_in_a_small_and_a_large_index() -> None:
    def score(size: int) -> float:
        filler = [section("Page", "words like all others") for _ in range(size)]
        return bm25("kafka", [section("Queue", "kafka and like all"), *filler])[0]

    assert score(1_000) == pytest.approx(score(10), rel=0.05)


def test_repeating_a_word_in_the_question_changes_nothing() -> None:
    assert query_vector("flush flush FLUSHES") == query_vector("flush")


def test_another_process_makes_the_same_vectors() -> None:
    """Python's own hash() would not: it is salted anew in each process."""
    code = "from rag_core.lexical import query_vector; print(sorted(query_vector('IVF_FLAT 密码 naïve')))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == str(sorted(query_vector("IVF_FLAT 密码 naïve")))


def test_threads_do_not_disturb_each_other() -> None:
    """The stemmer keeps the word it works on in itself."""
    words = [f"{stem}{end}" for stem in ("connect", "relat", "index", "flush", "load") for end in ("ing", "ed", "ions")]
    alone = [lexical._stemmer()(word) for word in words]
    stem = lexical._stem
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(stem, words * 200))
    assert together == alone * 200
