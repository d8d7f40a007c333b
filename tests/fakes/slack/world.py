"""Everything that one fake Slack consists of, and what methods and people both need: access, events, triggers."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from tests.fakes.slack import payloads
from tests.fakes.slack.app import App
from tests.fakes.slack.faults import FaultBook
from tests.fakes.slack.rates import Rates
from tests.fakes.slack.records import Delivery, Record
from tests.fakes.slack.refusal import Refusal
from tests.fakes.slack.socket_mode import Hub
from tests.fakes.slack.workspace import STREAM_LIFE, Channel, Message, User, Workspace

Json = dict[str, Any]
PairOrder = Literal["random", "mention_first", "message_first"]

TRIGGER_LIFE = 3.0  # seconds; docs.slack.dev/interactivity/handling-user-interaction#modal_responses
RESPONSE_URL_LIFE = 1_800.0  # seconds; docs.slack.dev/interactivity/handling-user-interaction#message_responses
RESPONSE_URL_USES = 5  # same source
STREAM_TOTAL = 12_000  # characters in one streamed message; vercel/chat#637, CopilotKit/CopilotKit#6064
_SUBSCRIPTIONS = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}


@dataclass(slots=True, kw_only=True)
class Trigger:
    """What allows the bot to open one modal."""

    user: str
    at: float
    used: bool = False


@dataclass(slots=True, kw_only=True)
class ResponseUrl:
    """What allows the bot to answer an interaction, in a channel it may not even be in."""

    channel: str
    user: str
    at: float
    thread: str = ""
    message: Message | None = None  # the one that replace_original and delete_original mean
    uses: int = 0


class World:
    """The state and the rules of one fake Slack."""

    def __init__(
        self,
        *,
        app: App,
        seed: int,
        rate_limits: bool,
        stream_life: float = STREAM_LIFE,
        stream_total: int = STREAM_TOTAL,
        pair_order: PairOrder = "random",
        trigger_life: float = TRIGGER_LIFE,
        bot_token: str,
        app_token: str,
    ) -> None:
        self.app = app
        self.rng = random.Random(seed)
        self.workspace = Workspace()
        self.record = Record()
        self.hub = Hub(self.record, self.rng)
        self.faults = FaultBook()
        self.rates = Rates(enforced=rate_limits)
        self.stream_life = stream_life
        self.stream_total = stream_total
        self.pair_order: PairOrder = pair_order
        self.trigger_life = trigger_life
        self.bot_token = bot_token
        self.app_token = app_token
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.base = ""  # the server's origin, once it listens

    # What the bot may do.

    def need(self, *scopes: str) -> None:
        """Refuse unless the app has one of the scopes."""
        if not any(scope in self.app.scopes for scope in scopes):
            raise Refusal("missing_scope", needed=scopes[0], provided=",".join(sorted(self.app.scopes)))

    def readable(self, channel_id: Any) -> Channel:
        """A conversation that the bot can look up; private ones only from inside."""
        channel = self.workspace.channels.get(str(channel_id or ""))
        if channel is None or (channel.kind != "public" and not self.workspace.knows_bot(channel)):
            raise Refusal("channel_not_found")
        return channel

    def joined(self, channel_id: Any) -> Channel:
        """A conversation that the bot is in."""
        channel = self.readable(channel_id)
        if not self.workspace.knows_bot(channel):
            raise Refusal("not_in_channel")
        return channel

    def writable(self, channel_id: Any) -> Channel:
        """A conversation that the bot can post to; a user's id means the direct conversation."""
        if str(channel_id) in self.workspace.users:
            return self.workspace.im_with(str(channel_id))
        channel = self.readable(channel_id)
        if channel.archived:
            raise Refusal("is_archived")
        if not self.workspace.knows_bot(channel) and "chat:write.public" not in self.app.scopes:
            raise Refusal("not_in_channel")
        if channel.read_only:
            raise Refusal("restricted_action")
        return channel

    def own(self, channel: Channel, ts: Any, refusal: str) -> Message:
        """A message of the bot; `message_not_found` or the given refusal otherwise."""
        message = channel.messages.get(str(ts or ""))
        if message is None or message.subtype == "tombstone":
            raise Refusal("message_not_found")
        if message.user != self.workspace.bot_user:
            raise Refusal(refusal)
        return message

    # What the bot is told.

    def emit(self, event: Json, subscription: str, channel: Channel | None = None) -> Delivery | None:
        """Send an event if the app is subscribed to it and can see where it happened."""
        if channel is not None and not self.workspace.knows_bot(channel):
            return None
        if not self.app.receives(subscription):
            return None
        return self.hub.deliver("events_api", payloads.envelope_payload(self.workspace, event, channel))

    def emit_message(self, message: Message) -> list[Delivery]:
        """Send a new message; one that mentions the bot in a channel also as `app_mention`, in either order."""
        channel = self.workspace.channels[message.channel]
        plain = payloads.message_event(self.workspace, channel, message)
        sends = [lambda: self.emit(plain, _SUBSCRIPTIONS[channel.event_type], channel)]
        if self._mentions_bot(channel, message):
            mention = payloads.mention_event(self.workspace, channel, message)
            sends.append(lambda: self.emit(mention, "app_mention", channel))
            if self._mention_goes_first():
                sends.reverse()
        return _sent(sends)

    def emit_change(self, message: Message, previous: Json, *, mentioned: bool = False) -> list[Delivery]:
        """Send `message_changed`; an edited mention also as `app_mention` again (slack-go/slack#1256)."""
        channel = self.workspace.channels[message.channel]
        ts = self.workspace.new_ts()
        changed = payloads.changed_event(self.workspace, channel, message, previous, ts)
        sends = [lambda: self.emit(changed, _SUBSCRIPTIONS[channel.event_type], channel)]
        if mentioned and self._mentions_bot(channel, message):
            mention = payloads.mention_event(self.workspace, channel, message) | {"event_ts": ts}
            sends.append(lambda: self.emit(mention, "app_mention", channel))
        return _sent(sends)

    def emit_deletion(self, message: Message, previous: Json) -> list[Delivery]:
        """Send `message_deleted`."""
        channel = self.workspace.channels[message.channel]
        event = payloads.deleted_event(channel, previous, self.workspace.new_ts())
        return _sent([lambda: self.emit(event, _SUBSCRIPTIONS[channel.event_type], channel)])

    def emit_reaction(self, kind: str, user: str, message: Message, name: str) -> list[Delivery]:
        """Send `reaction_added` or `reaction_removed`."""
        event = {
            "type": kind,
            "user": user,
            "reaction": name,
            "item": {"type": "message", "channel": message.channel, "ts": message.ts},
            "item_user": message.user,
            "event_ts": self.workspace.new_ts(),
        }
        return _sent([lambda: self.emit(event, kind, self.workspace.channels[message.channel])])

    # What messages do.

    def before(self, message: Message) -> Json:
        """The message as events will call it `previous_message`, taken before it changes."""
        channel = self.workspace.channels[message.channel]
        return payloads.threaded_json(self.workspace, channel, message)

    def post(self, message: Message) -> list[Delivery]:
        """Store a message and tell the bot; an app's message ends its status in that thread."""
        self.workspace.store(message)
        if message.bot_id == self.workspace.bot_id:
            self.workspace.statuses.pop((message.channel, message.thread or message.ts), None)
        self.record.ring()
        return self.emit_message(message)

    def remove(self, message: Message) -> list[Delivery]:
        """Delete a message. A parent with replies stays as a tombstone, and comes as `message_changed`."""
        channel = self.workspace.channels[message.channel]
        previous = self.before(message)
        del channel.messages[message.ts]
        self.record.ring()
        if not channel.replies(message.ts):
            return self.emit_deletion(message, previous)
        return self.emit_change(self.workspace.store(payloads.tombstone(message)), previous)

    def bot_message(self, channel: Channel, thread: str = "") -> Message:
        """An empty message of the bot, not stored yet."""
        return Message(
            ts=self.workspace.new_ts(),
            channel=channel.id,
            user=self.workspace.bot_user,
            team=self.workspace.team,
            thread=thread,
            bot_id=self.workspace.bot_id,
            app_id=self.workspace.app_id,
        )

    # What interactions carry.

    def new_trigger(self, user: str) -> str:
        """A trigger id of Slack's form."""
        trigger_id = f"{self.rng.randrange(10**12)}.{self.rng.randrange(10**12)}.{self.rng.getrandbits(128):032x}"
        self.triggers[trigger_id] = Trigger(user=user, at=time.monotonic())
        return trigger_id

    def use_trigger(self, trigger_id: Any) -> str:
        """The user whose interaction the trigger came from; refuses unknown, used and expired ones."""
        trigger = self.triggers.get(str(trigger_id or ""))
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if time.monotonic() - trigger.at > self.trigger_life:
            raise Refusal("expired_trigger_id")
        trigger.used = True
        return trigger.user

    def new_response_url(self, channel: str, user: str, thread: str = "", message: Message | None = None) -> str:
        """A URL that takes five answers in half an hour."""
        token = f"{self.rng.getrandbits(96):024x}"
        self.response_urls[token] = ResponseUrl(
            channel=channel, user=user, at=time.monotonic(), thread=thread, message=message
        )
        return f"{self.base}/response/{token}"

    def user(self, user_id: str) -> User:
        """A user who must exist; asking for another is a mistake of the test."""
        return self.workspace.users[user_id]

    def _mentions_bot(self, channel: Channel, message: Message) -> bool:
        return channel.kind != "im" and f"<@{self.workspace.bot_user}>" in message.text

    def _mention_goes_first(self) -> bool:
        if self.pair_order == "random":
            return self.rng.random() < 0.5
        return self.pair_order == "mention_first"


def _sent(sends: list[Callable[[], Delivery | None]]) -> list[Delivery]:
    return [delivery for send in sends if (delivery := send()) is not None]
