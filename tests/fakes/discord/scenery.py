"""What a test builds before and while people talk: users, servers, roles, channels, and what is changed about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.fakes.discord import payloads
from tests.fakes.discord.happenings import thread_changed
from tests.fakes.discord.intents import Intent
from tests.fakes.discord.permissions import NOTHING, P
from tests.fakes.discord.places import Channel, ChannelKind, Guild, Member, Overwrite, Role, Tag, User
from tests.fakes.discord.roster import guild_create
from tests.fakes.discord.world import World

Json = dict[str, Any]


class Scenery:
    """The part of the driver that sets the scene. Connected bots are told of every change."""

    world: World

    def add_user(self, name: str, *, bot: bool = False, has_app: bool = False, takes_dms: bool = True) -> User:
        """Somebody with an account; `has_app` installed the app for themselves."""
        user = self.world.add_user(name, bot=bot)
        user.has_app, user.takes_dms = has_app, takes_dms
        return user

    def add_guild(
        self,
        name: str = "guild",
        *members: User,
        installed: bool = True,
        community: bool = False,
        permissions: P | None = None,
    ) -> Guild:
        """A server with an owner of its own and these members; the bot is in it, with its role, if `installed`."""
        guild = Guild.founded(self.world.ids.old(), name, self.add_user(f"owner of {name}"))
        guild.community = community
        guild.installed = False
        self.world.guilds[guild.id] = guild
        self.join(guild, *members)
        if installed:
            self.invite(guild, permissions=permissions)
        return guild

    def invite(self, guild: Guild, *, permissions: P | None = None) -> None:
        """Let the bot into a server; its own role comes with it."""
        world = self.world
        granted = world.app.permissions if permissions is None else permissions
        # Pickers offer the role beside the bot, so people mention it (openclaw/openclaw#74967).
        role = Role(
            id=world.ids.old(), name=world.app.name, permissions=granted, position=2, mentionable=True, bot=world.bot
        )
        guild.roles[role.id] = role
        guild.members[world.bot.id] = Member(user=world.bot, roles=[role])
        guild.installed = True
        world.emit_guild("GUILD_CREATE", guild, guild_create(world, guild, Intent.GUILDS))

    def kick_bot(self, guild: Guild) -> None:
        """Remove the bot from a server."""
        self.world.emit_guild("GUILD_DELETE", guild, {"id": str(guild.id)})
        guild.installed = False
        guild.members.pop(self.world.bot.id)

    def guild_outage(self, guild: Guild, *, over: bool = False) -> None:
        """Make a server unavailable, or available again."""
        guild.available = over
        body = guild_create(self.world, guild, Intent.GUILDS) if over else {"id": str(guild.id), "unavailable": True}
        self.world.emit_guild("GUILD_CREATE" if over else "GUILD_DELETE", guild, body)

    def join(self, guild: Guild, *users: User, roles: Sequence[Role] = ()) -> None:
        """Make users members."""
        for user in users:
            guild.members[user.id] = Member(user=user, roles=list(roles))

    def add_role(self, guild: Guild, name: str, permissions: P = NOTHING, *, mentionable: bool = False) -> Role:
        """A role of a server."""
        role = Role(id=self.world.ids.old(), name=name, permissions=permissions, mentionable=mentionable)
        guild.roles[role.id] = role
        self.world.emit_guild("GUILD_ROLE_CREATE", guild, {"role": payloads.role_json(role)})
        return role

    def grant(self, guild: Guild, user: User, *roles: Role) -> None:
        """Give a member roles besides those that they have."""
        member = guild.members[user.id]
        member.roles += roles
        if user is self.world.bot:
            self.world.emit_guild("GUILD_MEMBER_UPDATE", guild, payloads.member_json(member))

    def set_permissions(self, guild: Guild, permissions: P, role: Role | None = None) -> None:
        """Change what a role may do; without one, what the bot's own role may do and @everyone as it was."""
        changed = role or guild.role_of(self.world.bot)
        changed.permissions = permissions
        self.world.emit_guild("GUILD_ROLE_UPDATE", guild, {"role": payloads.role_json(changed)})

    def add_channel(
        self,
        guild: Guild,
        name: str = "general",
        kind: ChannelKind = "text",
        *,
        nsfw: bool = False,
        topic: str = "",
        tags: Sequence[str] = (),
        moderated_tags: Sequence[str] = (),
        tag_required: bool = False,
    ) -> Channel:
        """A channel of a server; `tags` are for forums."""
        made = [Tag(id=self.world.ids.old(), name=tag) for tag in tags]
        made += [Tag(id=self.world.ids.old(), name=tag, moderated=True) for tag in moderated_tags]
        channel = Channel(
            id=self.world.ids.old(),
            kind=kind,
            name=name,
            topic=topic,
            guild=guild,
            position=len(guild.channels),
            nsfw=nsfw,
            tags=made,
            tag_required=tag_required,
        )
        guild.channels[channel.id] = self.world.channels[channel.id] = channel
        self.world.emit_channel("CHANNEL_CREATE", channel)
        return channel

    def add_group(self, *people: User) -> Channel:
        """A private conversation that the bot is not in; two people make a direct one."""
        kind: ChannelKind = "dm" if len(people) == 2 else "group"
        channel = Channel(id=self.world.ids.old(), kind=kind, recipients=list(people))
        self.world.channels[channel.id] = channel
        return channel

    def private(self, user: User) -> Channel:
        """The direct conversation of the bot and a person."""
        return self.world.dm_with(user)

    def overwrite(self, channel: Channel, target: User | Role, *, allow: P = NOTHING, deny: P = NOTHING) -> None:
        """Allow or deny one role or member something in a channel."""
        of_role = isinstance(target, Role)
        channel.overwrites[target.id] = Overwrite(
            target=target.id, kind="role" if of_role else "member", allow=allow, deny=deny
        )
        guild = channel.in_guild()
        self.world.emit_guild("CHANNEL_UPDATE", guild, payloads.channel_json(channel, self.world.bot))

    def deny_bot(self, channel: Channel, denied: P) -> None:
        """Take permissions from the bot in one channel."""
        self.overwrite(channel, self.world.bot, deny=denied)

    def delete_channel(self, channel: Channel) -> None:
        """Delete a channel or thread."""
        event = "THREAD_DELETE" if channel.thread else "CHANNEL_DELETE"
        self.world.emit_channel(event, channel)
        guild = channel.in_guild()
        (guild.threads if channel.thread else guild.channels).pop(channel.id)
        del self.world.channels[channel.id]

    def change_thread(
        self,
        thread: Channel,
        *,
        archived: bool | None = None,
        locked: bool | None = None,
        name: str | None = None,
        tags: Sequence[str] | None = None,
    ) -> None:
        """Archive, lock, rename or tag a thread, or the reverse."""
        state = thread.as_thread()
        state.archived = state.archived if archived is None else archived
        state.locked = state.locked if locked is None else locked
        thread.name = thread.name if name is None else name
        if tags is not None and thread.parent is not None:
            state.tags = [thread.parent.tag(tag).id for tag in tags]
        thread_changed(self.world, thread)
