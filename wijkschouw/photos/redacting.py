"""Making more of a photo unseen: plain boxes, burnt into the derivatives. There is no way back.

The order is what makes it safe to be killed anywhere: the new files are on the disk under a new
key, then the row points at them, then the old files go. Between these steps either all is as it was
or the covered picture is what everybody gets. What is left behind is removed by the nightly sweep,
which finds the pair of keys in the store.
"""

import structlog
from sqlmodel import Session

from wijkschouw import errors
from wijkschouw.db import Database
from wijkschouw.photos import pictures, queries
from wijkschouw.photos.models import Photo
from wijkschouw.photos.rules import Format
from wijkschouw.photos.schemas import RedactionIn
from wijkschouw.photos.service import read, version
from wijkschouw.photos.store import ORIGINAL, FileStore

log = structlog.get_logger(__name__)


def check_version(photo: Photo, known: str | None) -> None:
    """Raises 412 when the photo is another than was looked at. None: whatever it is."""
    if known is not None and known != version(photo):
        raise errors.stale("De foto is intussen veranderd. Kijk eerst wat er nu te zien is.")


def prepare(store: FileStore, photo: Photo, known: str | None, wanted: RedactionIn) -> str:
    """Write the covered derivatives; the key that they lie under.

    Raises 404, 422 or 503 where the photo cannot be shown (yet), 412 when it is another by now.
    """
    large = read(store, photo, Format.LARGE)
    check_version(photo, known)
    files = pictures.redact(large, [box.box() for box in wanted.boxes])
    key = store.begin_replacing(photo.store_key or "")
    for form, data in files.items():
        store.put(key, form, data)
    return key


def replace(session: Session, photo: Photo, key: str) -> None:
    """Point the photo at its new files. Raises 412 when somebody was first."""
    if not queries.set_key(session, photo.id, photo.store_key or "", key):
        raise errors.stale("De foto is intussen veranderd. Kijk eerst wat er nu te zien is.")


def forget(store: FileStore, key: str) -> None:
    """Remove files that no photo points at any more; what does not work now is swept away later."""
    try:
        remove_all(store, key)
    except OSError as error:
        log.warning("old_photo_not_removed", error=type(error).__name__)


def remove_all(store: FileStore, key: str) -> None:
    """Every file of a key."""
    for form in (*Format, ORIGINAL):
        store.remove(key, form)


def sweep(database: Database, store: FileStore) -> int:
    """Finish or remove what interrupted replacements left behind; how many keys went.

    A row that points at files that are gone was written before the replacement (a backup put back,
    a disk that lost its last second): it gets the files that took their place.
    """
    removed = 0
    for old, new in store.replacements():
        if _is_there(store, new) and not _is_there(store, old):
            with database.session() as session:
                queries.take_place(session, old, new)
        with database.session(write=False) as session:
            unused = {old, new} - queries.keys_of_photos(session, [old, new])
        for key in unused:
            remove_all(store, key)
        store.end_replacing(old, new)
        removed += len(unused)
    return removed


def _is_there(store: FileStore, key: str) -> bool:
    return all(store.has(key, form) for form in Format)
