"""Markdown is read by people and surfaces that know no Markdown."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import HealthCheck, given, settings

from adapters.markdown import first_sentence, plain, to_mrkdwn
from tests.markdown_checks import live_pings
from tests.strategies import answers

thorough = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))


@thorough
@given(answers())
def test_mrkdwn_of_any_answer_holds_no_live_notation_but_links(text):
    written = to_mrkdwn(text)
    angled = re.findall(r"<[^>]*>?", written)
    assert all(re.fullmatch(r"<(?:https?://|mailto:)[^<>|\s]+(?:\|[^<>]*)?>", found) for found in angled)
    assert not re.search(r"&(?!amp;|lt;|gt;)", written)
    assert not live_pings(written)


@thorough
@given(answers())
def test_plain_text_of_any_answer_pings_nobody(text):
    assert not live_pings(plain(text))


@thorough
@given(answers())
def test_the_first_sentence_is_one_short_line_that_pings_nobody(text):
    sentence = first_sentence(text)
    assert len(sentence) <= 150
    assert "\n" not in sentence
    assert not live_pings(sentence)


@pytest.mark.parametrize(
    ("markdown", "mrkdwn"),
    [
        ("**bold** *slanted* _too_ ~~gone~~ `code`", "*bold* _slanted_ _too_ ~gone~ `code`"),
        ("a **粗体**文字", "a *粗体*\u200b文字"),
        ("[the guide](https://a.example/?b=1&c=2|3)", "<https://a.example/?b=1&amp;c=2%7C3|the guide>"),
        ("<https://a.example> https://b.example/?c&d", "<https://a.example> https://b.example/?c&amp;d"),
        ("![a chart](https://a.example/b.png)", "<https://a.example/b.png|a chart>"),
        ("[here](page.md#top) [no](javascript:x)", "here [no](javascript:x)"),
        ("[a < **b**](https://a.example)", "<https://a.example|a &lt; b>"),
        ("# A *great* **title**", "*A _great_ title*"),
        ("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"),
        ("- a\n- b\n  1. c\n  2. d", "• a\n• b\n  1. c\n  2. d"),
        ("7. a\n\n   b\n8. c", "7. a\n\n   b\n\n8. c"),
        ("> a\n> b", "> a\n> b"),
        ("```python\nif a < b:\n\tpass\n```", "```\nif a &lt; b:\n\tpass\n```"),
        ("````\n```\n````", "```\n`\u200b`\u200b`\n```"),
        ("`` a`b ``", "`aˋb`"),
        ("| a | 图 |\n|---|---|\n| long | b |", "```\na     图\n----  --\nlong  b\n```"),
        ("a\n\n---\n\nb", "a\n\n———\n\nb"),
        ("&lt;!channel&gt;", "&lt;\u200b!channel&gt;"),
        ("Stored in S3 [1].", "Stored in S3 [1]."),
    ],
)
def test_markdown_becomes_mrkdwn(markdown, mrkdwn):
    assert to_mrkdwn(markdown) == mrkdwn


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("# A **title**\n\nSee [it](https://a.example) [1].", "A title\n\nSee it (https://a.example) [1]."),
        ("[https://a.example](https://a.example) <jo@a.example>", "https://a.example jo@a.example"),
        ("[a](b.md) ![](https://a.example/c.png)", "a https://a.example/c.png"),
        ("- a\n- `b < c`\n\n```\nd\n```", "• a\n• b < c\n\nd"),
        ("| a | b |\n|---|---|\n| cc | [l](https://a.example) |", "a   b\n--  -\ncc  l"),
        (f"| a | b |\n|---|---|\n| {'c' * 70} | d |", f"a | b\n{'c' * 70} | d"),
        ("&lt;!here&gt; &amp;", "<\u200b!here> &"),
    ],
)
def test_markdown_becomes_plain_text(markdown, text):
    assert plain(markdown) == text


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("Data is in **etcd** and [S3](https://a.example) [1], [2]. More.", "Data is in etcd and S3."),
        ("# Storage\n\nData is in S3 [1]. More.", "Data is in S3."),
        ("# Storage", "Storage"),
        ("- Use `nprobe`, e.g. Milvus v2.4. Then more.\n- b", "Use nprobe, e.g. Milvus v2.4."),
        ("```python\nx = 1. Y\n```\n\nThat is all!", "That is all!"),
        ("```python\nx\n```", ""),
        ("| Name | b |\n|---|---|\n| c | d |", "Name"),
        ("> Quoted\n> text.", "Quoted text."),
        ("数据存储在对象存储中。支持多种后端。", "数据存储在对象存储中。"),
        ("Do this:\n\n1. a", "Do this:"),
        ("[1]\n\nReally.", "Really."),
        ("&lt;!channel&gt; is up.", "<\u200b!channel> is up."),
        ("", ""),
    ],
)
def test_the_first_sentence_tells_what_an_answer_is_about(answer, sentence):
    assert first_sentence(answer) == sentence


def test_a_long_sentence_is_left_off_after_a_word():
    assert first_sentence("word " * 100, 23) == "word word word word…"


@pytest.mark.parametrize("attack", ["[", "![", "[a](", "`", "`a``", "**a ", "<", "&a", "> ", "\\"])
@pytest.mark.parametrize("convert", [plain, to_mrkdwn, first_sentence])
def test_hostile_input_takes_no_long_time(convert, attack):
    started = time.process_time()
    convert(attack * (100_000 // len(attack)))
    assert time.process_time() - started < 4  # seconds; under 0.7 on an idle machine
