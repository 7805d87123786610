"""Pages of reports: what was made, asking for one, the monthly mail."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from wijkschouw import mail
from wijkschouw.errors import Problem
from wijkschouw.liveability import service as liveability
from wijkschouw.reports import service
from wijkschouw.web import config, current_user, get_session

blueprint = Blueprint("reports", __name__)


@blueprint.get("/rapporten")
def list_page() -> str:
    """The reports of one's wijken, and the form to ask for one."""
    return _page()


def _page(problem: Problem | None = None) -> str:
    user, session = current_user(), get_session()
    periods = sorted(liveability.scored_periods(session, user.municipality), reverse=True)
    return render_template(
        "reports/list.html",
        period_names={p: period_name(p) for p in periods or [liveability.current_period()]},
        subscribed=service.subscriptions(session, user),
        can_mail=mail.can_send(config()),
        wrong={e.location: e.detail for e in problem.errors} if problem else {},
        chosen=request.form if problem else request.args,
        **_list(),
    )


def _list() -> dict[str, Any]:
    user, session = current_user(), get_session()
    reports, wijken = service.list_reports(session, user), service.wijken_of(session, user)
    return {
        "reports": reports,
        "wijken": wijken,
        "names": {wijk.code: wijk.name for wijk in wijken},
        "busy": any(report.state in ("wacht", "bezig") for report in reports),
        "period_name": period_name,
    }


def period_name(period: str) -> str:
    """``2026-Q4`` as people read it."""
    year, quarter = period.split("-Q")
    return str(_("%(quarter)se kwartaal %(year)s", quarter=quarter, year=year))


@blueprint.get("/rapporten/lijst")
def list_part() -> str:
    """The list alone: the page asks for it while a report is being made."""
    return render_template("reports/_list.html", **_list())


@blueprint.post("/rapporten")
def ask() -> AnyResponse | tuple[str, int]:
    """Ask for a report; it is made in the background."""
    wijk, period = request.form.get("wijk", ""), request.form.get("periode", "")
    try:
        service.ask(get_session(), current_user(), wijk, period)
    except Problem as problem:
        return _page(problem), problem.kind.status
    flash(_("Het rapport wordt gemaakt. Het staat over enkele seconden in de lijst."), "ok")
    return redirect(url_for("reports.list_page"), 303)


@blueprint.get("/rapporten/<uuid:report_id>.pdf")
def download(report_id: UUID) -> Response:
    """The PDF."""
    name, pdf = service.read_file(get_session(), current_user(), report_id, config().data_dir)
    answer = Response(pdf, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@blueprint.post("/rapporten/maandelijks")
def subscribe() -> AnyResponse:
    """Get the report of a wijk every month, or no more."""
    user, session = current_user(), get_session()
    wijk = request.form.get("wijk", "")
    if request.form.get("aan") == "ja":
        service.subscribe(session, user, wijk)
        flash(_("U krijgt dit rapport voortaan elke maand per e-mail."), "ok")
    else:
        service.unsubscribe(session, user, wijk)
        flash(_("U krijgt dit rapport niet meer per e-mail."), "ok")
    return redirect(url_for("reports.list_page"), 303)
