"""The fake Discord, driven by the real discord.py: what works on it, and what goes wrong on demand."""

from __future__ import annotations

import io
from collections.abc import Iterator

import aiohttp
import pytest

from tests.conftest import SHARED
from tests.fakes.discord import App, FakeDiscord, Intent, Limit, P
from tests.fakes.discord.openapi import OpenApi
from tests.fakes.discord.rest import routes
from tests.fakes.discord_bot import Bot, Buttons, Card, Sharded, aim, app_commands, discord, headings, running, talking


@pytest.fixture(autouse=True)
def library_as_it_was() -> Iterator[None]:
    """Point discord.py back to where it was."""
    before = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    yield
    discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = before


@pytest.fixture(scope="module")
def openapi() -> OpenApi:
    """Discord's own description of its API."""
    file = SHARED / "schemas" / "discord-openapi.json"
    if not file.is_file():
        pytest.skip("Discord's OpenAPI description is not beside this checkout")
    return OpenApi(file)


class TestConnecting:
    async def test_bot_sees_its_guild_and_its_own_role(self):
        async with talking() as (server, channel, _, bot):
            guild = bot.get_guild(channel.guild.id)
            assert guild.self_role.id == channel.guild.role_of(server.bot).id
            assert guild.get_channel(channel.id).permissions_for(guild.me).create_public_threads

    async def test_intent_that_is_not_switched_on_is_refused(self):
        async with FakeDiscord() as server:
            with pytest.raises(discord.PrivilegedIntentsRequired):
                async with running(server, Bot(intents=discord.Intents.all())):
                    pass
            assert [closing.code for closing in server.gateway.closings] == [4014]

    async def test_dropped_session_gets_what_it_missed_in_order(self):
        async with talking() as (server, channel, ann, bot):
            server.cut_sockets()
            for number in range(5):
                await server.mention(channel, ann, str(number))
            await server.until(lambda: len(bot.texts()) == 5)
            assert [text[-1] for text in bot.texts()] == list("01234")
            assert (len(server.gateway.identified_at), len(server.gateway.resumed_at)) == (1, 1)

    async def test_request_to_reconnect_is_answered_with_a_resume(self):
        async with talking() as (server, *_):
            server.ask_to_reconnect()
            assert await server.until(lambda: server.gateway.resumed_at)

    async def test_invalid_session_begins_a_new_one_and_loses_the_gap(self):
        async with talking() as (server, channel, ann, bot):
            server.invalidate_sessions()
            lost = await server.mention(channel, ann, "lost")
            await server.until(lambda: len(server.gateway.identified_at) == 2 and server.connected)
            await server.mention(channel, ann, "heard")
            await server.until(bot.texts)
            assert [text.split()[1] for text in bot.texts()] == ["heard"]
            assert [delivery.about for delivery in server.lost()] == [str(lost.id)]

    async def test_session_that_is_forgotten_cannot_be_resumed(self):
        async with talking() as (server, *_):
            server.forget_sessions()
            server.cut_sockets()
            await server.until(lambda: len(server.gateway.identified_at) == 2)
            assert not server.gateway.resumed_at

    async def test_silent_connection_is_given_up_and_resumed(self):
        async with talking(Bot(heartbeat_timeout=0.5), heartbeat=0.2) as (server, channel, ann, bot):
            server.freeze_sockets()
            await server.mention(channel, ann, "still there?")
            await server.until(bot.texts)
            assert server.gateway.resumed_at

    async def test_discord_that_was_gone_is_back_on_the_same_ports(self):
        async with talking() as (server, channel, ann, bot):
            await server.down()
            await server.mention(channel, ann, "are you there?")
            with pytest.raises(aiohttp.ClientConnectorError):
                await bot.fetch_channel(channel.id)
            await server.up()
            await server.until(bot.texts, 10)
            assert (await bot.fetch_channel(channel.id)).id == channel.id

    async def test_guild_can_fail_and_throw_the_bot_out(self):
        async with talking() as (server, channel, _, bot):
            server.guild_outage(channel.guild)
            await server.until(lambda: bot.guilds[0].unavailable)
            server.guild_outage(channel.guild, over=True)
            await server.until(lambda: not bot.guilds[0].unavailable)
            server.kick_bot(channel.guild)
            await server.until(lambda: not bot.guilds)

    async def test_one_503_at_login_ends_the_bot(self):
        async with FakeDiscord() as server, Bot() as bot:
            aim(server)
            server.fail(routes.LOGIN, status=503)
            with pytest.raises(discord.DiscordServerError):
                await bot.login(server.token)

    async def test_each_shard_gets_its_guilds(self):
        async with talking(Sharded(), shards=2) as (server, *_, bot):
            for number in range(9):
                server.add_guild(f"guild {number}")
            await server.until(lambda: len(bot.guilds) == 10)
            created = [delivery for delivery in server.deliveries if delivery.event == "GUILD_CREATE"]
            told = {delivery.about: delivery.shard for delivery in created}
            assert told == {str(guild.id): guild.shard_id for guild in bot.guilds}
            assert set(told.values()) == {0, 1}


