"""What people press, type as commands, and submit; and what becomes of the bot's acknowledgement."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

from tests.fakes.slack import payloads
from tests.fakes.slack.block_text import elements
from tests.fakes.slack.methods.chat import carry_out
from tests.fakes.slack.methods.surfaces import accepted_view, replace, show
from tests.fakes.slack.people import People
from tests.fakes.slack.records import Delivery
from tests.fakes.slack.refusal import Refusal
from tests.fakes.slack.socket_mode import ACK_DEADLINE
from tests.fakes.slack.workspace import Message, OpenView

Json = dict[str, Any]


class Interaction:
    """One command, press, shortcut or submission, and how the bot took it."""

    def __init__(self, delivery: Delivery, token: str) -> None:
        self.delivery = delivery
        self.token = token  # of its response_url

    @property
    def acked(self) -> bool:
        """The bot has acknowledged it."""
        return self.delivery.acked_at is not None

    @property
    def failed(self) -> bool:
        """Its person sees Slack's error, because no acknowledgement came within three seconds."""
        seconds = self.delivery.ack_seconds
        return (time.monotonic() - self.delivery.at if seconds is None else seconds) > ACK_DEADLINE

    @property
    def errors(self) -> Mapping[str, str]:
        """What a submitted form was refused for, by block id."""
        ack = self.delivery.ack or {}
        return dict(ack.get("errors") or {})


class Interactions(People):
    """Adds everything that reaches the bot as a command or an interaction."""

    async def command(self, channel: str, user: str, command: str, text: str = "") -> Interaction:
        """Type a slash command. One that the app does not have is a LookupError."""
        _offered(self.app.commands, command)
        token = self._token(channel, user)
        body = payloads.command_json(
            self.workspace, self.user(user), self.channel(channel), command, text, self.new_trigger(user)
        )
        body["response_url"] = self._url(token)
        return await self._send("slash_commands", body, token, self._answered(token))

    async def shortcut(self, channel: str, user: str, ts: str, callback_id: str) -> Interaction:
        """Choose a shortcut from a message's menu, in any channel, whether the bot is in it or not."""
        _offered(self.app.shortcuts, callback_id)
        token = self._token(channel, user)
        place = self.channel(channel)
        body = payloads.actor_json(self.workspace, self.user(user), place, self.new_trigger(user))
        message = payloads.threaded_json(self.workspace, place, self._message(channel, ts))
        body |= {"type": "message_action", "callback_id": callback_id, "action_ts": str(time.time())}
        body |= {"message_ts": ts, "message": message, "response_url": self._url(token)}
        return await self._send("interactive", body, token)

    async def press(self, channel: str, ts: str, action_id: str, user: str, value: str | None = None) -> Interaction:
        """Press a button of a message that the person sees. `value` picks an option, or "positive" or "negative".

        LookupError if there is no such message or button.
        """
        message = self._seen(channel, ts, user)
        action = _pressed(message.content(), action_id, value)
        token = self._token(channel, user, message)
        place = self.channel(channel)
        container = {"type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": bool(message.shown_to)}
        if message.thread:
            container["thread_ts"] = message.thread
        body = payloads.actor_json(self.workspace, self.user(user), place, self.new_trigger(user))
        body |= {"type": "block_actions", "container": container, "response_url": self._url(token)}
        body |= {"actions": [action], "state": {"values": {}}}
        if not message.shown_to:  # Slack keeps no ephemeral message that it could send along
            body["message"] = payloads.threaded_json(self.workspace, place, message)
        return await self._send("interactive", body, token)

    async def press_in_view(self, user: str, action_id: str, value: str | None = None) -> Interaction:
        """Press a button of the modal in front of the person, or of their Home tab."""
        opened = self.view(user) or self.home(user)
        if opened is None:
            raise LookupError(f"{user} sees no view")
        action = _pressed(opened.view["blocks"], action_id, value)
        body = payloads.actor_json(self.workspace, self.user(user), None, self.new_trigger(user))
        body |= {"type": "block_actions", "container": {"type": "view", "view_id": opened.id}, "actions": [action]}
        body["view"] = payloads.view_json(self.workspace, opened)
        return await self._send("interactive", body, "")

    async def submit_view(self, user: str, values: Mapping[str, str] | None = None) -> Interaction:
        """Submit the modal in front of the person with `values` by action id.

        ValueError for what Slack's form would not let through: a required input left empty, too short or too long.
        """
        opened = self.view(user)
        if opened is None:
            raise LookupError(f"{user} sees no modal")
        state = _filled(opened.view["blocks"], values or {})
        body = payloads.actor_json(self.workspace, self.user(user), None, self.new_trigger(user))
        body |= {"type": "view_submission", "response_urls": []}
        body["view"] = payloads.view_json(self.workspace, opened, state)
        return await self._send("interactive", body, "", lambda ack: self._submitted(opened, ack))

    async def close_view(self, user: str) -> Interaction | None:
        """Close the modal in front of the person; the bot hears of it if it asked to (`notify_on_close`)."""
        opened = self.view(user)
        if opened is None:
            raise LookupError(f"{user} sees no modal")
        del self.workspace.views[opened.id]
        if not opened.view.get("notify_on_close"):
            return None
        body = payloads.actor_json(self.workspace, self.user(user), None, self.new_trigger(user))
        body |= {"type": "view_closed", "is_cleared": False, "view": payloads.view_json(self.workspace, opened)}
        return await self._send("interactive", body, "")

    def view(self, user: str) -> OpenView | None:
        """The modal on top of the person's screen."""
        stack = [opened for opened in self.workspace.views.values() if opened.user == user and not opened.home]
        return stack[-1] if stack else None

    def home(self, user: str) -> OpenView | None:
        """The person's Home tab, once it was published."""
        return next((opened for opened in self.workspace.views.values() if opened.user == user and opened.home), None)

    async def _send(
        self, kind: str, body: Json, token: str, on_ack: Callable[[Json | None], None] | None = None
    ) -> Interaction:
        if kind == "interactive" and not self.app.interactive:
            raise LookupError("the app has interactivity switched off")
        interaction = Interaction(self.hub.deliver(kind, body, on_ack), token)
        await asyncio.sleep(0)
        return interaction

    def _token(self, channel: str, user: str, message: Message | None = None) -> str:
        thread = message.thread if message is not None else ""
        return self.new_response_url(channel, user, thread, message).rpartition("/")[2]

    def _url(self, token: str) -> str:
        return f"{self.base}/response/{token}"

    def _seen(self, channel: str, ts: str, user: str) -> Message:
        message = self.workspace.find(channel, ts)
        whispered = (m for m in self.workspace.ephemerals if m.ts == ts and m.shown_to == user)
        found = message or next(whispered, None)
        if found is None:
            raise LookupError(f"{user} sees no message {ts}")
        return found

    def _answered(self, token: str) -> Callable[[Json | None], None]:
        """A command can be answered in its acknowledgement."""

        def take(ack: Json | None) -> None:
            if ack:
                self._guarded("ack", ack, lambda: carry_out(self, self.response_urls[token], ack))

        return take

    def _submitted(self, opened: OpenView, ack: Json | None) -> None:
        """What the acknowledgement of a submission makes of the modal: by default it closes."""
        action = (ack or {}).get("response_action")
        if action == "errors":
            known = {block["block_id"] for block in opened.view["blocks"]}
            if unknown := set((ack or {}).get("errors") or {}) - known:
                self.record.violation("ack", "unknown_block_id", ", ".join(sorted(unknown)), ack)
        elif action in ("update", "push"):
            self._guarded("ack", ack or {}, lambda: self._reshown(opened, action, (ack or {}).get("view")))
        else:
            for other in list(self.workspace.views.values()):
                if other is opened or (action == "clear" and other.user == opened.user and not other.home):
                    del self.workspace.views[other.id]
        self.record.ring()

    def _reshown(self, opened: OpenView, action: str, view: Any) -> None:
        accepted = accepted_view(self, view, "modal")
        if action == "update":
            replace(self, opened, accepted)
        else:
            show(self, opened.user, accepted, opened)

    def _guarded(self, method: str, args: Json, action: Callable[[], object]) -> None:
        try:
            action()
        except Refusal as refusal:
            self.record.violation(method, refusal.code, "; ".join(refusal.messages), args)


