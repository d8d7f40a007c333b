"""How calls are paced: room for what must be said, a 429 obeyed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.pace import MINUTE, PER_MINUTE, POST_BURST, Pace


class Clock:
    def __init__(self):
        self.now = 1_000.0

    def __call__(self):
        return self.now


@given(st.lists(st.floats(0, 10), max_size=200))
def test_courtesies_never_exceed_a_minute_s_limit(pauses):
    clock, made = Clock(), []
    pace = Pace(clock)
    for pause in pauses:
        clock.now += pause
        if pace.spare("chat.appendStream"):
            pace.called("chat.appendStream")
            made.append(clock.now)
    assert all(sum(at - MINUTE < other <= at for other in made) <= PER_MINUTE["chat.appendStream"] for at in made)


def test_a_share_is_kept_for_others():
    pace = Pace(Clock())
    for _ in range(12):
        pace.called("chat.update")
    assert pace.spare("chat.update")
    assert not pace.spare("chat.update", share=0.25)


def test_a_refusal_holds_for_its_method_and_a_post_only_for_its_channel():
    clock = Clock()
    pace = Pace(clock)
    pace.refused("chat.postMessage", "C1", 3.0)
    assert pace.wait("chat.postMessage", "C1") == 3.0
    assert pace.wait("chat.postMessage", "C2") == 0.0
    clock.now += 3.0
    assert pace.wait("chat.postMessage", "C1") == 0.0


def test_posts_to_a_channel_come_a_second_apart_after_a_burst():
    pace = Pace(Clock())
    delays = [pace.post_delay("C1") for _ in range(POST_BURST + 4)]
    assert delays == [0.0] * (POST_BURST + 1) + [1.0, 2.0, 3.0]
    assert pace.post_delay("C2") == 0.0