class TestInteractions:
    async def test_deferral_becomes_the_first_follow_up(self):
        async with talking() as (server, channel, ann, bot):
            await bot.tree.sync()
            gate = server.hold(routes.FOLLOW_UP)
            asked = await server.slash(channel, ann, "ask", question="limits")
            assert await server.responded(asked) == "thinking"
            assert [shown.thinking for shown in server.visible(channel)] == [True]
            gate.release()
            await server.until(lambda: asked.state == "answered")
            assert [shown.text for shown in server.visible(channel)] == ["About limits: see below."]
            assert asked.seconds < 1

    async def test_private_answer_is_for_one_person(self):
        async with talking() as (server, channel, ann, bot):
            await bot.tree.sync()
            asked = await server.slash(channel, ann, "ask", question="limits", private=True)
            await server.until(lambda: asked.state == "answered")
            assert not server.visible(channel)
            assert [shown.ephemeral for shown in server.whispers(channel, ann)] == [True]
            with pytest.raises(discord.NotFound, match="10008"):
                await bot.get_channel(channel.id).fetch_message(asked.response.id)

    async def test_menu_of_a_message_shows_it_without_the_intent(self):
        async with talking() as (server, channel, ann, bot):
            await bot.tree.sync()
            message = await server.say(channel, ann, "What is a segment?")
            await server.responded(await server.context_menu(message, ann, "Answer this"))
            assert server.visible(channel)[-1].text == "You read: What is a segment?"
            assert bot.texts() == [""]

    async def test_autocomplete_offers_what_the_bot_answers(self):
        async with talking() as (server, channel, ann, bot):
            bot.tree.get_command("ask").autocomplete("question")(headings)
            await bot.tree.sync()
            assert await server.autocomplete(channel, ann, "ask", question="mi") == (("milvus limits", "limits"),)

    async def test_button_of_an_earlier_process_opens_a_modal(self):
        async with talking() as (server, channel, ann, first):
            await first.tree.sync()
            asked = await server.slash(channel, ann, "ask", question="limits")
            await server.until(lambda: asked.state == "answered")
            await first.close()
            async with running(server, Bot()):
                opened = await server.press("Why?", asked.response, ann)
                await server.responded(opened)
                await server.responded(await server.submit_modal(opened, {"reason": "out of date"}))
                assert server.whispers(channel, ann)[-1].text == "Noted: out of date"

    async def test_button_can_change_its_message(self):
        async with talking() as (server, channel, ann, bot):
            message = await bot.get_channel(channel.id).send("Helpful?", view=Buttons())
            await server.responded(await server.press("👍", channel.messages[message.id], ann))
            assert [(shown.text, shown.buttons) for shown in server.visible(channel)] == [("Thanks.", ())]

    async def test_late_response_finds_no_interaction(self):
        async with talking(interaction_deadline=0.1) as (server, channel, ann, bot):
            await bot.tree.sync()
            server.fail(routes.CALLBACK, delay=0.2)
            asked = await server.slash(channel, ann, "ask", question="limits")
            await server.until(lambda: asked.refused)
            assert (asked.refused, asked.state) == ([10062], "failed")

    async def test_dead_token_leaves_the_channel(self):
        async with talking() as (server, channel, ann, bot):
            await bot.tree.sync()
            message = await server.say(channel, ann, "What is a segment?")
            asked = await server.context_menu(message, ann, "Answer this")
            await server.responded(asked)
            server.expire_tokens()
            said = await bot.get_channel(channel.id).fetch_message(asked.response.id)
            await said.edit(content="Corrected.")
            assert server.visible(channel)[-1].text == "Corrected."

    async def test_app_of_a_user_answers_where_the_bot_is_not(self):
        async with talking() as (server, *_, bot):
            bob = server.add_user("bob", has_app=True)
            elsewhere = server.add_channel(server.add_guild("elsewhere", bob, installed=False))
            bot.tree.get_command("ask").allowed_installs = app_commands.AppInstallationType(guild=True, user=True)
            await bot.tree.sync()
            asked = await server.slash(elsewhere, bob, "ask", question="limits")
            await server.until(lambda: asked.state == "answered")
            assert (asked.user_only, len(server.visible(elsewhere))) == (True, 1)


