"""From Slack's payloads to what the handler takes. Pure; nothing is decided here but what is noise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from adapters.base import Incoming, Said
from rag_core.types import Origin

Json = Mapping[str, Any]

PLATFORM = "slack"
SLACKBOT = "USLACKBOT"
QUIET_EMOJI = "mute"  # 🔇
SOLVED_EMOJI = frozenset({"white_check_mark", "heavy_check_mark", "ballot_box_with_check"})

# Subtypes of messages that a person wrote; all others tell of joins, topics, pins and the like
# (docs.slack.dev/reference/events/message). A broadcast is a second copy of a thread reply.
_WRITTEN = frozenset({"", "file_share", "me_message"})
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_GROUP_MENTION = re.compile(r"<!(?:subteam\^|channel|here|everyone)[^>]*>")
_LINK = re.compile(r"<((?:https?|mailto):[^|>]+)(?:\|([^>]*))?>")
_CHANNEL = re.compile(r"<#[CG][A-Z0-9]+(?:\|([^>]*))?>")
_SPECIAL = re.compile(r"<!(?:subteam\^[A-Z0-9]+\||date\^[^|>]*\|)?([^>|]*)(?:\|([^>]*))?>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """Who we are in the workspace that the token belongs to."""

    user: str
    id: str  # of the bot, which messages carry as `bot_id`
    team: str
    name: str
    url: str = ""  # of the workspace, "https://acme.slack.com/"
    enterprise: str = ""  # the organisation of the workspace, in an Enterprise Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A message that may be a question."""

    incoming: Incoming


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A message whose words were changed."""

    incoming: Incoming


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """A message that is gone."""

    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Hushed:
    """A 🔇 on a message: quiet, please, in its thread."""

    channel: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """A ✅ on a message: whoever put it there has what they need."""

    channel: str
    message: str
    person: str


Event = Heard | Edited | Deleted | Hushed | Solved


def read(payload: Json, bot: Bot) -> Event | None:
    """What a delivered event means; None for what is none of our business."""
    event: Json = payload.get("event") or {}
    match event.get("type"), event.get("subtype") or "":
        case "app_mention", _:
            return Heard(incoming=to_incoming(event, bot))
        case "message", subtype if subtype in _WRITTEN:
            return Heard(incoming=to_incoming(event, bot))
        case "message", "message_changed":
            return _changed(event, bot)
        case "message", "message_deleted":
            return Deleted(origin=origin(bot, event["channel"], event["deleted_ts"]))
        case "reaction_added", _ if event.get("reaction") == QUIET_EMOJI and event.get("item", {}).get("channel"):
            return Hushed(channel=event["item"]["channel"], message=event["item"]["ts"])
        case "reaction_added", _ if event.get("reaction") in SOLVED_EMOJI and event.get("item", {}).get("channel"):
            return Solved(channel=event["item"]["channel"], message=event["item"]["ts"], person=str(event.get("user")))
    return None


def own_echo(payload: Json, bot: Bot) -> bool:
    """Whether an event only tells of our own doing: every `chat.update` of ours comes back as one."""
    event: Json = payload.get("event") or {}
    message: Json = event.get("message") or event.get("previous_message") or event
    return event.get("type") == "message" and bot.user != "" and message.get("user") == bot.user


def to_incoming(event: Json, bot: Bot) -> Incoming:
    """A message event, or a message of a history with its `channel` added."""
    text, ts, channel = str(event.get("text") or ""), str(event["ts"]), str(event["channel"])
    direct = channel.startswith("D")
    thread = str(event.get("thread_ts") or "")
    mentioned = set(_MENTION.findall(text))
    addressed = direct or bot.user in mentioned
    in_thread = bool(thread) and thread != ts
    return Incoming(
        origin=origin(bot, channel, ts, thread if in_thread else ""),
        user=str(event.get("user") or ""),
        text=words(text, bot),
        kind="direct" if direct else "mention" if addressed else "thread" if in_thread else "channel",
        asked_at=moment(ts),
        addressed=addressed,
        author_is_bot=_by_a_bot(event, bot),
        mentions_others=bool(mentioned - {bot.user}) or _GROUP_MENTION.search(text) is not None,
    )


def to_command(body: Json, bot: Bot) -> Incoming:
    """A slash command, which has no message: its trigger, of which there is one, stands in for it."""
    return Incoming(
        origin=origin(bot, body["channel_id"], body["trigger_id"]),
        user=body["user_id"],
        text=words(str(body.get("text") or ""), bot),
        kind="command",
        asked_at=datetime.now(UTC),
        private=True,
        addressed=True,
        token=str(body.get("response_url") or ""),
    )


def to_shortcut(body: Json, bot: Bot) -> Incoming:
    """A message chosen with "Answer this": asked by whoever chose it, answered below the message."""
    message = {**body["message"], "channel": body["channel"]["id"]}
    return replace(
        to_incoming(message, bot),
        user=body["user"]["id"],
        kind="shortcut",
        addressed=True,
        author_is_bot=False,
        token=str(body.get("response_url") or ""),
    )


def to_said(messages: list[Json], bot: Bot) -> tuple[Said, ...]:
    """What people wrote in a thread, oldest first."""
    people = (m for m in messages if (m.get("subtype") or "") in _WRITTEN and not _by_a_bot(m, bot))
    return tuple(
        Said(message=str(m["ts"]), text=words(str(m.get("text") or ""), bot), person=str(m.get("user") or ""))
        for m in people
    )


def participants(messages: list[Json], bot: Bot) -> frozenset[str]:
    """The people who wrote in a thread."""
    return frozenset(str(m["user"]) for m in messages if m.get("user") and not _by_a_bot(m, bot))


def words(text: str, bot: Bot) -> str:
    """A text in Slack's wire format as Markdown, without the mention of the bot."""
    text = _MENTION.sub(lambda found: "" if found[1] == bot.user else f"@{found[1]}", text)
    text = _LINK.sub(lambda found: f"[{found[2]}]({found[1]})" if found[2] else found[1], text)
    text = _CHANNEL.sub(lambda found: f"#{found[1] or 'channel'}", text)
    text = _SPECIAL.sub(lambda found: f"@{(found[2] or found[1]).lstrip('@')}", text)
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return re.sub(r"[ \t]{2,}", " ", text).strip()


