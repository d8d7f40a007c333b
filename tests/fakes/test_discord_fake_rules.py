"""What the fake Discord refuses, counts and computes, told by plain HTTP and websocket requests."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.discord import FakeDiscord, Kind, Limit, P
from tests.fakes.discord.mentions import ALL, Allowed, ring
from tests.fakes.discord.rest import routes

Json = dict[str, Any]

ROW_MAX = {
    "type": 1,
    "components": [{"type": 2, "style": 1, "custom_id": f"b{n}", "label": "x" * 80} for n in range(5)],
}
LINK = {"type": 2, "style": 5, "url": "https://example.com/" + "x" * 492, "label": "Open"}
V2 = 1 << 15


class Raw:
    """A bot without a library."""

    def __init__(self, server: FakeDiscord, session: aiohttp.ClientSession) -> None:
        self.server = server
        self.ann = server.add_user("ann")
        self.guild = server.add_guild("zilliz", self.ann)
        self.channel = server.add_channel(self.guild)
        self._session = session

    async def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bot {self.server.token}"}
        async with self._session.request(method, self.server.api_url + path, json=body, headers=headers) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if answer.content_type == "application/json" else text

    async def send(self, body: Json) -> tuple[int, Any]:
        return await self.ask("POST", f"/channels/{self.channel.id}/messages", body)


@pytest.fixture
async def raw() -> AsyncIterator[Raw]:
    async with FakeDiscord(rate_limits=False) as server, aiohttp.ClientSession() as session:
        yield Raw(server, session)


def buttons(*custom_ids: str, **more: Any) -> Json:
    return {"type": 1, "components": [{"type": 2, "style": 1, "custom_id": i, "label": "x"} | more for i in custom_ids]}


def texts(count: int, length: int = 1) -> list[Json]:
    return [{"type": 10, "content": "x" * length} for _ in range(count)]


FITTING = {
    "content": {"content": "🦜" * 2_000},
    "ten embeds": {"embeds": [{"description": "x" * 600}] * 10},
    "embed": {"embeds": [{"title": "x" * 256, "description": "x" * 4_096, "footer": {"text": "x" * 1_648}}]},
    "fields": {"embeds": [{"fields": [{"name": "x", "value": "y" * 100}] * 25}]},
    "rows": {"components": [ROW_MAX, buttons("c"), buttons("d"), buttons("e"), {"type": 1, "components": [LINK]}]},
    "forty components": {"flags": V2, "components": [{"type": 17, "components": texts(39)}]},
    "nonce": {"content": "x", "nonce": "n" * 25, "enforce_nonce": True},
}

TOO_MUCH = {
    "content": ({"content": "x" * 2_001}, "content"),
    "eleven embeds": ({"embeds": [{"title": "x"}] * 11}, "embeds"),
    "total of embeds": ({"embeds": [{"description": "x" * 3_001}] * 2}, "embeds"),
    "title": ({"embeds": [{"title": "x" * 257}]}, "embeds.0.title"),
    "description": ({"embeds": [{"description": "x" * 4_097}]}, "embeds.0.description"),
    "fields": ({"embeds": [{"fields": [{"name": "x", "value": "y"}] * 26}]}, "embeds.0.fields"),
    "field value": ({"embeds": [{"fields": [{"name": "x", "value": ""}]}]}, "embeds.0.fields.0.value"),
    "embed url": ({"embeds": [{"title": "x", "url": "ftp://x"}]}, "embeds.0.url"),
    "rows": ({"components": [buttons(str(n)) for n in range(6)]}, "components"),
    "row": ({"components": [buttons(*"abcdef")]}, "components.0.components"),
    "custom_id": ({"components": [buttons("x" * 101)]}, "components.0.components.0.custom_id"),
    "label": ({"components": [buttons("a", label="x" * 81)]}, "components.0.components.0.label"),
    "link": (
        {"components": [{"type": 1, "components": [LINK | {"url": LINK["url"] + "x"}]}]},
        "components.0.components.0.url",
    ),
    "same custom_id": ({"components": [buttons("a"), buttons("a")]}, "components"),
    "41 components": ({"flags": V2, "components": [{"type": 17, "components": texts(40)}]}, "components"),
    "text in V2": ({"flags": V2, "components": texts(2, 2_001)}, "components"),
    "content with V2": ({"flags": V2, "content": "x", "components": texts(1)}, "content"),
    "V2 without its flag": ({"components": texts(1)}, "components.0.type"),
    "missing file": (
        {"flags": V2, "components": [{"type": 13, "file": {"url": "attachment://a"}}]},
        "components.0.file.url",
    ),
    "nonce": ({"content": "x", "nonce": "n" * 26}, "nonce"),
    "mentions": ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, "allowed_mentions"),
}


class TestMessages:
    @pytest.mark.parametrize("body", FITTING.values(), ids=FITTING)
    async def test_message_within_the_limits_is_sent(self, raw, body):
        assert (await raw.send(body))[0] == 200
        assert not raw.server.violations

    @pytest.mark.parametrize(("body", "place"), TOO_MUCH.values(), ids=TOO_MUCH)
    async def test_message_beyond_a_limit_is_refused_where_it_is(self, raw, body, place):
        status, answer = await raw.send(body)
        assert (status, answer["code"]) == (400, 50035)
        for key in place.split("."):
            answer = answer.get("errors", answer)[key]
        assert answer["_errors"]
        assert [violation.code for violation in raw.server.violations] == ["50035"]

    async def test_message_without_anything_is_refused(self, raw):
        assert (await raw.send({"content": " \n"}))[1]["code"] == 50006

    async def test_flag_of_components_v2_stays(self, raw):
        _, message = await raw.send({"flags": V2, "components": texts(1)})
        path = f"/channels/{raw.channel.id}/messages/{message['id']}"
        status, answer = await raw.ask("PATCH", path, {"content": "x", "components": [], "flags": 0})
        assert (status, "content" in answer["errors"]) == (400, True)

    async def test_reply_to_a_deleted_message_is_refused_and_nobodys_fault(self, raw):
        question = await raw.server.say(raw.channel, raw.ann, "?")
        await raw.server.delete(question)
        status, answer = await raw.send({"content": "x", "message_reference": {"message_id": str(question.id)}})
        assert (status, answer["errors"]["message_reference"]["_errors"][0]["code"]) == (400, "REPLIES_UNKNOWN_MESSAGE")
        assert not raw.server.violations

    async def test_pages_of_messages_end_where_they_are_told_to(self, raw):
        said = [await raw.server.say(raw.channel, raw.ann, str(number)) for number in range(6)]
        for query, found in {
            "limit=2": "54",
            f"before={said[2].id}": "10",
            f"after={said[1].id}&limit=2": "32",
            f"around={said[3].id}&limit=3": "432",
        }.items():
            _, page = await raw.ask("GET", f"/channels/{raw.channel.id}/messages?{query}")
            assert [message["id"] for message in page] == [str(said[int(number)].id) for number in found]


class TestPings:
    async def test_message_rings_everybody_unless_told_not_to(self, raw):
        raw.server.set_permissions(raw.guild, P.VIEW_CHANNEL | P.SEND_MESSAGES | P.MENTION_EVERYONE)
        text = f"@everyone @here {raw.ann.mention}"
        await raw.send({"content": text})
        await raw.send({"content": text, "allowed_mentions": {"parse": []}})
        loud, quiet = raw.server.visible(raw.channel)
        assert loud.pings == ("everyone", "here", f"user:{raw.ann.id}")
        assert quiet.pings == ()

    async def test_edit_highlights_but_rings_nobody(self, raw):
        _, sent = await raw.send({"content": "x"})
        path = f"/channels/{raw.channel.id}/messages/{sent['id']}"
        _, edited = await raw.ask("PATCH", path, {"content": raw.ann.mention})
        assert [user["id"] for user in edited["mentions"]] == [str(raw.ann.id)]
        assert raw.server.visible(raw.channel)[0].pings == ()

    async def test_response_rings_users_only(self, raw):
        raw.server.set_permissions(raw.guild, P.VIEW_CHANNEL | P.MENTION_EVERYONE)
        asked = await registered(raw)
        await respond(raw, asked, 4, {"content": f"@everyone {raw.ann.mention}"})
        assert raw.server.visible(raw.channel)[0].pings == (f"user:{raw.ann.id}",)

    def test_member_without_the_right_rings_not_everyone(self):
        server = FakeDiscord()
        ann = server.add_user("ann")
        channel = server.add_channel(server.add_guild("zilliz", ann))
        assert ring("@everyone", ann, channel, server.world.users, allowed=ALL).pings == ()

    @pytest.mark.parametrize("text", ["@\u202eeveryone", "@every\u0300one"])
    async def test_what_is_not_seen_hides_no_mention(self, raw, text):
        raw.server.set_permissions(raw.guild, P.VIEW_CHANNEL | P.SEND_MESSAGES | P.MENTION_EVERYONE)
        await raw.send({"content": text})
        assert raw.server.visible(raw.channel)[0].pings == ("everyone",)

    @given(st.lists(st.sampled_from(["@everyone", "@here", "<@{ann}>", "<@!{bot}>", "<@&{role}>", "`", "```", "x"])))
    def test_nothing_rings_that_is_not_allowed(self, words):
        server = FakeDiscord()
        ann = server.add_user("ann")
        guild = server.add_guild("zilliz", ann)
        role = guild.role_of(server.bot)
        text = " ".join(words).format(ann=ann.id, bot=server.bot.id, role=role.id)
        found = ring(text, guild.owner, server.add_channel(guild), server.world.users, allowed=Allowed())
        assert (found.pings, found.mentioned.users, found.mentioned.roles) == ((), (), ())


class TestInteractions:
    async def test_second_response_is_refused(self, raw):
        asked = await registered(raw)
        assert (await respond(raw, asked, 5))[0] == 204
        assert (await respond(raw, asked, 4, {"content": "x"}))[1]["code"] == 40060

    async def test_nothing_can_follow_before_the_first_response(self, raw):
        asked = await registered(raw)
        path = f"/webhooks/{raw.server.world.application}/{asked.token}"
        assert (await raw.ask("POST", path, {"content": "x"}))[1]["code"] == 10015
        await respond(raw, asked, 5)
        raw.server.expire_tokens()
        assert await raw.ask("POST", path, {"content": "x"}) == (
            401,
            {"code": 50027, "message": "Invalid Webhook Token"},
        )

    async def test_deferral_that_says_something_is_a_violation(self, raw):
        await respond(raw, await registered(raw), 5, {"content": "x"})
        assert [violation.code for violation in raw.server.violations] == ["deferred"]

    async def test_five_follow_ups_where_only_a_user_has_the_app(self, raw):
        bob = raw.server.add_user("bob", has_app=True)
        elsewhere = raw.server.add_channel(raw.server.add_guild("elsewhere", bob, installed=False))
        asked = await registered(raw, elsewhere, bob, integration_types=[1])
        await respond(raw, asked, 4, {"content": "x"})
        path = f"/webhooks/{raw.server.world.application}/{asked.token}"
        answers = [await raw.ask("POST", path, {"content": "x"}) for _ in range(6)]
        assert [status for status, _ in answers] == [200] * 5 + [400]
        assert answers[5][1]["code"] == 40094

    async def test_command_is_offered_where_it_says(self, raw):
        await registered(raw, contexts=[0], nsfw=True, channel=raw.server.add_channel(raw.guild, nsfw=True))
        for channel in (raw.channel, raw.server.private(raw.ann)):
            with pytest.raises(LookupError):
                await raw.server.slash(channel, raw.ann, "ask", question="?")

    async def test_command_for_moderators_is_offered_to_who_has_the_role(self, raw):
        role = raw.server.add_role(raw.guild, "moderator", P.MANAGE_GUILD)
        with pytest.raises(LookupError):
            await registered(raw, default_member_permissions=int(P.MANAGE_GUILD))
        raw.server.grant(raw.guild, raw.ann, role)
        assert await raw.server.slash(raw.channel, raw.ann, "ask", question="?")

    async def test_among_people_only_their_own_apps_are_offered(self, raw):
        bob = raw.server.add_user("bob", has_app=True)
        between = raw.server.add_group(raw.ann, bob)
        assert (await registered(raw, between, bob, integration_types=[0, 1])).context == 2
        with pytest.raises(LookupError):
            await raw.server.slash(between, raw.ann, "ask", question="?")

    async def test_choice_in_a_menu_says_what_was_chosen(self, raw):
        options = [{"label": value, "value": value} for value in "ab"]
        await raw.send({"components": [{"type": 1, "components": [{"type": 3, "custom_id": "m", "options": options}]}]})
        chosen = await raw.server.choose("m", raw.server.messages(raw.channel)[0], raw.ann, ["b"])
        assert chosen.data["values"] == ["b"]
        with pytest.raises(ValueError, match="offers"):
            await raw.server.choose("m", raw.server.messages(raw.channel)[0], raw.ann, ["c"])

    async def test_modal_is_checked(self, raw):
        field = {"type": 4, "custom_id": "reason", "style": 1, "label": "x" * 46}
        modal = {"custom_id": "m", "title": "x" * 46, "components": [{"type": 1, "components": [field]}]}
        _, answer = await respond(raw, await registered(raw), 9, modal)
        assert set(answer["errors"]["data"]) == {"title", "components"}

    async def test_unchanged_commands_keep_their_ids_and_versions(self, raw):
        path = f"/applications/{raw.server.world.application}/commands"
        ask, why = {"name": "ask", "description": "Ask"}, {"name": "why", "description": "Why"}
        _, before = await raw.ask("PUT", path, [ask, why])
        _, after = await raw.ask("PUT", path, [ask, why | {"description": "Why this"}])
        assert before[0] == after[0]
        assert (before[1]["id"], before[1]["version"] != after[1]["version"]) == (after[1]["id"], True)


class TestThreads:
    async def test_only_text_and_news_have_threads(self, raw):
        for kind, answer in {"text": 201, "announcement": 201, "voice": 400, "stage": 400}.items():
            channel = raw.server.add_channel(raw.guild, kind, kind)
            message = await raw.server.say(channel, raw.ann, "?")
            path = f"/channels/{channel.id}/messages/{message.id}/threads"
            assert (await raw.ask("POST", path, {"name": "x"}))[0] == answer

    async def test_new_message_wakes_an_archived_thread_but_a_reaction_does_not(self, raw):
        thread = await raw.server.open_thread(await raw.server.say(raw.channel, raw.ann, "?"), raw.ann)
        said = await raw.server.say(thread, raw.ann, "!")
        raw.server.change_thread(thread, archived=True)
        reaction = f"/channels/{thread.id}/messages/{said.id}/reactions/%F0%9F%91%8D/@me"
        assert (await raw.ask("PUT", reaction))[1]["code"] == 50083
        assert (await raw.ask("POST", f"/channels/{thread.id}/messages", {"content": "x"}))[0] == 200
        assert not thread.thread.archived

    async def test_locked_thread_is_for_moderators(self, raw):
        raw.server.set_permissions(raw.guild, P.VIEW_CHANNEL | P.SEND_MESSAGES_IN_THREADS)
        thread = await raw.server.open_thread(await raw.server.say(raw.channel, raw.ann, "?"), raw.ann)
        raw.server.change_thread(thread, locked=True)
        assert (await raw.ask("POST", f"/channels/{thread.id}/messages", {"content": "x"}))[1]["code"] == 160005
        raw.server.set_permissions(raw.guild, P.MANAGE_THREADS)
        assert (await raw.ask("POST", f"/channels/{thread.id}/messages", {"content": "x"}))[0] == 200

    async def test_private_thread_is_seen_by_who_is_in_it(self, raw):
        raw.server.set_permissions(raw.guild, P.VIEW_CHANNEL)
        thread = await raw.server.start_thread(raw.channel, raw.ann, private=True)
        assert (await raw.ask("GET", f"/channels/{thread.id}"))[1]["code"] == 50001
        await raw.server.add_to_thread(thread, raw.server.bot)
        assert (await raw.ask("GET", f"/channels/{thread.id}"))[0] == 200

    async def test_system_message_takes_no_thread(self, raw):
        joined = await raw.server.system(raw.channel, raw.ann, Kind.JOINED)
        path = f"/channels/{raw.channel.id}/messages/{joined.id}/threads"
        assert (await raw.ask("POST", path, {"name": "x"}))[0] == 400


class TestRates:
    async def test_bucket_says_how_long_to_wait(self):
        async with FakeDiscord() as server, aiohttp.ClientSession() as session:
            raw = Raw(server, session)
            answers = [await raw.send({"content": "x"}) for _ in range(6)]
            assert [status for status, _ in answers] == [200] * 5 + [429]
            assert 0 < answers[5][1]["retry_after"] <= 5
            assert [call.route for call in server.limited] == [routes.SEND]

    async def test_so_many_a_second_except_for_interactions(self):
        async with FakeDiscord(limits={}, global_limit=5) as server, aiohttp.ClientSession() as session:
            raw = Raw(server, session)
            asked = await registered(raw)
            calls = (raw.ask("GET", "/users/@me") for _ in range(8))
            statuses = [status for status, _ in await asyncio.gather(*calls)]
            assert (statuses.count(200), statuses.count(429)) == (4, 4)
            assert (await respond(raw, asked, 5))[0] == 204

    async def test_too_many_invalid_requests_are_a_ban_without_via(self):
        limits = {routes.SEND: Limit(calls=1, per=60, bucket="send")}
        async with FakeDiscord(limits=limits, invalid_max=3) as server, aiohttp.ClientSession() as session:
            raw = Raw(server, session)
            for _ in range(4):
                await raw.send({"content": "x"})
            assert await raw.ask("GET", "/users/@me") == (429, "error code: 1015")
            assert "banned" in [violation.code for violation in server.violations]


class TestGateway:
    async def test_guild_without_compression_comes_as_text(self, raw):
        events = [frame["t"] for frame in await identified(raw.server, "")]
        assert events == ["READY", "GUILD_CREATE"]

    async def test_compressed_events_are_one_stream(self, raw):
        events = [frame["t"] for frame in await identified(raw.server, "&compress=zlib-stream")]
        assert events == ["READY", "GUILD_CREATE"]

    async def test_event_before_identify_closes(self, raw):
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"{raw.server.gateway_url}?v=10&encoding=json") as ws,
        ):
            await ws.receive_json()
            await ws.send_json({"op": 3, "d": {}})
            assert (await ws.receive()).data == 4003


class TestFaults:
    @pytest.mark.parametrize(("late", "stored"), [(False, 0), (True, 1)])
    async def test_error_can_come_before_or_after_the_deed(self, raw, late, stored):
        raw.server.fail(routes.SEND, status=502, late=late)
        assert (await raw.send({"content": "x"}))[0] == 502
        assert len(raw.server.visible(raw.channel)) == stored

    async def test_connection_can_be_cut(self, raw):
        raw.server.fail("POST *", cut="before")
        with pytest.raises(aiohttp.ClientError):
            await raw.send({"content": "x"})
        assert not raw.server.visible(raw.channel)

    async def test_gate_holds_a_call_until_it_is_released(self, raw):
        gate = raw.server.hold(routes.SEND, "after")
        sending = asyncio.create_task(raw.send({"content": "x"}))
        await gate.reached()
        assert (len(raw.server.visible(raw.channel)), sending.done()) == (1, False)
        gate.release()
        assert (await sending)[0] == 200


async def registered(raw: Raw, channel: Any = None, user: Any = None, **more: Any) -> Any:
    """A command, and one use of it."""
    question = {"type": 3, "name": "question", "description": "What", "required": True}
    command = {"name": "ask", "description": "Ask", "options": [question]} | more
    await raw.ask("PUT", f"/applications/{raw.server.world.application}/commands", [command])
    return await raw.server.slash(channel or raw.channel, user or raw.ann, "ask", question="?")


async def respond(raw: Raw, asked: Any, kind: int, answer: Json | None = None) -> tuple[int, Any]:
    body = {"type": kind} | ({"data": answer} if answer else {})
    return await raw.ask("POST", f"/interactions/{asked.id}/{asked.token}/callback", body)


async def identified(server: FakeDiscord, query: str) -> list[Json]:
    """The first two events of a session."""
    stream = zlib.decompressobj()
    frames: list[Json] = []
    url = f"{server.gateway_url}?v=10&encoding=json{query}"
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as ws:
        await ws.send_json({"op": 2, "d": {"token": server.token, "intents": 1, "properties": {}}})
        while len(frames) < 3:
            message = await ws.receive()
            raw_frame = stream.decompress(message.data) if isinstance(message.data, bytes) else message.data
            frames.append(json.loads(raw_frame))
    return frames[1:]
