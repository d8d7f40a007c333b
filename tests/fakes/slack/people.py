"""What people do in the workspace: talk, edit, delete, react, come and go. The verbs of scenario tests."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Literal

from tests.fakes.slack.expansion import MENTION, escaped, typed
from tests.fakes.slack.records import Delivery
from tests.fakes.slack.workspace import Channel, ChannelKind, Message, User
from tests.fakes.slack.world import World

Json = dict[str, Any]


class People(World):
    """Adds the people, and their side of conversations. All of them are named by their ids."""

    def add_user(
        self,
        name: str,
        *,
        guest: Literal["", "multi", "single"] = "",
        team: str = "",
        bot: bool = False,
    ) -> str:
        """A new person (or another app's bot); one of another `team` comes through Slack Connect."""
        user_id = self.workspace.new_id("U")
        self.workspace.users[user_id] = User(
            id=user_id,
            name=name,
            team=team or self.workspace.team,
            is_bot=bot,
            bot_id=self.workspace.new_id("B") if bot else "",
            app_id=self.workspace.new_id("A") if bot else "",
            is_restricted=bool(guest),
            is_ultra_restricted=guest == "single",
            is_stranger=bool(team) and team != self.workspace.team,
        )
        return user_id

    def add_channel(
        self,
        name: str,
        kind: ChannelKind = "public",
        *,
        members: Sequence[str] = (),
        with_bot: bool = True,
        ext_shared: bool = False,
        pending_ext_shared: bool = False,
        host_team: str = "",
    ) -> str:
        """A new channel, which the bot is in unless said otherwise."""
        channel = Channel(
            id=self.workspace.new_id("C"),
            name=name,
            kind=kind,
            members=[*members, *([self.workspace.bot_user] if with_bot else [])],
            ext_shared=ext_shared,
            pending_ext_shared=pending_ext_shared,
            host_team=host_team or self.workspace.team,
        )
        self.workspace.channels[channel.id] = channel
        return channel.id

    def add_usergroup(self, handle: str) -> str:
        """A new user group."""
        group_id = self.workspace.new_id("S")
        self.workspace.usergroups[group_id] = {"id": group_id, "handle": handle, "name": handle.title()}
        return group_id

    def im(self, user: str) -> str:
        """The id of the direct conversation between a person and the bot."""
        return self.workspace.im_with(user).id

    def channel(self, channel_id: str) -> Channel:
        """A channel's state, to change (`archived`, `read_only`, `members`) or to look at."""
        return self.workspace.channels[channel_id]

    async def mention(self, channel: str, user: str, text: str = "", **how: Any) -> str:
        """Say something with the bot's name in front of it; takes what `say` takes."""
        return await self.say(channel, user, f"<@{self.workspace.bot_user}> {text}".strip(), **how)

    async def dm(self, user: str, text: str, **how: Any) -> str:
        """Say something to the bot directly; takes what `say` takes."""
        return await self.say(self.im(user), user, text, **how)

    async def say(
        self,
        channel: str,
        user: str,
        text: str,
        *,
        thread: str = "",
        broadcast: bool = False,
        files: Sequence[str] = (),
        age: float = 0.0,
        copies: int = 1,
    ) -> str:
        """Say something; gives the message's ts.

        `age` dates it back by that many seconds and tells the bot nothing. Every event of it is delivered
        `copies` times. `text` is what is typed, with mentions as `<@U...>`; other special characters get escaped.
        """
        author, conversation = self.user(user), self.channel(channel)
        if user not in conversation.members:
            conversation.members.append(user)
        words = wired(text)
        subtype = "thread_broadcast" if broadcast else "file_share" if files else ""
        message = Message(
            ts=self.workspace.new_ts(age),
            channel=channel,
            user=user,
            team=author.team,
            text=words,
            blocks=typed(words),
            thread=thread,
            subtype=subtype,
            bot_id=author.bot_id,
            app_id=author.app_id,
            client_msg_id="" if author.is_bot else self.workspace.new_id("msg-"),
            files=[{"id": self.workspace.new_id("F"), "name": name, "mimetype": "text/plain"} for name in files],
        )
        if age:
            self.workspace.store(message)
            return message.ts
        return await self._spread(message.ts, self.post(message), copies)

    async def webhook(self, channel: str, name: str, text: str) -> str:
        """Let an incoming webhook post: a `bot_message` without a user."""
        message = Message(
            ts=self.workspace.new_ts(),
            channel=channel,
            user="",
            team="",
            text=wired(text),
            subtype="bot_message",
            bot_id="B0WEBHOOK",
            username=name,
        )
        return await self._spread(message.ts, self.post(message), 1)

    async def edit(self, channel: str, ts: str, text: str, *, copies: int = 1) -> str:
        """Change the words of a message."""
        message = self._message(channel, ts)
        previous = self.before(message)
        message.text = wired(text)
        message.blocks = typed(message.text)
        message.edited = {"user": message.user, "ts": self.workspace.new_ts()}
        return await self._spread(ts, self.emit_change(message, previous, mentioned=True), copies)

    async def preview(self, channel: str, ts: str, url: str) -> str:
        """Let Slack add a link preview: a change without an edit."""
        message = self._message(channel, ts)
        previous = self.before(message)
        message.attachments = [{"id": 1, "from_url": url, "original_url": url, "title": "A page", "fallback": url}]
        return await self._spread(ts, self.emit_change(message, previous), 1)

    async def delete(self, channel: str, ts: str) -> None:
        """Delete a message."""
        await self._spread(ts, self.remove(self._message(channel, ts)), 1)

    async def react(self, channel: str, user: str, ts: str, name: str) -> None:
        """Add an emoji."""
        message = self._message(channel, ts)
        message.reactions.setdefault(name, []).append(user)
        await self._spread(ts, self.emit_reaction("reaction_added", user, message, name), 1)

    async def unreact(self, channel: str, user: str, ts: str, name: str) -> None:
        """Take an emoji away."""
        message = self._message(channel, ts)
        message.reactions[name].remove(user)
        await self._spread(ts, self.emit_reaction("reaction_removed", user, message, name), 1)

    async def join(self, channel: str, user: str) -> str:
        """Come into a channel (the bot too); everybody sees it."""
        self.channel(channel).members.append(user)
        event = {"type": "member_joined_channel", "user": user, "channel": channel, "channel_type": "C"}
        event |= {"team": self.user(user).team, "event_ts": self.workspace.new_ts()}
        self.emit(event, "member_joined_channel", self.channel(channel))
        return await self._announce(channel, user, "channel_join", f"<@{user}> has joined the channel")

    async def set_topic(self, channel: str, user: str, topic: str) -> str:
        """Change the topic; everybody sees it."""
        self.channel(channel).topic = topic
        return await self._announce(channel, user, "channel_topic", f"<@{user}> set the channel topic: {topic}")

    async def open_app(self, user: str, tab: Literal["home", "messages"] = "messages") -> None:
        """Open the app's page: its Home tab, or the conversation with it."""
        event = {"type": "app_home_opened", "user": user, "channel": self.im(user), "tab": tab}
        self.emit(event | {"event_ts": self.workspace.new_ts()}, "app_home_opened")
        await asyncio.sleep(0)

    async def _announce(self, channel: str, user: str, subtype: str, text: str) -> str:
        message = Message(
            ts=self.workspace.new_ts(),
            channel=channel,
            user=user,
            team=self.user(user).team,
            text=text,
            subtype=subtype,
        )
        return await self._spread(message.ts, self.post(message), 1)

    async def _spread(self, ts: str, deliveries: list[Delivery], copies: int) -> str:
        """Deliver again what is to come more than once, and let the loop send it."""
        self.record.ring()
        for _ in range(copies - 1):
            for delivery in deliveries:
                self.hub.redeliver(delivery)
        await asyncio.sleep(0)
        return ts

    def _message(self, channel: str, ts: str) -> Message:
        return self.channel(channel).messages[ts]


def wired(text: str) -> str:
    """Typed text in the wire format: `&`, `<` and `>` escaped unless they belong to a mention or a link."""
    place, parts = 0, []
    for found in MENTION.finditer(text):
        parts += [escaped(text[place : found.start()]), found[0]]
        place = found.end()
    return "".join([*parts, escaped(text[place:])])
