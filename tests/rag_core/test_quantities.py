"""Numbers with their units, in digits and in letters, in the languages that are met most."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag_core.citations.numerals import SPELLED, in_digits
from rag_core.citations.quantities import claimed, known, lacks


def is_stated(sentence: str, section: str) -> bool:
    """Whether the section has every quantity of the sentence."""
    return not any(lacks(one, known(section)) for one in claimed(sentence))


@pytest.mark.parametrize(
    ("sentence", "section"),
    [
        ("at most 1.5 hours", "up to 90 minutes"), ("an hour and a half or 90 min", "90 minutes"),
        ("30s", "30 seconds"), ("half a minute", "30 seconds"),
        ("every 24 hours", "daily"), ("1 day", "within a day"),
        ("one month", "30 days"), ("two weeks", "14 days"), ("12 months", "one year"), ("3 months", "90 days"),
        ("1 GB", "1,024 MB"), ("1 GB", "1000 MB"), ("512MB", "0.5 GB"),
        ("two gigabytes", "2 GB"), ("25 MB", "25 MiB"),
        ("65k", "65,535"), ("1 million", "1,000,000"), ("65.535 Collections", "65,535 collections"),
        ("$12", "12 dollars"), ("45 €", "€45"), ("15 percent", "15%"), ("5 projects", "five projects"),
        ("27 days of leave", "27 paid vacation days"), ("between 5 and 10 minutes", "5-10 minutes"),
        ("**30** days", "30 days"), ("within 60 minutes", "within one hour"), ("since 2.1", "since 2.1.0"),
        ("alle 6 Stunden", "alle sechs Stunden"), ("dreißig Tage", "30 Tage"), ("anderthalb Stunden", "90 Minuten"),
        ("fünfundzwanzig MB", "25 MB"), ("pro Tag", "a day"), ("25MB", "最大 25 MB"), ("三十秒", "30 秒"),
        ("两周", "14 天"), ("3 个工作日", "三个工作日"), ("五个项目", "5 个项目"), ("半小时", "30 分钟"),
        ("百分之十五", "15%"), ("每天", "a day"), ("여섯 시간", "6시간"), ("삼십 일", "30일"), ("한 달(30일)", "30일"),
        ("분당 100회", "100 requests a minute"), ("48時間", "48 hours"), ("6 hours", "6시간"), ("30 minutos", "30 min"),
        ("retried 2 times", "retried twice"), ("90 minutes", "90 хвилин"), ("5 minutes", "| Timeout | 5 |"),
        ("2 个分片和 4 个分区", "2 shards and 4 partitions"), ("100 个元素", "100 elements"), ("5개 회의실", "5 rooms"),
        ("10개 주소", "10 addresses"), ("75달러", "$75"), ("3개 영업일", "3 business days"),
        ("5 个工作日", "5 workdays"), ("50 초과", "more than 50"), ("am 15.03.2026", "15 March 2026"),
        ("at 6:30 pm", "18:30"), ("at 2 AM UTC", "02:00 UTC"), ("12 a.m.", "0:00"), ("from 9 am to 5 pm", "9 to 5"),
        ("um 2 Uhr UTC", "02:00 UTC"), ("18.30 Uhr", "18:30"), ("오후 6시 30분", "18:30"), ("下午6点半", "18:30"),
        ("die 3 am Ende", "nothing"),
    ],
)  # fmt: skip
def test_the_same_amount_is_found_however_it_is_written(sentence: str, section: str) -> None:
    assert is_stated(sentence, section)


@pytest.mark.parametrize(
    ("sentence", "section"),
    [
        ("8 hours", "6 hours"), ("6 minutes", "6 hours"), ("30 ms", "30 seconds"), ("ninety days", "30 days"),
        ("half a year", "30 days"), ("25 GB", "25 MB"),
        ("25 Mbit", "25 MB"), ("€12", "$12"), ("3 projects", "five projects"),
        ("100 requests per hour", "100 requests a minute"),
        ("up to 5 times", "five projects"), ("1,024 GB", "1,024 MB"),
        ("at least 8 characters", "at least 12 characters"),
        ("3 wrong attempts", "5 wrong attempts"), ("65k", "32,768"),
        ("x=5", "x=10"), ("5 business days", "3 working days"), ("25-50 MB", "25 MB"), ("2 months", "30 days"),
        ("acht Stunden", "sechs Stunden"), ("neunzig Tage", "30 Tage"), ("九十天", "14 天"), ("30分钟", "30 秒"),
        ("三个项目", "五个项目"), ("8시간마다", "6시간마다"), ("여덟 시간", "6시간"), ("每8小时", "每 6 小时"),
        ("초당 100회", "100 requests a minute"),
        ("in 5 minutes", "some time"), ("2.2", "2.1.0"), ("at 6:30 am", "18:30"), ("3 pm", "14:00"), ("8 pm", "8 am"),
        ("오전 6시 30분", "18:30"), ("**30** hours", "30 days"),
    ],
)  # fmt: skip
def test_another_amount_or_unit_is_not_found(sentence: str, section: str) -> None:
    assert not is_stated(sentence, section)


@pytest.mark.parametrize(
    "sentence",
    [
        "There are two ways and 3 options.", "It is twice as long.",
        "Step 3: restart it.", "One of them is one project.",
        "Use the v2 of it on day 1.", "On the 4th of them.", "In a day or an hour.", "Sie können ein Projekt anlegen.",
        "以下三点很重要。", "第三天。", "一般来说十分快。", "두 번째 방법.", "Un jour, une heure.",
    ],
)  # fmt: skip
def test_what_a_writer_counts_needs_no_source(sentence: str) -> None:
    assert is_stated(sentence, "Nothing is counted here.")


def test_a_count_is_refuted_by_another_count_of_the_same() -> None:
    assert is_stated("There are 3 plans.", "Choose a plan.")
    assert not is_stated("There are 3 plans.", "There are 4 plans.")


def test_a_number_in_a_name_counts_nothing() -> None:
    assert is_stated("There are four vector types.", "Float32 vectors: the default. Float16 vectors: smaller ones.")
    assert is_stated("SSE 4.2 is needed.", "One of SSE4.2 and AVX2 is needed.")


def test_each_number_of_a_list_has_its_own_things() -> None:
    section = "100 collections, with 2 shards and 4 partitions in 60 of them and 12 partitions in the other 40"
    assert is_stated("60 collections have 2 shards and 4 partitions.", section)
    assert not is_stated("60 collections have 4 shards.", section)


def test_to_repeat_the_question_is_no_lack_until_the_section_says_otherwise() -> None:
    (asked,) = claimed("90 MB")
    assert not lacks(asked, known("Uploads are limited."), asked=True)
    assert lacks(asked, known("Uploads are limited to 25 MB."), asked=True)


def test_a_number_without_a_unit_is_told_by_the_word_before_it() -> None:
    (asked,) = claimed("The port is 8080.")
    assert lacks(asked, known("It listens on port 19530."), asked=True)
    assert not lacks(asked, known("It listens on port 8080."), asked=True)


@pytest.mark.parametrize(
    ("text", "digits"),
    [("ninety-nine", "99"), ("Twenty five", "25"), ("einundzwanzig", "21"), ("a hundred", "100"), ("trente", "30")],
)
def test_numbers_in_letters_are_read(text: str, digits: str) -> None:
    assert in_digits(text) == f"{SPELLED}{digits}"


TIMES = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}


@given(st.integers(2, 500), st.sampled_from(list(TIMES)), st.sampled_from(list(TIMES)))
def test_a_time_is_the_same_in_smaller_units_and_in_no_other_amount(number: int, large: str, small: str) -> None:
    if TIMES[large] < TIMES[small]:
        large, small = small, large
    amount = number * TIMES[large] // TIMES[small]
    assert is_stated(f"It takes {amount} {small}s.", f"It takes {number} {large}s.")
    assert not is_stated(f"It takes {amount + 1} {small}s.", f"It takes {number} {large}s.")


@given(st.text(max_size=200) | st.text("0123459:. 시时点午오전후上下半分분apm개个日月年천万k$%UhrABa-", max_size=40))
@example("Connect to node1:19530.")
@example("From 8:00 h on, 1:2k, 0:0%.")
def test_any_text_states_its_own_quantities(text: str) -> None:
    assert is_stated(text, text)


@pytest.mark.parametrize(
    "text",
    ["1" * 30_000, "1 " * 15_000, " ".join(map(str, range(6_000))), "一" * 30_000, "5 " + "a" * 30_000, "per " * 7_500,
     "百分之" + "1" * 30_000, "십" * 30_000, "1.1" * 10_000],
    ids=["digits", "ones", "distinct", "numerals", "letters", "periods", "percent", "hangul", "dots"],
)  # fmt: skip
def test_hostile_texts_are_read_quickly(text: str) -> None:
    started = time.process_time()
    claimed(text)
    known(text)
    assert time.process_time() - started < 4  # seconds of a busy machine; 0.1 to 1 on a quiet one
