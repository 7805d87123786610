"""Correcting and withdrawing observations; their history is kept.

Whoever changes an observation goes through intake.service, which knows what else must follow.
"""

from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from wijkschouw import errors
from wijkschouw.accounts import service as accounts
from wijkschouw.accounts.models import User
from wijkschouw.accounts.rules import Role, roles_of
from wijkschouw.catalogue import service as catalogue
from wijkschouw.db import utc_now
from wijkschouw.observations import queries
from wijkschouw.observations.making import place_columns, spot_at
from wijkschouw.observations.models import Observation, ObservationChange
from wijkschouw.observations.reach import Reach, managed_scope
from wijkschouw.observations.rules import Editor, MayChange, may_change
from wijkschouw.observations.schemas import ChangeIn
from wijkschouw.observations.service import find

REDACTION = "afscherming"


def change(
    session: Session, user: User, observation_id: UUID, version: int | None, wanted: ChangeIn
) -> Observation:
    """Correct an observation. ``version`` None: whatever it is now.

    Raises 404, 410, 403, 412 for an older version, 400 for what does not fit.
    """
    row = _to_edit(session, user, observation_id, version, wanted.reason)
    values = _changed_values(session, row, wanted)
    before = {name: getattr(row, name) for name in values if name != "place"}
    if all(values[name] == old for name, old in before.items()):
        return row
    _write(session, user, row, values, ("correctie", wanted.reason, before))
    return row


def withdraw(
    session: Session, user: User, observation_id: UUID, version: int | None, reason: str
) -> Observation:
    """Take an observation back; its history and its id stay. Raises as ``change`` does."""
    row = _to_edit(session, user, observation_id, version, reason)
    _write(session, user, row, {"withdrawn_at": utc_now()}, ("intrekking", reason, {}))
    return row


def find_to_redact(session: Session, user: User, observation_id: UUID) -> Observation:
    """An observation whose photos this person may make unseen: a wijkmanager of its area. Raises
    404, 410, or 403 for who may read it and no more."""
    row = find(session, user, observation_id)
    if not Reach(user.municipality, user.id, scope=managed_scope(user)).manages(row):
        raise errors.forbidden("Alleen de wijkmanager van dit gebied kan een foto afschermen.")
    return row


def note_redaction(
    session: Session, user: User, row: Observation, photo_id: UUID, boxes: int, reason: str
) -> None:
    """Keep in the history that more of a photo was made unseen, by whom and why; not what. The
    observation itself stays as it is, and so does its version."""
    queries.insert_change(
        session,
        ObservationChange(
            id=uuid4(),
            municipality=row.municipality,
            observation_id=row.id,
            kind=REDACTION,
            reason=reason,
            before={},
            after={"photo": str(photo_id), "boxes": boxes},
            user_id=user.id,
            at=utc_now(),
        ),
    )
    accounts.audit(
        session, row.municipality, user.id, "foto-afschermen", f"foto:{photo_id}",
        waarneming=str(row.id), vlakken=boxes,
    )  # fmt: skip


def _to_edit(
    session: Session, user: User, observation_id: UUID, version: int | None, reason: str
) -> Observation:
    row = find(session, user, observation_id)
    allowed = rights_on(user, row)
    if not allowed.allowed:
        raise errors.forbidden(allowed.why_not)
    if version is not None and version != row.version:
        raise errors.stale()
    if allowed.needs_reason and not reason.strip():
        raise errors.bad_field("#/reden", "verplicht", "Geef een reden.")
    return row


def rights_on(user: User, row: Observation) -> MayChange:
    """Whether this person may correct or withdraw it now."""
    reach = Reach(user.municipality, user.id, scope=managed_scope(user))
    editor = Editor(user.id, Role.INSPECTEUR in roles_of(user), reach.manages(row))
    return may_change(editor, row.inspector_id, row.received_at, utc_now())


def _changed_values(session: Session, row: Observation, wanted: ChangeIn) -> dict[str, Any]:
    given = {
        name: value
        for name, value in wanted.properties
        if value is not None and name in wanted.properties.model_fields_set
    }
    theme, category = given.get("theme", row.theme), given.get("category", row.category)
    known = catalogue.current(session, row.municipality).category(theme, category)
    if known is None:
        raise errors.bad_field(
            "#/properties/categorie", "onbekende-categorie",
            "Deze categorie staat niet bij dit thema in de catalogus.",
        )  # fmt: skip
    if row.photo_count and not known.photo:
        raise errors.bad_field(
            "#/properties/categorie", "foto-niet-toegestaan", "Bij deze categorie hoort geen foto."
        )
    place = wanted.geometry.coordinates if wanted.geometry else [row.lon, row.lat]
    if wanted.geometry or known.sensitive != row.sensitive:
        spot = spot_at(session, row.municipality, place[0], place[1])
        given |= place_columns(spot, known.sensitive)
    if known.sensitive and not row.sensitive:
        given |= {"accuracy": None, "heading": None}
    return given | {"sensitive": known.sensitive}


def _write(
    session: Session,
    user: User,
    row: Observation,
    values: dict[str, Any],
    event: tuple[str, str, dict[str, Any]],
) -> None:
    kind, reason, before = event
    after = {k: v for k, v in values.items() if k not in ("place", "withdrawn_at")}
    entry = ObservationChange(
        id=uuid4(),
        municipality=row.municipality,
        observation_id=row.id,
        kind=kind,
        reason=reason,
        before=before,
        after=after,
        user_id=user.id,
        at=utc_now(),
    )
    if not queries.update_version(session, row, values):
        raise errors.stale()
    queries.insert_change(session, entry)
    accounts.audit(session, row.municipality, user.id, f"waarneming-{kind}", f"waarneming:{row.id}")
    session.refresh(row)
