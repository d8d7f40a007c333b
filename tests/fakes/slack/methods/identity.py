"""auth.test, apps.connections.open, users.*, bots.*, usergroups.*: who is who, and how to connect."""

from __future__ import annotations

from typing import Any

from tests.fakes.slack.methods.method import Method
from tests.fakes.slack.refusal import Refusal
from tests.fakes.slack.world import World

Json = dict[str, Any]


def _auth(world: World, _args: Json) -> Json:
    here = world.workspace
    return {
        "ok": True,
        "url": f"https://{here.domain}.slack.com/",
        "team": "Footnote Test",
        "user": here.users[here.bot_user].name,
        "team_id": here.team,
        "user_id": here.bot_user,
        "bot_id": here.bot_id,
        "is_enterprise_install": False,
    }


def _connect(world: World, _args: Json) -> Json:
    origin = world.base.replace("http://", "ws://")
    return {"ok": True, "url": f"{origin}/link/?ticket={world.hub.ticket()}&app_id={world.workspace.app_id}"}


def _user(world: World, args: Json) -> Json:
    user = world.workspace.users.get(str(args["user"]))
    if user is None:
        raise Refusal("user_not_found")
    return {"ok": True, "user": user.payload()}


def _bot(world: World, args: Json) -> Json:
    wanted = str(args.get("bot") or world.workspace.bot_id)
    user = next((user for user in world.workspace.users.values() if user.bot_id == wanted), None)
    if user is None:
        raise Refusal("bot_not_found")
    about = {"id": user.bot_id, "app_id": user.app_id, "user_id": user.id, "name": user.name, "deleted": False}
    return {"ok": True, "bot": about}


def _groups(world: World, _args: Json) -> Json:
    return {"ok": True, "usergroups": list(world.workspace.usergroups.values())}


METHODS = (
    Method(name="auth.test", run=_auth),
    Method(name="apps.connections.open", run=_connect, app_level=True),
    Method(name="users.info", run=_user, tier=4, scopes=("users:read",), required=("user",)),
    Method(name="bots.info", run=_bot, tier=3, scopes=("users:read",)),
    Method(name="usergroups.list", run=_groups, tier=2, scopes=("usergroups:read",)),
)
