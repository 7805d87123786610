"""The problems that the domains raise and the API answers with (RFC 9457). No Flask."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ProblemKind:
    """``code`` ends the problem's ``type``; ``title`` is Dutch, as it stands in the API."""

    code: str
    status: int
    title: str


BAD_INPUT = ProblemKind("ongeldige-invoer", 400, "De invoer is niet geldig")
NOT_SIGNED_IN = ProblemKind("niet-aangemeld", 401, "U bent niet aangemeld")
FORBIDDEN = ProblemKind("niet-toegestaan", 403, "Dit is voor u niet toegestaan")
CSRF = ProblemKind("csrf", 403, "Het formulier is verlopen; laad de pagina opnieuw")
NOT_FOUND = ProblemKind("niet-gevonden", 404, "Niet gevonden")
METHOD = ProblemKind("methode", 405, "Deze methode bestaat hier niet")
CONFLICT = ProblemKind("conflict", 409, "Dit botst met wat er al is")
GONE = ProblemKind("ingetrokken", 410, "Dit is ingetrokken")
STALE = ProblemKind("verouderd", 412, "Iemand heeft dit intussen gewijzigd")
TOO_LARGE = ProblemKind("te-groot", 413, "Dit is te groot")
UNSUPPORTED = ProblemKind("soort-niet-ondersteund", 415, "Dit soort bestand kan niet")
UNUSABLE = ProblemKind("onbruikbaar", 422, "Dit kan niet worden gebruikt")
PRECONDITION = ProblemKind("voorwaarde-ontbreekt", 428, "If-Match ontbreekt")
TOO_MANY = ProblemKind("te-vaak", 429, "Te veel verzoeken")
INTERNAL = ProblemKind("storing", 500, "Er ging iets mis")
UNAVAILABLE = ProblemKind("niet-beschikbaar", 503, "Even niet beschikbaar")
LATER = ProblemKind("later", 503, "Nog niet te verwerken; probeer het later opnieuw")

KINDS = tuple(v for v in list(globals().values()) if isinstance(v, ProblemKind))


@dataclass(frozen=True)
class FieldError:
    """One thing that is wrong in the input: where (JSON pointer or key), a code, and what."""

    location: str
    code: str
    detail: str
    in_: str = "body"

    def as_dict(self) -> dict[str, str]:
        """The shape of 03-contracts: in, location, code, detail."""
        return {
            "in": self.in_,
            "location": self.location,
            "code": self.code,
            "detail": self.detail,
        }


@dataclass
class Problem(Exception):  # noqa: N818 - the term of RFC 9457
    """Something that the caller is told about. ``extra`` joins the body, ``headers`` the answer."""

    kind: ProblemKind
    detail: str = ""
    errors: list[FieldError] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        wrong = "; ".join(f"{e.location}: {e.detail}" for e in self.errors)
        return ". ".join(part for part in (self.detail or self.kind.title, wrong) if part)

    def as_dict(self, instance: str | None = None) -> dict[str, Any]:
        """The problem as RFC 9457 wants it."""
        body: dict[str, Any] = {
            "type": f"/problemen/{self.kind.code}",
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.detail or self.kind.title,
        }
        if instance:
            body["instance"] = instance
        if self.errors:
            body["errors"] = [e.as_dict() for e in self.errors]
        return body | self.extra


def bad_input(errors: list[FieldError], detail: str = "") -> Problem:
    """400, with all that is wrong at once."""
    return Problem(BAD_INPUT, detail, errors)


def bad_field(location: str, code: str, detail: str, in_: str = "body") -> Problem:
    """400 for a single field."""
    return bad_input([FieldError(location, code, detail, in_)])


def not_signed_in(detail: str = "") -> Problem:
    """401."""
    return Problem(NOT_SIGNED_IN, detail, headers={"WWW-Authenticate": "Bearer"})


def forbidden(detail: str = "") -> Problem:
    """403."""
    return Problem(FORBIDDEN, detail)


def not_found(detail: str = "") -> Problem:
    """404: unknown, or not yours; the answer does not tell which."""
    return Problem(NOT_FOUND, detail)


def conflict(detail: str, **extra: Any) -> Problem:
    """409, with the present state in ``extra`` where that helps."""
    return Problem(CONFLICT, detail, extra=extra)


def gone(detail: str = "") -> Problem:
    """410: was here, was withdrawn."""
    return Problem(GONE, detail)


def stale(detail: str = "") -> Problem:
    """412: the ``If-Match`` is no longer true."""
    return Problem(STALE, detail)


def precondition_required() -> Problem:
    """428: an edit without ``If-Match``."""
    return Problem(PRECONDITION, "Stuur If-Match mee met de ETag die u las.")


def too_large(detail: str, limit: int) -> Problem:
    """413, with the limit (bytes or items) in the body as ``limiet``."""
    return Problem(TOO_LARGE, detail, extra={"limiet": limit})


def unsupported(detail: str) -> Problem:
    """415."""
    return Problem(UNSUPPORTED, detail)


def unusable(detail: str) -> Problem:
    """422."""
    return Problem(UNUSABLE, detail)


def too_many(retry_after: int) -> Problem:
    """429; ``retry_after`` in seconds."""
    return Problem(TOO_MANY, headers={"Retry-After": str(retry_after)})


def unavailable(detail: str = "", retry_after: int = 5) -> Problem:
    """503; nothing was stored, come again after ``retry_after`` seconds."""
    return Problem(UNAVAILABLE, detail, headers={"Retry-After": str(retry_after)})
