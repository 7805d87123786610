"""A network that fails on purpose: a proxy between the browser and the server.

Every request to the API meets what the plan says. The proxy keeps the SHA-256 of each photo whose
upload the server acknowledged, so that photos can be judged byte for byte.
"""

import contextlib
import hashlib
import http.client
import json
import socket
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from tests.e2e.chaos.plan import Fault

HOP = {"connection", "keep-alive", "transfer-encoding", "te", "upgrade", "proxy-authorization"}
UPSTREAM_SECONDS = 30
PORTAL = b"<!doctype html><title>Gratis wifi</title><form action=/login>Welkom! Log in.</form>"


class Proxy:
    """Listens on a port of its own; ``plan(method, path)`` says what happens to a request."""

    def __init__(self, upstream_port: int, port: int) -> None:
        self.upstream_port = upstream_port
        self.url = f"http://localhost:{port}"
        self.plan: Callable[[str, str], Fault]
        self.faults: dict[str, int]
        self.acknowledged_photos: dict[str, str]
        self.forget()
        self.closing = threading.Event()
        handler = type("Handler", (_Handler,), {"proxy": self})
        self._server = _Server(("127.0.0.1", port), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def forget(self) -> None:
        """A network without faults, and nothing seen."""
        self.heal()
        self.faults = {}
        self.acknowledged_photos = {}

    def heal(self) -> None:
        """From now on everything gets through."""
        self.plan = lambda _method, _path: Fault.NONE

    def choose(self, method: str, path: str) -> Fault:
        if not path.startswith("/api/"):
            return Fault.NONE
        fault = self.plan(method, path)
        self.faults[fault] = self.faults.get(fault, 0) + 1
        return fault

    def saw_photo(self, path: str, body: bytes, status: int) -> None:
        if path.startswith("/api/v1/fotos/") and status in (200, 201):
            self.acknowledged_photos[path.rsplit("/", 1)[1]] = hashlib.sha256(body).hexdigest()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Quiet when a page was closed in the middle of a request: that is what this is for."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    proxy: ClassVar[Proxy]
    protocol_version = "HTTP/1.1"
    timeout = 60

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class' name
        """Quiet."""

    def _handle(self) -> None:
        fault = self.proxy.choose(self.command, self.path)
        length = int(self.headers.get("Content-Length") or 0)
        if fault is Fault.DROP_REQUEST:
            self._hang_up()
            return
        if fault is Fault.CUT_UPLOAD:
            self._cut(length)
            return
        body = self.rfile.read(length)
        made_up = _made_up(fault)
        if made_up:
            self._answer(*made_up)
            return
        if fault is Fault.DELAY:
            self.proxy.closing.wait(0.4)
        self._pass_on(body, fault)

    do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = do_HEAD = _handle  # noqa: N815 - http.server's

    def _pass_on(self, body: bytes, fault: Fault) -> None:
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.proxy.upstream_port, timeout=UPSTREAM_SECONDS
        )
        try:
            connection.request(self.command, self.path, body or None, self._headers())
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self._hang_up()  # the server is away: so it looks to the phone
            return
        finally:
            connection.close()
        self.proxy.saw_photo(self.path, body, answer.status)
        if fault is Fault.DROP_ANSWER:
            self._hang_up()
            return
        kept = [(k, v) for k, v in answer.getheaders() if k.lower() not in HOP | {"content-length"}]
        self._answer(answer.status, kept, content, drip=fault is Fault.SLOW_DRIP)

    def _headers(self) -> dict[str, str]:
        return {k: v for k, v in self.headers.items() if k.lower() not in HOP}

    def _cut(self, length: int) -> None:
        """Half of the body reaches the server, then both sides are cut."""
        part = self.rfile.read(length // 2)
        try:
            with socket.create_connection(("127.0.0.1", self.proxy.upstream_port), 10) as upstream:
                lines = [f"{self.command} {self.path} HTTP/1.1"]
                lines += [f"{k}: {v}" for k, v in self._headers().items()]
                upstream.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + part)
        except OSError:
            pass  # the server is away as well: cut all the same
        self._hang_up()

    def _answer(
        self, status: int, headers: list[tuple[str, str]], content: bytes, *, drip: bool = False
    ) -> None:
        try:
            self.send_response_only(status)
            for key, value in headers:
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command == "HEAD" or status == 304:
                return
            if not drip:
                self.wfile.write(content)
                return
            step = max(1, len(content) // 8)
            for start in range(0, len(content), step):
                self.wfile.write(content[start : start + step])
                self.wfile.flush()
                self.proxy.closing.wait(0.05)
        except OSError:
            self.close_connection = True  # the page was closed or reloaded meanwhile

    def _hang_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):  # already closed by the other side
            self.connection.shutdown(socket.SHUT_RDWR)


def _made_up(fault: Fault) -> tuple[int, list[tuple[str, str]], bytes] | None:
    """Answers that never reached the server."""
    problem = [("Content-Type", "application/problem+json")]
    match fault:
        case Fault.ERROR_500:
            return 500, [("Content-Type", "text/html")], b"<h1>Internal Server Error</h1>"
        case Fault.ERROR_503:
            return 503, [*problem, ("Retry-After", "1")], _problem(503, "niet-beschikbaar")
        case Fault.ERROR_401:
            return 401, problem, _problem(401, "niet-aangemeld")
        case Fault.CAPTIVE_PORTAL:
            return 200, [("Content-Type", "text/html")], PORTAL
        case Fault.CAPTIVE_JSON:
            return 200, [("Content-Type", "application/json")], b'{"status":"ok","resultaten":true}'
        case Fault.REDIRECT:
            return 302, [("Location", "/inloggen")], b""
    return None


def _problem(status: int, code: str) -> bytes:
    return json.dumps({"type": f"/problemen/{code}", "title": code, "status": status}).encode()
