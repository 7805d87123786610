"""Where the bytes of photos lie: a folder, under random names.

A file gets its name only when it is whole and on the disk: it is written under ``incoming``,
synced, and then renamed, which happens at once or not at all. What a killed process left under
``incoming`` is swept away later.
"""

import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from config import ConfigError

SWEEP_SECONDS = 3600
ORIGINAL = "origineel"


class Readable(Protocol):
    """A stream of bytes."""

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes, empty at the end."""
        ...


class TooLargeError(Exception):
    """More bytes came than were allowed."""


@dataclass(frozen=True)
class Incoming:
    """A whole file that is on the disk and has no name yet."""

    path: Path
    sha256: str
    size: int

    def read(self) -> bytes:
        """All of it."""
        return self.path.read_bytes()


class FileStore:
    """Photos below one folder: ``ab/abcdef….origineel``, ``….klein``, ``….groot``."""

    CHUNK = 256 * 1024

    def __init__(self, root: Path) -> None:
        self.root = root
        self.incoming = root / "incoming"
        self.replacing = root / "replacing"

    @classmethod
    def from_setting(cls, setting: str) -> Self:
        """``file:/path``. Raises ConfigError for anything else."""
        scheme, _, path = setting.partition(":")
        if scheme == "s3":
            raise ConfigError("WIJKSCHOUW_PHOTO_STORE: s3: is not supported yet; use file:/path")
        if scheme != "file" or not path:
            raise ConfigError("WIJKSCHOUW_PHOTO_STORE must be file:/path")
        return cls(Path(path))

    def check(self) -> None:
        """Raises OSError when the store can't be written to."""
        self.incoming.mkdir(parents=True, exist_ok=True)
        probe = self.incoming / f"probe-{secrets.token_hex(8)}"
        probe.write_bytes(b"ok")
        probe.unlink()

    @contextmanager
    def receive(self, stream: Readable, limit: int) -> Iterator[Incoming]:
        """Take in a stream. The file is gone afterwards unless it was given a name by ``keep``.

        Raises TooLargeError beyond ``limit`` bytes, and whatever a broken stream raises.
        """
        self.incoming.mkdir(parents=True, exist_ok=True)
        path = self.incoming / secrets.token_hex(16)
        try:
            yield self._write(path, stream, limit)
        finally:
            path.unlink(missing_ok=True)

    def _write(self, path: Path, stream: Readable, limit: int) -> Incoming:
        digest, size = hashlib.sha256(), 0
        with path.open("xb") as file:
            while chunk := stream.read(self.CHUNK):
                size += len(chunk)
                if size > limit:
                    raise TooLargeError
                digest.update(chunk)
                file.write(chunk)
        return Incoming(path, digest.hexdigest(), size)

    def keep(self, incoming: Incoming) -> str:
        """Make a received file safe on the disk under a new random key, and return the key."""
        key = secrets.token_hex(16)
        _sync(incoming.path)
        target = self._path(key, ORIGINAL)
        self._make_folder(target.parent)
        incoming.path.rename(target)
        _sync(target.parent)
        return key

    def put(self, key: str, form: str, data: bytes) -> None:
        """Store a derivative; an earlier one of that name is replaced as a whole."""
        target = self._path(key, form)
        self._make_folder(target.parent)
        temporary = target.with_name(f"{target.name}.{secrets.token_hex(4)}")
        try:
            with temporary.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.rename(target)
        finally:
            temporary.unlink(missing_ok=True)
        _sync(target.parent)

    def get(self, key: str, form: str) -> bytes | None:
        """The bytes of a file; None when there is none."""
        try:
            return self._path(key, form).read_bytes()
        except FileNotFoundError:
            return None

    def has(self, key: str, form: str) -> bool:
        """Whether there is such a file."""
        return self._path(key, form).is_file()

    def remove(self, key: str, form: str) -> None:
        """Delete a file; nothing when there is none."""
        self._path(key, form).unlink(missing_ok=True)

    def begin_replacing(self, old: str) -> str:
        """A new key for files that will take the place of those of ``old``.

        The pair is noted on the disk first: whatever happens next, ``replacements`` names it later,
        and who knows which of the two is in use removes the other.
        """
        new = secrets.token_hex(16)
        self._make_folder(self.replacing)
        (self.replacing / f"{old}-{new}").touch()
        _sync(self.replacing)
        return new

    def replacements(self, older_than: float = SWEEP_SECONDS) -> Iterator[tuple[str, str]]:
        """The pairs (old key, new key) that were noted a while ago."""
        horizon = time.time() - older_than
        for path in sorted(self.replacing.glob("*-*")):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < horizon:
                    old, _, new = path.name.partition("-")
                    yield old, new

    def end_replacing(self, old: str, new: str) -> None:
        """Forget a pair: of one of the two nothing is left."""
        (self.replacing / f"{old}-{new}").unlink(missing_ok=True)

    def sweep(self, older_than: float = SWEEP_SECONDS) -> int:
        """Remove what interrupted uploads left behind; how many."""
        removed = 0
        horizon = time.time() - older_than
        for path in self.incoming.glob("*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < horizon:
                    path.unlink()
                    removed += 1
        return removed

    def originals(self, older_than: float = SWEEP_SECONDS) -> Iterator[str]:
        """Keys of originals that have been there for a while."""
        horizon = time.time() - older_than
        for path in self.root.glob(f"??/*.{ORIGINAL}"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < horizon:
                    yield path.name.removesuffix(f".{ORIGINAL}")

    def _path(self, key: str, form: str) -> Path:
        if not key.isalnum() or not form.isalpha():
            raise ValueError(f"not a key: {key!r} {form!r}")
        return self.root / key[:2] / f"{key}.{form}"

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            _sync(self.root)


def _sync(path: Path) -> None:
    """Have the disk confirm a file's content or a folder's names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
