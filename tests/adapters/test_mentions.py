"""What a model writes pings nobody and stays readable."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings

from adapters.markdown import neutralise
from tests.markdown_checks import live_pings
from tests.strategies import answers

thorough = settings(deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))


@thorough
@given(answers())
def test_no_mention_in_an_answer_is_live(text):
    assert not live_pings(neutralise(text))


@thorough
@given(answers())
def test_a_defused_answer_stays_as_it_is(text):
    once = neutralise(text)
    assert neutralise(once) == once


@thorough
@given(answers())
def test_only_invisible_characters_are_added(text):
    seen = neutralise(text).replace("%40", "@").replace("\u200b", "")
    assert seen == text.replace("%40", "@").replace("\u200b", "")


@pytest.mark.parametrize(
    "mention",
    [
        "<!channel>", "<!here>", "<!everyone>", "<!group>", "<!here|here>", "<!subteam^S012AB34|@ops>", "<! channel>",
        "< !channel>", "<\\!channel>", "\\<!channel>", "<!CHANNEL>", "&lt;!channel&gt;", "&#60;!here>", "&#x3C;!here>",
        "<@U012AB3CD>", "<@W012AB3CD|jo>", "<@jo.doe>", "&lt;@jo&gt;", "@channel", "@here", "@everyone", "@Everyone",
        "x@everyone", "@everyonex", "<@123>", "<@!123>", "<@&123>", "@\u202eeveryone", "@ever\u0300yone", "@\u00adhere",
        "`@here`", "```\n<!channel>\n```", "~~~\n@everyone\n", "[@here](https://a.example)", "<<!here>", "@@everyone",
        "<@a/b|",
    ],
)  # fmt: skip
def test_a_mention_is_parted_by_a_zero_width_space(mention):
    defused = neutralise(mention)
    assert defused.count("\u200b") == 1
    assert defused.replace("\u200b", "") == mention


@pytest.mark.parametrize(
    "text",
    [
        "jo@example.com", "jo@here.com", "ops+x@channel.io", "@decorator", "@app.get('/here')", "@dataclass\nclass A:",
        "<!DOCTYPE html>", "<!-- here -->", "List<@NonNull String> x", "a < b @ c", "<https://a.example>",
        "<#C012AB3CD>",
        "```ruby\n@channel = connection.create_channel\n```", "`@channel`", "git@github.com:a/b.git", "1 <@ 2",
    ],
)  # fmt: skip
def test_what_is_no_mention_stays_as_it_is(text):
    assert neutralise(text) == text


def test_a_name_after_a_code_block_is_defused_again():
    assert neutralise("```\n@channel\n```\n@channel") == "```\n@channel\n```\n@\u200bchannel"


def test_a_url_with_such_a_name_still_works():
    assert neutralise("[x](https://a.example/@everyone/b)") == "[x](https://a.example/%40everyone/b)"


@pytest.mark.parametrize("attack", ["@", "<", "@\u0300", "`a", "```\n", "https://", "<@", "> ```\n", "&lt;", "<   "])
def test_hostile_input_takes_no_long_time(attack):
    started = time.process_time()
    neutralise(attack * (100_000 // len(attack)))
    assert time.process_time() - started < 3  # seconds; under 0.3 on an idle machine
