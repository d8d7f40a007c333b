"""Two rankings into one, and what counts as saying the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag_core.fusion import READ, UNREAD, Weights, fold, fuse
from rag_core.types import Hit, Section

IDS = st.sampled_from("abcdefgh")
DENSE = st.dictionaries(IDS, st.floats(-1, 1)).map(lambda scores: list(scores.items()))
LEXICAL = st.dictionaries(IDS, st.floats(0, 100)).map(lambda scores: list(scores.items()))


def hit(heading: str, text: str) -> Hit:
    found = Section(id=text, page="p", title="T", headings=(heading,), anchor="", url="", text=text, digest="")
    return Hit(section=found, score=0.5)


@given(DENSE, LEXICAL, st.sampled_from([READ, UNREAD]))
def test_everything_found_comes_once_with_a_score_between_0_and_1(
    dense: list[tuple[str, float]], lexical: list[tuple[str, float]], weights: Weights
) -> None:
    merged = fuse(dense, lexical, weights)
    assert sorted(c.id for c in merged) == sorted({*dict(dense), *dict(lexical)})
    assert all(0 <= c.score <= 1 for c in merged)
    assert [c.score for c in merged] == sorted((c.score for c in merged), reverse=True)


@given(DENSE, LEXICAL, IDS, st.floats(0, 10))
def test_a_better_lexical_score_never_ranks_lower(
    dense: list[tuple[str, float]], lexical: list[tuple[str, float]], chosen: str, more: float
) -> None:
    scores = dict(lexical)
    if chosen not in scores:
        return
    better = {**scores, chosen: scores[chosen] + more}

    def place(found: dict[str, float]) -> float:
        return next(c.score for c in fuse(dense, list(found.items())) if c.id == chosen)

    assert place(better) >= place(scores)


def test_found_by_both_beats_found_as_well_by_one() -> None:
    merged = fuse([("both", 0.6), ("dense", 0.6)], [("both", 3.0)])
    assert [c.id for c in merged] == ["both", "dense"]


def test_shared_words_count_more_where_the_embedding_does_not_read() -> None:
    dense, lexical = [("near", 0.7), ("said", 0.4)], [("said", 5.0)]
    assert fuse(dense, lexical, READ)[0].id == "near"
    assert fuse(dense, lexical, UNREAD)[0].id == "said"


def test_what_only_the_words_found_is_not_taken_for_opposite_in_meaning() -> None:
    dense = [(f"near{i}", 0.5) for i in range(3)]
    merged = fuse(dense, [("words", 20.0), ("near0", 1.0), ("near1", 1.0)])
    assert merged[0].id == "words"


def test_a_complete_lexical_list_leaves_nothing_for_what_is_not_in_it() -> None:
    merged = {c.id: c for c in fuse([("a", 0.5), ("b", 0.5)], [("a", 4.0)])}
    assert merged["b"].score < merged["a"].score
    assert merged["b"].lexical == 0


def test_nothing_found_is_nothing() -> None:
    assert fuse([], []) == []


LONG = (
    "Milvus stores inserted data as incremental log in object storage such as MinIO or S3. Metadata are generated "
    "within Milvus: each module has its own, and all of them are kept in etcd."
)


def test_a_copy_with_another_comma_is_folded_into_the_better_one() -> None:
    first, copy = hit("Where is data?", LONG), hit("where is data?", LONG.replace("MinIO or", "MinIO, or", 1))
    assert fold([first, copy]) == [first]


def test_a_text_copied_below_another_heading_is_folded() -> None:
    assert fold([hit("Where is data?", LONG), hit("Storage", LONG)]) == [hit("Where is data?", LONG)]


def test_the_same_short_answer_to_two_questions_stays_twice() -> None:
    hits = [hit("Is it free?", "Yes."), hit("Is it open source?", "Yes.")]
    assert fold(hits) == hits


def test_answers_made_from_one_template_stay_apart() -> None:
    template = (
        "Yes, you can share a {0} instance among multiple Milvus instances. To do so, you need to change "
        "`{1}.rootPath` to a unique value for each Milvus instance in the configuration files of each before starting."
    )
    hits = [hit(f"Can I share {name}?", template.format(name, name.lower())) for name in ("etcd", "MinIO")]
    assert fold(hits) == hits


def test_a_sentence_of_difference_keeps_two_versions_of_a_section_apart() -> None:
    newer = LONG.replace("and all of them are kept in etcd.", "and since 3.0 each keeps them where it likes.")
    hits = [hit("Where is data?", LONG), hit("Where is data?", newer)]
    assert fold(hits) == hits


def test_two_parts_of_one_section_stay() -> None:
    hits = [
        hit("Limits", "Up to 65,535 collections in an instance."),
        hit("Limits", "Vectors of up to 32,768 numbers."),
    ]
    assert fold(hits) == hits


@given(st.lists(st.tuples(st.sampled_from(["A", "B"]), st.text("xyz ", max_size=12)), max_size=8))
def test_folding_twice_changes_nothing_and_keeps_the_order(pairs: list[tuple[str, str]]) -> None:
    hits = [hit(*pair) for pair in pairs]
    once = fold(hits)
    assert fold(once) == once
    assert [h for h in hits if any(h is k for k in once)] == once
