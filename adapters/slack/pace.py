"""How often we call Slack: room is kept for what must be said, and a 429 is obeyed by everybody."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

# Calls a minute in a workspace; docs.slack.dev/apis/web-api/rate-limits. One question may need a start and a stop.
PER_MINUTE: Mapping[str, int] = {
    "chat.startStream": 18,
    "chat.appendStream": 95,
    "chat.update": 48,
    "reactions.add": 48,
}
MINUTE = 60.0  # seconds
POSTS_PER_SECOND, POST_BURST = 1.0, 3  # in one channel; same source, bursts are tolerated


@dataclass(slots=True)
class Pace:
    """Counts calls. Times are monotonic seconds."""

    clock: Callable[[], float] = time.monotonic
    _called: defaultdict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _posts: dict[str, float] = field(default_factory=dict)  # channel -> when the next post is due, bursts aside
    _blocked: dict[str, float] = field(default_factory=dict)  # bucket -> until when

    def spare(self, method: str, channel: str = "", *, share: float = 1.0) -> bool:
        """Whether a call that may be left out can be made, leaving `1 - share` of the minute to others."""
        if self.wait(method, channel) > 0:
            return False
        limit = PER_MINUTE.get(method)
        return limit is None or len(self._recent(method)) < limit * share

    def called(self, method: str) -> None:
        """Count a call."""
        if method in PER_MINUTE:
            self._recent(method).append(self.clock())

    def post_delay(self, channel: str) -> float:
        """Take a place in the line of posts to a channel; seconds until it comes."""
        now = self.clock()
        due = max(self._posts.get(channel, 0.0), now - POST_BURST / POSTS_PER_SECOND)
        self._posts[channel] = due + 1 / POSTS_PER_SECOND
        return max(0.0, due - now)

    def post_spare(self, channel: str) -> bool:
        """Whether a post to that channel would not have to wait."""
        return self._posts.get(channel, 0.0) < self.clock()

    def refused(self, method: str, channel: str, seconds: float) -> None:
        """Slack has answered 429 with that `Retry-After`."""
        bucket = _bucket(method, channel)
        self._blocked[bucket] = max(self._blocked.get(bucket, 0.0), self.clock() + seconds)

    def wait(self, method: str, channel: str = "") -> float:
        """Seconds until the method may be called again."""
        return max(0.0, self._blocked.get(_bucket(method, channel), 0.0) - self.clock())

    def _recent(self, method: str) -> deque[float]:
        calls = self._called[method]
        while calls and calls[0] < self.clock() - MINUTE:
            calls.popleft()
        return calls


def _bucket(method: str, channel: str) -> str:
    """Posts are limited for each channel, everything else for the workspace."""
    return f"{method} {channel}" if method == "chat.postMessage" else method
