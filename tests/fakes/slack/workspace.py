"""What exists in the fake workspace: people, channels, messages, files, views, and the clock that names them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.fakes.slack.block_text import wire
from tests.fakes.slack.expansion import expand

Json = dict[str, Any]
ChannelKind = Literal["public", "private", "im"]
StreamingState = Literal["in_progress", "completed", "errored"]

SLACKBOT = "USLACKBOT"
STREAM_LIFE = 300.0  # seconds; slackapi/python-slack-sdk#1859, node-slack-sdk#2702


@dataclass(slots=True, kw_only=True)
class User:
    """A member, a guest, a stranger from a connected workspace, or an app's bot user."""

    id: str
    name: str
    team: str
    is_bot: bool = False
    bot_id: str = ""
    app_id: str = ""
    is_restricted: bool = False  # multi-channel guest
    is_ultra_restricted: bool = False  # single-channel guest
    is_stranger: bool = False  # of a connected workspace

    def payload(self) -> Json:
        """The user as `users.info` gives it."""
        profile = {"real_name": self.name.title(), "display_name": self.name, "team": self.team}
        if self.bot_id:
            profile |= {"bot_id": self.bot_id, "api_app_id": self.app_id}
        return {
            "id": self.id,
            "team_id": self.team,
            "name": self.name,
            "real_name": self.name.title(),
            "deleted": False,
            "profile": profile,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            **({"is_stranger": True} if self.is_stranger else {}),
        }


@dataclass(slots=True, kw_only=True)
class Stream:
    """The streaming side of a message: what was appended, and until when that is possible."""

    started: float  # monotonic seconds
    life: float  # seconds
    mode: Literal["", "markdown_text", "chunks"] = ""
    text: str = ""
    tasks: dict[str, Json] = field(default_factory=dict)
    plan: str = ""
    blocks: list[Json] = field(default_factory=list)  # of the chunks, then of the stop
    stopped: bool = False
    unread: bool = True  # changed since its content was last put together

    def render(self) -> list[Json]:
        """The blocks as they are stored: task cards or the plan, the expanded text, blocks that were sent as such."""
        cards = [_task_card(task) for task in self.tasks.values()]
        if self.plan:
            cards = [{"type": "plan", "title": self.plan, "tasks": cards}]
        return [*cards, *expand(self.text), *self.blocks]

    def state(self, now: float) -> StreamingState:
        """What Slack calls `streaming_state` at that monotonic time."""
        if self.stopped:
            return "completed"
        return "errored" if now - self.started > self.life else "in_progress"

    @property
    def characters(self) -> int:
        """What counts against the 12,000 characters that one streamed message holds."""
        tasks = "".join(str(task.get(name) or "") for task in self.tasks.values() for name in _TASK_TEXTS)
        return len(self.text) + len(self.plan) + len(tasks)


_TASK_TEXTS = ("title", "details", "output")


def _task_card(task: Json) -> Json:
    """A task with its texts as the rich text that a card holds."""
    card = {"type": "task_card", **task}
    for name in ("details", "output"):
        if name in task:
            section = {"type": "rich_text_section", "elements": [{"type": "text", "text": task[name]}]}
            card[name] = {"type": "rich_text", "elements": [section]}
    return card


@dataclass(slots=True, kw_only=True)
class Message:
    """One message as it is stored; what it shows is for `rendering` to say."""

    ts: str
    channel: str
    user: str
    team: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread: str = ""  # ts of the thread's first message; "" outside threads
    subtype: str = ""
    bot_id: str = ""
    app_id: str = ""
    client_msg_id: str = ""
    username: str = ""
    edited: Json | None = None
    metadata: Json | None = None
    attachments: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    stream: Stream | None = None
    shown_to: str = ""  # the only person who sees an ephemeral message

    @property
    def is_reply(self) -> bool:
        """In a thread, below its first message."""
        return bool(self.thread) and self.thread != self.ts

    def content(self) -> list[Json]:
        """Its blocks; those of a stream are put together when somebody looks, not at every append."""
        if self.stream is not None and self.stream.unread:
            self.stream.unread = False
            self.blocks = self.stream.render()
            self.text = wire(self.blocks)
        return self.blocks

    def streaming(self, now: float) -> StreamingState | None:
        """The state of its stream, or None for a message that never streamed."""
        return self.stream.state(now) if self.stream else None


