"""The worker's part: make the derivatives of received photos, and sweep up.

Each photo is its own transaction. The order is what makes it safe to be killed anywhere:
derivatives on the disk, then the row says so, then the original goes.
"""

from itertools import islice

import structlog

from config import Config
from wijkschouw.db import Database
from wijkschouw.photos import pictures, queries, redacting
from wijkschouw.photos.models import Photo
from wijkschouw.photos.rules import DAMAGED, Flaw, kind_of
from wijkschouw.photos.store import ORIGINAL, FileStore

AT_ONCE = 50
log = structlog.get_logger(__name__)


def work(database: Database, config: Config) -> None:
    """The job ``photos``: all that wait."""
    store = FileStore.from_setting(config.photo_store)
    tried: set[object] = set()
    while True:
        with database.session(write=False) as session:
            waiting = [p for p in queries.received(session, AT_ONCE) if p.id not in tried]
        if not waiting:
            return
        for photo in waiting:
            tried.add(photo.id)
            derive_one(database, store, photo)


def derive_one(database: Database, store: FileStore, photo: Photo) -> None:
    """Make one photo ready, or refused with the reason; its original goes either way."""
    key = photo.store_key or ""
    original = store.get(key, ORIGINAL)
    if original is None:
        log.error("original_missing", photo=str(photo.id))
        return
    try:
        made = pictures.derive(kind_of(original) or _refuse(), original)
    except Flaw as flaw:
        _finish(database, photo, {"state": "refused", "problem": flaw.detail})
        store.remove(key, ORIGINAL)
        return
    for form, data in made.files.items():
        store.put(key, form, data)
    _finish(database, photo, {"state": "ready", "width": made.width, "height": made.height})
    store.remove(key, ORIGINAL)


def _refuse() -> pictures.Kind:
    raise DAMAGED


def _finish(database: Database, photo: Photo, values: dict[str, object]) -> None:
    with database.session() as session:
        queries.set_state(session, photo.id, values)


def sweep(database: Database, config: Config) -> None:
    """The job ``photos-sweep``: cut uploads, originals whose row was rolled back or is done,
    and files that others took the place of."""
    store = FileStore.from_setting(config.photo_store)
    removed = store.sweep()
    keys = iter(store.originals())
    while batch := list(islice(keys, AT_ONCE)):
        with database.session(write=False) as session:
            used = queries.keys_in_use(session, batch)
        for key in set(batch) - used:
            store.remove(key, ORIGINAL)
            removed += 1
    removed += redacting.sweep(database, store)
    if removed:
        log.info("photos_swept", files=removed)
