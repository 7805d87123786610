"""Shapes that come in and go out of accounts. Field names are those of the API and the forms."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from wijkschouw.accounts.models import Team, User
from wijkschouw.accounts.rules import Role, normal_email

EMAIL = re.compile(r"[^@\s<>\"',;]{1,64}@[^@\s<>\"',;]{1,190}")
AREA = re.compile(r"GM\d{4}|WK\d{6}|BU\d{8}")
TEAM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _email(value: str) -> str:
    if not EMAIL.fullmatch(value.strip()):
        raise ValueError("Dit is geen e-mailadres.")
    return normal_email(value)


def _text(value: str) -> str:
    value = " ".join(value.split())
    if not value:
        raise ValueError("Vul dit in.")
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in value):
        raise ValueError("Hier staan tekens in die niet kunnen.")
    return value


def _areas(value: list[str]) -> list[str]:
    wrong = [code for code in value if not AREA.fullmatch(code)]
    if wrong:
        raise ValueError(f"Geen code van een gemeente, wijk of buurt: {', '.join(wrong)}")
    return sorted(set(value))


def _team_code(value: str) -> str:
    if not TEAM.fullmatch(value.strip()):
        raise ValueError("Gebruik kleine letters, cijfers en streepjes.")
    return value.strip()


def _unique_roles(value: list[Role]) -> list[Role]:
    return [role for role in Role if role in value]


Email = Annotated[str, Field(max_length=254), AfterValidator(_email)]
Name = Annotated[str, Field(max_length=100), AfterValidator(_text)]
TeamCode = Annotated[str, Field(max_length=40), AfterValidator(_team_code)]


class Credentials(BaseModel):
    """What somebody signs in with. No rules here: a wrong form is a wrong answer."""

    model_config = ConfigDict(extra="ignore")

    email: Annotated[str, Field(max_length=254)]
    wachtwoord: Annotated[str, Field(max_length=1024)]


class PersonForm(BaseModel):
    """What a beheerder says about somebody."""

    model_config = ConfigDict(extra="ignore")

    naam: Name
    rollen: Annotated[list[Role], Field(min_length=1), AfterValidator(_unique_roles)]
    gebieden: Annotated[list[str], AfterValidator(_areas)] = []
    teams: list[TeamCode] = []
    gevoelig: bool = False


class NewPersonForm(PersonForm):
    """The same, for somebody new."""

    email: Email


class TeamForm(BaseModel):
    """A team."""

    model_config = ConfigDict(extra="ignore")

    code: TeamCode
    naam: Name


class PasswordForm(BaseModel):
    """Somebody's own new password, typed twice."""

    model_config = ConfigDict(extra="ignore")

    huidig: Annotated[str, Field(max_length=1024)]
    nieuw: Annotated[str, Field(max_length=1024)]
    nogmaals: Annotated[str, Field(max_length=1024)]


def me_json(user: User, teams: list[Team], csrf: str) -> dict[str, Any]:
    """``GET /api/v1/ik``."""
    return {
        "id": str(user.id),
        "naam": user.name,
        "rollen": list(user.roles),
        "csrf": csrf,
        "gemeente": user.municipality,
        "gebieden": list(user.areas),
        "teams": [{"code": team.code, "naam": team.name} for team in teams],
        "magGevoeligZien": user.may_see_sensitive,
    }