def link(bot: Bot, origin: Origin) -> str:
    """Where a message is found; slack.com/help/articles/203274767-Share-links-in-Slack tells of such links."""
    if not bot.url or not re.fullmatch(r"\d+\.\d+", origin.message):
        return ""
    thread = f"?thread_ts={origin.thread}&cid={origin.channel}" if origin.thread else ""
    return f"{bot.url.rstrip('/')}/archives/{origin.channel}/p{origin.message.replace('.', '')}{thread}"


def browser_link(origin: Origin) -> str:
    """Where a message is found without knowing the workspace's own address; it opens in a browser, not in the app."""
    if not re.fullmatch(r"\d+\.\d+", origin.message):
        return ""
    thread = f"{origin.channel}-{origin.thread or origin.message}"
    return f"https://app.slack.com/client/{origin.workspace}/{origin.channel}/thread/{thread}"


def moment(ts: str) -> datetime:
    """When a message was written; its `ts` is seconds since 1970."""
    return datetime.fromtimestamp(float(ts), UTC)


def _changed(event: Json, bot: Bot) -> Event | None:
    """An edit, a link preview (the text stays the same), or a parent turned into a tombstone."""
    message: Json = event.get("message") or {}
    if message.get("subtype") == "tombstone":
        return Deleted(origin=origin(bot, event["channel"], message["ts"]))
    if (message.get("subtype") or "") not in _WRITTEN or _by_a_bot(message, bot):
        return None
    previous: Json = event.get("previous_message") or {}
    if message.get("text") == previous.get("text"):
        return None
    return Edited(incoming=to_incoming({**message, "channel": event["channel"]}, bot))


def _by_a_bot(message: Json, bot: Bot) -> bool:
    by_app = message.get("bot_id") or message.get("subtype") == "bot_message"
    return bool(by_app) or message.get("user") in {bot.user, SLACKBOT, None, ""}


def origin(bot: Bot, channel: str, message: str, thread: str = "") -> Origin:
    """The key of a message."""
    # In a shared channel `team_id` is its host's, so the key has our own team in it.
    return Origin(platform=PLATFORM, workspace=bot.team, channel=channel, message=message, thread=thread)
