"""Who is answered, from what, and when the bot stays silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters import hours
from adapters.base import Incoming
from adapters.policy import (
    Answering,
    Budgets,
    ChannelRules,
    Conversation,
    Helping,
    Ignoring,
    PlatformRules,
    Refusing,
    Rules,
    Silencing,
    Spent,
    Watching,
    confident,
    decide,
    says_something,
)
from rag_core.types import Answer, Citation, Hit, Origin, Section, Trace

ORIGIN = Origin(platform="slack", workspace="T1", channel="C1", message="1700000000.000100")
MENTION = Incoming(
    origin=ORIGIN,
    user="U1",
    text="Where is data kept?",
    kind="mention",
    asked_at=datetime(2026, 3, 1, tzinfo=UTC),
    standing="member",
    addressed=True,
)
FOLLOW_UP = replace(MENTION, origin=replace(ORIGIN, thread="1600000000.000100"), kind="thread", addressed=False)
NO_RULES, STRANGERS, NOTHING = Rules(), Conversation(), Spent()
OURS = Conversation(known=True, askers=frozenset({"U1"}))

incomings = st.builds(
    Incoming,
    origin=st.just(ORIGIN),
    user=st.sampled_from(["U1", "U2"]),
    text=st.sampled_from(["", "why?", "stop", ":tada:"]),
    kind=st.sampled_from(["mention", "thread", "direct", "command", "shortcut", "channel", "forum"]),
    asked_at=st.just(MENTION.asked_at),
    standing=st.sampled_from(["member", "guest", "foreign", "unknown"]),
    addressed=st.booleans(),
    author_is_bot=st.booleans(),
    mentions_others=st.booleans(),
)
conversations = st.builds(
    Conversation, known=st.booleans(), silenced=st.booleans(), askers=st.frozensets(st.sampled_from(["U1", "U2"]))
)


def decided(incoming=MENTION, *, rules=NO_RULES, conversation=STRANGERS, spent=NOTHING):
    return decide(incoming, rules, conversation, spent)


@given(incomings, conversations)
def test_only_members_are_shown_pages_for_the_team(incoming, conversation):
    decision = decided(incoming, conversation=conversation)
    if isinstance(decision, Answering) and decision.audience == "internal":
        assert incoming.standing == "member"


@given(incomings, conversations)
def test_bots_are_never_answered_and_never_refused(incoming, conversation):
    decision = decided(replace(incoming, author_is_bot=True), conversation=conversation)
    assert isinstance(decision, Ignoring)


@given(incomings, conversations)
def test_who_is_not_addressed_is_answered_only_in_a_talk_of_two(incoming, conversation):
    decision = decided(replace(incoming, addressed=False), conversation=conversation)
    if not isinstance(decision, Ignoring):
        assert incoming.kind == "thread"
        assert conversation.known
        assert not conversation.silenced
        assert conversation.askers <= {incoming.user}


@given(incomings, conversations)
def test_nothing_is_answered_when_standing_is_unknown(incoming, conversation):
    assert not isinstance(decided(replace(incoming, standing="unknown"), conversation=conversation), Answering)


def test_a_member_s_mention_is_answered_from_everything():
    assert decided() == Answering(audience="internal")


@pytest.mark.parametrize("text", ["", "  ", ":tada: :+1:", "…", "🎉"])
def test_a_mention_without_words_gets_help(text):
    assert decided(replace(MENTION, text=text)) == Helping()
    assert not says_something(text)


@pytest.mark.parametrize("text", ["stop", "Stop!", "🔇", ":mute:"])
def test_stop_silences(text):
    assert decided(replace(FOLLOW_UP, text=text), conversation=OURS) == Silencing()


def test_a_word_to_others_hushes_the_thread():
    decision = decided(replace(FOLLOW_UP, mentions_others=True), conversation=OURS)
    assert decision == Ignoring(reason="speaks to somebody else", hush=True)


@pytest.mark.parametrize(
    ("allowed", "reason"),
    [
        (PlatformRules(workspaces=frozenset({"T2"})), "not_here"),
        (PlatformRules(channels=frozenset({"C2"})), "not_here"),
        (PlatformRules(blocked_channels=frozenset({"C1"})), "not_here"),
        (PlatformRules(users=frozenset({"U2"})), "not_you"),
        (PlatformRules(blocked_users=frozenset({"U1"})), "not_you"),
        (PlatformRules(roles=frozenset({"R1"})), "not_you"),
    ],
)
def test_lists_keep_people_and_places_out(allowed, reason):
    rules = Rules(platforms={"slack": allowed})
    assert decided(rules=rules) == Refusing(reason=reason)
    assert isinstance(decided(FOLLOW_UP, rules=rules, conversation=OURS), Ignoring)


@pytest.mark.parametrize("kind", ["direct", "command", "shortcut"])
@pytest.mark.parametrize("place", [{"channel": "D1"}, {"platform": "discord", "workspace": "dm", "channel": "77"}])
def test_in_a_direct_conversation_no_channel_need_be_on_the_list(kind, place):
    allowed = PlatformRules(channels=frozenset({"C2"}))
    rules = Rules(platforms={"slack": allowed, "discord": allowed})
    assert isinstance(decided(replace(MENTION, kind=kind, origin=replace(ORIGIN, **place)), rules=rules), Answering)


def test_a_channel_has_rules_of_its_own():
    own = ChannelRules(sources=("docs",), audience="public", language="German", tone="Be brief.")
    decision = decided(rules=Rules(channels={("slack", "C1"): own}))
    assert decision == Answering(audience="public", sources=("docs",), instructions="Answer in German. Be brief.")


@pytest.mark.parametrize(
    ("budgets", "spent", "reason"),
    [
        (Budgets(questions_per_person_hour=2), Spent(person_questions_hour=2), "too_many"),
        (Budgets(questions_per_day=5), Spent(questions_day=5), "day_spent"),
    ],
)
def test_budgets_end_questions(budgets, spent, reason):
    assert decided(rules=Rules(budgets=budgets), spent=spent) == Refusing(reason=reason)


@pytest.mark.parametrize(
    ("budgets", "spent"),
    [
        (Budgets(tokens_per_day=100), Spent(tokens_day=100)),
        (Budgets(tokens_per_person_day=100), Spent(person_tokens_day=120)),
    ],
)
def test_spent_tokens_mean_excerpts(budgets, spent):
    assert decided(rules=Rules(budgets=budgets), spent=spent) == Answering(audience="internal", use_model=False)


POST = replace(MENTION, kind="channel", addressed=False)


def in_mode(mode: str, **more: object) -> Rules:
    return Rules(channels={("slack", "C1"): ChannelRules(mode=mode, **more)})


@pytest.mark.parametrize(("mode", "wait"), [("answer", 0), ("draft", 0), ("assist", 5)])
def test_a_post_to_nobody_is_watched_where_the_rules_want_it(mode: str, wait: int) -> None:
    watching = decide(POST, in_mode(mode), STRANGERS, NOTHING)
    assert watching == Watching(wait=timedelta(minutes=wait), burst=timedelta(seconds=10))


def test_what_maintainers_say_among_themselves_is_not_watched() -> None:
    rules = Rules(default=ChannelRules(mode="answer", maintainers="C1"))
    assert isinstance(decide(POST, rules, STRANGERS, NOTHING), Ignoring)
    elsewhere = replace(POST, origin=replace(ORIGIN, channel="C2"))
    assert isinstance(decide(elsewhere, rules, STRANGERS, NOTHING), Watching)


def test_maintainers_of_one_channel_are_left_alone_where_all_channels_are_watched() -> None:
    one = {("slack", "C2"): ChannelRules(mode="answer", maintainers="C1")}
    assert isinstance(
        decide(POST, Rules(default=ChannelRules(mode="answer"), channels=one), STRANGERS, NOTHING), Ignoring
    )


def test_elsewhere_a_post_to_nobody_is_none_of_our_business() -> None:
    assert isinstance(decide(POST, NO_RULES, STRANGERS, NOTHING), Ignoring)
    assert isinstance(decide(POST, in_mode("mention"), STRANGERS, NOTHING), Ignoring)


@pytest.mark.parametrize(
    "other",
    [
        replace(POST, author_is_bot=True),
        replace(POST, text=":tada:"),
        replace(POST, replies_to="1600000000.000100"),
        replace(POST, kind="thread", origin=FOLLOW_UP.origin),
    ],
)
def test_bots_replies_and_what_has_no_words_are_not_watched(other: Incoming) -> None:
    assert isinstance(decide(other, in_mode("answer"), STRANGERS, NOTHING), Ignoring)


def test_who_may_not_ask_is_not_watched_and_hears_nothing() -> None:
    rules = replace(in_mode("answer"), platforms={"slack": PlatformRules(blocked_users=frozenset({"U1"}))})
    assert isinstance(decide(POST, rules, STRANGERS, NOTHING), Ignoring)


def test_people_are_waited_for_while_they_are_at_work() -> None:
    rules = in_mode("assist", human_first=timedelta(minutes=9), working_hours=hours.parse("Mon-Fri 09:00-17:00"))
    monday = replace(POST, asked_at=datetime(2026, 11, 23, 10, tzinfo=UTC))
    sunday = replace(POST, asked_at=datetime(2026, 11, 22, 10, tzinfo=UTC))
    for post, minutes in ((monday, 9), (sunday, 0)):
        watching = decide(post, rules, STRANGERS, NOTHING)
        assert isinstance(watching, Watching)
        assert watching.wait == timedelta(minutes=minutes)


def section(name: str) -> Section:
    return Section(id=name, page="p.md", title="P", headings=(), anchor="", url="", text="x", digest=name)


@pytest.mark.parametrize(
    ("outcome", "cited", "hits", "sure"),
    [
        ("answered", "a", {"a": 0.5, "b": 0.1}, True),
        ("answered", "b", {"a": 0.5, "b": 0.1}, False),
        ("excerpts", "a", {"a": 0.5}, True),
        ("answered", "a", {}, True),  # curated: nothing was searched for
        ("answered", "", {"a": 0.5}, False),
        ("not_covered", "a", {"a": 0.5}, False),
        ("failed", "a", {"a": 0.5}, False),
    ],
)
def test_only_what_is_near_enough_is_said_unasked(
    outcome: str, cited: str, hits: dict[str, float], *, sure: bool
) -> None:
    citations = (Citation(number=1, section=section(cited), quote="x"),) if cited else ()
    found = tuple(Hit(section=section(name), score=score) for name, score in hits.items())
    answer = Answer(id="q", text="x [1]", outcome=outcome, citations=citations, trace=Trace(hits=found))
    assert confident(answer, ChannelRules(confidence=0.3)) is sure
