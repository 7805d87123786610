"""``wijkschouw users``, ``tokens`` and ``teams``."""

import re

import click
from rich.console import Console
from rich.table import Table
from sqlmodel import Session

from config import Config
from wijkschouw.accounts import access, service
from wijkschouw.accounts.models import User
from wijkschouw.accounts.rules import Role, normal_email
from wijkschouw.accounts.schemas import AREA, EMAIL, TEAM
from wijkschouw.console import open_session

ROLE = click.Choice([role.value for role in Role])


@click.group()
def users() -> None:
    """People and what they may do."""


@users.command("create")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", "roles", type=ROLE, multiple=True, required=True, help="Repeat for more.")
@click.option("--municipality", metavar="GM0243", help="Default: the installation's.")
@click.option("--area", "areas", multiple=True, metavar="WK024301",
              help="Wijk or buurt that a wijkmanager works for; default: all.")  # fmt: skip
@click.option("--team", "teams", multiple=True, metavar="CODE", help="Team to put them in.")
@click.option("--sensitive", is_flag=True, help="May see sensitive categories.")
def create(
    email: str,
    name: str,
    roles: tuple[str, ...],
    municipality: str | None,
    areas: tuple[str, ...],
    teams: tuple[str, ...],
    sensitive: bool,
) -> None:
    """Make an account for EMAIL; its first password is printed once."""
    if not EMAIL.fullmatch(email.strip()):
        raise click.BadParameter(f"{email!r} is no e-mail address", param_hint="EMAIL")
    for code in areas:
        if not AREA.fullmatch(code):
            raise click.BadParameter(f"{code!r} is no area code", param_hint="--area")
    config = Config.from_environment()
    with open_session(config) as session:
        user, password = service.create_user(
            session,
            email=email,
            name=name,
            roles=list(dict.fromkeys(roles)),
            municipality=_municipality(session, municipality or config.municipality),
            areas=areas,
            may_see_sensitive=sensitive,
        )
        service.set_teams(session, user, teams)
    click.echo(f"{normal_email(email)}  first password: {password}")


def _municipality(session: Session, code: str | None) -> str:
    code = code or service.only_municipality(session)
    if not code:
        raise click.UsageError("say which: --municipality or WIJKSCHOUW_MUNICIPALITY")
    if not re.fullmatch(r"GM\d{4}", code):
        raise click.BadParameter(f"{code!r} is no code like GM0243", param_hint="--municipality")
    return code


@users.command("list")
@click.option("--municipality", metavar="GM0243", help="Only these.")
def list_users(municipality: str | None) -> None:
    """Show all accounts: a table on a terminal, else one line each with tabs between."""
    with open_session() as session:
        rows = [_row(user) for user in service.list_users(session, municipality)]
    console = Console()
    if not console.is_terminal:
        for row in rows:
            click.echo("\t".join(row))
        return
    table = Table("E-mail", "Name", "Roles", "Areas", "Municipality", "Active", "Last seen")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _row(user: User) -> tuple[str, ...]:
    seen = user.last_seen_at
    return (
        user.email,
        user.name,
        ", ".join(user.roles),
        ", ".join(user.areas),
        user.municipality,
        "yes" if user.active else "no",
        f"{seen:%Y-%m-%d}" if seen else "never",
    )


@click.group()
def tokens() -> None:
    """Bearer tokens for programs."""


@tokens.command("create")
@click.option("--user", "email", required=True, metavar="EMAIL", help="Whom it speaks for.")
@click.option("--name", required=True, help="What it is for.")
@click.option("--days", type=click.IntRange(1, 3650), default=access.TOKEN_DAYS, show_default=True,
              help="How long it works.")  # fmt: skip
def create_token(email: str, name: str, days: int) -> None:
    """Print a new token, and nothing else."""
    with open_session() as session:
        user = service.find_user_by_email(session, email)
        token = access.create_token(session, user, name, days)
    click.echo(token)


@click.group()
def teams() -> None:
    """Teams that tasks go to."""


@teams.command("create")
@click.argument("code")
@click.option("--name", required=True, help="As people read it.")
@click.option("--municipality", metavar="GM0243", help="Default: the installation's.")
def create_team(code: str, name: str, municipality: str | None) -> None:
    """Make the team CODE, or give it another name."""
    if not TEAM.fullmatch(code):
        raise click.BadParameter("use small letters, digits and hyphens", param_hint="CODE")
    config = Config.from_environment()
    with open_session(config) as session:
        municipality = _municipality(session, municipality or config.municipality)
        service.save_team(session, municipality, code, name, None)
    click.echo(f"{code}: {name}")
