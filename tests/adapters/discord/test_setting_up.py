"""What a newcomer needs: an invite link with what is used, and a doctor who says what to click."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.discord.manifest import FOR_FORUMS, PERMISSIONS, manifest
from adapters.policy import ChannelRules, Rules
from bot.config import parse
from bot.discord_checks import discord_findings
from tests.adapters.conftest import WHERE
from tests.adapters.discord.watching import answered, thread_of
from tests.fakes.discord import App, FakeDiscord, P


def invited(text: str) -> P:
    """The permissions of the invite link in a text."""
    link = next(line.strip() for line in text.splitlines() if "https://discord.com/oauth2" in line)
    return P(int(parse_qs(urlsplit(link).query)["permissions"][0]))


class TestInvitation:
    @pytest.fixture
    async def discord(self, openapi):
        async with FakeDiscord(app=App(permissions=invited(manifest())), openapi=openapi) as server:
            yield server
            assert server.violations == []

    async def test_what_it_grants_is_enough(self, bot, discord, faq, ann):
        faq.guild.everyone.permissions = P(0)  # so what the bot has is the invitation's
        faq.guild.members[ann.id].roles = [
            discord.add_role(faq.guild, "people", P.VIEW_CHANNEL | P.SEND_MESSAGES | P.SEND_MESSAGES_IN_THREADS)
        ]
        thread = await thread_of(discord, await discord.mention(faq, ann, WHERE))
        (answer,) = await answered(discord, thread)
        assert answer.embeds
        assert discord.refusals == []

    def test_each_permission_is_explained(self):
        text = manifest("MTEyMjMzNDQ1NTY2.x.y", forums=True)
        assert "client_id=112233445566" in text
        assert all(f"{name}: {one.reason}" in text for name, one in {**PERMISSIONS, **FOR_FORUMS}.items())
        assert invited(text) == invited(manifest()) | P.MANAGE_THREADS

    @pytest.mark.parametrize("token", ["", "junk", "é.x"])
    def test_without_a_token_there_is_a_placeholder(self, token):
        assert "client_id=YOUR_APPLICATION_ID" in manifest(token)


class TestDoctor:
    async def test_all_is_well(self, settings, faq):
        findings = await discord_findings(settings, Rules())
        assert [one.status for one in findings] == ["ok", "ok"]
        assert "zilliz" in findings[1].detail

    async def test_what_is_missing_is_named_with_the_place_to_click(self, variables, discord, faq):
        discord.set_permissions(faq.guild, P.VIEW_CHANNEL)
        faq.guild.everyone.permissions = P.VIEW_CHANNEL
        findings = await discord_findings(parse({**variables, "DISCORD_CHANNELS": "1"}), Rules())
        text = " ".join(f"{one.status} {one.detail} {one.remedy}" for one in findings)
        assert "Message Content" not in findings[0].label
        assert "fail is off" in text
        assert "Create Public Threads" in text

    async def test_wrong_token_is_a_failure(self, variables):
        async with FakeDiscord() as server:
            wrong = {**variables, **server.environment, "DISCORD_BOT_TOKEN": "wrong"}
            (finding,) = await discord_findings(parse(wrong), Rules())
            assert (finding.status, finding.label) == ("fail", "DISCORD_BOT_TOKEN")

    async def test_out_of_reach_no_token_is_blamed(self, variables):
        (finding,) = await discord_findings(parse({**variables, "DISCORD_API_URL": "http://127.0.0.1:9"}), Rules())
        assert finding.detail == "login: it cannot be reached"
        assert finding.remedy == "Check the network and DISCORD_API_URL; the token may be right."

    async def test_channels_that_the_bot_cannot_see_are_named(self, settings, faq):
        rules = Rules(channels={("discord", str(one)): ChannelRules() for one in (faq.id, 10**17)})
        findings = await discord_findings(settings, rules)
        assert [one.detail.split(" names ")[1][:18] for one in findings[2:]] == [str(10**17)]

    async def test_nothing_is_said_by_the_library(self, settings, faq, caplog):
        await discord_findings(settings, Rules())
        assert caplog.text == ""

    async def test_without_a_token_nothing_is_asked(self, variables):
        assert await discord_findings(parse({**variables, "DISCORD_BOT_TOKEN": ""}), Rules()) == []