@dataclass(slots=True, kw_only=True)
class Channel:
    """A conversation and who takes part in it."""

    id: str
    name: str
    kind: ChannelKind = "public"
    members: list[str] = field(default_factory=list)
    archived: bool = False
    ext_shared: bool = False  # Slack Connect
    pending_ext_shared: bool = False
    host_team: str = ""
    read_only: bool = False  # posting answers restricted_action
    topic: str = ""
    messages: dict[str, Message] = field(default_factory=dict)

    @property
    def event_type(self) -> str:
        """What events call the kind of conversation (`channel_type`)."""
        return {"public": "channel", "private": "group", "im": "im"}[self.kind]

    @property
    def scope_prefix(self) -> str:
        """The first half of the scopes that reach it (`channels:read`, `groups:history`, `im:write`)."""
        return {"public": "channels", "private": "groups", "im": "im"}[self.kind]

    def ordered(self) -> list[Message]:
        """All messages, oldest first."""
        return sorted(self.messages.values(), key=lambda message: message.ts)

    def replies(self, thread: str) -> list[Message]:
        """The replies of a thread, oldest first, without its first message."""
        return [message for message in self.ordered() if message.thread == thread and message.is_reply]


@dataclass(slots=True, kw_only=True)
class OpenView:
    """A modal in front of somebody, or their Home tab."""

    id: str
    user: str
    view: Json
    hash: str
    root: str
    previous: str = ""
    home: bool = False


class Workspace:
    """The store. It keeps its state whatever happens to the bot's connections."""

    def __init__(self) -> None:
        self.team = "T0FOOTNOTE"
        self.domain = "footnote-test"
        self.app_id = "A0FOOTNOTE"
        self.bot_user = "U0FOOTNOTE"
        self.bot_id = "B0FOOTNOTE"
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.ephemerals: list[Message] = []
        self.files: dict[str, Json] = {}
        self.uploads: dict[str, bytes] = {}
        self.usergroups: dict[str, Json] = {}
        self.views: dict[str, OpenView] = {}
        self.statuses: dict[tuple[str, str], tuple[str, float]] = {}  # (channel, thread) -> status, monotonic time
        self.prompts: dict[str, list[Json]] = {}  # of an agent's conversation, by channel
        self.titles: dict[tuple[str, str], str] = {}
        self._ids: dict[str, int] = {}
        self._last_ts = 0
        self._given_ts: set[str] = set()
        self.users[self.bot_user] = User(
            id=self.bot_user,
            name="footnote",
            team=self.team,
            is_bot=True,
            bot_id=self.bot_id,
            app_id=self.app_id,
        )

    def new_id(self, prefix: str) -> str:
        """An id of Slack's form, the same in every run that asks in the same order."""
        self._ids[prefix] = self._ids.get(prefix, 0) + 1
        return f"{prefix}{self._ids[prefix]:08d}"

    def new_ts(self, age: float = 0.0) -> str:
        """A message's name: unique, and increasing unless it is of a message `age` seconds old."""
        micros = int((time.time() - age) * 1_000_000)
        if not age:
            micros = self._last_ts = max(micros, self._last_ts + 1)
        while (ts := f"{micros // 1_000_000}.{micros % 1_000_000:06d}") in self._given_ts:
            micros += 1
        self._given_ts.add(ts)
        return ts

    def store(self, message: Message) -> Message:
        """Put a message into its channel; its thread's first message becomes a parent."""
        self.channels[message.channel].messages[message.ts] = message
        return message

    def find(self, channel: str, ts: str) -> Message | None:
        """A stored message, not an ephemeral one."""
        conversation = self.channels.get(channel)
        return conversation.messages.get(ts) if conversation else None

    def im_with(self, user: str) -> Channel:
        """The direct conversation of the bot and a person, opened on first use."""
        for channel in self.channels.values():
            if channel.kind == "im" and user in channel.members:
                return channel
        channel = Channel(id=self.new_id("D"), name="", kind="im", members=[user, self.bot_user])
        self.channels[channel.id] = channel
        return channel

    def knows_bot(self, channel: Channel) -> bool:
        """The bot is a member."""
        return self.bot_user in channel.members
