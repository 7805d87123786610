"""All SQL of the reports."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, case, func
from sqlalchemy import update as sql_update
from sqlmodel import Session, col, delete, select

from wijkschouw.db import insert_new
from wijkschouw.observations.models import Observation
from wijkschouw.photos.models import Photo
from wijkschouw.reports.models import Report, ReportSubscription
from wijkschouw.reports.rules import TaskCounts
from wijkschouw.rounds.models import Round
from wijkschouw.tasks.models import Task, TaskEvent
from wijkschouw.tasks.rules import OPEN, EventKind

KEPT_IN_LIST = 50


def add(session: Session, report: Report) -> None:
    session.add(report)
    session.flush()


def find(session: Session, municipality: str, report_id: UUID) -> Report | None:
    return session.exec(
        select(Report).where(Report.municipality == municipality, Report.id == report_id)
    ).first()


def newest(session: Session, municipality: str) -> list[Report]:
    found = select(Report).where(Report.municipality == municipality)
    return list(session.exec(found.order_by(col(Report.asked_at).desc()).limit(KEPT_IN_LIST)))


def take_next(session: Session, stuck_before: datetime, now: datetime) -> Report | None:
    """The oldest that waits, or that a killed worker left behind; marked as being made."""
    waiting = (col(Report.state) == "wacht") | (
        (col(Report.state) == "bezig") & (col(Report.started_at) < stuck_before)
    )
    statement = select(Report).where(waiting).order_by(col(Report.asked_at)).limit(1)
    report = session.exec(statement.with_for_update(skip_locked=True)).first()
    if report is not None:
        report.state, report.started_at, report.progress = "bezig", now, 0
        session.add(report)
        session.flush()
    return report


def set_progress(session: Session, report_id: UUID, progress: int) -> None:
    session.execute(sql_update(Report).where(col(Report.id) == report_id).values(progress=progress))


def to_mail(session: Session) -> list[Report]:
    """Finished reports that somebody waits for by mail."""
    return list(
        session.exec(
            select(Report).where(
                Report.state == "klaar",
                col(Report.mail_to).is_not(None),
                col(Report.mailed_at).is_(None),
            )
        )
    )


def subscriptions_of(session: Session, municipality: str, user_id: UUID) -> list[str]:
    return list(
        session.exec(
            select(ReportSubscription.wijk_code).where(
                ReportSubscription.municipality == municipality,
                ReportSubscription.user_id == user_id,
            )
        )
    )


def all_subscriptions(session: Session) -> Sequence[ReportSubscription]:
    return session.exec(select(ReportSubscription)).all()


def subscribe(session: Session, municipality: str, user_id: UUID, wijk: str, month: str) -> bool:
    values = {"municipality": municipality, "user_id": user_id, "wijk_code": wijk}
    return insert_new(session, ReportSubscription, values | {"last_month": month})


def unsubscribe(session: Session, municipality: str, user_id: UUID, wijk: str) -> None:
    session.execute(
        delete(ReportSubscription).where(
            col(ReportSubscription.municipality) == municipality,
            col(ReportSubscription.user_id) == user_id,
            col(ReportSubscription.wijk_code) == wijk,
        )
    )


def category_counts(
    session: Session, municipality: str, wijk: str, start: datetime, end: datetime
) -> dict[str, int]:
    """Observations per category; withdrawn and sensitive ones left out."""
    rows = session.execute(
        select(Observation.category, func.count())
        .where(*_findings(municipality, wijk, start, end))
        .group_by(Observation.category)
    )
    return dict(rows.all())


def photos(
    session: Session, municipality: str, wijk: str, start: datetime, end: datetime, limit: int
) -> list[tuple[Photo, Observation]]:
    """The newest usable photos of the worst findings."""
    rows = session.execute(
        select(Photo, Observation)
        .join(Observation, _SHOWS)
        .where(
            col(Photo.subject_kind) == "waarneming",
            col(Photo.state) == "ready",
            *_findings(municipality, wijk, start, end),
        )
        .order_by(col(Observation.level).desc(), col(Observation.observed_at).desc())
        .limit(limit)
    )
    return [(photo, observation) for photo, observation in rows]


def missing_photos_announced(
    session: Session, municipality: str, wijk: str, start: datetime, end: datetime
) -> list[datetime]:
    """When the photos were announced that findings of the period still miss."""
    return list(
        session.exec(
            select(Photo.announced_at)
            .join(Observation, _SHOWS)
            .where(
                col(Photo.subject_kind) == "waarneming",
                col(Photo.state) == "announced",
                *_findings(municipality, wijk, start, end),
            )
        )
    )


_SHOWS = (col(Photo.subject_id) == col(Observation.id)) & (
    col(Photo.municipality) == col(Observation.municipality)
)


def _findings(
    municipality: str, wijk: str, start: datetime, end: datetime
) -> list[ColumnElement[bool]]:
    """What a report tells of: neither withdrawn nor sensitive."""
    return [
        col(Observation.municipality) == municipality,
        col(Observation.wijk_code) == wijk,
        col(Observation.observed_at) >= start,
        col(Observation.observed_at) < end,
        col(Observation.withdrawn_at).is_(None),
        col(Observation.sensitive).is_(False),
    ]


def round_counts(
    session: Session, municipality: str, buurten: Sequence[str], start: datetime, end: datetime
) -> tuple[int, int]:
    """Rounds in these buurten, and by how many inspectors."""
    row = session.execute(
        select(func.count(), func.count(func.distinct(Round.inspector_id))).where(
            Round.municipality == municipality,
            col(Round.area_code).in_(buurten),
            col(Round.started_at) >= start,
            col(Round.started_at) < end,
        )
    ).one()
    return int(row[0]), int(row[1])


def task_counts(
    session: Session, municipality: str, wijk: str, start: datetime, end: datetime, today: date
) -> TaskCounts:
    """Open and late now; handled in the period, and in time."""
    here = (col(Task.municipality) == municipality) & (col(Task.wijk_code) == wijk)
    late = case((col(Task.due_on) < today, 1), else_=0)
    opened = session.execute(
        select(func.count(), func.sum(late)).where(here, col(Task.state).in_(OPEN))
    ).one()
    done = session.execute(
        select(col(Task.due_on), func.min(TaskEvent.at))
        .join(Task, col(TaskEvent.task_id) == col(Task.id))
        .where(
            here,
            col(TaskEvent.kind) == EventKind.HANDLE,
            col(TaskEvent.applied).is_(True),
            col(TaskEvent.at) >= start,
            col(TaskEvent.at) < end,
        )
        .group_by(col(Task.id), col(Task.due_on))
    ).all()
    in_time = sum(1 for due, at in done if due is None or at.date() <= due)
    return TaskCounts(int(opened[0]), int(opened[1] or 0), len(done), in_time)


def open_tasks(session: Session, municipality: str, wijk: str, limit: int) -> list[Task]:
    """What waits longest first."""
    return list(
        session.exec(
            select(Task)
            .where(
                Task.municipality == municipality,
                Task.wijk_code == wijk,
                col(Task.state).in_(OPEN),
                col(Task.sensitive).is_(False),
            )
            .order_by(col(Task.due_on), col(Task.created_at))
            .limit(limit)
        )
    )
