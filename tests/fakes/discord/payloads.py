"""The JSON of people, places and messages, built from what is stored. Nothing here changes state.

Shapes: discord-api-docs, developers/resources, and Discord's OpenAPI description.
"""

from __future__ import annotations

from typing import Any

from tests.fakes.discord.messages import INTERACTION_TYPES, Attachment, Flag, Interaction, Kind, Message
from tests.fakes.discord.permissions import in_channel
from tests.fakes.discord.places import CHANNEL_TYPES, Channel, Guild, Member, Role, Tag, User
from tests.fakes.discord.snowflakes import created, iso

Json = dict[str, Any]

_HIDDEN_FIELDS = ("embeds", "attachments", "components")


def user_json(user: User) -> Json:
    """A user as everybody sees them."""
    body: Json = {"id": str(user.id), "username": user.name, "global_name": None if user.bot else user.name.title()}
    body |= {"avatar": None, "discriminator": "0000" if user.bot else "0", "public_flags": 0, "flags": 0}
    return body | {"primary_guild": None} | ({"bot": True} if user.bot else {})


def member_json(member: Member, *, with_user: bool = True) -> Json:
    """A member; messages carry them without the user."""
    body: Json = {
        "roles": [str(role.id) for role in member.roles],
        "nick": member.nick or None,
        "joined_at": iso(created(member.user.id)),
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }
    body |= dict.fromkeys(("avatar", "banner", "premium_since", "communication_disabled_until"))
    return body | ({"user": user_json(member.user)} if with_user else {})


def role_json(role: Role) -> Json:
    """A role."""
    body: Json = {
        "id": str(role.id),
        "name": role.name,
        "permissions": str(int(role.permissions)),
        "position": role.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": role.bot is not None,
        "mentionable": role.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    return body | ({"tags": {"bot_id": str(role.bot.id)}} if role.bot else {})


def tag_json(tag: Tag) -> Json:
    """A forum's tag."""
    return {"id": str(tag.id), "name": tag.name, "moderated": tag.moderated, "emoji_id": None, "emoji_name": None}


def channel_json(channel: Channel, bot: User) -> Json:
    """A channel or thread as the bot sees it."""
    body: Json = {"id": str(channel.id), "type": CHANNEL_TYPES[channel.kind], "flags": 0}
    if channel.kind not in ("category", "forum") or channel.messages:
        body["last_message_id"] = str(max(channel.messages)) if channel.messages else None
    if channel.guild is None:
        body["recipients"] = [user_json(user) for user in channel.recipients if user is not bot]
        return body | ({"name": channel.name or None, "icon": None, "owner_id": "0"} if channel.kind == "group" else {})
    body |= {"guild_id": str(channel.guild.id), "name": channel.name, "rate_limit_per_user": 0}
    body["parent_id"] = str(channel.parent.id) if channel.parent else None
    if channel.thread is not None:
        return body | _thread_json(channel, bot)
    return body | _guild_channel_json(channel)


def _guild_channel_json(channel: Channel) -> Json:
    overwrites = [
        {
            "id": str(overwrite.target),
            "type": 0 if overwrite.kind == "role" else 1,
            "allow": str(int(overwrite.allow)),
            "deny": str(int(overwrite.deny)),
        }
        for overwrite in channel.overwrites.values()
    ]
    body: Json = {"position": channel.position, "permission_overwrites": overwrites, "nsfw": channel.nsfw}
    body["topic"] = channel.topic or None
    if channel.kind in ("voice", "stage"):
        body |= {"bitrate": 64_000, "user_limit": 0, "rtc_region": None}
    if channel.kind == "forum":
        body |= {"available_tags": [tag_json(tag) for tag in channel.tags], "flags": 16 if channel.tag_required else 0}
        body |= {"default_reaction_emoji": None, "default_sort_order": None, "default_forum_layout": 0}
    return body


def _thread_json(channel: Channel, bot: User) -> Json:
    thread = channel.as_thread()
    metadata = {
        "archived": thread.archived,
        "archive_timestamp": thread.archive_changed,
        "auto_archive_duration": thread.auto_archive,
        "locked": thread.locked,
        "create_timestamp": iso(created(channel.id)),
    }
    if channel.kind == "private_thread":
        metadata["invitable"] = True
    body: Json = {
        "owner_id": str(thread.owner.id),
        "thread_metadata": metadata,
        "message_count": sum(message.id != channel.id for message in channel.messages.values()),
        "member_count": min(len(thread.members), 50),
        "total_message_sent": thread.sent,
    }
    if channel.parent and channel.parent.kind == "forum":
        body["applied_tags"] = [str(tag) for tag in thread.tags]
    return body | ({"member": thread_member_json(channel, bot)} if bot.id in thread.members else {})


def thread_member_json(channel: Channel, user: User) -> Json:
    """Somebody's membership of a thread."""
    return {"id": str(channel.id), "user_id": str(user.id), "join_timestamp": iso(created(channel.id)), "flags": 0}


def guild_json(guild: Guild) -> Json:
    """A guild as GET gives it."""
    nothing = (
        *("icon", "description", "home_header", "splash", "discovery_splash", "banner", "application_id"),
        *("afk_channel_id", "system_channel_id", "widget_channel_id", "max_presences", "vanity_url_code"),
        *("rules_channel_id", "safety_alerts_channel_id", "public_updates_channel_id", "incidents_data"),
    )
    return dict.fromkeys(nothing) | {
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner.id),
        "region": "deprecated",
        "features": ["COMMUNITY", "NEWS"] if guild.community else [],
        "roles": [role_json(role) for role in guild.roles.values()],
        "emojis": [],
        "stickers": [],
        "afk_timeout": 300,
        "verification_level": 1,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw": False,
        "nsfw_level": 0,
        "max_members": 500_000,
        "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "preferred_locale": "en-US",
        "system_channel_flags": 0,
        "widget_enabled": False,
    }


