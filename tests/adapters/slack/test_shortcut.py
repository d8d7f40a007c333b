"""The message shortcut "Answer this"."""

from __future__ import annotations

from adapters.slack.manifest import ANSWER_THIS
from tests.adapters.slack.conftest import WHERE
from tests.adapters.slack.test_command import shown
from tests.adapters.slack.watching import answered


async def test_a_chosen_message_is_answered_in_its_thread(slack, bot, ana, ben, faq):
    ts = await slack.say(faq, ben, WHERE)
    await slack.shortcut(faq, ana, ts, ANSWER_THIS)
    await answered(slack, faq, ts)


async def test_choosing_it_again_points_at_the_answer(slack, bot, ana, ben, faq):
    ts = await slack.say(faq, ben, WHERE)
    await slack.shortcut(faq, ana, ts, ANSWER_THIS)
    await answered(slack, faq, ts)
    await slack.shortcut(faq, ben, ts, ANSWER_THIS)
    await shown(slack, faq, ben, "answered this message already")
    await answered(slack, faq, ts)


async def test_a_shortcut_where_the_bot_is_not_says_so_to_whoever_chose_it(slack, bot, ana):
    elsewhere = slack.add_channel("elsewhere", members=[ana], with_bot=False)
    ts = await slack.say(elsewhere, ana, WHERE)
    await slack.shortcut(elsewhere, ana, ts, ANSWER_THIS)
    await shown(slack, elsewhere, ana, "Something went wrong")
    assert slack.answers(elsewhere, ts) == ()
