"""`footnote gaps`, `stats` and `forget` as a person uses them, beside a bot that may be running."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.commands.stats import rough
from bot.config import parse
from rag_core.journal import Journal
from rag_core.types import Origin, Outcome
from tests.fakes.llm_server import speaking
from tests.rag_core.erased import on_disk
from tests.rag_core.journals import answer, origin

Run = Callable[..., int]
Captured = pytest.CaptureFixture[str]

NOW = datetime.now(UTC)
ASKED: tuple[tuple[Origin, str, str, Outcome, float], ...] = (  # where, by whom, what, how it ended, days ago
    (origin("17.1"), "U1", "How do I reset my password?", "not_covered", 3),
    (origin("17.2", thread="17.0"), "U2", "password reset", "not_covered", 2),
    (origin("5", platform="discord", workspace="8", channel="9"), "7", "Who pays for lunch?", "not_covered", 1),
    (origin("17.4", channel="C2"), "U1", "Where is data kept?", "answered", 1),
    (origin("17.5"), "U1", "How do I rename a collection?", "not_covered", 40),
)


async def write(home: Path) -> None:
    moment = NOW
    journal = await Journal.open(home / "journal.db", clock=lambda: moment)
    for where, asker, text, outcome, days in ASKED:
        moment = NOW - timedelta(days=days)
        claim = await journal.claim(where, asker=asker, text=text, kind="mention")
        assert claim
        await journal.close(claim, answer(claim, outcome=outcome))
        if outcome == "answered":
            await journal.vote(claim.id, "U9", "up")
    await journal.aclose()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    asyncio.run(write(tmp_path))
    return tmp_path


@pytest.fixture
def footnote(home: Path) -> Run:
    return lambda *arguments, **changes: main(arguments, replace(parse({}), home=home, **changes))


def printed(capsys: Captured) -> Any:
    return json.loads(capsys.readouterr().out)


def test_gaps_prints_a_line_for_each_topic(footnote: Run, capsys: Captured) -> None:
    assert footnote("gaps") == 0
    header, first, second, closing = capsys.readouterr().out.splitlines()
    assert header.split("\t")[:3] == ["asked", "people", "why"]
    assert first.split("\t")[:3] == ["2", "2", "2 × not covered"]
    assert second.split("\t")[4] == "Who pays for lunch?"
    assert closing.startswith("3 questions on 2 topics since ")


def test_gaps_count_a_single_question_as_one(footnote: Run, capsys: Captured) -> None:
    assert footnote("gaps", "--since", "36h") == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("1 question on 1 topic since ")


def test_gaps_as_json_hold_every_question_with_its_link(footnote: Run, capsys: Captured) -> None:
    assert footnote("gaps", "--json") == 0
    password, lunch = printed(capsys)
    assert (password["label"], password["asked"], password["people"]) == ("How do I reset my password?", 2, 2)
    assert password["reasons"] == {"not_covered": 2}
    assert password["nearest"][0]["page"] == "other.md"
    assert [question["text"] for question in password["questions"]] == ["How do I reset my password?", "password reset"]
    assert [question["link"] for question in password["questions"]] == [
        "https://app.slack.com/client/T1/C1/thread/C1-17.1",
        "https://app.slack.com/client/T1/C1/thread/C1-17.0",
    ]
    assert lunch["questions"][0]["link"] == "https://discord.com/channels/8/9/5"


@pytest.mark.parametrize(
    ("arguments", "labels"),
    [
        (["--since", "36h"], ["Who pays for lunch?"]),
        (["--platform", "slack"], ["How do I reset my password?"]),
        (["--top", "1"], ["How do I reset my password?"]),
        (["--since", f"{NOW - timedelta(days=50):%Y-%m-%d}", "--platform", "slack"], None),
    ],
)
def test_gaps_are_bounded_as_asked(
    footnote: Run, capsys: Captured, arguments: list[str], labels: list[str] | None
) -> None:
    assert footnote("gaps", "--json", *arguments) == 0
    found = [gap["label"] for gap in printed(capsys)]
    assert found == (labels or ["How do I reset my password?", "How do I rename a collection?"])


def test_a_model_says_which_topics_are_one(footnote: Run, capsys: Captured) -> None:
    with speaking("1 2") as url:
        assert footnote("gaps", "--model", llm_base_url=url, llm_model="fake-model") == 0
    assert "3 questions on 1 topic" in capsys.readouterr().out


def test_a_model_has_to_be_set_up_to_be_asked(footnote: Run, capsys: Captured) -> None:
    assert footnote("gaps", "--model") == 2
    assert "LLM_BASE_URL" in capsys.readouterr().err


def test_stats_by_channel_as_csv_have_a_header(footnote: Run, capsys: Captured) -> None:
    assert footnote("stats", "--by", "channel", "--csv") == 0
    lines = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(line["platform"], line["channel"], line["questions"]) for line in lines] == [
        ("slack", "C1", "2"),
        ("discord", "9", "1"),
        ("slack", "C2", "1"),
    ]
    assert (lines[2]["answered"], lines[2]["tokens"], lines[2]["cost_usd"]) == ("1", "120", "0.5")


def test_stats_by_source_as_json_name_the_cited_page(footnote: Run, capsys: Captured) -> None:
    assert footnote("stats", "--by", "source", "--json", "--platform", "slack") == 0
    (line,) = printed(capsys)
    assert (line["page"], line["questions"], line["not_covered"], line["p50_seconds"]) == ("faq.md", 3, 2, None)


def test_stats_print_the_days_and_all_of_them(footnote: Run, capsys: Captured) -> None:
    assert footnote("stats") == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert rows[0][:2] == ["day", "asked"]
    assert [row[1] for row in rows[1:]] == ["1", "1", "2", "4"]
    assert rows[-1] == ["all", "4", "1", "0", "3", "0", "+1 -0", "0", "-", "480", "$2.00"]


@pytest.mark.parametrize(
    ("count", "shown"), [(950, "950"), (999, "999"), (1_000, "1.0k"), (999_949, "999.9k"), (999_999, "1.0M")]
)
def test_tokens_are_rounded_to_the_unit_that_fits(count: int, shown: str) -> None:
    assert rough(count) == shown


def test_forget_erases_a_person_and_counts(footnote: Run, home: Path, capsys: Captured) -> None:
    assert footnote("forget", "--user", "U1", "--platform", "slack") == 0
    assert capsys.readouterr().out == "3 questions erased, and the person from 3 other places.\n"
    assert b"rename a collection" not in b"".join(
        file.read_bytes() for file in home.glob("journal.db*") if file.is_file()
    )
    footnote("gaps", "--json")
    assert [gap["label"] for gap in printed(capsys)] == ["Who pays for lunch?", "password reset"]


@pytest.mark.parametrize("person", ["7", " 7 ", "<@7>", "<@!7>"])
def test_forget_knows_the_platform_by_the_id_also_in_a_mention(footnote: Run, capsys: Captured, person: str) -> None:
    assert footnote("forget", "--user", person) == 0
    assert capsys.readouterr().out == "1 question erased, and the person from 1 other place.\n"


def test_forget_counts_also_who_has_only_voted(footnote: Run, capsys: Captured) -> None:
    assert footnote("forget", "--user", "<@U9|eve>") == 0
    assert capsys.readouterr().out == "0 questions erased, and the person from 1 other place.\n"


@pytest.mark.parametrize("person", ["", "   ", "@alice", "alice", "someone", "u1", "<@>", "C1", "1x"])
def test_forget_refuses_what_is_no_id_and_says_where_one_is_found(
    footnote: Run, home: Path, capsys: Captured, person: str
) -> None:
    before = (home / "journal.db").read_bytes()
    assert footnote("forget", "--user", person) == 2
    told = capsys.readouterr().err
    assert f'"{person}" is no person\'s id' in told
    assert '"Copy member ID"' in told
    assert '"Copy User ID"' in told
    assert (home / "journal.db").read_bytes() == before


def test_forget_refuses_an_id_of_the_other_platform(footnote: Run, capsys: Captured) -> None:
    assert footnote("forget", "--user", "7", "--platform", "slack") == 2
    assert '"7" is no person\'s id of Slack' in capsys.readouterr().err


def test_forget_says_when_nobody_has_that_id(footnote: Run, home: Path, capsys: Captured) -> None:
    assert footnote("forget", "--user", "U404") == 0
    assert "Nobody with the id U404 is in the journal: nothing was erased." in capsys.readouterr().out


def test_forget_says_what_is_left_to_do_while_another_program_reads(
    footnote: Run, home: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody's backup is broken for it."""
    monkeypatch.setattr("bot.commands.forget.PATIENCE", 0.1)
    reader = sqlite3.connect(home / "journal.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM questions").fetchall()
    assert footnote("forget", "--user", "U1") == 1
    told = capsys.readouterr().out
    assert "3 questions erased" in told
    assert f"still stand in {home / 'journal.db'}-wal" in told
    reader.close()
    assert footnote("forget", "--user", "U1") == 0
    assert "Nobody with the id U1" in capsys.readouterr().out
    assert on_disk(home / "journal.db", "rename a collection") == []


