"""Which questions a pattern stands for, and which pattern wins."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag_core.curated import ANY, QUESTION_MAX, CuratedAnswer, find, matches, words
from rag_core.types import Audience

WORDS = st.lists(st.sampled_from("abcd"), max_size=6).map(tuple)


def pinned(*questions: str, name: str = "one", audience: Audience = "internal", source: str = "docs") -> CuratedAnswer:
    return CuratedAnswer(questions=questions, sections=(name,), source=source, audience=audience, place="curated.toml")


def fits(pattern: str, question: str) -> bool:
    return find([pinned(pattern)], question) is not None


@pytest.mark.parametrize(
    ("pattern", "question"),
    [
        ("how do i reset my password", "How do I reset my password?"),
        ("how do i reset * password", "how do I reset my VPN password"),
        ("how do i reset * password", "how do i reset password"),
        ("where is the café", "WHERE IS THE CAFE ?!"),
        ("what's new", "What’s new?"),
        ("how do i log in", "Hi all, can you please tell me: how do I log in? Thanks a lot!"),
        ("wie melde ich mich an", "Guten Morgen, wie melde ich mich an? Danke schön"),
        ("重置*密码", "请问 重置 我的 密码？谢谢"),
        ("密码怎么重置", "你好，密码怎么重置？"),
        ("비밀번호*재설정*", "안녕하세요, 비밀 번호를 재설정하려면 어떻게 하나요?"),
        ("パスワードを*方法", "すみません、パスワードを変更する方法 教えてください"),
        ("full width", "Ｆｕｌｌ　ｗｉｄｔｈ"),
        ("does it speak C++", "Does it speak *C++*?"),
        ("where is it", ":wave: Hey team, where is it? :pray: 🙏"),
        ("hello", "Hello!"),
    ],
)
def test_a_pattern_stands_for_a_question_however_it_is_put(pattern, question):
    assert fits(pattern, question)


@pytest.mark.parametrize(
    ("pattern", "question"),
    [
        ("how do i reset my password", "How do I reset my password and my PIN?"),
        ("reset * password", "How do I reset my password?"),
        ("does it speak C++", "Does it speak C#?"),
        ("does it speak C", "Does it speak C++?"),
        ("a * a", "a"),
        ("* a b * b", "a b"),
        ("what is new", "whatis new"),
        ("重置密码", "不要重置密码"),
        ("hello", ""),
        ("how * now", "how " * QUESTION_MAX + "now"),
    ],
)
def test_a_pattern_stands_for_whole_questions_only(pattern, question):
    assert not fits(pattern, question)


def test_the_most_specific_pattern_wins():
    answers = [pinned("how * password", name="any"), pinned("how do i * reset * password", name="reset")]
    match = find(answers, "How do I reset my password?")
    assert match
    assert (match.answer.sections, match.pattern) == (("reset",), "how do i * reset * password")
    exact = [*answers, pinned("how do i reset my password", name="exact")]
    assert (best := find(exact, "how do i reset my password")) is not None
    assert best.answer.sections == ("exact",)


def test_of_equals_the_one_for_the_team_wins_and_then_the_first():
    public, team = pinned("why", name="public", audience="public"), pinned("why", name="team")
    assert (match := find([public, team], "Why?")) is not None
    assert match.answer is team
    assert (match := find([team, pinned("WHY!", name="later")], "Why?")) is not None
    assert match.answer is team


def test_who_may_only_read_public_pages_gets_public_answers_only():
    public, team = pinned("w*", name="public", audience="public"), pinned("why now", name="team")
    assert find([team], "why now", audience="public") is None
    less_specific = pinned("why *", name="public", audience="public")
    assert (match := find([team, less_specific], "why now", audience="public")) is not None
    assert match.answer is less_specific
    assert find([public], "w", audience="public")


def test_only_the_sources_of_the_question_answer():
    answers = [pinned("why", source="hr"), pinned("why", source="docs")]
    assert (match := find(answers, "why", sources=("docs",))) is not None
    assert match.answer.source == "docs"
    assert find(answers, "why", sources=("other",)) is None


@given(WORDS, WORDS, WORDS)
def test_a_star_stands_for_any_words(start, middle, end):
    question = (*start, *middle, *end)
    assert matches((*start, ANY, *end), question) is bool(question)


@given(
    st.lists(st.sampled_from(["a", "b", ANY]), min_size=1, max_size=6).map(tuple),
    st.lists(st.sampled_from("ab"), min_size=1, max_size=5).map(tuple),
)
def test_matching_agrees_with_its_definition(pattern, question):
    def defined(pattern: tuple[str, ...], question: tuple[str, ...]) -> bool:
        if not pattern:
            return not question
        if pattern[0] == ANY:
            return any(defined(pattern[1:], question[n:]) for n in range(len(question) + 1))
        return question[:1] == pattern[:1] and defined(pattern[1:], question[1:])

    assert matches(pattern, question) == defined(pattern, question)


@given(st.text(max_size=60))
def test_what_is_compared_of_a_text_stays_the_same_when_compared_again(text):
    assert words(" ".join(words(text))) == words(text)


def test_thousands_of_patterns_are_gone_through_at_once():
    answers = [pinned(f"how do i do thing {i} * now", f"* thing {i} * * *") for i in range(1_000)]
    find(answers, "warm up")
    started = time.perf_counter()
    find(answers, "a thing " * 60)
    assert time.perf_counter() - started < 0.2
