"""What methods refuse, with Slack's own codes: lengths, streams, scopes, tokens, places and people."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import App, FakeSlack
from tests.fakes.slack.blocks import BLOCK_CONTAINER, MESSAGE_TOTAL_MAX, size
from tests.fakes.slack.methods import METHODS
from tests.fakes.test_slack_fake.bolt import refused

Json = dict[str, Any]


def codes(slack: FakeSlack) -> list[str]:
    return [violation.code for violation in slack.violations]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"text": "x" * 4_001}, "msg_too_long"),
        ({"markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"text": " "}, "no_text"),
        ({"text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"text": "x", "blocks": [{"type": "marquee"}]}, "invalid_blocks"),
        ({"text": "x", "blocks": [{"type": "markdown", "text": "---\n\n" * 51}]}, "invalid_blocks"),
        ({"text": "x", "metadata": {"event_type": 1}}, "invalid_metadata_schema"),
    ],
)
async def test_content_that_slack_refuses_is_a_violation(slack, client, faq, content, code):
    post = {"channel": faq, **content}
    assert await refused(client.api_call("chat.postMessage", json=post)) == code
    posted = await client.chat_postMessage(channel=faq, text="x" * 4_000)
    assert await refused(client.api_call("chat.update", json={**post, "ts": posted["ts"]})) == code
    assert codes(slack) == [code, code]


async def test_invalid_blocks_say_where_they_are_wrong(client, faq):
    blocks = [{"type": "divider"}, {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3_001}}]
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=faq, text="x", blocks=blocks)
    sentence = "[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]"
    assert caught.value.response["response_metadata"]["messages"] == [sentence]


async def test_all_blocks_together_are_limited_too(client, faq):
    """13,297 characters in two Markdown blocks pass, and 125 fewer with a divider, as measured on the real service."""

    def split(total: int) -> list[Json]:
        return [{"type": "markdown", "text": "x" * part} for part in (7_000, total - 7_000)]

    assert size(split(13_297)) == MESSAGE_TOTAL_MAX
    await client.chat_postMessage(channel=faq, text="x", blocks=split(13_297))
    assert await refused(client.chat_postMessage(channel=faq, text="x", blocks=split(13_298))) == "msg_blocks_too_long"
    divided = [*split(13_297 - BLOCK_CONTAINER + 1), {"type": "divider"}]
    assert await refused(client.chat_postMessage(channel=faq, text="x", blocks=divided)) == "msg_blocks_too_long"


async def test_broken_json_in_a_form_is_refused(slack, faq):
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        form_data = {"channel": faq, "text": "x", "blocks": "[{"}
        async with session.post(slack.api_url + "chat.postMessage", data=form_data) as answer:
            assert (await answer.json())["error"] == "invalid_blocks_format"


async def test_a_stream_in_a_channel_names_its_recipient(client, faq, question, to):
    where = {"channel": faq, "thread_ts": question}
    assert await refused(client.chat_startStream(**where)) == "missing_recipient_team_id"
    team = {"recipient_team_id": to["recipient_team_id"]}
    assert await refused(client.chat_startStream(**where, **team)) == "missing_recipient_user_id"
    await client.chat_startStream(**where, **to)


async def test_a_stream_to_one_person_needs_no_recipient(slack, client, ana):
    ts = await slack.dm(ana, "how?")
    await client.chat_startStream(channel=slack.im(ana), thread_ts=ts)


async def test_a_stream_needs_a_thread(slack, client, faq, to):
    await client.api_call("chat.startStream", json={"channel": faq, **to}) if False else None
    assert await refused(client.chat_startStream(channel=faq, thread_ts="yesterday", **to)) == "invalid_thread_ts"
    assert (
        await refused(client.chat_startStream(channel=faq, thread_ts="1700000000.000001", **to)) == "invalid_thread_ts"
    )
    assert codes(slack) == ["invalid_thread_ts"]


async def test_the_recipients_team_is_checked(slack, client, faq, question, ana):
    await client.chat_startStream(channel=faq, thread_ts=question, recipient_team_id="T0OTHER", recipient_user_id=ana)
    assert codes(slack) == ["recipient_team_mismatch"]


async def test_a_stream_keeps_to_text_or_to_chunks(client, faq, question, to):
    started = await client.chat_startStream(channel=faq, thread_ts=question, markdown_text="a", **to)
    chunks = [{"type": "markdown_text", "text": "b"}]
    where = {"channel": faq, "ts": started["ts"]}
    assert await refused(client.chat_appendStream(**where, chunks=chunks)) == "streaming_mode_mismatch"
    both = client.chat_appendStream(**where, chunks=chunks, markdown_text="b")
    assert await refused(both) == "cannot_provide_both_markdown_text_and_chunks"
    assert await refused(client.chat_appendStream(**where)) == "markdown_text_or_chunks_required"


async def test_a_stream_holds_twelve_thousand_characters(slack, client, faq, question, to):
    started = await client.chat_startStream(channel=faq, thread_ts=question, markdown_text="x" * 12_000, **to)
    where = {"channel": faq, "ts": started["ts"]}
    assert await refused(client.chat_appendStream(**where, markdown_text="y")) == "msg_too_long"
    assert await refused(client.chat_stopStream(**where, markdown_text="y")) == "msg_too_long"
    assert slack.answers(faq, question)[0].streaming == "in_progress"
    await client.chat_stopStream(**where)
    assert await refused(client.chat_stopStream(**where)) == "message_not_in_streaming_state"


async def test_tasks_are_replaced_by_their_id(slack, client, faq, question, to):
    task = {"type": "task_update", "id": "1", "title": "Searching", "status": "in_progress"}
    started = await client.chat_startStream(channel=faq, thread_ts=question, chunks=[task], **to)
    done = {
        **task,
        "title": "Searched",
        "status": "complete",
        "sources": [{"type": "url", "url": "https://e.com", "text": "E"}],
    }
    await client.chat_stopStream(channel=faq, ts=started["ts"], chunks=[done])
    assert slack.answers(faq, question)[0].text == "Searched\nE (https://e.com)"


async def test_an_open_stream_cannot_be_deleted(client, faq, question, to):
    started = await client.chat_startStream(channel=faq, thread_ts=question, **to)
    assert await refused(client.chat_delete(channel=faq, ts=started["ts"])) == "cant_delete_message"


async def test_circumstances_are_refused_without_being_violations(slack, client, ana, faq, question):
    private = slack.add_channel("private", "private", with_bot=False)
    public = slack.add_channel("public", with_bot=False)
    old, closed = slack.add_channel("old"), slack.add_channel("closed")
    slack.channel(old).archived = True
    slack.channel(closed).read_only = True
    codes_by_channel = {
        "C0NOWHERE": "channel_not_found",
        private: "channel_not_found",
        public: "not_in_channel",
        old: "is_archived",
        closed: "restricted_action",
    }
    for channel, code in codes_by_channel.items():
        assert await refused(client.chat_postMessage(channel=channel, text="x")) == code
    assert await refused(client.chat_update(channel=faq, ts="1700000000.000001", text="x")) == "message_not_found"
    assert await refused(client.conversations_replies(channel=faq, ts="1700000000.000001")) == "thread_not_found"
    stranger = slack.add_user("ben")
    assert await refused(client.chat_postEphemeral(channel=faq, user=stranger, text="x")) == "user_not_in_channel"
    assert slack.violations == []
    assert len(slack.refusals) == 8


async def test_other_peoples_messages_are_not_the_bots_to_change(slack, client, faq, question):
    assert await refused(client.chat_update(channel=faq, ts=question, text="x")) == "cant_update_message"
    assert await refused(client.chat_delete(channel=faq, ts=question)) == "cant_delete_message"
    assert codes(slack) == ["cant_update_message", "cant_delete_message"]


async def test_a_replys_ts_names_no_thread(slack, client, ana, faq, question):
    reply = await slack.say(faq, ana, "again", thread=question)
    posted = await client.chat_postMessage(channel=faq, thread_ts=reply, text="x")
    assert posted["message"]["thread_ts"] == question
    assert codes(slack) == ["thread_ts_of_reply"]


async def test_unknown_methods_are_violations(slack, client):
    assert await refused(client.api_call("chat.postHologram")) == "unknown_method"
    assert codes(slack) == ["unknown_method"]


async def test_missing_arguments_are_named(client, faq):
    with pytest.raises(SlackApiError) as caught:
        await client.api_call("chat.update", json={"channel": faq})
    assert caught.value.response["response_metadata"]["messages"] == ["[ERROR] missing required field: ts"]


async def test_tokens_are_checked(slack):
    async def code(method: str, token: str | None) -> str:
        return await refused(AsyncWebClient(token=token, base_url=slack.api_url).api_call(method))

    assert await code("auth.test", None) == "not_authed"
    assert await code("auth.test", "xoxb-other") == "invalid_auth"
    assert await code("auth.test", slack.app_token) == "not_allowed_token_type"
    assert await code("apps.connections.open", slack.bot_token) == "not_allowed_token_type"


@pytest.mark.parametrize("name", [name for name, method in METHODS.items() if method.scopes])
async def test_a_method_without_its_scope_is_refused(name):
    async with FakeSlack(app=App(scopes=frozenset({"commands"}))) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        with pytest.raises(SlackApiError) as caught:
            await client.api_call(name)
        assert caught.value.response["error"] == "missing_scope"
        assert caught.value.response["needed"] in METHODS[name].scopes
        assert caught.value.response["provided"] == "commands"


async def test_reading_needs_the_scope_of_the_kind_of_channel(slack, ana, faq):
    slack.app = App(scopes=frozenset({"channels:history", "channels:read"}))
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    await client.conversations_history(channel=faq)
    assert await refused(client.conversations_history(channel=slack.im(ana))) == "missing_scope"
    assert await refused(client.users_conversations(types="public_channel,im")) == "missing_scope"


async def test_the_scopes_are_in_the_headers(slack, client):
    assert "chat:write" in (await client.auth_test()).headers["x-oauth-scopes"]


async def test_prompts_of_an_agent_have_no_thread(slack, client, ana):
    ts = await slack.dm(ana, "hello")
    prompt = {"title": "Logs", "message": "Where?"}
    where = {"channel_id": slack.im(ana), "prompts": [prompt]}
    await client.assistant_threads_setSuggestedPrompts(**where, thread_ts=ts)
    assert (slack.prompts(ana), codes(slack)) == ((), ["thread_ts_in_agent_app"])
    many = client.assistant_threads_setSuggestedPrompts(channel_id=slack.im(ana), prompts=[prompt] * 5)
    assert await refused(many) == "invalid_arguments"


async def test_what_people_are_is_told(slack, client):
    guest = slack.add_user("gus", guest="single")
    other = slack.add_user("zoe", team="T0OTHER")
    about = (await client.users_info(user=guest))["user"]
    assert (about["is_restricted"], about["is_ultra_restricted"]) == (True, True)
    assert (await client.users_info(user=other))["user"]["team_id"] == "T0OTHER"
    assert (await client.bots_info(bot=slack.workspace.bot_id))["bot"]["user_id"] == slack.workspace.bot_user


async def test_commands_and_shortcuts_that_the_app_lacks_cannot_be_used(ana, faq, slack, question):
    slack.app = App(commands=frozenset({"/ask"}), shortcuts=frozenset())
    with pytest.raises(LookupError, match="/other"):
        await slack.command(faq, ana, "/other")
    with pytest.raises(LookupError, match="answer_this"):
        await slack.shortcut(faq, ana, question, "answer_this")