class TestMessages:
    async def test_mention_is_answered_in_a_thread_with_its_id(self):
        async with talking() as (server, channel, ann, bot):
            message = await server.mention(channel, ann, "what is a segment?")
            await server.until(lambda: bot.heard)
            thread = await bot.heard[0].create_thread(name="what is a segment?")
            await thread.send("A part of a collection.")
            assert thread.id == message.id
            assert [shown.text for shown in server.answers(message.thread)] == ["A part of a collection."]
            with pytest.raises(discord.HTTPException, match="160004"):
                await bot.heard[0].create_thread(name="again")

    async def test_thread_updates_its_message_but_does_not_edit_it(self):
        async with talking() as (server, channel, ann, bot):
            await server.open_thread(await server.mention(channel, ann, "what is a segment?"), ann)
            await server.until(lambda: bot.edited)
            assert (bot.edited[0].message.edited_at, bot.edited[0].message.flags.has_thread) == (None, True)

    async def test_content_comes_only_where_the_bot_is_meant(self):
        async with talking() as (server, channel, ann, bot):
            said = channel.messages[(await bot.get_channel(channel.id).send("Hello")).id]
            await server.say(channel, ann, "one")
            await server.mention(channel, ann, "two")
            await server.say(channel, ann, "three", reply_to=said)
            await server.say(channel, ann, "four", reply_to=said, mention=False)
            await server.say(channel, ann, f"`{server.bot.mention}` five")
            await server.dm(ann, "six")
            await server.until(lambda: len(bot.texts()) == 6)
            assert [text.split(">")[-1] for text in bot.texts()] == ["", " two", "three", "", "", "six"]

    async def test_content_intent_brings_everything(self):
        intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)
        app = App(privileged=Intent.MESSAGE_CONTENT)
        async with talking(Bot(intents=intents), app=app) as (server, channel, ann, bot):
            await server.say(channel, ann, "one", files={"a.txt": b"file"})
            await server.until(lambda: bot.heard)
            assert (bot.texts(), await bot.heard[0].attachments[0].read()) == (["one"], b"file")

    async def test_uploaded_file_arrives(self):
        async with talking() as (server, channel, _, bot):
            file = discord.File(io.BytesIO(b"print()"), "long.py", description="The program")
            await bot.get_channel(channel.id).send("As a file:", file=file)
            (sent,) = server.messages(channel)[0].attachments
            assert (sent.name, sent.content, sent.description) == ("long.py", b"print()", "The program")

    async def test_card_of_components_is_read_like_a_text(self):
        async with talking() as (server, channel, _, bot):
            await bot.get_channel(channel.id).send(view=Card("Up to 65,536."))
            (card,) = server.visible(channel)
            assert (card.text, card.links) == ("Up to 65,536.\nThe source", (("Open", "https://milvus.io/"),))

    async def test_same_nonce_sends_once(self):
        async with talking() as (server, channel, _, bot):
            place = bot.get_channel(channel.id)
            first, second = await place.send("once", nonce=7), await place.send("once", nonce=7)
            assert (first.id, len(server.visible(channel))) == (second.id, 1)

    async def test_message_that_was_stored_and_cut_is_there(self):
        async with talking() as (server, channel, _, bot):
            server.fail(routes.SEND, cut="after")
            with pytest.raises((OSError, aiohttp.ClientError)):
                await bot.get_channel(channel.id).send("Hello")
            assert [shown.text for shown in server.visible(channel)] == ["Hello"]

    async def test_post_in_a_forum_waits_for_its_first_message(self):
        async with talking() as (server, channel, ann, bot):
            forum = server.add_channel(channel.guild, "help", "forum", tags=["open", "solved"])
            post = await server.forum_post(forum, ann, "Limits?", "How many?", tags=["open"], first_message_after=0.3)
            thread = await server.until(lambda: bot.get_channel(post.id))
            with pytest.raises(discord.HTTPException, match="40058"):
                await thread.send("Too early")
            await server.until(lambda: post.messages)
            await thread.send("In time")
            await thread.edit(applied_tags=[tag for tag in thread.parent.available_tags if tag.name == "solved"])
            assert [shown.text for shown in server.visible(post)] == ["How many?", "In time"]
            assert post.thread.tags == [forum.tag("solved").id]

    async def test_channel_without_the_right_to_send_refuses(self):
        async with talking() as (server, channel, _, bot):
            server.deny_bot(channel, P.SEND_MESSAGES)
            with pytest.raises(discord.Forbidden, match="50013"):
                await bot.get_channel(channel.id).send("Hello")
            assert not server.violations


