"""The API that takes things in, and gives photos out."""

import base64
import binascii
import re
from uuid import UUID

from flask import Blueprint, Response, request
from flask.blueprints import BlueprintSetupState

from wijkschouw import errors
from wijkschouw.errors import FieldError
from wijkschouw.intake import batch, service
from wijkschouw.intake.schemas import MAX_BATCH_BYTES, answer_json, read_batch
from wijkschouw.observations import service as observations
from wijkschouw.observations.models import Observation
from wijkschouw.observations.presenting import etag_of, utc_text, version_of
from wijkschouw.observations.rules import NEW
from wijkschouw.observations.schemas import ChangeIn, WithdrawalIn
from wijkschouw.perceptions.schemas import present as present_perception
from wijkschouw.personal_data import warnings_for
from wijkschouw.photos import service as photos
from wijkschouw.photos.models import Photo
from wijkschouw.photos.rules import MAX_BYTES, Format
from wijkschouw.photos.schemas import Announced, RedactionIn
from wijkschouw.photos.store import FileStore, TooLargeError
from wijkschouw.rounds import service as rounds
from wijkschouw.web import (
    config,
    current_user,
    database,
    get_session,
    json_answer,
    parse,
    read_json,
    required_etag,
)

blueprint = Blueprint("intake", __name__)
GEOJSON = "application/geo+json"
MAX_OBSERVATION_BYTES = 64 * 1024
MAX_ROUND_BYTES = 4 * 1024 * 1024
MAX_REDACTION_BYTES = 16 * 1024


@blueprint.record_once
def check_store(state: BlueprintSetupState) -> None:
    """A photo store that can't be used is told at the start, not with the first photo."""
    FileStore.from_setting(state.app.extensions["config"].photo_store)


# --- observations ------------------------------------------------------------------------------


def _observation(
    row: Observation, status: int = 200, announced: list[Photo] | None = None
) -> Response:
    """An observation that was written; ``waarschuwingen`` when its note seems to name a person."""
    session, user = get_session(), current_user()
    if announced is None:
        (content,) = observations.as_features(session, user, [row])
    else:
        content = observations.as_feature(session, user, row, announced)
    if found := warnings_for(row.note):
        content |= {"waarschuwingen": found}
    return json_answer(content, status, etag=etag_of(row), mimetype=GEOJSON)


@blueprint.put("/api/v1/waarnemingen/<uuid:observation_id>")
def put_observation(observation_id: UUID) -> Response:
    """Receive an observation: 201; the same again 200; other content 409; withdrawn 410."""
    data = read_json(MAX_OBSERVATION_BYTES)
    done = service.put_observation(get_session(), current_user(), observation_id, data)
    return _observation(done.row, 201 if done.verdict is NEW else 200, done.announced)


@blueprint.patch("/api/v1/waarnemingen/<uuid:observation_id>")
def change_observation(observation_id: UUID) -> Response:
    """Correct an observation; needs ``If-Match``."""
    version = version_of(required_etag())
    wanted = parse(ChangeIn, read_json(MAX_OBSERVATION_BYTES))
    row = service.change_observation(get_session(), current_user(), observation_id, version, wanted)
    return _observation(row)


@blueprint.delete("/api/v1/waarnemingen/<uuid:observation_id>")
def withdraw_observation(observation_id: UUID) -> Response:
    """Withdraw an observation; needs ``If-Match``, and from a wijkmanager a ``reden``."""
    version = version_of(required_etag())
    has_body = request.content_length or request.headers.get("Transfer-Encoding")
    data = read_json(MAX_OBSERVATION_BYTES) if has_body else {}
    reason = parse(WithdrawalIn, data).reason
    service.withdraw_observation(get_session(), current_user(), observation_id, version, reason)
    return Response(status=204)


# --- rounds, perceptions, batches --------------------------------------------------------------


@blueprint.put("/api/v1/rondes/<uuid:round_id>")
def put_round(round_id: UUID) -> Response:
    """Receive a round: 201; a higher ``reeks`` is taken over, 200; else the present state, 200."""
    data = read_json(MAX_ROUND_BYTES)
    session, user = get_session(), current_user()
    new, row = service.put_round(session, user, round_id, data)
    content = rounds.as_json(session, user, row)
    return json_answer(content, 201 if new else 200, etag=str(row.sequence))


