"""`footnote doctor` on Slack: what is wrong, and what to click."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.policy import ChannelRules, Rules
from bot.slack_checks import PAGE, slack_findings


@pytest.fixture
def examine(slack, settings):
    async def run(rules=None, **changes):
        found = await slack_findings(replace(settings, **changes), rules or Rules())
        return {finding.label: finding for finding in found}

    return run


async def test_all_is_well(examine, faq):
    found = await examine()
    assert {finding.status for finding in found.values()} == {"ok"}
    assert "#faq" in found["Slack channels"].detail


async def test_without_tokens_there_is_nothing_to_check(examine):
    assert await examine(slack_bot_token="", slack_app_token="") == {}


async def test_wrong_tokens_say_where_the_right_ones_are(slack, examine):
    found = await examine(slack_bot_token="xoxb-wrong", slack_app_token="xapp-wrong")
    slack.violations.clear()
    assert found["SLACK_BOT_TOKEN"].status == "fail"
    assert "OAuth & Permissions" in found["SLACK_BOT_TOKEN"].remedy
    assert "connections:write" in found["SLACK_APP_TOKEN"].remedy


async def test_a_missing_scope_is_named(slack, examine, faq):
    slack.app = replace(slack.app, scopes=slack.app.scopes - {"users:read"})
    found = await examine()
    assert found["Slack scopes"].detail == "missing: users:read"
    assert "Reinstall" in found["Slack scopes"].remedy


async def test_a_bot_in_no_channel_is_to_be_invited(examine):
    found = await examine()
    assert found["Slack channels"].remedy == "In a channel, type /invite @footnote."


async def test_a_slack_out_of_reach_is_told_and_the_token_not_blamed(examine):
    found = await examine(slack_api_url="http://127.0.0.1:9/api")
    assert found["SLACK_BOT_TOKEN"].status == "fail"
    assert "cannot be reached" in found["SLACK_BOT_TOKEN"].detail
    assert found["SLACK_BOT_TOKEN"].remedy == "Check the network and SLACK_API_URL; the token may be right."


async def test_a_channel_of_the_rules_where_the_bot_is_not_is_named(examine, faq):
    here, elsewhere = ChannelRules(), ChannelRules(maintainers="C0000000002")
    found = await examine(Rules(channels={("slack", faq): here, ("slack", "C0000000001"): elsewhere}))
    assert found["Slack channels"].detail == "footnote.toml names C0000000002, where the bot is not"


async def test_more_channels_than_a_page_are_all_known(slack, examine, ana):
    many = [slack.add_channel(f"c{number}", members=[ana]) for number in range(PAGE + 5)]
    found = await examine(Rules(channels={("slack", channel): ChannelRules() for channel in many}))
    assert found["Slack channels"].status == "ok"


async def test_no_connection_is_taken_from_a_running_bot(slack, examine):
    await examine()
    assert slack.hub.connections == []


async def test_a_slack_that_fails_in_between_is_told(slack, examine, faq):
    second = iter((False, True))
    slack.fail("auth.test", status=503, when=lambda _: next(second, False))
    found = await examine()
    assert found["Slack scopes"].status == "warning"
    assert "503" in found["Slack scopes"].detail
