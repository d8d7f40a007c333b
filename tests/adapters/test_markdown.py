"""Answers are cut into messages that are whole Markdown by themselves."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.markdown import LEAST_LIMIT, neutralise, outline, split
from tests.markdown_checks import PARSER, live_pings, lost, open_fences, references
from tests.strategies import answers, fragments, long_answers

DISCORD, SLACK_SECTION, SLACK_BLOCK = 2_000, 3_000, 12_000  # characters
limits = st.sampled_from((DISCORD, SLACK_SECTION, SLACK_BLOCK))
slow = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
fast = settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))


@slow
@given(long_answers(), limits)
def test_every_message_of_a_long_answer_obeys_the_limit_and_closes_its_fences(text, limit):
    messages = split(text, limit)
    assert all(0 < len(message) <= limit and message.strip() for message in messages)
    assert not any(open_fences(message) for message in messages)


@slow
@given(long_answers(), limits)
def test_nothing_of_a_long_answer_is_lost_or_moved_and_no_reference_is_cut(text, limit):
    messages = split(text, limit)
    meant, _ = outline.mended(outline.normalised(text))
    assert not lost(text, messages)
    assert not missing(references(meant), references("\n\n".join(messages)))


@fast
@given(fragments(), st.integers(LEAST_LIMIT, 400))
def test_the_same_holds_for_broken_markup_in_tiny_messages(text, limit):
    messages = split(text, limit)
    assert all(0 < len(message) <= limit and message.strip() for message in messages)
    assert not any(open_fences(message) for message in messages)
    assert not lost(text, messages)


@fast
@given(answers(), st.integers(LEAST_LIMIT, 5_000))
def test_a_message_comes_back_as_it_is(text, limit):
    for message in split(text, limit)[:5]:
        assert split(message, limit) == (message,)


@fast
@given(answers(), limits)
def test_no_message_of_a_defused_answer_pings(text, limit):
    assert not any(live_pings(message) for message in split(neutralise(text), limit))


@fast
@given(fragments(), st.integers(LEAST_LIMIT, 200))
def test_a_platform_may_count_otherwise(text, limit):
    for message in split(text, limit, measure=utf16_units):
        assert utf16_units(message) <= limit


def test_every_block_counts_as_the_platform_does():
    assert all(utf16_units(message) <= 100 for message in split("\n\n".join(["😀" * 12] * 8), 100, measure=utf16_units))


@fast
@given(fragments(), st.integers(LEAST_LIMIT, 200), st.integers(LEAST_LIMIT, 200))
def test_the_first_message_may_have_another_limit(text, limit, first_limit):
    first, *others = split(text, limit, first_limit=first_limit) or ("",)
    assert len(first) <= first_limit
    assert all(len(message) <= limit for message in others)


def test_a_text_that_fits_comes_back_as_it_is():
    text = "# Hi\n\n* a\n\n      code\n\n| a |\n|---|"
    assert split(f"\n \n{text}\n\n", 100) == (text,)


@pytest.mark.parametrize("text", ["", " \n\t\n", "\u200b\n\u2060", "\u2028"])
def test_what_shows_nothing_makes_no_message(text):
    assert split(text, 100) == ()


def test_halves_of_surrogate_pairs_are_replaced():
    assert split("a\ud83d b\ude00 \ud83d\ude00", 100) == ("a\ufffd b\ufffd 😀",)


def test_a_limit_too_small_for_any_message_is_refused():
    with pytest.raises(ValueError, match="at least 100, not 99"):
        split("a", 100, first_limit=99)


def test_a_heading_stays_with_what_follows():
    assert split(f"{words(15)}\n\n## Next\n\n{words(12)}", 100) == (words(15), f"## Next\n\n{words(12)}")


def test_a_heading_stays_with_a_part_of_a_block_that_does_not_fit_below_it():
    assert split(f"## Next\n\n{words(19)}", 100) == (f"## Next\n\n{words(18)}", words(1))


def test_a_rule_below_text_makes_no_heading_of_it():
    assert split(f"{words(5)}\n***\n{words(30)}", 100)[0].startswith(f"{words(5)}\n\n---\nword")


def test_a_heading_takes_along_the_beginning_of_a_block_that_is_longer_than_a_message():
    first, second, *_ = split(f"{words(14)}\n\n## Next\n\n{words(40)}", 100)
    assert first == words(14)
    assert second.startswith("## Next\n\nword")


def test_a_cut_before_a_heading_is_better_than_a_fuller_message():
    text = f"{words(14)}\n\n## Next\n\na\n\n{words(12)}"
    assert split(text, 100) == (words(14), f"## Next\n\na\n\n{words(12)}")


def test_an_introduction_stays_with_its_list():
    text = f"{words(13)}\n\nDo this:\n\n- {words(3)}\n- {words(13)}"
    assert split(text, 100)[0] == words(13)


@pytest.mark.parametrize("fence", ["```", "````", "~~~"])
def test_a_cut_fence_goes_on_with_its_marker_and_info_string(fence):
    lines = "\n".join(f"line_{number:03} = f(x)" for number in range(30))
    messages = split(f"{fence}python\n{lines}\n{fence}", 200)
    assert len(messages) > 2
    assert all(message.startswith(f"{fence}python\nline_") for message in messages)
    assert all(message.endswith(f")\n{fence}") for message in messages)


def test_code_is_cut_at_an_empty_line_if_one_is_near():
    block = "\n".join(["aaaa"] * 15)
    assert split(f"```\n{block}\n\n{block}\n```", 100) == (f"```\n{block}\n\n```", f"```\n{block}\n```")


def test_a_fence_inside_a_longer_one_is_code():
    text = "~~~~md\n" + "\n".join(["```sh", "ls", "```", "~~~"] * 10) + "\n~~~~"
    assert all(m.startswith("~~~~md\n") and m.endswith("\n~~~~") and not open_fences(m) for m in split(text, 100))


def test_an_unclosed_fence_is_closed_even_in_a_short_text():
    assert split("See:\n```sh\nls", 100) == ("See:\n```sh\nls\n```",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Run: ```sh\nls\n```\nThen more.", "Run:\n```sh\nls\n```\nThen more."),
        ("1. Run `x` ```\n   ls\n   ```\n2. b", "1. Run `x`\n   ```\n   ls\n   ```\n2. b"),
        ("> a ```\n> b\n> ```\n> c ```py\n> d\n> ```", "> a\n> ```\n> b\n> ```\n> c\n> ```py\n> d\n> ```"),
        ("Wrap it in ```\n```\ncode\n```", "Wrap it in ```\n```\ncode\n```"),
        ("So ```\n`\n```\n```\nend", "So ```\n`\n```\n```\nend"),
    ],
)
def test_a_fence_opened_behind_text_gets_a_line_of_its_own(text, message):
    assert split(text, 100) == (message,)


def test_a_fence_in_a_list_in_a_quote_stays_there():
    text = "> - Run:\n>   ```sh\n" + ">   make all the things\n" * 8 + ">   ```"
    first, second, *_ = split(text, 120)
    assert first.startswith("> - Run:\n>   ```sh\n>   make all")
    assert first.endswith("things\n>   ```")
    assert second.startswith("> ```sh\n> make all")


def test_an_endless_line_of_code_is_cut():
    messages = split("```\n" + "x" * 500 + "\n```", 100)
    assert "".join(message[4:-4] for message in messages) == "x" * 500


def test_a_numbered_list_goes_on_with_its_numbers():
    text = "\n".join(f"{number}. {words(5)}" for number in range(8, 16))
    assert [message.split(".")[0] for message in split(text, 100)] == ["8", "11", "14"]


def test_what_belongs_to_an_item_is_not_indented_at_the_start_of_a_message():
    text = f"1. {words(14)}\n   - {words(10)}\n\n     {words(10)}\n2. end"
    assert split(text, 100) == (f"1. {words(14)}", f"- {words(10)}", f"{words(10)}\n\n2. end")


def test_a_list_is_cut_between_its_outer_items_if_one_is_near():
    text = f"- {words(5)}\n- {words(7)}\n- a\n  - {words(2)}\n  - {words(9)}"
    assert split(text, 100)[0] == f"- {words(5)}\n- {words(7)}"


def test_a_cut_table_repeats_its_header():
    rows = "\n".join(f"| {number} | some cell |" for number in range(10))
    messages = split(f"| No | Cell |\n|---|:-:|\n{rows}", 100)
    assert len(messages) == 3
    assert all(message.startswith("| No | Cell |\n|---|:-:|\n| ") for message in messages)


def test_a_row_longer_than_a_message_becomes_text():
    messages = split(f"| a |\n|---|\n| 1 |\n| {words(30)} |\n| 2 |", 100)
    assert messages[0] == "| a |\n|---|\n| 1 |"
    assert messages[-1].endswith("\n\n| a |\n|---|\n| 2 |")


def test_a_cut_quote_goes_on_as_a_quote():
    messages = split("> " + "\n> ".join([words(8)] * 6), 100)
    assert len(messages) > 2
    assert all(line.startswith("> word") for message in messages for line in message.split("\n"))


def test_running_text_is_cut_after_a_sentence():
    assert split(f"{words(12)}. So {words(8)}.", 100) == (f"{words(12)}.", f"So {words(8)}.")


def test_a_marker_stays_with_its_claim():
    assert split(f"{words(12)}. [1] So {words(8)}.", 100)[0] == f"{words(12)}. [1]"
    assert split(f"{words(18)} claim [1] {words(3)}", 100) == (words(18), f"claim [1] {words(3)}")


def test_no_cut_makes_a_list_item_of_a_dash():
    assert split(f"{words(18)} abcdefg - {words(9)}", 100)[0] == words(18)


def test_chinese_is_cut_after_punctuation_and_never_before_it():
    messages = split("数据存储在对象存储中，支持多种后端。" * 20, 100)
    assert all(message[-1] in "。，" for message in messages)


@pytest.mark.parametrize("grapheme", ["👩‍👩‍👧‍👦", "🇩🇪", "👍🏽", "e\u0301\u0308", "각"])
def test_no_grapheme_is_cut(grapheme):
    for limit in range(100, 108):
        messages = split(grapheme * 200, limit)
        assert all(len(message) % len(grapheme) == 0 for message in messages)
        assert "".join(messages) == grapheme * 200


@pytest.mark.parametrize(
    "whole",
    [
        "[a label of words](https://a.example/b_(c)?d=e 'and a title')",
        "![an image](<https://a.example/b c>)",
        "https://a.example/some/long/path?with=query#and-fragment",
        "<https://a.example/some/long/path>",
        "`some code with spaces in it`",
        "`` code with a ` tick ``",
        "**some bold words in a row**",
        "[1, 2, 3, 14, 15, 16]",
    ],
)
def test_what_is_whole_stays_whole(whole):
    for before in range(80, 100):
        assert any(whole in message for message in split(f"{'x' * before} {whole} {words(10)}", 100))


def test_a_link_with_an_address_longer_than_a_message_keeps_its_label():
    assert split(f"{words(5)} ![the chart](data:image/png;base64,{'A' * 3000}) {words(5)}", 100) == (
        f"{words(5)}",
        f"the chart {words(5)}",
    )


def test_a_url_longer_than_a_message_becomes_code_that_cannot_be_clicked():
    messages = split(f"https://a.example/{'b' * 300}", 100)
    assert all(message.startswith("`") and message.endswith("`") for message in messages)


def test_a_stray_backtick_far_from_the_next_makes_no_code():
    text = f"a ` b [one](https://a.example/1) {words(30)} [two](https://a.example/2) ` c"
    assert references(text) == references("\n\n".join(split(text, 100)))
    assert split(text, 100)[0].startswith("a \\` b [one](https://a.example/1)")


@pytest.mark.parametrize("mark", ["~~~", "```", "``` a`b"])
def test_no_cut_opens_a_fence_in_running_text(mark):
    messages = split("a " + f"{mark} " * 60, 100)
    assert len(messages) > 2
    assert not any(open_fences(message) for message in messages)


@pytest.mark.parametrize("code", ["   ```\n    ```\nx", f"{'`' * 40}\n{'`' * 39}\nx\n{'`' * 40}"])
def test_a_fence_is_longer_than_what_would_close_it(code):
    first = split(f"{code}\n\n{words(30)}", 100)[0]
    assert not open_fences(first)
    assert "\nx" in first


@pytest.mark.parametrize("line", ["> ```", "- ```", "12. ```", "# title", "> deep\n        ```", "---", "2) x"])
def test_a_line_of_text_that_a_cut_puts_first_opens_no_block(line):
    first, second, *_ = split(f"- {words(18)}\n          {line}\n{words(30)}", 100)
    assert first == f"- {words(18)}"
    assert PARSER.parse(second)[0].type == "paragraph_open"


def test_an_item_with_an_empty_fence_keeps_its_number():
    assert split("12. ```", 100) == ("12.",)


def test_a_number_after_text_without_its_indent_is_still_an_item():
    text = f"9. {words(18)}\n\n   {words(2)}\n10. next"
    assert split(text, 100)[-1].endswith("\n\n10. next")


def test_a_long_paragraph_over_a_line_of_dashes_is_no_heading():
    assert split(f"{words(10)}\n{words(30)}\n---\nEnd", 150)[0].startswith("word")


@pytest.mark.parametrize("text", ["{deep}\n\n{words}", "{words}\n\n{deep}"])
def test_lines_too_deep_in_quotes_are_kept(text):
    assert "deep" in "".join(split(text.format(deep="> " * 80 + "deep", words=words(30)), 100))


@pytest.mark.parametrize("text", ["| a |\n|---|\n    ```\n", "> n\n\t~~~\n"])
def test_an_indented_fence_mark_in_running_text_opens_none(text):
    assert not any(open_fences(message) for message in split(text + words(30), 100))


@pytest.mark.parametrize(
    "text",
    [
        "> 98. a\n    ```mermaid\n    ~~",
        "> - a\n    ```",
        "> - a\n    > ```",
        "> - a\n    - ```",
        "> 7. a\n    1. ~~~ b\n8. c",
        "> | a |\n> |---|\n>\n> 7. a\n> b\n    ```> c",
    ],
)
def test_a_line_of_text_that_loses_its_indent_opens_no_block(text):
    messages = split(f"{text}\n\n{words(30)}", 100)
    assert not any(open_fences(message) for message in messages)
    assert block_types(messages[0])[:-1] == block_types(text)


def test_an_info_string_that_is_a_sentence_becomes_code():
    assert "```\nThis is no language" in split(f"```This is no language but {words(3)}\n{words(20)}", 100)[0]


@pytest.mark.parametrize(
    "attack", ["[", "`", "` ", "[a](", "> ", "- ", "*", "a", "汉", "```\n", "🇩🇪", "\u0301", "<", "\n"]
)
def test_hostile_input_takes_no_long_time(attack):
    started = time.process_time()
    split(attack * (100_000 // len(attack)), DISCORD)
    assert time.process_time() - started < 3  # seconds; 0.1 to 0.5 on an idle machine


def words(count: int) -> str:
    """Words of four letters: `count` * 5 - 1 characters."""
    return " ".join(["word"] * count)


def block_types(text: str) -> list[str]:
    return [token.type for token in PARSER.parse(text) if token.nesting == 1]


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def missing(wanted: list[str], found: list[str]) -> list[str]:
    """What is wanted more often than it is found."""
    return [item for item in dict.fromkeys(wanted) if wanted.count(item) > found.count(item)]
