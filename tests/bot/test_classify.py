"""`footnote classify`: figures by language, the errors, the gates, and what it says about a broken file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.commands.classify import Judged, figures
from bot.config import parse
from tests.fakes.llm_server import speaking

Captured = pytest.CaptureFixture[str]

ROWS = [
    {"id": "1", "lang": "en", "text": "How do I rotate the API key?", "mentions_others": False, "question": True},
    {"id": "2", "lang": "en", "text": "Good morning!", "mentions_others": False, "question": False},
    {"id": "3", "lang": "ko", "text": "법인카드 한도는 어디서 올리나요?", "mentions_others": False, "question": True},
    {"id": "4", "lang": "ko", "text": "오늘도 화이팅", "mentions_others": False, "question": True},
]
DOUBTFUL = "and how long then?"


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    file = tmp_path / "messages.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS), encoding="utf-8")
    return file


def classify(file: Path, *options: str, **changes: Any) -> int:
    return main(["classify", str(file), *options], replace(parse({}), **changes))


def test_figures_are_given_in_all_and_by_language(messages: Path, capsys: Captured) -> None:
    assert classify(messages, "--json") == 0
    table = json.loads(capsys.readouterr().out)
    assert table["all"] == {
        "messages": 4,
        "questions": 3,
        "precision": 1,
        "recall": pytest.approx(2 / 3),
        "in_doubt": 0,
    }
    assert (table["en"]["recall"], table["ko"]["recall"]) == (1, 0.5)


def test_errors_are_listed_with_what_went_wrong(messages: Path, capsys: Captured) -> None:
    assert classify(messages, "--errors") == 0
    assert "4: missed: 오늘도 화이팅" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("bound", "code"), [("recall=0.6", 0), ("recall=0.9", 1), ("precision=1", 0), ("nonsense=1", 2)]
)
def test_gates_decide_the_exit_code(messages: Path, bound: str, code: int) -> None:
    assert classify(messages, "--fail-under", bound) == code


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "line 2"),
        ("[]", "line 2"),
        ('{"id": "x"}', '"lang"'),
        (json.dumps({**ROWS[0], "question": "yes"}), '"question" (true or false)'),
    ],
)
def test_a_bad_line_is_named(messages: Path, capsys: Captured, line: str, told: str) -> None:
    messages.write_text(f"{json.dumps(ROWS[0])}\n{line}\n", encoding="utf-8")
    assert classify(messages) == 2
    said = capsys.readouterr().err
    assert str(messages) in said
    assert told in said
    assert len(said.splitlines()) == 1


def test_a_model_has_to_be_set_up_to_be_asked(messages: Path, capsys: Captured) -> None:
    assert classify(messages, "--model") == 2
    assert "LLM_BASE_URL" in capsys.readouterr().err


def test_the_model_decides_in_doubt(tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "one.jsonl"
    file.write_text(json.dumps({**ROWS[0], "text": DOUBTFUL}), encoding="utf-8")
    with speaking("no") as url:
        assert classify(file, "--model", "--json", llm_base_url=url, llm_model="fake-model") == 0
    table = json.loads(capsys.readouterr().out)
    assert (table["all"]["recall"], table["all"]["in_doubt"]) == (0, 1)


def test_a_figure_that_cannot_be_measured_is_left_out() -> None:
    none = Judged(id="1", language="en", text="Hi", question=False, taken_for_one=False, in_doubt=False)
    assert figures([none]).keys() == {"messages", "questions", "in_doubt"}
