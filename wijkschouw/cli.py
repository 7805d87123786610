"""``wijkschouw …``: one group; each domain's commands are loaded when asked for.

Exit status 0; 1 when something failed, said in one line on stderr; 2 for wrong usage.
"""

import sys
from contextlib import suppress
from importlib import import_module

import click
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from config import Config, ConfigError
from wijkschouw.db import is_busy
from wijkschouw.errors import Problem
from wijkschouw.spatialite import DatabaseMissingError

# name -> where the command is, and a line for --help. Loaded when called: `wijkschouw --help` needs
# neither the database nor a map library.
COMMANDS = {
    "areas": ("wijkschouw.areas.cli:areas", "Wijken and buurten: import."),
    "catalogue": ("wijkschouw.catalogue.cli:catalogue", "Themes, categories, templates: load."),
    "db": ("wijkschouw.cli:db", "The database's structure: upgrade, check."),
    "demo": ("wijkschouw.demo.cli:demo", "The sample town Voorbeeldstad: load."),
    "intake": ("wijkschouw.intake.cli:intake", "Take in what a phone saved as a file."),
    "liveability": ("wijkschouw.liveability.cli:liveability", "Scores: recompute."),
    "retention": ("wijkschouw.privacy.cli:retention", "How long things are kept: run."),
    "serve": ("wijkschouw.cli:serve", "Serve the app, with its background worker."),
    "tasks": ("wijkschouw.tasks.cli:tasks", "Follow-up: remind."),
    "teams": ("wijkschouw.accounts.cli:teams", "Teams that tasks go to."),
    "tokens": ("wijkschouw.accounts.cli:tokens", "Bearer tokens for scripts: create."),
    "users": ("wijkschouw.accounts.cli:users", "Accounts: create, list."),
    "worker": ("wijkschouw.cli:worker", "Run the background jobs."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command; None when there is no such name."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table above, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wijkschouw")
def wijkschouw() -> None:
    """Neighbourhood inspections: from what was seen in the street to a map and a task."""
    from wijkschouw import logs

    with suppress(ConfigError):  # the command itself tells, and --help needs no settings
        logs.configure(Config.from_environment())


@click.group()
def db() -> None:
    """The database's structure."""


@db.command()
def upgrade() -> None:
    """Run the migrations up to head."""
    from wijkschouw import migrate
    from wijkschouw.db import make_engine

    migrate.upgrade(make_engine(Config.from_environment().database_url))
    click.echo("The database is up to date.")


@db.command()
def check() -> None:
    """Fail when models and migrations differ."""
    from wijkschouw import migrate
    from wijkschouw.db import make_engine

    engine = make_engine(Config.from_environment().database_url)
    if not migrate.is_at_head(engine):
        raise click.ClickException("migrations are missing: run `wijkschouw db upgrade`")
    found = migrate.differences(engine)
    if found:
        raise click.ClickException(f"models and database differ: {'; '.join(found)}")
    click.echo("Models and migrations agree.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), help="Web processes; default: one per core.")
@click.option("--background/--no-background", default=True, show_default=True,
              help="Run the background worker too.")  # fmt: skip
def serve(host: str, port: int, workers: int | None, background: bool) -> None:
    """Serve the app (gunicorn) with its background worker."""
    from wijkschouw import server

    server.serve(Config.from_environment(), host, port, workers, background)


@click.command()
@click.option("--parent", type=int, hidden=True, help="End when this process is gone.")
def worker(parent: int | None) -> None:
    """Run the background jobs."""
    from wijkschouw import worker as background

    background.run(Config.from_environment(), parent)


def main() -> None:
    """The console script: no traceback for what a user can mend."""
    try:
        wijkschouw.main(standalone_mode=False)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.Abort:
        _fail("stopped")
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (Problem, ConfigError, DatabaseMissingError) as error:
        _fail(str(error))
    except SQLAlchemyError as error:
        _fail(_database_words(error))
    except OSError as error:
        _fail(f"{error.strerror or error}: {error.filename}" if error.filename else str(error))


def _database_words(error: SQLAlchemyError) -> str:
    if isinstance(error, DBAPIError):
        cause = str(error.orig).splitlines()[0] if error.orig else type(error).__name__
        return f"the database is busy or gone: {cause}" if is_busy(error) else f"database: {cause}"
    return f"database: {str(error).splitlines()[0]}"


def _fail(text: str) -> None:
    click.echo(f"wijkschouw: {' '.join(text.split())}", err=True)
    sys.exit(1)
