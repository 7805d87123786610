"""What the office does to a task besides its steps, kept in the timeline."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Session

from wijkschouw import errors
from wijkschouw.accounts import service as accounts
from wijkschouw.accounts.models import User
from wijkschouw.db import utc_now
from wijkschouw.tasks import queries, service
from wijkschouw.tasks.models import Task
from wijkschouw.tasks.rules import Remark, State


def remark(
    session: Session,
    task: Task,
    user: User,
    kind: Remark,
    to: str,
    now: datetime,
    result: State | None = None,
    note: str = "",
) -> None:
    """Add a remark; ``to``: the observation, task or photo that it is about. Lock the task first:
    its place in the timeline is the next one."""
    event_id = uuid4()
    queries.insert_event(
        session,
        {
            "id": event_id,
            "municipality": task.municipality,
            "task_id": task.id,
            "digest": str(event_id),
            "sequence": queries.next_sequence(session, task.municipality, task.id),
            "kind": kind.value,
            "state_before": task.state,
            "state_after": result.value if result else task.state,
            "applied": True,
            "note": note,
            "to": to,
            "reference": "",
            "at": now,
            "at_raw": now,
            "received_at": now,
            "user_id": user.id,
        },
    )


def find_to_redact(session: Session, user: User, task_id: UUID) -> Task:
    """A task whose photos of steps this person may make unseen: a wijkmanager of its area. Raises
    404, or 403 for who may read it and no more."""
    sight = service.sight_of(session, user)
    task = service.find(session, sight, task_id)
    if not sight.hands(task).manages:
        raise errors.forbidden("Alleen de wijkmanager van dit gebied kan een foto afschermen.")
    return task


def note_redaction(
    session: Session, user: User, task_id: UUID, photo_id: UUID, boxes: int, reason: str
) -> None:
    """Keep in the timeline that more of a photo was made unseen, by whom and why; not what."""
    task = queries.locked_task(session, user.municipality, task_id)
    if task is None:
        raise errors.not_found()
    remark(session, task, user, Remark.REDACTED, str(photo_id), utc_now(), note=reason)
    accounts.audit(
        session, task.municipality, user.id, "foto-afschermen", f"foto:{photo_id}",
        taak=str(task.id), vlakken=boxes,
    )  # fmt: skip