def _offered(known: frozenset[str] | None, wanted: str) -> None:
    if known is not None and wanted not in known:
        raise LookupError(f"the app has no {wanted}")


def _pressed(blocks: list[Json], action_id: str, value: str | None) -> Json:
    """The entry of `actions` for what was pressed."""
    for block, element in elements(blocks):
        if element["action_id"] == action_id:
            about = {"action_id": action_id, "block_id": block["block_id"], "type": element["type"]}
            return about | {"action_ts": f"{time.time():.6f}"} | _chosen(element, value)
    raise LookupError(f"nothing to press is called {action_id}")


def _chosen(element: Json, value: str | None) -> Json:
    match element["type"]:
        case "feedback_buttons":
            side = element[f"{value or 'positive'}_button"]
            return {"text": side["text"], "value": side["value"]}
        case "button" | "icon_button":
            return {"text": element["text"], **({"value": element["value"]} if "value" in element else {})}
        case "static_select" | "overflow" | "radio_buttons":
            return {"selected_option": _option(element, value)}
    raise LookupError(f"a {element['type']} cannot be pressed")


def _option(element: Json, value: str | None) -> Json:
    groups = [{"options": element.get("options") or []}, *(element.get("option_groups") or [])]
    for group in groups:
        for option in group["options"]:
            if option["value"] == value:
                return dict(option)
    raise LookupError(f"{element['action_id']} has no option {value}")


def _filled(blocks: list[Json], values: Mapping[str, str]) -> Json:
    """The state of a form, by block and action."""
    state: Json = {}
    for block in blocks:
        if block["type"] == "input":
            element = block["element"]
            given = values.get(element["action_id"])
            state[block["block_id"]] = {element["action_id"]: _input(block, element, given)}
    if unknown := values.keys() - {action for entry in state.values() for action in entry}:
        raise LookupError(f"the form has no {', '.join(sorted(unknown))}")
    return state


def _input(block: Json, element: Json, given: str | None) -> Json:
    kind = element["type"]
    if not given and not block.get("optional"):
        raise ValueError(f"{element['action_id']} must be filled in")
    if kind == "plain_text_input":
        least, most = element.get("min_length", 0), element.get("max_length", 3_000)
        if given and not least <= len(given) <= most:
            raise ValueError(f"{element['action_id']} takes {least} to {most} characters")
        return {"type": kind, "value": given or None}
    if kind == "checkboxes":
        return {"type": kind, "selected_options": [_option(element, given)] if given else []}
    return {"type": kind, "selected_option": _option(element, given) if given else None}