def test_forget_works_beside_a_bot_that_has_the_journal_open(footnote: Run, home: Path, capsys: Captured) -> None:
    async def beside() -> list[str]:
        journal = await Journal.open(home / "journal.db")
        assert await asyncio.to_thread(footnote, "forget", "--user", "U1") == 0
        texts = [record.claim.text async for record in journal.records(NOW - timedelta(days=5), platform="slack")]
        await journal.aclose()
        return texts

    assert asyncio.run(beside()) == ["", "password reset", ""]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["gaps"], "Nothing asked yet.\n"),
        (["gaps", "--json"], "[]\n"),
        (["stats"], "Nothing asked yet.\n"),
        (["stats", "--json"], "[]\n"),
    ],
)
def test_without_a_journal_there_is_nothing_to_tell(
    tmp_path: Path, capsys: Captured, command: list[str], said: str
) -> None:
    assert main(command, replace(parse({}), home=tmp_path / "home")) == 0
    assert capsys.readouterr().out == said
    assert not (tmp_path / "home").exists()


def test_forget_makes_no_journal(tmp_path: Path, capsys: Captured) -> None:
    assert main(["forget", "--user", "U1"], replace(parse({}), home=tmp_path / "home")) == 0
    assert "Nobody with the id U1 is in the journal" in capsys.readouterr().out
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("command", ["gaps", "stats"])
def test_a_period_without_questions_is_named(footnote: Run, capsys: Captured, command: str) -> None:
    assert footnote(command, "--since", "0d") == 0
    assert " since " in capsys.readouterr().out


@pytest.mark.parametrize("since", ["yesterday", "30", "2026-13-01", "-1d"])
def test_a_wrong_since_names_the_form(footnote: Run, capsys: Captured, since: str) -> None:
    with pytest.raises(SystemExit) as left:
        footnote("gaps", f"--since={since}")
    assert left.value.code == 2
    assert "neither 30d nor 12h nor a date such as 2026-11-01" in capsys.readouterr().err
