"""Block Kit as the fake Slack enforces it, and what it makes of Markdown."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.slack.block_text import screen
from tests.fakes.slack.blocks import chunk_complaints, complaints
from tests.fakes.slack.expansion import expand
from tests.fakes.slack.people import wired
from tests.fakes.slack.views import view_complaints
from tests.fakes.test_slack_fake.bolt import plain

Json = dict[str, Any]


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("Go"), "action_id": "go", **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def feedback(**more: Any) -> Json:
    good, bad = ({"text": plain("Good"), "value": "good", **more}, {"text": plain("Bad"), "value": "bad"})
    element = {"type": "feedback_buttons", "action_id": "vote", "positive_button": good, "negative_button": bad}
    return {"type": "context_actions", "elements": [element]}


def table(rows: int, columns: int, text: str = "x") -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": text}] * columns] * rows}


def select(options: int) -> Json:
    entries = [{"text": plain(str(number)), "value": str(number)} for number in range(options)]
    return {"type": "static_select", "action_id": "pick", "options": entries}


def form(**more: Any) -> Json:
    field = {"type": "input", "label": plain("Why?"), "element": {"type": "plain_text_input", "action_id": "a"}}
    return {"type": "modal", "title": plain("Form"), "submit": plain("Send"), "blocks": [field], **more}


ALLOWED = {
    "section": {"type": "section", "text": mrkdwn("x" * 3_000), "accessory": button()},
    "fields": {"type": "section", "fields": [mrkdwn("x" * 2_000)] * 10},
    "header": {"type": "header", "text": plain("x" * 150)},
    "markdown": {"type": "markdown", "text": "x" * 12_000},
    "context": {"type": "context", "elements": [mrkdwn("x")] * 10},
    "actions": actions(*[button(action_id=str(number)) for number in range(25)]),
    "button": actions(button(value="x" * 2_000, text=plain("x" * 75), style="primary")),
    "link": actions(button(url="https://example.com/" + "x" * 2_980)),
    "select": actions(select(100)),
    "feedback": feedback(accessibility_label="x" * 75),
    "table": table(100, 20, "x" * 5),
    "block id": {"type": "divider", "block_id": "x" * 255},
}
REFUSED = {
    "long section": ({"type": "section", "text": mrkdwn("x" * 3_001)}, "less than 3001 characters"),
    "empty text": ({"type": "section", "text": mrkdwn("")}, "more than 0 characters"),
    "empty section": ({"type": "section"}, "text or fields"),
    "long field": ({"type": "section", "fields": [mrkdwn("x" * 2_001)]}, "less than 2001"),
    "long header": ({"type": "header", "text": plain("x" * 151)}, "less than 151"),
    "formatted header": ({"type": "header", "text": mrkdwn("x")}, "unsupported type: mrkdwn"),
    "long markdown": ({"type": "markdown", "text": "x" * 12_001}, "less than 12001"),
    "crowded context": ({"type": "context", "elements": [mrkdwn("x")] * 11}, "no more than 10 items"),
    "crowded actions": (actions(*[button(action_id=str(n)) for n in range(26)]), "no more than 25 items"),
    "no actions": (actions(), "no fewer than 1 items"),
    "twice the same action": (actions(button(), button()), 'action_id "go" already exists'),
    "long button text": (actions(button(text=plain("x" * 76))), "less than 76"),
    "long button value": (actions(button(value="x" * 2_001)), "less than 2001"),
    "long button url": (actions(button(url="https://e.com/" + "x" * 3_000)), "less than 3001"),
    "no url": (actions(button(url="see above")), "invalid url"),
    "odd style": (actions(button(style="loud")), "must be one of: primary, danger"),
    "formatted button": (actions(button(text=mrkdwn("x"))), "unsupported type: mrkdwn"),
    "crowded select": (actions(select(101)), "no more than 100 items"),
    "long feedback label": (feedback(accessibility_label="x" * 76), "less than 76"),
    "button among context actions": ({"type": "context_actions", "elements": [button()]}, "unsupported type: button"),
    "long table": (table(101, 1), "no more than 100 items"),
    "wide table": (table(1, 21), "no more than 20 items"),
    "full table": (table(100, 20, "x" * 6), "at most 10000 characters"),
    "long block id": ({"type": "divider", "block_id": "x" * 256}, "less than 256"),
    "unknown block": ({"type": "marquee"}, "unsupported type: marquee"),
    "unknown field": ({"type": "divider", "color": "red"}, "invalid additional property: color"),
    "no object": ("hello", "unsupported type: None"),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_blocks_at_their_limits_pass(name):
    assert complaints([ALLOWED[name]], "message") == ()


@pytest.mark.parametrize("name", REFUSED)
def test_blocks_beyond_a_limit_are_named(name):
    block, complaint = REFUSED[name]
    found = complaints([block], "message")
    assert any(complaint in sentence for sentence in found), found


def test_a_message_holds_fifty_blocks_with_distinct_ids():
    divider = {"type": "divider"}
    assert complaints([divider] * 50, "message") == ()
    assert "no more than 50 items" in complaints([divider] * 51, "message")[0]
    assert "already exists" in complaints([{**divider, "block_id": "x"}] * 2, "message")[0]


def test_markdown_and_feedback_belong_in_messages_only():
    for block in (ALLOWED["markdown"], feedback(), table(1, 1)):
        assert "unsupported type" in complaints([block], "modal")[0]


@pytest.mark.parametrize(
    ("view", "complaint"),
    [
        (form(title=plain("x" * 25)), "less than 25"),
        (form(private_metadata="x" * 3_001), "less than 3001"),
        (form(callback_id="x" * 256), "less than 256"),
        (form(submit=None), "submit is required"),
        (form(blocks=[]), "no fewer than 1 items"),
        ({"type": "home", "blocks": [{"type": "divider"}], "title": plain("x")}, "additional property: title"),
        ({"type": "popup"}, "must be one of: modal, home"),
    ],
)
def test_views_beyond_a_limit_are_named(view, complaint):
    found = view_complaints(view)
    assert any(complaint in sentence for sentence in found), found


def test_views_at_their_limits_pass():
    limits = {"title": plain("x" * 24), "private_metadata": "x" * 3_000, "callback_id": "x" * 255}
    assert view_complaints(form(**limits)) == ()


@pytest.mark.parametrize(
    "chunk",
    [
        {"type": "markdown_text"},
        {"type": "task_update", "id": "1", "title": "x", "status": "cancelled"},
        {"type": "task_update", "id": "1", "title": "x" * 257, "status": "complete"},
        {"type": "blocks", "blocks": [{"type": "marquee"}]},
    ],
)
def test_broken_chunks_are_refused(chunk):
    assert chunk_complaints([chunk])


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_markdown_becomes_blocks_that_slack_would_take(markdown):
    blocks = expand(markdown)
    assert complaints(blocks, "message") == ()
    assert isinstance(screen(blocks), str)


@given(st.text(alphabet="<>&@!#|UC1 ab", max_size=60))
@settings(max_examples=100, deadline=None)
def test_typed_text_reaches_the_bot_without_loose_brackets(text):
    assert wired(text).count("<") == wired(text).count(">")
