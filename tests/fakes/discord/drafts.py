"""The message in a request body: read, checked as Discord checks it, and ready to be put into a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes.discord.components import check_components, numbered
from tests.fakes.discord.embeds import check_embeds, stored
from tests.fakes.discord.mentions import check_allowed
from tests.fakes.discord.messages import Attachment, Flag, Message
from tests.fakes.discord.places import Channel
from tests.fakes.discord.records import Call, Upload
from tests.fakes.discord.refusal import Form, Refusal
from tests.fakes.discord.world import World

Json = dict[str, Any]

CONTENT_MAX = 2_000  # code points; discord-api-docs, developers/resources/message#create-message, #1315
NONCE_MAX = 25  # characters; same source
FILES_MAX = 10  # in a message
_CREATE_FLAGS = Flag.SUPPRESS_EMBEDS | Flag.SUPPRESS_NOTIFICATIONS | Flag.COMPONENTS_V2
_EDIT_FLAGS = Flag.SUPPRESS_EMBEDS | Flag.COMPONENTS_V2
_LEGACY = ("content", "embeds", "sticker_ids", "poll")  # excluded by Components V2


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a message is to consist of."""

    given: frozenset[str]  # the keys of the body
    content: str
    embeds: list[Json]
    components: list[Json]
    attachments: list[Attachment]
    flags: Flag
    allowed: Json | None

    @property
    def is_empty(self) -> bool:
        """There would be nothing to see."""
        return not (self.content or self.embeds or self.components or self.attachments)

    def put_into(self, message: Message) -> None:
        """Make the message consist of this."""
        message.content = self.content
        message.embeds = self.embeds
        message.components = self.components
        message.attachments = self.attachments
        message.flags = self.flags


def new(world: World, call: Call, channel: Channel, body: Any, *, ephemeral: bool = False) -> Draft:
    """The draft of a new message; `ephemeral` where a message for one person is possible."""
    allowed = _CREATE_FLAGS | (Flag.EPHEMERAL if ephemeral else Flag(0))
    return _read(world, call, channel, body, before=None, allowed=allowed)


def edit(world: World, call: Call, body: Any, message: Message) -> Draft:
    """The draft of what a message becomes; what the body does not name stays."""
    return _read(world, call, message.channel, body, before=message, allowed=_EDIT_FLAGS)


def _read(world: World, call: Call, channel: Channel, body: Any, *, before: Message | None, allowed: Flag) -> Draft:
    if not isinstance(body, dict):
        raise Refusal(50035, detail="the body is no object")
    form = Form()
    flags = _flags(world, call, body, before, allowed)
    attachments = _attachments(world, form, call.uploads, channel, body, before)
    names = frozenset(attachment.name for attachment in attachments)
    _check(form, body, before, flags=flags, names=names)
    form.finish()
    size = sum(len(attachment.content) for attachment in attachments)
    if size > world.settings.file_max:
        raise Refusal(40005, detail=f"{size} bytes")
    draft = _draft(body, before, flags, attachments)
    if draft.is_empty and not body.get("sticker_ids") and not body.get("poll"):
        raise Refusal(50006)
    return draft


def _draft(body: Json, before: Message | None, flags: Flag, attachments: list[Attachment]) -> Draft:
    content = body.get("content") if "content" in body or before is None else before.content
    embeds = body.get("embeds") if "embeds" in body or before is None else before.embeds
    components = body.get("components") if "components" in body or before is None else before.components
    return Draft(
        given=frozenset(body),
        content=(content or "").strip(),
        embeds=[stored(embed) for embed in embeds or ()],
        components=numbered(components or []),
        attachments=attachments,
        flags=flags,
        allowed=body.get("allowed_mentions"),
    )


def _flags(world: World, call: Call, body: Json, before: Message | None, allowed: Flag) -> Flag:
    asked = Flag(body.get("flags") or 0)
    if asked & ~(allowed | (before.flags if before else Flag(0))):
        world.record.violation(call.route, "flags", f"{asked!r} cannot be set here", body)
    if before is None:
        return asked & allowed
    kept = before.flags & ~Flag.LOADING
    if "flags" in body:
        # Components V2 is for ever; …/resources/message#message-object-message-flags.
        kept = (kept & ~Flag.SUPPRESS_EMBEDS) | (asked & allowed)
    return kept


def _check(form: Form, body: Json, before: Message | None, *, flags: Flag, names: frozenset[str]) -> None:
    v2 = bool(flags & Flag.COMPONENTS_V2)
    if body.get("content") is not None:
        with form.at("content"):
            form.length(body["content"], 0, CONTENT_MAX)
    if body.get("embeds") is not None:
        with form.at("embeds"):
            check_embeds(form, body["embeds"])
    if body.get("components") is not None:
        with form.at("components"):
            check_components(form, body["components"], v2=v2, files=names)
    if body.get("allowed_mentions") is not None:
        with form.at("allowed_mentions"):
            check_allowed(form, body["allowed_mentions"])
    if body.get("nonce") is not None:
        with form.at("nonce"):
            _check_nonce(form, body["nonce"])
    if v2:
        _check_legacy(form, body, before)


def _check_nonce(form: Form, nonce: Any) -> None:
    if isinstance(nonce, str):
        if len(nonce) > NONCE_MAX:
            form.wrong("NONCE_TYPE_TOO_LONG", f"Must be {NONCE_MAX} or fewer in length.")
    elif not isinstance(nonce, int) or isinstance(nonce, bool):
        form.wrong("NONCE_TYPE_INVALID_TYPE", "This field must be a string or integer.")


def _check_legacy(form: Form, body: Json, before: Message | None) -> None:
    for name in _LEGACY:
        kept = getattr(before, name, None) if before and name not in body else None
        if body.get(name) or kept:
            with form.at(name):
                sentence = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
                form.wrong("MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", sentence)


def _attachments(
    world: World, form: Form, uploads: Mapping[str, Upload], channel: Channel, body: Json, before: Message | None
) -> list[Attachment]:
    kept = list(before.attachments) if before else []
    listed = body.get("attachments")
    about: dict[str, Json] = {str(item.get("id")): item for item in listed or ()}
    if listed is not None:
        known = {str(attachment.id) for attachment in kept} | set(uploads)
        for number, item in enumerate(listed):
            if str(item.get("id")) not in known:
                with form.at("attachments", number):
                    form.wrong("ATTACHMENT_NOT_FOUND", "Attachment data not found")
        kept = [attachment for attachment in kept if str(attachment.id) in about]
    fresh = [_stored(world, channel, upload, about.get(key, {})) for key, upload in uploads.items()]
    with form.at("attachments"):
        return form.count([*kept, *fresh], 0, FILES_MAX)


def _stored(world: World, channel: Channel, upload: Upload, about: Json) -> Attachment:
    attachment_id = world.ids.now()
    name = str(about.get("filename") or upload.name)
    return attach(
        world, channel, name, upload.content, attachment_id, upload.content_type, str(about.get("description") or "")
    )


def attach(
    world: World,
    channel: Channel,
    name: str,
    content: bytes,
    attachment_id: int,
    content_type: str,
    description: str = "",
) -> Attachment:
    """Put a file where its URL finds it."""
    path = f"/attachments/{channel.id}/{attachment_id}/{name}"
    world.files[path] = content
    return Attachment(
        id=attachment_id,
        name=name,
        content=content,
        content_type=content_type,
        url=f"{world.base}{path}",
        description=description,
    )