@blueprint.put("/api/v1/belevingen/<uuid:perception_id>")
def put_perception(perception_id: UUID) -> Response:
    """Receive how safe somebody feels: 201; the same again 200; other content 409."""
    data = read_json(MAX_OBSERVATION_BYTES)
    new, row = service.put_perception(get_session(), current_user(), perception_id, data)
    return json_answer(present_perception(row), 201 if new else 200, mimetype=GEOJSON)


@blueprint.post("/api/v1/synchronisaties")
def synchronise() -> Response:
    """A batch from a phone, each item judged by itself."""
    data = read_json(MAX_BATCH_BYTES)
    envelope = read_batch(data)
    received_at, verdicts = batch.synchronise(get_session(), current_user(), envelope)
    return json_answer(answer_json(received_at, envelope.items, verdicts), cache="no-store")


# --- photos ------------------------------------------------------------------------------------

_SHA256 = re.compile(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/]+={0,2}):")


def store() -> FileStore:
    """The photo store of this installation."""
    return FileStore.from_setting(config().photo_store)


def _announced_digest() -> str:
    """SHA-256 in hexadecimal from ``Content-Digest`` (RFC 9530). Raises 400 without one."""
    found = _SHA256.search(request.headers.get("Content-Digest", ""))
    try:
        raw = base64.b64decode(found[1], validate=True) if found else b""
    except binascii.Error:
        raw = b""
    if len(raw) != 32:
        raise _wrong_digest("Stuur Content-Digest mee: sha-256=:…:")
    return raw.hex()


def _wrong_digest(detail: str) -> errors.Problem:
    return errors.bad_input([FieldError("Content-Digest", "content-digest", detail, "header")])


@blueprint.put("/api/v1/fotos/<uuid:photo_id>")
def put_photo(photo_id: UUID) -> Response:
    """The bytes of an announced photo: 201 when they are safe, 200 when they were."""
    digest = _announced_digest()
    if (request.content_length or 0) > MAX_BYTES:
        raise photos.too_large()
    user, files = current_user(), store()
    try:
        with files.receive(request.stream, MAX_BYTES) as incoming:
            if incoming.sha256 != digest:
                raise _wrong_digest("De bytes zijn onderweg veranderd.")
            with database().look() as reading:
                new, photo = service.receive_photo(
                    reading, get_session, files, user, photo_id, incoming
                )
    except TooLargeError as error:
        raise photos.too_large() from error
    return json_answer(_photo(photo), 201 if new else 200)


def _photo(photo: Announced) -> dict[str, object]:
    return {
        "id": str(photo.id),
        "sha256": photo.sha256,
        "omvang": photo.size,
        "ontvangenOp": utc_text(photo.received_at),
    }


@blueprint.get("/api/v1/fotos/<uuid:photo_id>")
def show_photo(photo_id: UUID) -> Response:
    """A safe derivative, ``formaat`` klein or groot, for who may see what the photo belongs to."""
    try:
        form = Format(request.args.get("formaat", Format.LARGE))
    except ValueError as error:
        raise errors.bad_field("formaat", "onbekend", "Kies klein of groot.", "query") from error
    photo = service.find_photo(get_session(), current_user(), photo_id)
    data = photos.read(store(), photo, form)
    answer = Response(data, mimetype="image/jpeg")
    # Asked anew each time, which costs no bytes: what is made unseen must not come from a cache.
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Disposition"] = f'inline; filename="{photo.id}-{form}.jpg"'
    answer.set_etag(photos.etag_of(photo, form))
    answer.make_conditional(request)
    return answer


@blueprint.post("/api/v1/fotos/<uuid:photo_id>/afschermingen")
def redact_photo(photo_id: UUID) -> Response:
    """Cover parts of a photo for good; needs ``If-Match``: the tag of the photo as it was seen."""
    version = photos.version_in(required_etag())
    wanted = parse(RedactionIn, read_json(MAX_REDACTION_BYTES))
    with database().lookup() as reading:
        photo = service.redact_photo(
            reading, get_session, store(), current_user(), photo_id, version, wanted
        )
    content = {"id": str(photo.id), "versie": photos.version(photo)}
    return json_answer(content, etag=photos.etag_of(photo), cache="no-store")
