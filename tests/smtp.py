"""A mail server for the tests, on a free port of this machine: it keeps what it gets."""

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import cast


class MailBox:
    """What was received; with ``refuses`` the server takes no mail, ``offers`` is what it says that
    it can (it can't)."""

    def __init__(self, port: int) -> None:
        self.url = f"smtp://127.0.0.1:{port}"
        self.received: list[EmailMessage] = []
        self.refuses = False
        self.offers: tuple[str, ...] = ()


class _Handler(socketserver.StreamRequestHandler):
    """As much SMTP as a client needs to hand over a message."""

    def handle(self) -> None:
        box = cast(MailBox, self.server.box)  # type: ignore[attr-defined]
        self._say("220 test")
        while line := self.rfile.readline():
            verb = line.split()[0].upper() if line.split() else b""
            if verb == b"QUIT":
                self._say("221 bye")
                return
            if verb == b"EHLO":
                for line_of_answer in (
                    "250-test",
                    *(f"250-{what}" for what in box.offers),
                    "250 ok",
                ):
                    self._say(line_of_answer)
            elif verb == b"STARTTLS":
                self._say("454 no certificate that anybody could check")
            elif verb == b"MAIL" and box.refuses:
                self._say("451 not now")
            elif verb == b"DATA":
                self._say("354 go on")
                box.received.append(self._message())
                self._say("250 ok")
            else:
                self._say("250 ok")

    def _message(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return cast(
            EmailMessage, email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        )

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def running_mail_box() -> Iterator[MailBox]:
    """A server that runs while the block does."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        server.box = MailBox(server.server_address[1])  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.box  # type: ignore[attr-defined]
        finally:
            server.shutdown()
