"""The HTTP side: reading requests, tokens, faults, rate limits, answers; response URLs and uploads."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from aiohttp import web

from tests.fakes.slack.faults import Fault
from tests.fakes.slack.methods import METHODS
from tests.fakes.slack.methods.chat import respond
from tests.fakes.slack.records import Call
from tests.fakes.slack.refusal import Refusal
from tests.fakes.slack.world import World

Json = dict[str, Any]

_STRUCTURED = frozenset({"attachments", "blocks", "chunks", "files", "loading_messages", "metadata", "prompts", "view"})
"""Arguments that forms send as JSON in a string."""

UPLOAD_MAX = 50 * 1024 * 1024  # bytes the server takes in one request


def routes(world: World) -> web.Application:
    """The web application that serves this world."""
    api = _Api(world)
    app = web.Application(client_max_size=UPLOAD_MAX)
    app.router.add_route("*", "/api/{method}", api.call)
    app.router.add_get("/link/", world.hub.handle)
    app.router.add_post("/response/{token}", api.respond)
    app.router.add_post("/upload/{file}", api.upload)
    return app


class _Api:
    def __init__(self, world: World) -> None:
        self._world = world

    async def call(self, request: web.Request) -> web.StreamResponse:
        """One Web API request."""
        try:
            args = await _arguments(request)
        except Refusal as refusal:
            self._world.record.violation(request.match_info["method"], refusal.code)
            return web.json_response(refusal.payload())
        token = _token(request, args)
        call = Call(method=request.match_info["method"], args=args, at=time.monotonic())
        call.early = self._world.rates.early(call.method, args, call.at)
        self._world.record.calls.append(call)
        self._world.record.ring()
        fault = self._world.faults.take(call.method, args)
        if fault is not None:
            call.fault = fault.name
        return await self._carry(request, call, token, fault)

    async def respond(self, request: web.Request) -> web.StreamResponse:
        """A POST to a response_url; needs no token."""
        args = await request.json()
        call = Call(method="response_url", args=args, at=time.monotonic())
        self._world.record.calls.append(call)
        fault = self._world.faults.take(call.method, args)
        if fault is not None:
            call.fault = fault.name
        return await self._carry(request, call, "", fault)

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file, as the body or in a form."""
        file_id = request.match_info["file"]
        if file_id not in self._world.workspace.files:
            raise web.HTTPNotFound
        body = await _bytes(request)
        declared = self._world.workspace.files[file_id]["size"]
        if len(body) != declared:
            self._world.record.violation("upload", "length_mismatch", f"{len(body)} bytes instead of {declared}")
            raise web.HTTPBadRequest
        self._world.workspace.uploads[file_id] = body
        return web.Response(text=f"OK - {len(body)}")

    async def _carry(self, request: web.Request, call: Call, token: str, fault: Fault | None) -> web.StreamResponse:
        """Process a call, with whatever is to go wrong before and after."""
        if fault is not None and (refused := await self._before(request, call, fault)) is not None:
            return refused
        wait = self._wait(call)
        if wait:
            return self._limited(call, wait)
        call.response = self._process(request, call, token)
        self._world.record.ring()
        if fault is not None:
            await _hold(fault, "after")
            if fault.cut == "after":
                return _cut(request)
        return self._answer(call, _status_of(call))

    async def _before(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse | None:
        """What a fault does instead of processing; None lets the call through."""
        if fault.delay:
            await asyncio.sleep(fault.delay)
        await _hold(fault, "before")
        if fault.cut == "before":
            return _cut(request)
        if fault.retry_after is not None:
            return self._limited(call, fault.retry_after)
        if fault.status:
            call.status, call.answered_at = fault.status, time.monotonic()
            return web.Response(status=fault.status, text="<html>server error</html>", content_type="text/html")
        if fault.error:
            call.response = Refusal(fault.error, fault.messages).payload()
            return self._answer(call)
        return None

    def _wait(self, call: Call) -> int:
        method = METHODS.get(call.method)
        return self._world.rates.wait(call.method, method.tier, call.args, call.at) if method else 0

    def _limited(self, call: Call, retry_after: int) -> web.StreamResponse:
        self._world.rates.blocked(call.method, call.args, retry_after, time.monotonic())
        call.response = {"ok": False, "error": "ratelimited"}
        return self._answer(call, 429, {"Retry-After": str(retry_after)})

    def _process(self, request: web.Request, call: Call, token: str) -> Json:
        try:
            if call.method == "response_url":
                respond(self._world, request.match_info["token"], call.args)
                return {"ok": True}
            return self._run(call, token)
        except Refusal as refusal:
            if refusal.avoidable:
                self._world.record.violation(call.method, refusal.code, "; ".join(refusal.messages), call.args)
            return refusal.payload()

    def _run(self, call: Call, token: str) -> Json:
        """Check who calls and what is missing, then do it."""
        method = METHODS.get(call.method)
        if method is None:
            raise Refusal("unknown_method", req_method=call.method)
        if not token:
            raise Refusal("not_authed")
        if token not in (self._world.bot_token, self._world.app_token):
            raise Refusal("invalid_auth")
        if (token == self._world.app_token) is not method.app_level:
            raise Refusal("not_allowed_token_type")
        if method.scopes:
            self._world.need(*method.scopes)
        missing = [name for name in method.required if call.args.get(name) in (None, "")]
        if missing:
            raise Refusal("invalid_arguments", [f"missing required field: {name}" for name in missing])
        return method.run(self._world, call.args)

    def _answer(self, call: Call, status: int = 200, headers: dict[str, str] | None = None) -> web.StreamResponse:
        call.status, call.answered_at = status, time.monotonic()
        self._world.record.ring()
        scopes = {"x-oauth-scopes": ",".join(sorted(self._world.app.scopes))}
        return web.json_response(call.response, status=status, headers={**scopes, **(headers or {})})


async def _hold(fault: Fault, moment: str) -> None:
    if fault.gate is not None and fault.gate_at == moment:
        await fault.gate.pass_through()


def _status_of(call: Call) -> int:
    """Web API methods refuse with 200, response URLs with 404 when they are spent and 400 otherwise."""
    if call.ok or call.method != "response_url":
        return 200
    return 404 if call.error in ("expired_url", "used_url") else 400


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _arguments(request: web.Request) -> Json:
    """Arguments from the query, the form or the JSON body."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except json.JSONDecodeError:
            raise Refusal("invalid_json") from None
        if not isinstance(body, dict):
            raise Refusal("json_not_object")
        return args | body
    args |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    for name in _STRUCTURED & args.keys():
        try:
            args[name] = json.loads(args[name])
        except json.JSONDecodeError:
            raise Refusal("invalid_blocks_format" if name == "blocks" else "invalid_arguments") from None
    return args


def _token(request: web.Request, args: Json) -> str:
    """The token, which never gets into the call log."""
    given = args.pop("token", "")
    return request.headers.get("Authorization", "").removeprefix("Bearer ") or str(given)


async def _bytes(request: web.Request) -> bytes:
    if request.content_type.startswith("multipart/"):
        for value in (await request.post()).values():
            if isinstance(value, web.FileField):
                return value.file.read()
    return await request.read()
