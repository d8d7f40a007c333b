"""Defuses mentions: what a model writes pings nobody, on any platform."""

from __future__ import annotations

import re

# It parts "@" or "<" from what makes a ping of it. It is not seen, so that text and code keep their look, and it
# stays: Discord names it for this purpose (https://github.com/discord/discord-api-docs/pull/1248). In place of "<",
# an entity would be shown as such in code, and a full-width sign would no longer be code.
ZERO_WIDTH_SPACE = "\u200b"

# What Discord drops before it looks for mentions, so that "@\u202eeveryone" pings
# (https://github.com/discord/discord-api-docs/issues/1189, .../1241): controls, accents, fillers, joiners, direction
# marks, variation selectors, tags.
_DROPPED = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff"
    r"\u200c-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u3164\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\uffa0\ufff0-\uffff"
    r"\ud800-\udfff\U000e0000-\U000e0fff"
)


def _spelled(*words: str) -> str:
    """A pattern for the words, with anything that is dropped before and between their letters."""
    return "(?i:" + "|".join("".join(f"[{_DROPPED}]*{letter}" for letter in word) for word in words) + ")"


_EVERYBODY, _ANYBODY = _spelled("everyone", "here"), _spelled("everyone", "here", "channel")

# Slack's and Discord's own notation. Members are ids or, to Slack, names; "<!DOCTYPE html>" and "List<@NonNull T>"
# are neither. Slack takes entities for text (measured in https://github.com/PostHog/posthog/pull/95054), but whoever
# decodes them on the way would make notation of them.
_COMMAND = r"!\s*" + _spelled("channel", "everyone", "here", "group", "subteam")
_MEMBER = rf"@[{_DROPPED}]*(?:[!&]?\d|[UWB][A-Z0-9]{{2}}|[^\s<>|]{{1,80}}(?:[>|]|&gt;))"
_NOTATION = re.compile(
    rf"(?P<opening><|&(?:lt|\#0*60|\#[xX]0*3[cC]);)(?!{ZERO_WIDTH_SPACE})(?=[{_DROPPED}\s\\]*(?:{_COMMAND}|{_MEMBER}))"
)

# Discord finds bare names within words too. An address such as jo@here.com stays all the same: Slack wants a word,
# and `allowed_mentions` guards every send to Discord. "@channel" is Slack's alone, which reads bare names only where
# it is asked to; in code it is an everyday variable of Ruby and Elixir and stays.
_NOT_BARE = rf"{ZERO_WIDTH_SPACE}|(?<=[\w.+-]@)(?:everyone|here|channel)\.[a-z]"
_BARE = rf"@(?!{_NOT_BARE})(?={_ANYBODY})"
_BARE_IN_CODE = re.compile(rf"@(?!{_NOT_BARE})(?={_EVERYBODY})")
_CODE = r"^[ \t>]*(?P<fence>`{3,}|~{3,})(?:(?!^[ \t>]*(?P=fence)).)*(?:^[ \t>]*(?P=fence)[`~]*)?|`[^`\n]{1,400}`"
_URL = r"https?://[!#-&*-;=?-Z\\^_a-z{}~]{1,400}?"  # printable ASCII without quotes, brackets and backticks
_RUNNING = re.compile(rf"(?P<code>{_CODE})|(?P<url>{_URL})?{_BARE}", re.MULTILINE | re.DOTALL)


def neutralise(text: str) -> str:
    """Return `text` with every mention of users, groups, roles and channels' members defused, code and links included.

    A zero-width space after "@" or "<" does it, "%40" within a URL. Applying it twice changes nothing more. Files
    that go out as attachments need it not: take programs out first.
    """
    text = _NOTATION.sub(rf"\g<opening>{ZERO_WIDTH_SPACE}", text)
    return _RUNNING.sub(_defused, text)


def _defused(match: re.Match[str]) -> str:
    if match["code"]:
        return _BARE_IN_CODE.sub(f"@{ZERO_WIDTH_SPACE}", match.group())
    return f"{match['url']}%40" if match["url"] else f"@{ZERO_WIDTH_SPACE}"
