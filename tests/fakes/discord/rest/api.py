"""The way of a request: fault, delay, rate limit, token, body, description, handler, answer."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from aiohttp import web
from aiohttp.multipart import BodyPartReader

from tests.fakes.discord.faults import Fault
from tests.fakes.discord.rates import Verdict, waiting_headers
from tests.fakes.discord.records import Call, Upload
from tests.fakes.discord.refusal import Refusal
from tests.fakes.discord.rest.routes import ROUTES, Route
from tests.fakes.discord.world import World

Json = dict[str, Any]

BASE = "/api/v10"
_INVALID = (401, 403, 429)  # discord-api-docs, developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
_VIA = {"Via": "1.1 google"}  # of every answer that Discord itself gives; clients believe no 429 without it


class Api:
    """The HTTP side of the world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._openapi = world.settings.openapi

    def application(self) -> web.Application:
        """What is to be served."""
        app = web.Application(client_max_size=64 * 2**20)
        for route in ROUTES:
            app.router.add_route(route.method, BASE + route.template, self._handler(route))
        app.router.add_get("/attachments/{tail:.*}", self._file)
        app.router.add_route("*", "/{tail:.*}", self._unknown)
        return app

    def _handler(self, route: Route) -> Any:
        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._serve(route, request)

        return handle

    async def _file(self, request: web.Request) -> web.Response:
        content = self._world.files.get(request.path)
        return web.Response(status=404) if content is None else web.Response(body=content)

    async def _unknown(self, request: web.Request) -> web.Response:
        self._world.record.violation(
            f"{request.method} {request.path}", "unknown_route", "this Discord has no such endpoint"
        )
        return web.json_response({"message": "404: Not Found", "code": 0}, status=404, headers=_VIA)

    async def _serve(self, route: Route, request: web.Request) -> web.StreamResponse:
        call = await _read(route, request, self._world.token)
        self._world.record.calls.append(call)
        self._world.record.ring()
        fault = self._world.faults.take(route.name, f"{route.method} {call.path}", call.body)
        call.fault = fault.name if fault else ""
        await self._hold(fault)
        if fault is not None and fault.moment == "before" and (early := self._strike(fault, call, request)):
            return early
        status, headers = self._process(route, call)
        if fault is not None and fault.gate is not None and fault.gate_at == "after":
            await fault.gate.pass_through()
        if fault is not None and fault.moment == "after" and (late := self._strike(fault, call, request)):
            return late
        return self._answer(call, status, call.response, headers)

    async def _hold(self, fault: Fault | None) -> None:
        await asyncio.sleep(self._world.settings.latency + (fault.delay if fault else 0.0))
        if fault is not None and fault.gate is not None and fault.gate_at == "before":
            await fault.gate.pass_through()

    def _process(self, route: Route, call: Call) -> tuple[int, dict[str, str]]:
        """Do what is asked; the status and the headers of the answer, whose body is in the call then."""
        verdict = self._world.rates.judge(route.name, call.params, call.at)
        call.bucket, call.early = verdict.bucket, verdict.early
        if verdict.retry_after:
            return self._limit(call, verdict)
        headers = dict(verdict.headers)
        if route.token and not call.authorized:
            call.response = {"message": "401: Unauthorized", "code": 0}
            self._world.record.violation(route.name, "401", "without the bot's token")
            return 401, headers
        self._describe(route, call)
        try:
            call.response = route.handler(self._world, call)
        except Refusal as refusal:
            if refusal.is_violation:
                self._world.record.violation(route.name, str(refusal.code), refusal.detail or str(refusal), call.body)
            call.response = refusal.payload()
            return refusal.status, headers
        call.done = True
        return route.status(call.response), headers

    def _limit(self, call: Call, verdict: Verdict) -> tuple[int, dict[str, str]]:
        call.limited = True
        call.response = _limit_body(verdict.retry_after, everywhere=verdict.scope == "global")
        if verdict.banned:
            call.response = "error code: 1015"
            return 429, {}
        return 429, dict(verdict.headers) | waiting_headers(verdict.retry_after, verdict.scope)

    def _describe(self, route: Route, call: Call) -> None:
        """Hold the body against Discord's description of itself."""
        if self._openapi is None or not (call.body or call.uploads):
            return
        error = self._openapi.request_error(route.method, route.template, call.body)
        if error:
            self._world.record.violation(route.name, "openapi", error, call.body)

    def _strike(self, fault: Fault, call: Call, request: web.Request) -> web.StreamResponse | None:
        """What the fault does instead of an answer, if anything."""
        if fault.cut:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if fault.retry_after is not None:
            bucket = "global" if fault.everywhere else self._world.rates.bucket_of(call.route, call.params)
            self._world.rates.told(bucket, fault.retry_after, time.monotonic())
            headers = waiting_headers(fault.retry_after, "global" if fault.everywhere else "user")
            headers |= {"X-RateLimit-Global": "true"} if fault.everywhere else {}
            return self._answer(call, 429, _limit_body(fault.retry_after, everywhere=fault.everywhere), headers)
        if fault.code:
            refusal = Refusal(fault.code)
            return self._answer(call, refusal.status, refusal.payload(), {})
        if fault.status:
            return self._answer(call, fault.status, f"<html>{fault.status}</html>", {})
        return None

    def _answer(self, call: Call, status: int, body: Any, headers: dict[str, str]) -> web.Response:
        call.status, call.response, call.answered_at = status, body, time.monotonic()
        counted = status in _INVALID and headers.get("X-RateLimit-Scope") != "shared"
        if counted and self._world.rates.invalid(time.monotonic()) == self._world.settings.invalid_max:
            self._world.record.violation(call.route, "banned", "too many invalid requests in ten minutes")
        self._world.record.ring()
        if isinstance(body, str):
            return web.Response(text=body, status=status, content_type="text/html", headers=headers)
        if body is None:
            return web.Response(status=status, headers=_VIA | headers)
        # discord.py reads JSON only where the content type is exactly this.
        content = {"Content-Type": "application/json"}
        return web.Response(body=json.dumps(body).encode(), status=status, headers=_VIA | content | headers)


def _limit_body(retry_after: float, *, everywhere: bool) -> Json:
    return {
        "message": "You are being rate limited.",
        "retry_after": round(retry_after + 0.001, 3),
        "global": everywhere,
    }


async def _read(route: Route, request: web.Request, token: str) -> Call:
    body, uploads = await _body(request)
    return Call(
        route=route.name,
        path=request.path.removeprefix(BASE),
        params=dict(request.match_info),
        query=dict(request.query),
        body=body,
        uploads=uploads,
        authorized=request.headers.get("Authorization") == f"Bot {token}",
    )


async def _body(request: web.Request) -> tuple[Any, dict[str, Upload]]:
    if not request.content_type.startswith("multipart/"):
        raw = await request.read()
        return (json.loads(raw) if raw else {}), {}
    body: Any = {}
    uploads: dict[str, Upload] = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        if part.name == "payload_json":
            body = await part.json()
        elif part.name and part.name.startswith("files["):
            key = part.name.removeprefix("files[").removesuffix("]")
            kind = part.headers.get("Content-Type", "application/octet-stream")
            uploads[key] = Upload(name=part.filename or key, content=bytes(await part.read()), content_type=kind)
    return body, uploads
