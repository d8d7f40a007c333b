"""Slack's rate limits: tiers a minute for each method, about one post a second for each channel."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

PER_MINUTE: Mapping[int, int] = {1: 1, 2: 20, 3: 50, 4: 100}  # docs.slack.dev/apis/web-api/rate-limits
POSTS_PER_SECOND = 1.0  # in one channel; same source
POST_BURST = 5  # posts; "short bursts" are tolerated, the number is ours
EARLY_TOLERANCE = 0.25  # seconds in which a call can have been on its way when the 429 was answered


class Rates:
    """Who has called how often. All times are monotonic seconds."""

    def __init__(self, *, enforced: bool) -> None:
        self.enforced = enforced
        self._minute: defaultdict[str, deque[float]] = defaultdict(deque)
        self._posts: dict[str, tuple[float, float]] = {}  # channel -> (tokens, when they were counted)
        self._blocked: dict[str, tuple[float, float]] = {}  # bucket -> (answered 429 at, blocked until)

    def wait(self, method: str, tier: int, args: Json, now: float) -> int:
        """Whole seconds until the call may come again; 0 lets it through and counts it."""
        if not self.enforced:
            return 0
        wait = (
            self._post(str(args.get("channel")), now) if method == "chat.postMessage" else self._tier(method, tier, now)
        )
        return math.ceil(wait)

    def blocked(self, method: str, args: Json, retry_after: float, now: float) -> None:
        """Remember that the caller was told to wait."""
        self._blocked[_bucket(method, args)] = (now, now + retry_after)

    def early(self, method: str, args: Json, now: float) -> bool:
        """The call comes though an earlier one was told to wait longer."""
        answered, until = self._blocked.get(_bucket(method, args), (0.0, 0.0))
        return answered + EARLY_TOLERANCE < now < until - 0.05

    def _tier(self, method: str, tier: int, now: float) -> float:
        limit = PER_MINUTE.get(tier)
        if limit is None:
            return 0.0
        calls = self._minute[method]
        while calls and calls[0] <= now - 60:
            calls.popleft()
        if len(calls) >= limit:
            return calls[0] + 60 - now
        calls.append(now)
        return 0.0

    def _post(self, channel: str, now: float) -> float:
        tokens, counted = self._posts.get(channel, (float(POST_BURST), now))
        tokens = min(float(POST_BURST), tokens + (now - counted) * POSTS_PER_SECOND)
        if tokens < 1:
            self._posts[channel] = (tokens, now)
            return (1 - tokens) / POSTS_PER_SECOND
        self._posts[channel] = (tokens - 1, now)
        return 0.0


def _bucket(method: str, args: Json) -> str:
    return f"{method} {args.get('channel')}" if method == "chat.postMessage" else method
