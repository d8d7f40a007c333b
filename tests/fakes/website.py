"""A web site on loopback whose pages are given by the test; runs in a thread, for clients that block."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Behaviour = Callable[[BaseHTTPRequestHandler], None]


def send(body: bytes = b"", *, status: int = 200, **headers: str) -> Behaviour:
    """A whole reply; header names are written with "_" for "-"."""

    def reply(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in ({"Content_Length": str(len(body))} | headers).items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return reply


@dataclass(slots=True)
class Website:
    """`with Website({"/a.md": send(b"...")}) as site:` answers at `site.url`; all other paths are 404."""

    routes: Mapping[str, Behaviour]
    received: list[Mapping[str, str]] = field(default_factory=list)  # the headers of each request
    server: Any = None

    @property
    def port(self) -> int:
        return self.server.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.received.append(dict(self.headers))
                site.routes.get(self.path.partition("?")[0], send(b"nothing here", status=404))(self)

            def log_message(self, *_: object) -> None:
                """Tests print nothing."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                """Clients that leave early are what some tests are about."""

        self.server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
