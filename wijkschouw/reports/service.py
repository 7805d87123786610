"""Use cases of reports: ask for one, make it in the background, fetch it, get one every month."""

import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import structlog
from sqlmodel import Session

from config import Config
from wijkschouw import errors, jobs, mail
from wijkschouw.accounts import service as accounts
from wijkschouw.accounts.auditing import audit
from wijkschouw.accounts.models import User
from wijkschouw.accounts.rules import can_see_area
from wijkschouw.areas import service as areas
from wijkschouw.areas.schemas import AreaInfo
from wijkschouw.db import Database, utc_now
from wijkschouw.liveability import periods
from wijkschouw.photos.rules import is_awaited
from wijkschouw.photos.store import FileStore
from wijkschouw.reports import gathering, queries
from wijkschouw.reports.models import Report, ReportSubscription
from wijkschouw.reports.printing import print_pdf
from wijkschouw.reports.rules import months_after, period_words, previous_month_period

log = structlog.get_logger(__name__)

JOB = "reports"
# A report takes seconds: one that is still being made after this was left by a killed worker.
STUCK_AFTER = timedelta(minutes=5)


# --- ask and look up -----------------------------------------------------------------------------


def ask(session: Session, user: User, wijk_code: str, period: str) -> Report:
    """Put a report on the list; the worker makes it. Raises 400 for a wrong wijk or period."""
    _own_wijk(session, user, wijk_code)
    if not periods.is_period(period) or periods.start_of(period) > utc_now():
        raise errors.bad_field("periode", "periode", "Kies een kwartaal dat begonnen is.", "form")
    report = _new(user.municipality, wijk_code, period, user.id)
    queries.add(session, report)
    jobs.wake(JOB)
    return report


def _new(municipality: str, wijk: str, period: str, user_id: UUID) -> Report:
    return Report(
        id=uuid4(),
        municipality=municipality,
        wijk_code=wijk,
        period=period,
        asked_by=user_id,
        asked_at=utc_now(),
    )


def wijken_of(session: Session, user: User) -> list[AreaInfo]:
    """The wijken that the user works for."""
    found = areas.list_areas(session, user.municipality, "wijk")
    return [wijk for wijk in found if can_see_area(user, wijk.code, None)]


def _own_wijk(session: Session, user: User, code: str) -> AreaInfo:
    for wijk in wijken_of(session, user):
        if wijk.code == code:
            return wijk
    raise errors.bad_field("wijk", "onbekend", "Kies een van uw wijken.", "form")


def list_reports(session: Session, user: User) -> list[Report]:
    """The newest reports of the user's wijken."""
    found = queries.newest(session, user.municipality)
    return [report for report in found if can_see_area(user, report.wijk_code, None)]


def find(session: Session, user: User, report_id: UUID) -> Report:
    """One report; raises 404 when it is not there, or of another's wijk."""
    report = queries.find(session, user.municipality, report_id)
    if report is None or not can_see_area(user, report.wijk_code, None):
        raise errors.not_found("Dit rapport is er niet.")
    return report


def read_file(session: Session, user: User, report_id: UUID, data_dir: Path) -> tuple[str, bytes]:
    """The PDF and a name for it; raises 404 while it is not ready."""
    report = find(session, user, report_id)
    path = _path(data_dir, report.file_key) if report.file_key else None
    if path is None or not path.exists():
        raise errors.not_found("Dit rapport is nog niet klaar.")
    wijk = areas.find_area(session, user.municipality, report.wijk_code)
    name = wijk.name if wijk else report.wijk_code
    return f"wijkrapport {name} {report.period}.pdf", path.read_bytes()


# --- every month ---------------------------------------------------------------------------------


def subscriptions(session: Session, user: User) -> list[str]:
    """Codes of the wijken whose report the user gets every month."""
    return queries.subscriptions_of(session, user.municipality, user.id)


def subscribe(session: Session, user: User, wijk_code: str) -> None:
    """From the next first of the month on."""
    _own_wijk(session, user, wijk_code)
    today = utc_now().date()
    month = f"{today.year}-{today.month:02}"
    queries.subscribe(session, user.municipality, user.id, wijk_code, month)


def unsubscribe(session: Session, user: User, wijk_code: str) -> None:
    """No more of them."""
    queries.unsubscribe(session, user.municipality, user.id, wijk_code)


