"""Pages of planning: proposals, the month, and the calendar feed."""

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask_babel import format_date, format_decimal, get_locale
from itsdangerous import BadSignature, URLSafeSerializer

from wijkschouw import errors
from wijkschouw.accounts import access
from wijkschouw.accounts.models import User
from wijkschouw.areas import service as areas
from wijkschouw.catalogue import service as catalogue
from wijkschouw.db import utc_now
from wijkschouw.proposals import service
from wijkschouw.proposals.rules import (
    NARROWEST,
    USUAL,
    WIDEST,
    month_of,
    next_month,
    weeks_of,
)
from wijkschouw.web import current_user, get_session

blueprint = Blueprint("proposals", __name__)
WIDTHS = (0.5, 1.0, 1.5, 2.0, 3.0)


@blueprint.get("/rondes/voorstellen")
def proposals_page() -> str:
    """Where was seen too little, and which rounds mend that."""
    width = request.args.get("breedte", USUAL, type=float)
    width = min(WIDEST, max(NARROWEST, width if width == width else USUAL))  # NaN is no width
    found = service.proposals(get_session(), current_user(), width)
    return render_template(
        "proposals/list.html",
        width=width,
        widths_named=[(w, _decimal(w)) for w in sorted({*WIDTHS, width})],
        proposals=found,
        kilometres=_decimal(sum(one.metres for one in found) / 1000),
        decimal=_decimal,
    )


def _decimal(value: float) -> str:
    return str(format_decimal(value, "0.0"))


@blueprint.get("/rondes/agenda")
def month_page() -> str:
    """The plans of a month, and the address of the feed."""
    session, user, today = get_session(), current_user(), utc_now().date()
    month = month_of(request.args.get("maand"), today)
    weeks = weeks_of(month)
    names = {a.code: a.name for level in ("buurt", "wijk")
             for a in areas.list_areas(session, user.municipality, level)}  # fmt: skip
    language = str(get_locale() or "nl")
    parts = {
        part.code: part.name.in_language(language)
        for part in catalogue.current(session, user.municipality).day_parts
    }
    return render_template(
        "proposals/month.html",
        month=month,
        month_name=format_date(month, "LLLL y").capitalize(),
        weekday=lambda day: format_date(day, "EEEEEE"),
        part_name=lambda code: parts.get(code, code),
        weeks=weeks,
        plans=service.plans_by_day(session, user, [weeks[0][0], weeks[-1][-1]]),
        names=names,
        today=today,
        before=next_month(month, -1),
        after=next_month(month, 1),
        feed=url_for("proposals.feed", key=_signer().dumps(user.get_id()), _external=True),
    )


@blueprint.get("/rondes/agenda/<key>.ics")
def feed(key: str) -> Response:
    """The person's rounds for a calendar program, which cannot sign in: the address is the key.

    It ends with a new password, as sessions do.
    """
    try:
        found: User | None = access.user_of_session(
            get_session().connection(), str(_signer().loads(key))
        )
    except (BadSignature, ValueError) as error:
        raise errors.not_found() from error
    if found is None:
        raise errors.not_found()
    answer = Response(service.calendar_of(get_session(), found), mimetype="text/calendar")
    answer.headers["Cache-Control"] = "private, max-age=900"
    return answer


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="agenda")
