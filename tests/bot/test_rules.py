"""`footnote.toml`: every wrong value is told with its line, and what is right arrives."""

from __future__ import annotations

from datetime import timedelta
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
workspaces = ["T0000001"]
blocked_users = ["U0000009"]

[budgets]
questions_per_day = 500

[[channel]]
platform = "slack"
id = "C0000001"
audience = "public"
language = "German"

[[channel]]
platform = "discord"
id = "770000000000000000"
call = "550000000000000000"
"""
SLACK = '[[channel]]\nplatform = "slack"\nid = '
DISCORD = '[[channel]]\nplatform = "discord"\nid = '


def test_no_file_means_the_default_rules(tmp_path: Path) -> None:
    assert load(tmp_path / "footnote.toml") == Rules()


def test_a_channel_overrides_the_default_and_keeps_the_rest() -> None:
    rules = parse(EXAMPLE)
    assert rules.of_channel("slack", "C0000001") == ChannelRules(audience="public", language="German", tone="Be brief.")
    assert rules.of_channel("slack", "C0000001").instructions == "Answer in German. Be brief."
    assert rules.of_channel("discord", "770000000000000000").call == "550000000000000000"
    assert rules.of_channel("slack", "C0000002") == ChannelRules(tone="Be brief.")


def test_people_and_budgets_are_read() -> None:
    rules = parse(EXAMPLE)
    assert rules.platforms["slack"].workspaces == {"T0000001"}
    assert rules.platforms["slack"].blocked_users == {"U0000009"}
    assert rules.budgets.questions_per_day == 500


def test_a_channel_where_nobody_mentions_the_bot() -> None:
    rules = parse(
        """
sync_every = "1h"
retention = "90d"

[default]
maintainers = "C0000009"

[[channel]]
platform = "slack"
id = "C0000001"
mode = "assist"
human_first = "10m"
working_hours = "Mon-Fri 09:00-17:30 Europe/Berlin"
confidence = 0.5
"""
    )
    own = rules.of_channel("slack", "C0000001")
    assert (own.mode, own.human_first, own.confidence, own.maintainers) == (
        "assist",
        timedelta(minutes=10),
        0.5,
        "C0000009",
    )
    assert own.working_hours is not None
    assert rules.of_channel("slack", "C0000002").mode == "mention"
    assert (rules.sync_every, rules.retention, rules.stale_after) == (
        timedelta(hours=1),
        timedelta(days=90),
        timedelta(0),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[channel]]\nplatform = "slack"\nid = "C0000001"\naudience = "all"', "line 4: channel.audience expected"),
        ('[[channel]]\nid = "C0000001"', "line 1: channel needs platform"),
        ('[slack]\n\nusers = "U1"', "line 3: slack.users expected a list"),
        ("[budgets]\nquestions_per_day = -1", "line 2: budgets.questions_per_day expected a whole number"),
        ("[budgets]\nquestions_per_day = true", "line 2: budgets.questions_per_day expected a whole number"),
        ("[defaults]\ntone = 'x'", "line 1: defaults is not known here"),
        ("[default]\ntome = 'x'", "line 2: default.tome is not known here"),
        ('[default]\nmode = "auto"', "line 2: default.mode expected"),
        ('[default]\nhuman_first = "soon"', "line 2: default.human_first expected a time such as"),
        ("[default]\nhuman_first = 5", "line 2: default.human_first expected a time such as"),
        ('[default]\nworking_hours = "Mon-Fri 9-5"', "line 2: default.working_hours expected hours such as"),
        ('[default]\nworking_hours = "Mon 09:00-10:00 Nowhere/At"', "line 2: default.working_hours expected hours"),
        ("[default]\nconfidence = 40", "line 2: default.confidence expected a number from 0 to 1"),
        ("[default]\nsay_not_covered = 1", "line 2: default.say_not_covered expected true or false"),
        ('digest = "monday"', 'line 1: digest expected a moment of the week such as "Mon 09:00 Europe/Berlin"'),
        ('sync_every = "hourly"', "line 1: sync_every expected a time"),
        ('stale_after = "999999w"', 'line 1: stale_after expected a time of at most "10000d"'),
        ('retention = "999999d"', 'line 1: retention expected a time of at most "10000d"'),
        ('retention = "0d"', 'line 1: retention expected a time of at least "1d", or no such line'),
        ('retention = "23h"', 'line 1: retention expected a time of at least "1d"'),
        ('[[channel]]\nplatform = "slack"\nid = "C0000001"\nmode = "draft"', "line 4: channel.mode is"),
        (f'{SLACK}"#general"', 'line 3: channel.id expected the id of a channel of Slack such as "C0123456789"'),
        (f'{SLACK}"general"', "line 3: channel.id expected the id of a channel of Slack"),
        (f"{DISCORD}'C0000001'", "line 3: channel.id expected the id of a channel of Discord"),
        (f"{DISCORD}'77'", "switch on Developer Mode, then Copy ID"),
        (f'{SLACK}"C0000001"\nmaintainers = "#faq"', "line 4: channel.maintainers expected the id of a channel"),
        ('[default]\nmaintainers = "#faq"', "line 2: default.maintainers expected the id of a channel"),
        (f'{SLACK}"C0000001"\n{SLACK}"C0000001"', "line 6: channel.id has a table above already"),
        ('[default]\nmode = "draft"', "line 2: default.mode is"),
        (f'[default]\nmaintainers = "C0000001"\n{DISCORD}"{10**17}"', "line 3: channel.maintainers is"),
        (f'{SLACK}"C0000001"\nsources = ["nosuch"]', 'line 4: channel.sources names "nosuch"'),
        ('[slack]\nblocked_users = "U0000009"', "line 2: slack.blocked_users expected a list of ids"),
        ('[slack]\nblocked_users = ["@alice"]', "line 2: slack.blocked_users expected a list of ids, each of a person"),
        ('[slack]\nworkspaces = ["acme"]', "line 2: slack.workspaces expected a list of ids, each of a workspace"),
        ('[slack]\nblocked_channels = ["general"]', "line 2: slack.blocked_channels expected a list of ids"),
        ('[discord]\nroles = ["Helpers"]', "line 2: discord.roles expected a list of ids, each of a role of Discord"),
        ('[default]\ncall = "@support"', "line 2: default.call expected the id of a user group of Slack"),
        ("channel = 3", "line 1: channel must be a list of tables"),
        ("slack = 3", "line 1: slack must be a table"),
        ("[default\n", "line 1"),
    ],
)
def test_a_wrong_value_is_told_with_its_line(text: str, told: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parse(text, sources={"docs"})
    assert told in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_direct_messages_are_a_workspace_of_discord() -> None:
    assert parse('[discord]\nworkspaces = ["dm"]').platforms["discord"].workspaces == {"dm"}


def test_a_source_is_named_as_the_settings_name_it() -> None:
    text = SLACK + '"C0000001"\nsources = ["docs/"]'
    assert parse(text, sources={"docs"}).of_channel("slack", "C0000001").sources == ("docs",)


def test_a_channel_can_do_without_the_maintainers_of_the_others() -> None:
    text = f'[default]\nmaintainers = "C0000001"\n{DISCORD}"{10**17}"\nmaintainers = ""'
    assert parse(text).of_channel("discord", str(10**17)).maintainers == ""


def test_the_line_is_that_of_the_right_one_of_several_tables() -> None:
    text = '[[channel]]\nplatform = "slack"\nid = "C0000001"\n\n[[channel]]\nplatform = "slack"\nid = 5\n'
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
