"""Discord's rate limits: buckets with their headers, the global limit, and the ban after too many invalid requests."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2s
from typing import Literal

Scope = Literal["user", "global", "shared"]

GLOBAL_LIMIT = 50  # requests a second; discord-api-docs, developers/topics/rate-limits#global-rate-limit
INVALID_MAX = 10_000  # same source, #invalid-request-limit-aka-cloudflare-bans
INVALID_WINDOW = 600.0  # seconds; same source
EARLY_TOLERANCE = 0.25  # seconds in which a call can have been on its way when the 429 was answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many calls in so many seconds, for each channel, guild or webhook in the path."""

    calls: int
    per: float  # seconds
    bucket: str  # routes with the same one share it
    scope: Scope = "user"


LIMITS: Mapping[str, Limit] = {
    "POST /channels/{channel_id}/messages": Limit(calls=5, per=5.0, bucket="send"),
    "PATCH /channels/{channel_id}/messages/{message_id}": Limit(calls=5, per=5.0, bucket="edit"),
    "DELETE /channels/{channel_id}/messages/{message_id}": Limit(calls=5, per=1.0, bucket="delete"),
    "POST /channels/{channel_id}/typing": Limit(calls=5, per=5.0, bucket="typing"),
    "PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me": Limit(
        calls=1, per=0.25, bucket="react"
    ),
    "DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me": Limit(
        calls=1, per=0.25, bucket="react"
    ),
    "POST /channels/{channel_id}/messages/{message_id}/threads": Limit(calls=5, per=5.0, bucket="threads"),
    "POST /channels/{channel_id}/threads": Limit(calls=5, per=5.0, bucket="threads"),
    "PATCH /channels/{channel_id}": Limit(calls=5, per=15.0, bucket="channel"),
    "GET /guilds/{guild_id}/members/{user_id}": Limit(calls=5, per=1.0, bucket="member"),
    "POST /users/@me/channels": Limit(calls=10, per=60.0, bucket="dm"),
    "POST /webhooks/{webhook_id}/{webhook_token}": Limit(calls=5, per=2.0, bucket="webhook"),
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original": Limit(calls=5, per=2.0, bucket="webhook"),
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}": Limit(calls=5, per=2.0, bucket="webhook"),
}
"""As observed by users (discord-api-docs#981, #6753, eris#1173); Discord publishes none and may change them.

How many threads may be started is not known. Users saw waits of minutes (#7816), so tests should try those, too.
"""

_MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token")


@dataclass(slots=True, kw_only=True)
class _Window:
    ends: float
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the rates say to a call."""

    headers: Mapping[str, str]
    retry_after: float = 0.0  # seconds; 0 lets it through
    scope: Scope = "user"
    bucket: str = ""
    early: bool = False  # came though an earlier one was told to wait longer
    banned: bool = False


class Rates:
    """Who has called how often. All times are monotonic seconds."""

    def __init__(self, limits: Mapping[str, Limit], *, enforced: bool, each_second: int, invalid_max: int) -> None:
        self.enforced = enforced
        self._limits = limits
        self._each_second = each_second
        self._invalid_max = invalid_max
        self._windows: dict[str, _Window] = {}
        self._second = _Window(ends=0.0, left=0)
        self._invalid: deque[float] = deque()
        self._told: defaultdict[str, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))  # bucket -> said at, until

    def judge(self, route: str, params: Mapping[str, str], now: float) -> Verdict:
        """Count a call, and say whether it may go on."""
        limit = self._limits.get(route)
        bucket = _key(limit, params) if limit else ""
        early = bool(bucket and self._early(bucket, now)) or (not _exempt(route) and self._early("global", now))
        if self._is_banned(now):
            return Verdict(headers={}, retry_after=INVALID_WINDOW, banned=True, early=early)
        wait = 0.0 if _exempt(route) else self._global(now)
        if wait:
            self.told("global", wait, now)
            return Verdict(headers={"X-RateLimit-Global": "true"}, retry_after=wait, scope="global", early=early)
        if limit is None or not self.enforced:
            return Verdict(headers={}, early=early)
        return self._in_bucket(limit, bucket, now, early=early)

    def told(self, bucket: str, retry_after: float, now: float) -> None:
        """Remember that the caller was told to wait."""
        self._told[bucket] = (now, now + retry_after)

    def invalid(self, now: float) -> int:
        """Count an answer of 401, 403 or 429; how many there were in the window."""
        self._invalid.append(now)
        while self._invalid[0] <= now - INVALID_WINDOW:
            self._invalid.popleft()
        return len(self._invalid)

    def bucket_of(self, route: str, params: Mapping[str, str]) -> str:
        """The bucket that a call counts in, or ""."""
        limit = self._limits.get(route)
        return _key(limit, params) if limit else ""

    def _in_bucket(self, limit: Limit, bucket: str, now: float, *, early: bool) -> Verdict:
        window = self._windows.get(bucket)
        if window is None or window.ends <= now:
            window = self._windows[bucket] = _Window(ends=now + limit.per, left=limit.calls)
        wait = 0.0 if window.left else window.ends - now
        window.left = max(0, window.left - 1)
        if wait:
            self.told(bucket, wait, now)
        headers = {
            "X-RateLimit-Limit": str(limit.calls),
            "X-RateLimit-Remaining": str(window.left),
            "X-RateLimit-Reset": f"{time.time() + window.ends - now:.3f}",
            "X-RateLimit-Reset-After": f"{window.ends - now:.3f}",
            "X-RateLimit-Bucket": blake2s(limit.bucket.encode(), digest_size=16).hexdigest(),
        }
        return Verdict(headers=headers, retry_after=wait, scope=limit.scope, bucket=bucket, early=early)

    def _global(self, now: float) -> float:
        if not self.enforced:
            return 0.0
        if self._second.ends <= now:
            self._second = _Window(ends=now + 1, left=self._each_second)
        self._second.left -= 1
        return 0.0 if self._second.left >= 0 else self._second.ends - now

    def _is_banned(self, now: float) -> bool:
        while self._invalid and self._invalid[0] <= now - INVALID_WINDOW:
            self._invalid.popleft()
        return len(self._invalid) >= self._invalid_max

    def _early(self, bucket: str, now: float) -> bool:
        said, until = self._told[bucket]
        return said + EARLY_TOLERANCE < now < until - 0.05


def waiting_headers(retry_after: float, scope: Scope) -> dict[str, str]:
    """The headers that only a 429 has."""
    return {"Retry-After": str(math.ceil(retry_after)), "X-RateLimit-Scope": scope}


def _key(limit: Limit, params: Mapping[str, str]) -> str:
    return ":".join((limit.bucket, *(params[name] for name in _MAJOR if name in params)))


def _exempt(route: str) -> bool:
    """Interaction endpoints do not count in the global limit; …/rate-limits#global-rate-limit."""
    return " /interactions/" in route or " /webhooks/" in route
