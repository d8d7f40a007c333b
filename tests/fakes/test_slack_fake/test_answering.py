"""What the bot posts, streams, whispers and uploads, and what people then see."""

from __future__ import annotations

import time

from tests.fakes.test_slack_fake.bolt import button, plain, refused


async def test_a_streamed_answer_grows_and_is_finished(slack, client, ana, faq):
    ts = await slack.mention(faq, ana, "how?")
    stream = await client.chat_stream(
        channel=faq, thread_ts=ts, recipient_team_id=slack.workspace.team, recipient_user_id=ana, buffer_size=1
    )
    await stream.append(markdown_text="## Logs\n\nThey are **in**")
    (growing,) = slack.answers(faq, ts)
    await stream.append(markdown_text=" [the folder](https://example.com/logs).")
    await stream.stop(blocks=[button("why")], metadata={"event_type": "answer", "event_payload": {"id": "1"}})
    (done,) = slack.answers(faq, ts)
    assert (growing.streaming, growing.text) == ("in_progress", "Logs\nThey are in")
    assert (done.streaming, done.buttons) == ("completed", ("why",))
    assert done.text == "Logs\nThey are in the folder (https://example.com/logs).\n[Why?]"
    assert slack.violations == []


async def test_reading_back_gives_expanded_blocks_and_metadata_when_asked(slack, client, ana, faq):
    ts = await slack.say(faq, ana, "how?")
    blocks = [{"type": "markdown", "text": "# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- item"}]
    mark = {"event_type": "answer", "event_payload": {"id": "1"}}
    await client.chat_postMessage(channel=faq, thread_ts=ts, text="Title", blocks=blocks, metadata=mark)
    without = await client.conversations_replies(channel=faq, ts=ts)
    given = await client.conversations_replies(channel=faq, ts=ts, include_all_metadata=True)
    root, reply = given["messages"]
    assert root["reply_count"] == 1
    assert [block["type"] for block in reply["blocks"]] == ["header", "table", "rich_text"]
    assert reply["metadata"] == mark
    assert "metadata" not in without["messages"][1]


async def test_history_is_paged_newest_first_between_two_times(slack, client, ana, faq):
    sent = [await slack.say(faq, ana, str(number)) for number in range(5)]
    await slack.say(faq, ana, "in a thread", thread=sent[0])
    pages = [page["messages"] async for page in await client.conversations_history(channel=faq, limit=2)]
    assert [message["ts"] for page in pages for message in page] == sent[::-1]
    part = await client.conversations_history(channel=faq, oldest=sent[1], latest=sent[3])
    assert [message["ts"] for message in part["messages"]] == [sent[2]]
    edge = await client.conversations_history(channel=faq, oldest=sent[1], latest=sent[3], inclusive=True)
    assert len(edge["messages"]) == 3


async def test_an_old_message_can_be_laid_down_without_an_event(slack, client, ana, faq):
    ts = await slack.mention(faq, ana, "long ago", age=700)
    assert slack.deliveries == []
    history = await client.conversations_history(channel=faq)
    assert [message["ts"] for message in history["messages"]] == [ts]
    assert 699 < time.time() - float(ts) < 710


async def test_a_stream_dies_of_age_and_can_then_be_updated(client, slack, ana, faq):
    slack.stream_life = 0.05
    ts = await slack.say(faq, ana, "how?")
    to = {"recipient_team_id": slack.workspace.team, "recipient_user_id": ana}
    stream = await client.chat_startStream(channel=faq, thread_ts=ts, markdown_text="half", **to)
    where = {"channel": faq, "ts": stream["ts"]}
    assert await refused(client.chat_update(**where, text="too early")) == "streaming_state_conflict"
    await slack.until(lambda: slack.answers(faq, ts)[0].streaming == "errored")
    assert await refused(client.chat_appendStream(**where, markdown_text=" more")) == "message_not_in_streaming_state"
    assert await refused(client.chat_stopStream(**where)) == "message_not_in_streaming_state"
    await client.chat_update(**where, text="whole")
    assert slack.answers(faq, ts)[0].text == "whole"


async def test_a_status_lasts_until_the_app_says_something(slack, client, ana, faq):
    ts = await slack.mention(faq, ana, "how?")
    await client.assistant_threads_setStatus(channel_id=faq, thread_ts=ts, status="Searching…")
    shown = slack.status(faq, ts)
    await client.chat_postMessage(channel=faq, thread_ts=ts, text="Found.")
    assert (shown, slack.status(faq, ts)) == ("Searching…", "")


async def test_an_empty_status_takes_it_away(slack, client, faq, question):
    await client.assistant_threads_setStatus(channel_id=faq, thread_ts=question, status="Searching…")
    await client.assistant_threads_setStatus(channel_id=faq, thread_ts=question, status="")
    assert slack.status(faq, question) == ""


async def test_a_reply_to_a_deleted_message_lands_at_the_top_level(slack, client, ana, faq):
    ts = await slack.say(faq, ana, "never mind")
    await slack.delete(faq, ts)
    await client.chat_postMessage(channel=faq, thread_ts=ts, text="answer")
    assert [one.text for one in slack.visible(faq)] == ["answer"]


async def test_pings_are_found_wherever_they_are_live(slack, client, faq):
    await client.chat_postMessage(
        channel=faq, text="a <!here> b", blocks=[{"type": "markdown", "text": "<@U1> `<@U2>`"}]
    )
    await client.chat_postMessage(
        channel=faq, text="&lt;!channel&gt;", blocks=[{"type": "header", "text": plain("<!channel>")}]
    )
    assert [one.pings for one in slack.answers(faq)] == [("U1", "here"), ()]


async def test_a_file_is_uploaded_in_three_steps(slack, client, ana, faq):
    ts = await slack.say(faq, ana, "all of it?")
    await client.files_upload_v2(
        channel=faq, thread_ts=ts, filename="answer.md", content="# All", initial_comment="Here:"
    )
    (answer,) = slack.answers(faq, ts)
    assert (answer.files, answer.text) == (("answer.md",), "Here:")
    assert list(slack.workspace.uploads.values()) == [b"# All"]
