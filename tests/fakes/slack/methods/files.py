"""files.*: the upload in three steps."""

from __future__ import annotations

from typing import Any

from tests.fakes.slack.methods.chat import thread_of
from tests.fakes.slack.methods.content import TEXT_MAX
from tests.fakes.slack.methods.method import Method
from tests.fakes.slack.refusal import Refusal
from tests.fakes.slack.world import World

Json = dict[str, Any]


def _url(world: World, args: Json) -> Json:
    try:
        length = int(args["length"])
    except ValueError:
        raise Refusal("invalid_arguments", ["length must be an integer"]) from None
    if length <= 0:
        raise Refusal("missing_argument")
    file_id = world.workspace.new_id("F")
    world.workspace.files[file_id] = {"id": file_id, "name": str(args["filename"]), "size": length}
    return {"ok": True, "upload_url": f"{world.base}/upload/{file_id}", "file_id": file_id}


def _complete(world: World, args: Json) -> Json:
    given = args["files"]
    if not isinstance(given, list) or not given:
        raise Refusal("invalid_arguments", ["files must be a list of objects with ids"])
    if len(str(args.get("initial_comment") or "")) > TEXT_MAX:
        raise Refusal("msg_too_long")
    files = [_uploaded(world, entry) for entry in given]
    if args.get("channel_id"):
        channel = world.writable(args["channel_id"])
        thread = thread_of(world, channel, args, "files.completeUploadExternal")
        message = world.bot_message(channel, thread)
        message.text, message.files, message.subtype = str(args.get("initial_comment") or ""), files, "file_share"
        world.post(message)
    return {"ok": True, "files": files}


def _uploaded(world: World, entry: Json) -> Json:
    file_id = str(entry.get("id"))
    if file_id not in world.workspace.uploads:
        raise Refusal("file_not_found")
    file = world.workspace.files[file_id]
    file["title"] = entry.get("title") or file["name"]
    file["url_private"] = f"https://files.slack.com/files-pri/{world.workspace.team}-{file_id}/{file['name']}"
    return file


_WRITE = ("files:write",)
METHODS = (
    Method(name="files.getUploadURLExternal", run=_url, tier=4, scopes=_WRITE, required=("filename", "length")),
    Method(name="files.completeUploadExternal", run=_complete, tier=4, scopes=_WRITE, required=("files",)),
)
