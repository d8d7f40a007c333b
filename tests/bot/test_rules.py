"""`footnote.toml`: every wrong value is told with its line, and what is right arrives."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.policy import ChannelRules, Rules
from bot.config import ConfigError
from bot.rules import load, parse

EXAMPLE = """
[default]
tone = "Be brief."

[slack]
workspaces = ["T1"]
blocked_users = ["U9"]

[budgets]
questions_per_day = 500

[[channel]]
platform = "slack"
id = "C1"
audience = "public"
language = "German"

[[channel]]
platform = "discord"
id = "77"
call = "R5"
"""


def test_no_file_means_the_default_rules(tmp_path: Path) -> None:
    assert load(tmp_path / "footnote.toml") == Rules()


def test_a_channel_overrides_the_default_and_keeps_the_rest() -> None:
    rules = parse(EXAMPLE)
    assert rules.of_channel("slack", "C1") == ChannelRules(audience="public", language="German", tone="Be brief.")
    assert rules.of_channel("slack", "C1").instructions == "Answer in German. Be brief."
    assert rules.of_channel("discord", "77").call == "R5"
    assert rules.of_channel("slack", "C2") == ChannelRules(tone="Be brief.")


def test_people_and_budgets_are_read() -> None:
    rules = parse(EXAMPLE)
    assert rules.platforms["slack"].workspaces == {"T1"}
    assert rules.platforms["slack"].blocked_users == {"U9"}
    assert rules.budgets.questions_per_day == 500


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[channel]]\nplatform = "slack"\nid = "C1"\naudience = "all"', "line 4: channel.audience expected"),
        ('[[channel]]\nid = "C1"', "line 1: channel needs platform"),
        ('[slack]\n\nusers = "U1"', "line 3: slack.users expected a list"),
        ("[budgets]\nquestions_per_day = -1", "line 2: budgets.questions_per_day expected a whole number"),
        ("[budgets]\nquestions_per_day = true", "line 2: budgets.questions_per_day expected a whole number"),
        ("[defaults]\ntone = 'x'", "line 1: defaults is not known here"),
        ("[default]\ntome = 'x'", "line 2: default.tome is not known here"),
        ("channel = 3", "line 1: channel must be a list of tables"),
        ("slack = 3", "line 1: slack must be a table"),
        ("[default\n", "line 1"),
    ],
)
def test_a_wrong_value_is_told_with_its_line(text: str, told: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parse(text)
    assert told in str(refused.value)


def test_the_line_is_that_of_the_right_one_of_several_tables() -> None:
    text = '[[channel]]\nplatform = "slack"\nid = "C1"\n\n[[channel]]\nplatform = "slack"\nid = 5\n'
    with pytest.raises(ConfigError, match=r"line 7: channel\.id"):
        parse(text)


def test_all_problems_are_told_together() -> None:
    with pytest.raises(ConfigError) as refused:
        parse("[slack]\nusers = 1\n[budgets]\ntokens_per_day = 'many'")
    assert len(str(refused.value).splitlines()) == 2


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        parse(text)
    except ConfigError as error:
        assert str(error).startswith("footnote.toml")  # noqa: PT017
