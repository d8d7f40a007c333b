"""Commands, buttons, forms, shortcuts, reactions and the app's own page, with the real Bolt behind them."""

from __future__ import annotations

import asyncio

import pytest
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.fakes.test_slack_fake.bolt import button, connected, modal, plain, refused


async def test_a_command_is_answered_privately_five_times_at_most(slack, ana, faq):
    async with connected(slack) as bot:

        @bot.app.command("/ask")
        async def ask(ack):
            await ack("Searching…")

        asked = await slack.command(faq, ana, "/ask", "where?")
        await slack.until(lambda: asked.acked)
        hook = AsyncWebhookClient(asked.delivery.payload["response_url"])
        answers = [await hook.send(text="found", replace_original=True) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert [one.text for one in slack.whispers(faq, ana)] == ["found"]
    assert slack.visible(faq) == ()
    assert not asked.failed


async def test_a_whisper_can_be_shared_from_its_button(slack, ana, faq):
    async with connected(slack) as bot:

        @bot.app.action("share")
        async def share(ack, respond):
            await ack()
            await respond(delete_original=True)
            await respond("For all", response_type="in_channel", replace_original=False)

        whispered = await bot.client.chat_postEphemeral(channel=faq, user=ana, text="x", blocks=[button("share")])
        pressed = await slack.press(faq, whispered["message_ts"], "share", ana)
        await slack.until(lambda: slack.visible(faq))
    assert "message" not in pressed.delivery.payload
    assert pressed.delivery.payload["container"]["is_ephemeral"]
    assert slack.whispers(faq, ana) == ()


async def test_only_what_is_seen_can_be_pressed(slack, client, ana, faq):
    posted = await client.chat_postMessage(channel=faq, text="x", blocks=[button("why")])
    with pytest.raises(LookupError, match="nothing to press"):
        await slack.press(faq, posted["ts"], "other", ana)
    with pytest.raises(LookupError, match="sees no message"):
        await slack.press(faq, "1.2", "why", ana)


async def test_feedback_opens_a_form_that_is_checked_and_closed(slack, ana, faq):
    async with connected(slack) as bot:

        @bot.app.action("why")
        async def opened(ack, body, client):
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=modal())

        @bot.app.view("why")
        async def submitted(ack, view):
            reason = view["state"]["values"]["ask"]["reason"]["value"]
            await (ack() if reason == "wrong" else ack(response_action="errors", errors={"ask": "Say more"}))

        posted = await bot.client.chat_postMessage(channel=faq, text="x", blocks=[button("why")])
        await slack.press(faq, posted["ts"], "why", ana)
        await slack.until(lambda: slack.view(ana))
        with pytest.raises(ValueError, match="takes 3 to"):
            await slack.submit_view(ana, {"reason": "a"})
        tried = await slack.submit_view(ana, {"reason": "because"})
        await slack.until(lambda: tried.errors)
        await slack.submit_view(ana, {"reason": "wrong"})
        await slack.until(lambda: slack.view(ana) is None)
    assert tried.errors == {"ask": "Say more"}
    assert slack.violations == []


async def test_triggers_open_one_view_and_die_young(slack, client, ana, faq):
    slack.trigger_life = 0.05
    opened = slack.new_trigger(ana)
    await client.views_open(trigger_id=opened, view=modal())
    assert await refused(client.views_open(trigger_id=opened, view=modal())) == "exchanged_trigger_id"
    late = slack.new_trigger(ana)
    await asyncio.sleep(0.06)
    assert await refused(client.views_open(trigger_id=late, view=modal())) == "expired_trigger_id"
    assert await refused(client.views_open(trigger_id="1.2.x", view=modal())) == "invalid_trigger_id"


async def test_a_shortcut_brings_its_message_along_from_anywhere(slack, ana):
    elsewhere = slack.add_channel("elsewhere", members=[ana], with_bot=False)
    ts = await slack.say(elsewhere, ana, "how do I …?")
    chosen = await slack.shortcut(elsewhere, ana, ts, "answer_this")
    payload = chosen.delivery.payload
    assert (payload["type"], payload["message"]["text"]) == ("message_action", "how do I …?")


async def test_the_agent_view_opens_with_prompts_and_a_home_tab(slack, ana):
    async with connected(slack) as bot:
        await slack.open_app(ana)
        await slack.until(lambda: bot.heard)
        assert bot.heard[0]["tab"] == "messages"
        prompts = [{"title": "Logs", "message": "Where are the logs?"}]
        await bot.client.assistant_threads_setSuggestedPrompts(channel_id=bot.heard[0]["channel"], prompts=prompts)
        await bot.client.views_publish(user_id=ana, view={"type": "home", "blocks": [{"type": "divider"}]})
    assert slack.prompts(ana) == tuple(prompts)
    assert slack.home(ana)


async def test_reactions_go_both_ways(slack, ana, faq):
    async with connected(slack) as bot:
        ts = await slack.say(faq, ana, "hello")
        await bot.client.reactions_add(channel=faq, timestamp=ts, name="eyes")
        await slack.react(faq, ana, ts, "mute")
        await slack.until(lambda: bot.kinds().count("reaction_added") == 2)
        assert await refused(bot.client.reactions_add(channel=faq, timestamp=ts, name="eyes")) == "already_reacted"
        await bot.client.reactions_remove(channel=faq, timestamp=ts, name="eyes")
    assert slack.visible(faq)[0].reactions == (("mute", ana),)
    await slack.unreact(faq, ana, ts, "mute")
    assert slack.visible(faq)[0].reactions == ()


async def test_a_view_can_be_updated_pressed_and_closed(slack, client, ana):
    asked = {"type": "actions", "elements": [{"type": "button", "text": plain("Send"), "action_id": "send"}]}
    view = modal(notify_on_close=True)
    opened = await client.views_open(trigger_id=slack.new_trigger(ana), view=view)
    seen = {"view_id": opened["view"]["id"], "hash": opened["view"]["hash"]}
    await client.views_update(view={**view, "blocks": [*view["blocks"], asked]}, **seen)
    pressed = await slack.press_in_view(ana, "send")
    assert await refused(client.views_update(view=view, **seen)) == "hash_conflict"
    closed = await slack.close_view(ana)
    assert pressed.delivery.payload["view"]["id"] == opened["view"]["id"]
    assert closed.delivery.payload["type"] == "view_closed"
    assert slack.view(ana) is None


async def test_a_person_can_be_reached_by_opening_a_conversation(slack, client, ana):
    opened = await client.conversations_open(users=ana)
    await client.chat_postMessage(channel=opened["channel"]["id"], text="hello")
    assert [one.text for one in slack.answers(slack.im(ana))] == ["hello"]


async def test_groups_are_listed_and_rung_by_their_id(slack, client, faq):
    group = slack.add_usergroup("oncall")
    assert (await client.usergroups_list())["usergroups"][0]["handle"] == "oncall"
    await client.chat_postMessage(channel=faq, text=f"<!subteam^{group}> please")
    assert slack.answers(faq)[0].pings == (group,)
