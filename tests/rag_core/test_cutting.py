from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag_core.sections.cutting import parts


def test_blocks_are_joined_while_they_fit():
    assert parts(["aaa", "bbb", "ccccccc", "d"], 8) == ("aaa\n\nbbb", "ccccccc", "d")


def test_a_line_of_a_paragraph_that_looks_like_a_fence_is_closed_within_the_limit():
    block = "x" * 42 + "\n    ```\n" + "word " * 6 + "end"
    assert parts([block], 50) == ("x" * 42, "```\n" + "word " * 6 + "end\n```")


def test_no_part_begins_with_backticks_from_the_middle_of_a_line():
    for text in (
        "a" * 30 + " ```b " + "c" * 30,
        "a" * 38 + "." + " ~~~b",
        "a" * 38 + "```" + "c" * 40,
        "字" * 39 + "。```b",
    ):
        assert not any(part.startswith(("```", "~~~")) for part in parts([text], 40))


def test_a_long_fence_inside_a_list_item_is_opened_again():
    code = [f"line {n}" for n in range(20)]
    block = "- item\n\n  ```sh\n" + "\n".join(f"  {line}" for line in code) + "\n  ```\n  end"
    found = parts([block], 80)
    assert [line for part in found for line in part.split("\n") if line.startswith("line")] == code
    assert all(part.count("```sh\n") == 1 and part.count("```") == 2 for part in found)


def test_a_long_quotation_is_cut_between_its_lines():
    assert parts(["> " + "a" * 30 + "\n> " + "b" * 30], 40) == ("> " + "a" * 30, "> " + "b" * 30)


def test_a_long_fence_inside_a_quotation_is_cut_between_its_lines():
    found = parts(["> ```\n" + "> code\n" * 40 + "> ```"], 100)
    assert sum(part.count("> code") for part in found) == 40
    assert all(len(part) <= 100 for part in found)


def test_a_long_info_string_is_not_repeated():
    assert parts(["```" + "x" * 100 + "\none\ntwo\n```"], 80) == ("```\none\ntwo\n```",)


@pytest.mark.parametrize("head", ["| A | B |\n| --- | :-: |", "A | B\n---|---", "| A |\n|-|"])
def test_the_head_of_a_table_is_repeated(head):
    found = parts([head + "\n| row | x |" * 20], 120)
    assert len(found) > 1
    assert all(part.startswith(f"{head}\n| row") for part in found)


@pytest.mark.parametrize("head", ["a | b\nc | d", "plain\n| - |", "a | b\n- - | -", "a | b\n--"])
def test_what_has_no_table_head_is_cut_as_prose(head):
    found = parts([head + "\nmore | of it" * 10], 80)
    assert sum(part.count(head) for part in found) <= 1


def test_the_head_of_a_table_that_would_fill_each_part_is_not_repeated():
    table = "| " + "head" * 10 + " |\n| --- |\n" + "| row |\n" * 10
    assert sum(part.count("head" * 10) for part in parts([table.rstrip()], 60)) == 1


@given(
    st.lists(st.sampled_from(["word", "end.", "文。", "x" * 70, "`code`"]), min_size=1, max_size=60),
    st.integers(20, 80),
)
def test_prose_loses_nothing_but_spaces_at_the_cuts(words, limit):
    text = " ".join(words)
    found = parts([text], limit)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    assert all(0 < len(part) <= limit for part in found)


@pytest.mark.parametrize(
    "text", ["`" * 200_000, "x" * 200_000, "a" + " " * 200_000 + "b", "`" * 5_000 + "\ncode" * 40_000]
)
def test_tricks_cost_no_time(text):
    started = time.perf_counter()
    assert len(parts([text], 2_000)) <= len(text) // 500
    assert time.perf_counter() - started < 5