def ask_for_subscribers(session: Session, now: datetime | None = None) -> int:
    """Reports of the month before, for who has not had this month's; how many were asked for.

    One whose photos are still on the phones waits for them, at most a day.
    """
    now = now or utc_now()
    today = now.date()
    asked = 0
    for subscription in queries.all_subscriptions(session):
        month = months_after(subscription.last_month, today)
        if month is None or _photos_are_awaited(session, subscription, now):
            continue
        subscription.last_month = month
        session.add(subscription)
        report = _new(
            subscription.municipality,
            subscription.wijk_code,
            previous_month_period(today),
            subscription.user_id,
        )
        report.mail_to = subscription.user_id
        queries.add(session, report)
        asked += 1
    return asked


def _photos_are_awaited(session: Session, wanted: ReportSubscription, now: datetime) -> bool:
    """Photos that were announced before this month began: what is walked today holds up nothing."""
    period = previous_month_period(now.date())
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    announced = queries.missing_photos_announced(
        session, wanted.municipality, wanted.wijk_code,
        periods.start_of(period), periods.end_of(period),
    )  # fmt: skip
    return any(moment < month and is_awaited(moment, now) for moment in announced)


# --- make ----------------------------------------------------------------------------------------


def make_pending(database: Database, config: Config) -> int:
    """The worker's job: ask for subscribers, make all that waits, mail what is ready."""
    with database.session() as session:
        ask_for_subscribers(session)
    made = 0
    while _make_next(database, config):
        made += 1
    _mail_finished(database, config)
    return made


def _make_next(database: Database, config: Config) -> bool:
    with database.session() as session:
        now = utc_now()
        report = queries.take_next(session, now - STUCK_AFTER, now)
    if report is None:
        return False
    try:
        key, size = _make(database, config, report)
    except Exception:
        log.exception("report_failed", period=report.period)
        _finish(database, report, problem="Het rapport kon niet worden gemaakt.")
    else:
        _finish(database, report, key=key, size=size)
    return True


def _make(database: Database, config: Config, report: Report) -> tuple[str, int]:
    with database.session(write=False) as session:
        content, map_svg = gathering.gather(session, report)
        _progress(database, report, 40)
        store = FileStore.from_setting(config.photo_store)
        photos = gathering.photo_files(session, report, store)
    _progress(database, report, 70)
    pdf = print_pdf(content, map_svg, photos)
    key = secrets.token_hex(16)
    path = _path(config.data_dir, key)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(pdf)
    os.replace(part, path)
    return key, len(pdf)


def _progress(database: Database, report: Report, progress: int) -> None:
    with database.session() as session:
        queries.set_progress(session, report.id, progress)


def _finish(
    database: Database, report: Report, key: str | None = None, size: int = 0, problem: str = ""
) -> None:
    with database.session() as session:
        stored = queries.find(session, report.municipality, report.id)
        if stored is None:
            return
        stored.state = "mislukt" if problem else "klaar"
        stored.problem, stored.file_key, stored.size = problem, key, size
        stored.progress, stored.finished_at = 100, utc_now()
        session.add(stored)


def _mail_finished(database: Database, config: Config) -> None:
    if not mail.can_send(config):
        return
    with database.session(write=False) as session:
        waiting = queries.to_mail(session)
    for report in waiting:
        with database.session() as session:
            _mail(session, config, report)


def _mail(session: Session, config: Config, report: Report) -> None:
    user = accounts.find_user(session, report.municipality, report.mail_to or report.asked_by)
    if user.active and can_see_area(user, report.wijk_code, None):
        name, pdf = read_file(session, user, report.id, config.data_dir)
        try:
            mail.send(
                config,
                user.email,
                f"Wijkrapport over het {period_words(report.period)}",
                f"Beste {user.name},\n\nBijgaand het wijkrapport van deze maand.\n\n"
                "U krijgt dit elke maand. Afmelden kan op de pagina Rapporten van wijkschouw.\n",
                [mail.Attachment(name, pdf, "application/pdf")],
            )
        except mail.MailError as error:
            log.warning("report_not_mailed", error=str(error))
            return
    report.mailed_at = utc_now()
    session.merge(report)
    audit(session, report.municipality, user.id, "rapport-gemaild", f"rapport:{report.id}")


def _path(data_dir: Path, key: str) -> Path:
    return data_dir / "reports" / f"{key}.pdf"