class TestRates:
    async def test_full_bucket_is_waited_for(self):
        limits = {routes.SEND: Limit(calls=2, per=0.3, bucket="send")}
        async with talking(limits=limits) as (server, channel, _, bot):
            for number in range(5):
                await bot.get_channel(channel.id).send(str(number))
            times = [call.answered_at for call in server.calls_to(routes.SEND)]
            assert times[-1] - times[0] > 0.5
            assert not server.limited

    @pytest.mark.parametrize("everywhere", [False, True])
    async def test_429_is_obeyed(self, everywhere):
        async with talking() as (server, channel, _, bot):
            server.fail(routes.SEND, retry_after=0.4, everywhere=everywhere)
            await bot.get_channel(channel.id).send("Hello")
            first, second = server.calls_to(routes.SEND)
            assert (first.status, second.status, second.at - first.at > 0.4) == (429, 200, True)
            assert not server.early


async def test_what_the_library_sends_and_the_fake_answers_fits_discords_description(openapi):
    async with talking(openapi=openapi) as (server, channel, ann, bot):
        await bot.tree.sync()
        asked = await server.slash(channel, ann, "ask", question="limits")
        await server.until(lambda: asked.state == "answered")
        opened = await server.press("Why?", asked.response, ann)
        await server.responded(opened)
        await server.responded(await server.submit_modal(opened, {"reason": "out of date"}))
        await server.mention(channel, ann, "what is a segment?")
        await server.until(bot.texts)
        thread = await bot.heard[-1].create_thread(name="segments")
        said = await thread.send(embed=discord.Embed(title="Sources", url="https://milvus.io/", description="quoted"))
        await said.add_reaction("👍")
        await thread.send(view=Card("Up to 65,536."))
        await said.reply(file=discord.File(io.BytesIO(b"x"), "x.txt"), view=Buttons())
        await thread.edit(archived=True)
        await (await bot.fetch_guild(channel.guild.id)).active_threads()
        await (await bot.fetch_user(ann.id)).send("privately")
        assert not server.violations
        for call in server.calls:
            method, _, template = call.route.partition(" ")
            assert not openapi.response_error(method, template, call.status, call.response), call.route
