"""Guests and Slack Connect get public pages only, and nothing when it cannot be known who they are."""

from __future__ import annotations

import pytest

from tests.adapters.slack.conftest import BACKUP, WHERE
from tests.adapters.slack.test_command import shown
from tests.adapters.slack.watching import answered, silence

SECRET = "kept in object storage"  # only on an internal page


@pytest.fixture
def shared(slack, ana):
    """A channel that another organisation is in."""
    return slack.add_channel("with-acme", members=[ana], ext_shared=True)


async def test_members_get_public_pages_only_in_a_shared_channel(slack, bot, ana, shared):
    ts = await slack.mention(shared, ana, WHERE)
    (answer,) = await answered(slack, shared, ts)
    assert SECRET not in answer.text
    ts = await slack.mention(shared, ana, BACKUP)
    (answer,) = await answered(slack, shared, ts)
    assert "backup tool" in answer.text


async def test_a_stranger_is_answered_from_public_pages_once(slack, bot, shared):
    eve = slack.add_user("eve", team="T0ACME")
    ts = await slack.mention(shared, eve, BACKUP)
    (answer,) = await answered(slack, shared, ts)
    assert "backup tool" in answer.text


async def test_a_channel_about_to_be_shared_counts_as_shared(slack, bot, ana):
    soon = slack.add_channel("soon", members=[ana], pending_ext_shared=True)
    ts = await slack.mention(soon, ana, WHERE)
    (answer,) = await answered(slack, soon, ts)
    assert SECRET not in answer.text


@pytest.mark.parametrize("guest", ["multi", "single"])
async def test_a_guest_gets_public_pages_only(slack, bot, faq, guest):
    gus = slack.add_user("gus", guest=guest)
    ts = await slack.mention(faq, gus, WHERE)
    (answer,) = await answered(slack, faq, ts)
    assert SECRET not in answer.text


async def test_a_private_answer_in_a_shared_channel_is_public_pages_too(slack, bot, ana, shared):
    await slack.command(shared, ana, "/ask", WHERE)
    await slack.until(lambda: slack.calls_to("response_url"), 20.0)
    assert SECRET not in " ".join(one.text for one in slack.whispers(shared, ana))


@pytest.mark.parametrize("method", ["users.info", "conversations.info"])
async def test_nothing_is_shown_when_it_cannot_be_known(slack, bot, ana, faq, method):
    slack.fail(method, times=None, error="missing_scope")
    ts = await slack.mention(faq, ana, WHERE)
    await shown(slack, faq, ana, "could not find out what you may read")
    await silence(slack, faq, ts)


async def test_related_headings_of_internal_pages_are_not_shown_either(slack, bot, ana, shared):
    ts = await slack.mention(shared, ana, "How large can a collection be?")
    (answer,) = await answered(slack, shared, ts)
    assert "Storage" not in answer.text