def attachment_json(attachment: Attachment) -> Json:
    """A file of a message."""
    body: Json = {"id": str(attachment.id), "filename": attachment.name, "size": len(attachment.content)}
    body |= {"url": attachment.url, "proxy_url": attachment.url, "content_type": attachment.content_type}
    return body | ({"description": attachment.description} if attachment.description else {})


def message_json(message: Message, bot: User, *, hidden: bool = False, with_thread: bool = True) -> Json:
    """A message as the API gives it; `hidden` keeps back what the Message Content intent is for."""
    body: Json = {
        "id": str(message.id),
        "channel_id": str(message.channel.id),
        "type": int(message.kind),
        "author": _author_json(message),
        "content": message.content,
        "embeds": message.embeds,
        "attachments": [attachment_json(attachment) for attachment in message.attachments],
        "components": message.components,
        "timestamp": iso(created(message.id)),
        "edited_timestamp": message.edited,
        "mentions": [user_json(user) for user in message.mentioned.users],
        "mention_roles": [str(role) for role in message.mentioned.roles],
        "mention_everyone": message.mentioned.everyone,
        "flags": int(message.flags),
        "pinned": False,
        "tts": False,
    }
    if hidden:
        body |= {"content": ""} | {name: [] for name in _HIDDEN_FIELDS}
    body |= _extras(message, bot)
    if message.snapshot is not None and not hidden:
        body["message_snapshots"] = [{"message": _snapshot_json(message.snapshot)}]
    if with_thread and message.thread is not None:
        body["thread"] = channel_json(message.thread, bot)
    return body


def _author_json(message: Message) -> Json:
    return user_json(message.author) | ({"id": str(message.webhook)} if _by_foreign_webhook(message) else {})


def _by_foreign_webhook(message: Message) -> bool:
    return message.webhook is not None and message.interaction is None


def _extras(message: Message, bot: User) -> Json:
    body: Json = {}
    if message.stickers:
        body["sticker_items"] = [
            {"id": str(number), "name": name, "format_type": 1} for number, name in enumerate(message.stickers, 1)
        ]
    if message.reactions:
        body["reactions"] = [_reaction_json(emoji, users, bot) for emoji, users in message.reactions.items()]
    if message.webhook is not None:
        body["webhook_id"] = str(message.webhook)
    if message.reference is not None:
        body["message_reference"] = message.reference
    if message.interaction is not None:
        body |= {"application_id": str(message.webhook), "interaction_metadata": metadata_json(message.interaction)}
        if message.interaction.kind == "command" and message.interaction.response is message:
            body["interaction"] = _old_metadata_json(message.interaction)
    return body


def _reaction_json(emoji: str, users: list[User], bot: User) -> Json:
    count = len(users)
    return {
        "emoji": {"id": None, "name": emoji},
        "count": count,
        "count_details": {"burst": 0, "normal": count},
        "burst_colors": [],
        "me_burst": False,
        "me": bot in users,
    }


def _snapshot_json(message: Message) -> Json:
    body = message_json(message, message.author)
    kept = ("type", "content", "embeds", "attachments", "timestamp", "edited_timestamp", "flags", "components")
    return {name: body[name] for name in (*kept, "mentions", "mention_roles")}


def metadata_json(interaction: Interaction) -> Json:
    """What a response says about the interaction that it answers."""
    body: Json = {
        "id": str(interaction.id),
        "type": INTERACTION_TYPES[interaction.kind],
        "user": user_json(interaction.user),
        "authorizing_integration_owners": interaction.owners,
    }
    if interaction.kind == "command":
        body["name"] = interaction.name
    elif interaction.message is not None and interaction.kind == "component":
        body["interacted_message_id"] = str(interaction.message.id)
    if interaction.opened_by is not None:
        body["triggering_interaction_metadata"] = metadata_json(interaction.opened_by)
    return body


def _old_metadata_json(interaction: Interaction) -> Json:
    return {
        "id": str(interaction.id),
        "type": INTERACTION_TYPES[interaction.kind],
        "name": interaction.name,
        "user": user_json(interaction.user),
    }


def permissions_json(channel: Channel, member: Member) -> str:
    """What the member may do there."""
    return str(int(in_channel(channel, member)))


def is_ephemeral(message: Message) -> bool:
    """Only one person sees it."""
    return bool(message.flags & Flag.EPHEMERAL)


def is_system(message: Message) -> bool:
    """Nobody wrote it."""
    return message.kind not in (Kind.DEFAULT, Kind.REPLY, Kind.CHAT_INPUT_COMMAND, Kind.CONTEXT_MENU_COMMAND)
