"""views.* and assistant.threads.*: modals, the Home tab, and what an agent shows besides messages."""

from __future__ import annotations

import time
from typing import Any

from tests.fakes.slack.methods.content import named
from tests.fakes.slack.methods.method import Method, timestamp
from tests.fakes.slack.payloads import view_json
from tests.fakes.slack.refusal import Refusal
from tests.fakes.slack.views import VIEW_BYTES_MAX, view_bytes, view_complaints
from tests.fakes.slack.workspace import OpenView
from tests.fakes.slack.world import World

Json = dict[str, Any]

LOADING_MESSAGES_MAX = 10  # docs.slack.dev/reference/methods/assistant.threads.setStatus
PROMPTS_MAX = 4  # docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts
STACK_MAX = 3  # views; docs.slack.dev/surfaces/modals


def accepted_view(world: World, view: Any, kind: str) -> Json:
    """The view as it is stored; refuses what breaks a rule, or a kind that does not belong here."""
    if found := view_complaints(view):
        raise Refusal("invalid_arguments", found)
    if view["type"] != kind:
        raise Refusal("invalid_arguments", [f"must be of type {kind} [json-pointer:/view/type]"])
    if view_bytes(view) > VIEW_BYTES_MAX:
        raise Refusal("view_too_large")
    return {**view, "blocks": named(world, view["blocks"])}


def show(world: World, user: str, view: Json, below: OpenView | None = None) -> OpenView:
    """Put a modal in front of somebody."""
    view_id = world.workspace.new_id("V")
    opened = OpenView(
        id=view_id,
        user=user,
        view=view,
        hash=world.workspace.new_ts(),
        root=below.root if below else view_id,
        previous=below.id if below else "",
    )
    world.workspace.views[view_id] = opened
    world.record.ring()
    return opened


def replace(world: World, opened: OpenView, view: Json) -> None:
    """Change what an open view shows."""
    opened.view, opened.hash = view, world.workspace.new_ts()
    world.record.ring()


def _open(world: World, args: Json) -> Json:
    view = accepted_view(world, args["view"], "modal")
    opened = show(world, world.use_trigger(args.get("trigger_id")), view)
    return {"ok": True, "view": view_json(world.workspace, opened)}


def _push(world: World, args: Json) -> Json:
    view = accepted_view(world, args["view"], "modal")
    user = world.use_trigger(args.get("trigger_id"))
    stack = [opened for opened in world.workspace.views.values() if opened.user == user and not opened.home]
    if not stack:
        raise Refusal("not_found")
    if len(stack) >= STACK_MAX:
        raise Refusal("push_limit_reached")
    return {"ok": True, "view": view_json(world.workspace, show(world, user, view, stack[-1]))}


def _update(world: World, args: Json) -> Json:
    opened = world.workspace.views.get(str(args.get("view_id")))
    if args.get("external_id"):
        wanted = args["external_id"]
        opened = next((v for v in world.workspace.views.values() if v.view.get("external_id") == wanted), None)
    if opened is None:
        raise Refusal("not_found")
    view = accepted_view(world, args["view"], opened.view["type"])
    if args.get("hash") not in (None, opened.hash):
        raise Refusal("hash_conflict")
    replace(world, opened, view)
    return {"ok": True, "view": view_json(world.workspace, opened)}


def _publish(world: World, args: Json) -> Json:
    if not world.app.home_tab:
        raise Refusal("not_enabled")
    view = accepted_view(world, args["view"], "home")
    user = str(args["user_id"])
    if user not in world.workspace.users:
        raise Refusal("user_not_found")
    opened = next((v for v in world.workspace.views.values() if v.home and v.user == user), None)
    if opened is None:
        opened = show(world, user, view)
        opened.home = True
    elif args.get("hash") not in (None, opened.hash):
        raise Refusal("hash_conflict")
    else:
        replace(world, opened, view)
    return {"ok": True, "view": view_json(world.workspace, opened)}


def _status(world: World, args: Json) -> Json:
    channel, thread = _thread(world, args)
    status = args.get("status")
    if not isinstance(status, str):  # an empty one takes the status away
        raise Refusal("invalid_arguments", ["missing required field: status"])
    loading = args.get("loading_messages") or []
    if not isinstance(loading, list) or len(loading) > LOADING_MESSAGES_MAX:
        raise Refusal("invalid_arguments", [f"no more than {LOADING_MESSAGES_MAX} loading_messages allowed"])
    if status:
        world.workspace.statuses[channel, thread] = (status, time.monotonic())
    else:
        world.workspace.statuses.pop((channel, thread), None)
    world.record.ring()
    return {"ok": True}


def _prompts(world: World, args: Json) -> Json:
    if not world.app.agent_view:
        raise Refusal("not_agent_app")
    channel = world.joined(args["channel_id"])
    prompts = args["prompts"]
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= PROMPTS_MAX:
        raise Refusal("invalid_arguments", [f"between 1 and {PROMPTS_MAX} prompts allowed"])
    if not all(isinstance(p, dict) and p.get("title") and p.get("message") for p in prompts):
        raise Refusal("invalid_arguments", ["each prompt needs a title and a message"])
    if args.get("thread_ts"):
        # Slack answers ok and shows nothing; docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts
        detail = "an agent app's prompts have no thread"
        world.record.violation("assistant.threads.setSuggestedPrompts", "thread_ts_in_agent_app", detail, args)
    else:
        world.workspace.prompts[channel.id] = prompts
        world.record.ring()
    return {"ok": True}


def _title(world: World, args: Json) -> Json:
    place = _thread(world, args)
    world.workspace.titles[place] = str(args["title"])
    return {"ok": True}


def _thread(world: World, args: Json) -> tuple[str, str]:
    channel = world.joined(args["channel_id"])
    message = channel.messages.get(timestamp(args, "thread_ts", "invalid_thread_ts"))
    if message is None:
        raise Refusal("invalid_thread_ts", avoidable=False)
    return channel.id, message.thread or message.ts


_WHERE = ("channel_id", "thread_ts")
_AGENT = ("assistant:write",)
METHODS = (
    Method(name="views.open", run=_open, tier=4, required=("view",)),
    Method(name="views.push", run=_push, tier=4, required=("view",)),
    Method(name="views.update", run=_update, tier=4, required=("view",)),
    Method(name="views.publish", run=_publish, tier=4, required=("user_id", "view")),
    Method(name="assistant.threads.setStatus", run=_status, scopes=("chat:write", "assistant:write"), required=_WHERE),
    Method(
        name="assistant.threads.setSuggestedPrompts",
        run=_prompts,
        tier=4,
        scopes=_AGENT,
        required=("channel_id", "prompts"),
    ),
    Method(name="assistant.threads.setTitle", run=_title, tier=4, scopes=_AGENT, required=(*_WHERE, "title")),
)
