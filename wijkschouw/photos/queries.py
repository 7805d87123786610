"""All SQL about photos."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, update
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from wijkschouw.db import insert_new_many, table_of
from wijkschouw.photos.models import Photo
from wijkschouw.photos.schemas import Announced

# Asked with every photo: putting the statement together would cost more than asking it.
_PHOTO = table_of(Photo)
_ANNOUNCED = core_select(*(_PHOTO.c[name] for name in Announced._fields)).where(
    _PHOTO.c.municipality == bindparam("municipality"), _PHOTO.c.id == bindparam("id")
)
_SET_RECEIVED = (
    update(_PHOTO)
    .where(_PHOTO.c.id == bindparam("photo_id"), _PHOTO.c.state == "announced")
    .values(
        state="received",
        store_key=bindparam("key"),
        width=bindparam("pixels_wide"),
        height=bindparam("pixels_high"),
        received_at=bindparam("now"),
    )
)


def insert_all(session: Session, rows: list[dict[str, Any]]) -> set[UUID]:
    """The ids that were new."""
    return insert_new_many(session, Photo, sorted(rows, key=lambda row: row["id"].int))


def by_ids(session: Session, ids: Sequence[UUID]) -> list[Photo]:
    """Whatever is announced under these ids, of any municipality."""
    return list(session.exec(select(Photo).where(col(Photo.id).in_(ids))))


def by_id(session: Session, municipality: str, photo_id: UUID) -> Photo | None:
    """One photo of this municipality."""
    return session.exec(
        select(Photo).where(Photo.municipality == municipality, Photo.id == photo_id)
    ).first()


def announced(connection: Connection, municipality: str, photo_id: UUID) -> Announced | None:
    """What the receipt of its bytes needs to know of it."""
    row = connection.execute(_ANNOUNCED, {"municipality": municipality, "id": photo_id}).first()
    return Announced(*row) if row else None


def of_subjects(session: Session, municipality: str, kind: str, ids: Iterable[UUID]) -> list[Photo]:
    """The photos of some subjects, in the order in which each announced them."""
    return list(
        session.exec(
            select(Photo)
            .where(
                Photo.municipality == municipality,
                Photo.subject_kind == kind,
                col(Photo.subject_id).in_(list(ids)),
            )
            .order_by(col(Photo.subject_id), col(Photo.position))
        )
    )


def set_received(
    session: Session, photo_id: UUID, key: str, size: tuple[int, int], now: datetime
) -> bool:
    """False when somebody else was first."""
    done = session.connection().execute(
        _SET_RECEIVED,
        {
            "photo_id": photo_id,
            "key": key,
            "pixels_wide": size[0],
            "pixels_high": size[1],
            "now": now,
        },
    )
    return bool(done.rowcount)


def received(session: Session, limit: int) -> list[Photo]:
    """Photos that wait for their derivatives, oldest first."""
    return list(
        session.exec(
            select(Photo)
            .where(Photo.state == "received")
            .order_by(col(Photo.received_at))
            .limit(limit)
        )
    )


def set_state(session: Session, photo_id: UUID, values: dict[str, Any]) -> bool:
    """Write the outcome for a photo that waited; False when another worker was first."""
    done = session.execute(
        update(Photo)
        .where(col(Photo.id) == photo_id, col(Photo.state) == "received")
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]  # UPDATE gives a cursor result


def set_key(session: Session, photo_id: UUID, old: str, new: str) -> bool:
    """Point a photo at other files; False when it is no longer what it was."""
    done = session.execute(
        update(Photo)
        .where(col(Photo.id) == photo_id, col(Photo.state) == "ready", col(Photo.store_key) == old)
        .values(store_key=new)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]  # UPDATE gives a cursor result


def take_place(session: Session, old: str, new: str) -> None:
    """Point the photo that still has the old files, if any, at the new ones."""
    session.execute(
        update(Photo)
        .where(col(Photo.store_key) == old)
        .values(store_key=new)
        .execution_options(synchronize_session=False)
    )


def keys_of_photos(session: Session, keys: Sequence[str]) -> set[str]:
    """Those keys that a photo has, in whatever state."""
    return set(
        session.exec(
            select(Photo.store_key).where(  # type: ignore[arg-type]  # a store_key among keys is text
                col(Photo.store_key).in_(keys)
            )
        )
    )


def keys_in_use(session: Session, keys: Sequence[str]) -> set[str]:
    """Those keys that a photo has, with the photo's state still needing its original."""
    return set(
        session.exec(
            select(Photo.store_key).where(  # type: ignore[arg-type]  # a store_key among keys is text
                col(Photo.store_key).in_(keys), Photo.state == "received"
            )
        )
    )


def waiting(session: Session) -> int:
    """How many photos wait for the worker."""
    return session.exec(
        select(func.count()).select_from(Photo).where(Photo.state == "received")
    ).one()
