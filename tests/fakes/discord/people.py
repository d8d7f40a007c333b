"""What people do in the conversations: write, reply, edit, delete, react, start threads, post in forums."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from tests.fakes.discord import happenings
from tests.fakes.discord.drafts import attach
from tests.fakes.discord.mentions import ALL, Allowed, Ringing, ring
from tests.fakes.discord.messages import Kind, Message
from tests.fakes.discord.permissions import P, of_user
from tests.fakes.discord.places import Channel, User
from tests.fakes.discord.world import World


class People:
    """The part of the driver that speaks for people. Whoever may not do a thing gets a PermissionError."""

    world: World

    async def mention(self, channel: Channel, user: User, text: str = "", **how: Any) -> Message:
        """Say something with the bot's name in front of it; takes what `say` takes."""
        return await self.say(channel, user, f"{self.world.bot.mention} {text}".strip(), **how)

    async def dm(self, user: User, text: str, **how: Any) -> Message:
        """Say something to the bot directly; takes what `say` takes."""
        return await self.say(self.world.dm_with(user), user, text, **how)

    async def say(
        self,
        channel: Channel,
        user: User,
        text: str = "",
        *,
        reply_to: Message | None = None,
        mention: bool = True,
        files: Mapping[str, bytes] | None = None,
        stickers: Sequence[str] = (),
        forward: Message | None = None,
        age: float = 0.0,
    ) -> Message:
        """A message of a person or another bot.

        `mention` is whether a reply rings the one that it answers. `age` dates it back by that many seconds and tells
        the bot nothing.
        """
        self._may_write(user, channel)
        message_id = self.world.ids.past(age) if age else self.world.ids.now()
        message = Message(id=message_id, channel=channel, author=user, content=text, stickers=list(stickers))
        for name, content in (files or {}).items():
            kind = "text/plain" if name.endswith(".txt") else "application/octet-stream"
            message.attachments.append(attach(self.world, channel, name, content, self.world.ids.now(), kind))
        if reply_to is not None:
            message.kind, message.answers = Kind.REPLY, reply_to
            message.reference = happenings.reference_to(reply_to)
        if forward is not None:
            message.snapshot, message.reference = forward, happenings.reference_to(forward) | {"type": 1}
        self._mention(message, rings_author=mention)
        if age:
            channel.messages[message.id] = message
        else:
            happenings.post(self.world, message)
        await asyncio.sleep(0)
        return message

    async def webhook(self, channel: Channel, name: str, text: str) -> Message:
        """A message of somebody else's webhook."""
        author = self.world.add_user(name, bot=True)
        message = Message(id=self.world.ids.now(), channel=channel, author=author, content=text, webhook=author.id)
        self._mention(message, rings_author=False)
        happenings.post(self.world, message)
        await asyncio.sleep(0)
        return message

    async def system(self, channel: Channel, user: User, kind: Kind = Kind.JOINED) -> Message:
        """A message that Discord writes when somebody joins, boosts, pins and so on."""
        message = happenings.system_message(self.world, channel, user, kind)
        happenings.post(self.world, message)
        await asyncio.sleep(0)
        return message

    async def edit(self, message: Message, text: str) -> Message:
        """A person changes their message. New mentions are highlighted, but ring nobody."""
        message.content = text
        found = self._ringing(message, rings_author=self.world.bot in message.mentioned.users)
        happenings.highlight(message, found.mentioned, found.pings, rings=False)
        happenings.changed(self.world, message)
        await asyncio.sleep(0)
        return message

    async def preview(self, message: Message, title: str = "A page") -> None:
        """Discord adds the preview of a link: an update that is no edit."""
        message.embeds = [*message.embeds, {"type": "link", "title": title, "url": "https://example.com/"}]
        happenings.changed(self.world, message, by_author=False)
        await asyncio.sleep(0)

    async def delete(self, message: Message) -> None:
        """Somebody who may deletes a message."""
        happenings.remove(self.world, message)
        await asyncio.sleep(0)

    async def react(self, message: Message, user: User, emoji: str) -> None:
        """A person adds a reaction."""
        happenings.react(self.world, message, user, emoji)
        await asyncio.sleep(0)

    async def unreact(self, message: Message, user: User, emoji: str) -> None:
        """A person takes a reaction back."""
        happenings.unreact(self.world, message, user, emoji)
        await asyncio.sleep(0)

    async def open_thread(self, message: Message, user: User, name: str = "thread") -> Channel:
        """A person starts a thread from a message."""
        thread = happenings.thread_from(self.world, message, user, name)
        await asyncio.sleep(0)
        return thread

    async def start_thread(
        self, channel: Channel, user: User, name: str = "thread", *, private: bool = False
    ) -> Channel:
        """A person starts a thread without a message."""
        thread = happenings.thread_without(self.world, channel, user, name, private=private, auto_archive=1_440)
        await asyncio.sleep(0)
        return thread

    async def add_to_thread(self, thread: Channel, user: User) -> None:
        """Somebody brings somebody into a thread; the bot, too."""
        happenings.join_thread(self.world, thread, user)
        await asyncio.sleep(0)

    async def forum_post(
        self,
        forum: Channel,
        user: User,
        title: str,
        text: str = "",
        *,
        tags: Sequence[str] = (),
        files: Mapping[str, bytes] | None = None,
        first_message_after: float = 0.0,
    ) -> Channel:
        """A person posts in a forum. Until the first message lands, sending there is answered 40058."""
        self._may_write(user, forum)
        world = self.world
        thread = world.new_thread(forum, user, title, thread_id=world.ids.now())
        state = thread.as_thread()
        state.tags = [forum.tag(tag).id for tag in tags]
        state.awaits_first = True
        happenings.announce_thread(world, thread)
        message = Message(id=thread.id, channel=thread, author=user, content=text)
        for name, content in (files or {}).items():
            message.attachments.append(attach(world, thread, name, content, world.ids.now(), "text/plain"))
        self._mention(message, rings_author=False)
        if first_message_after:
            asyncio.get_running_loop().call_later(first_message_after, happenings.post, world, message)
        else:
            happenings.post(world, message)
        await asyncio.sleep(0)
        return thread

    def _may_write(self, user: User, channel: Channel) -> None:
        granted = of_user(channel, user)
        needed = P.SEND_MESSAGES_IN_THREADS if channel.thread else P.SEND_MESSAGES
        locked = channel.thread is not None and channel.thread.locked and not granted & P.MANAGE_THREADS
        if not granted & needed or locked:
            raise PermissionError(f"{user.name} may not write in {channel.kind} {channel.name}")

    def _mention(self, message: Message, *, rings_author: bool) -> None:
        found = self._ringing(message, rings_author=rings_author)
        happenings.highlight(message, found.mentioned, found.pings, rings=True)

    def _ringing(self, message: Message, *, rings_author: bool) -> Ringing:
        allowed = ALL if rings_author else Allowed(users=None, roles=None, everyone=True)
        return ring(
            message.content,
            message.author,
            message.channel,
            self.world.users,
            allowed=allowed,
            reply_to=message.answers,
        )
