"""Built JavaScript and CSS: the names they got, and how they are served.

``static/build.mjs`` puts a hash of the content in each name and writes ``manifest.json``.
Templates say ``{{ asset('field.js') }}``. What has a hash never changes, so browsers may keep it
for good, and it is served compressed from the copies that the build made.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request, send_from_directory
from werkzeug.exceptions import NotFound

FOLDER = Path(__file__).parent.parent / "static" / "dist"
ADDRESS = "/static/dist"
HASHED = re.compile(r"-[A-Z0-9]{8}\.\w+$|-\d+\.\d+\.\d+[./]")
FOREVER = 365 * 24 * 3600
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


class AssetsNotBuiltError(RuntimeError):
    """Somebody asks for a built file that is not there."""


@dataclass
class Manifest:
    """``manifest.json``, read again only when the file has changed."""

    path: Path
    _mtime: int = 0
    _content: dict[str, Any] = field(default_factory=dict)

    def name(self, entry: str) -> str:
        """The built name of an entry. Raises ``AssetsNotBuiltError``."""
        self._read()
        try:
            return str(self._content["files"][entry])
        except KeyError as error:
            raise AssetsNotBuiltError(
                f"static/dist has no {entry}: run 'node static/build.mjs' again."
            ) from error

    def first(self, entry: str) -> list[str]:
        """Built names of what a script imports before it can begin."""
        self._read()
        return list(self._content.get("first", {}).get(entry, []))

    def _read(self) -> None:
        try:
            mtime = self.path.stat().st_mtime_ns
        except FileNotFoundError as error:
            raise AssetsNotBuiltError(
                "static/dist is missing: run 'make setup' (node static/build.mjs)."
            ) from error
        if mtime != self._mtime:
            self._content = json.loads(self.path.read_text())
            self._mtime = mtime


def asset(entry: str) -> str:
    """Address of a built file. Tests of pages also run without a build: then its plain name."""
    manifest: Manifest = current_app.extensions["assets"]
    try:
        return f"{ADDRESS}/{manifest.name(entry)}"
    except AssetsNotBuiltError:
        if current_app.testing:
            return f"{ADDRESS}/{entry}"
        raise


def first_assets(entry: str) -> list[str]:
    """Addresses of what a script imports at its start, to be fetched together with it: over a slow
    network each round trip counts."""
    manifest: Manifest = current_app.extensions["assets"]
    try:
        return [f"{ADDRESS}/{name}" for name in manifest.first(entry)]
    except AssetsNotBuiltError:
        if current_app.testing:
            return []
        raise


def serve(name: str) -> Response:
    """One built file, compressed for who can take that, kept for good if its name has a hash."""
    for encoding, suffix in ENCODINGS:
        if (
            request.accept_encodings.quality(encoding) > 0
            and (FOLDER / f"{name}{suffix}").is_file()
        ):
            answer = _send(name + suffix, name)
            answer.headers["Content-Encoding"] = encoding
            break
    else:
        answer = _send(name, name)
    answer.vary.add("Accept-Encoding")
    return answer


def _send(stored: str, name: str) -> Response:
    hashed = bool(HASHED.search(name))
    if stored.endswith((".map", "manifest.json")):
        raise NotFound
    answer = send_from_directory(
        FOLDER, stored, max_age=FOREVER if hashed else 0, mimetype=_mimetype(name)
    )
    if hashed:
        answer.cache_control.immutable = True
        answer.cache_control.public = True
    return answer


def _mimetype(name: str) -> str | None:
    kinds = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
    return kinds.get(Path(name).suffix)


def register(app: Flask) -> None:
    """Give templates ``asset()`` and ``first_assets()``, and serve what was built."""
    app.extensions["assets"] = Manifest(FOLDER / "manifest.json")
    app.jinja_env.globals["asset"] = asset
    app.jinja_env.globals["first_assets"] = first_assets
    app.add_url_rule(f"{ADDRESS}/<path:name>", "dist", serve)
