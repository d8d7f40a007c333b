"""What Slack's payloads mean; the wire format becomes Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack import events
from adapters.slack.events import Bot, Deleted, Edited, Heard, Hushed, own_echo, read, words

BOT = Bot(user="U0BOT", id="B0BOT", team="T1", name="footnote")
MESSAGE = {"type": "message", "channel": "C1", "user": "U1", "ts": "1700000000.000100", "text": "<@U0BOT> why?"}


def heard(**changes):
    event = read({"team_id": "T9", "event": {**MESSAGE, **changes}}, BOT)
    return event.incoming if isinstance(event, Heard) else event


def test_both_events_of_a_mention_are_one_question():
    assert heard(type="app_mention") == heard(channel_type="channel")
    assert heard().origin.workspace == "T1"


@pytest.mark.parametrize(
    ("changes", "kind", "addressed"),
    [
        ({}, "mention", True),
        ({"channel": "D1", "text": "why?"}, "direct", True),
        ({"text": "why?", "thread_ts": "1600000000.000100"}, "thread", False),
        ({"text": "why?"}, "channel", False),
        ({"text": "why?", "thread_ts": MESSAGE["ts"]}, "channel", False),
    ],
)
def test_how_it_was_said(changes, kind, addressed):
    incoming = heard(**changes)
    assert (incoming.kind, incoming.addressed) == (kind, addressed)


@pytest.mark.parametrize("subtype", ["channel_join", "channel_topic", "thread_broadcast", "pinned_item"])
def test_noise_is_nothing(subtype):
    assert heard(subtype=subtype) is None


@pytest.mark.parametrize("by", [{"bot_id": "B7"}, {"user": "U0BOT"}, {"user": "USLACKBOT"}, {"user": None}])
def test_bots_are_known_as_such(by):
    assert heard(**by).author_is_bot


@pytest.mark.parametrize("text", ["<@U2> why?", "<!here> why?", "<!subteam^S1|@ops> why?"])
def test_a_word_to_others_is_noticed(text):
    assert heard(text=text).mentions_others


def changed(text="<@U0BOT> how?", before="<@U0BOT> why?", **message):
    inner = {**MESSAGE, "text": text, **message}
    outer = {"type": "message", "subtype": "message_changed", "channel": "C1", "ts": "1700000009.000100"}
    return read({"event": {**outer, "message": inner, "previous_message": {**MESSAGE, "text": before}}}, BOT)


def test_an_edit_has_the_new_words():
    event = changed()
    assert isinstance(event, Edited)
    assert (event.incoming.text, event.incoming.origin.message) == ("how?", MESSAGE["ts"])


def test_a_preview_is_no_edit():
    assert changed(text="<@U0BOT> why?") is None


def test_a_tombstone_is_a_deletion():
    event = changed(subtype="tombstone", user="USLACKBOT")
    assert event == Deleted(origin=events.origin(BOT, "C1", MESSAGE["ts"]))


def test_our_own_updates_are_echoes():
    message = {**MESSAGE, "user": "U0BOT"}
    event = {"type": "message", "subtype": "message_changed", "channel": "C1", "message": message}
    assert own_echo({"event": event}, BOT)
    assert not own_echo({"event": MESSAGE}, BOT)


def test_a_mute_emoji_asks_for_quiet():
    item = {"type": "message", "channel": "C1", "ts": "1700000000.000100"}
    reaction = {"type": "reaction_added", "reaction": "mute", "user": "U1", "item": item}
    assert read({"event": reaction}, BOT) == Hushed(channel="C1", message="1700000000.000100")
    assert read({"event": {**reaction, "reaction": "tada"}}, BOT) is None


@pytest.mark.parametrize(
    ("wire", "markdown"),
    [
        ("<@U0BOT> a &lt;b&gt; &amp; c", "a <b> & c"),
        ("see <https://a.example/x|the page>", "see [the page](https://a.example/x)"),
        ("see <https://a.example/x>", "see https://a.example/x"),
        ("in <#C12|general>", "in #general"),
        ("hey <@U2|jo> and <!subteam^S1|@ops>", "hey @U2 and @ops"),
        ("<!channel> up?", "@channel up?"),
    ],
)
def test_the_wire_format_becomes_markdown(wire, markdown):
    assert words(wire, BOT) == markdown


@given(st.text())
def test_plain_words_stay_as_they_are(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert words(escaped, BOT).split() == text.split()
