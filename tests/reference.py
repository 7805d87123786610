"""The reference pages that are made from the code: ``make docs`` writes them, a test compares them.

What they say stands beside the code: in docstrings of views and help texts of commands.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
from flask import Flask

from config import Config
from wijkschouw.accounts.permissions import ROUTES, Allowed
from wijkschouw.accounts.rules import Role
from wijkschouw.app import create_app
from wijkschouw.cli import wijkschouw

DOCS = Path(__file__).parent.parent / "docs"

# Views of the framework, which have no docstring.
BUILT_IN = {"static": "A file below static/."}

ROUTES_HEAD = """\
# Routes

Every address of the app, who may call it, and what it does. Made by `make docs` from the routes,
the table of permissions (`wijkschouw/accounts/permissions.py`) and the views' docstrings. The
shapes of the API stand in `/api/v1/openapi.json`.

*everybody*: without signing in. *who is signed in*: any role. What somebody sees inside (own areas,
own team, own observations) is up to each service.
"""
COMMANDS_HEAD = """\
# Commands

`wijkschouw …` (in `.venv/bin`, also `python -m wijkschouw …`). Made by `make docs` from the
commands' own help. Exit status 0; 1 when something failed, said in one line on stderr; 2 for wrong
usage. The settings come from the environment: [configuration.md](configuration.md).
"""


def an_app() -> Flask:
    """The app, without anything behind it."""
    folder = tempfile.mkdtemp(prefix="wijkschouw-docs-")
    return create_app(
        Config.from_environment({"WIJKSCHOUW_ENVIRONMENT": "test", "WIJKSCHOUW_DATA_DIR": folder})
    )


# --- routes ------------------------------------------------------------------------------------


def routes_page(app: Flask) -> str:
    """docs/routes.md."""
    parts = {"The API": [], "For machines": [], "Pages": []}
    for rule in app.url_map.iter_rules():
        parts[_part(rule.rule)].append(rule)
    lines = [ROUTES_HEAD]
    for title, rules in parts.items():
        lines += [f"## {title}", "| call | who | does |", "| --- | --- | --- |"]
        for rule in sorted(rules, key=lambda r: (r.rule, sorted(r.methods))):
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                address = rule.rule.replace("<", "{").replace(">", "}").replace("uuid:", "")
                view = app.view_functions[rule.endpoint]
                does = first_sentence(view.__doc__ or BUILT_IN.get(rule.endpoint), rule.endpoint)
                lines.append(
                    f"| `{method} {address}` | {who(ROUTES.get(rule.endpoint))} | {does} |"
                )
        lines.append("")
    return "\n".join(lines)


def _part(address: str) -> str:
    if address.startswith("/api/"):
        return "The API"
    machines = ("/healthz", "/readyz", "/static", "/tiles", "/sw.js", "/manifest", "/.well-known")
    return "For machines" if address.startswith(machines) else "Pages"


def first_sentence(text: str | None, where: str) -> str:
    """The first paragraph of a docstring in one line. Raises when there is none."""
    if not text or not text.strip():
        raise LookupError(f"{where} has no docstring")
    return " ".join(text.strip().split("\n\n")[0].split()).replace("|", "\\|")


def who(allowed: Allowed | None) -> str:
    """The roles in words."""
    if allowed is None:
        return "nobody yet"
    if allowed.public:
        return "everybody"
    if allowed.roles == frozenset(Role):
        return "who is signed in"
    return ", ".join(role.value for role in Role if role in allowed.roles)


# --- commands ----------------------------------------------------------------------------------


def commands_page() -> str:
    """docs/commands.md."""
    lines = [COMMANDS_HEAD]
    for words, command in commands():
        context = click.Context(command, info_name=" ".join(words), max_content_width=96)
        usage = " ".join(command.collect_usage_pieces(context))
        lines += [f"## `{' '.join(words)} {usage}`".replace(" `", " `").rstrip(), ""]
        lines += [" ".join(part.split()) + "\n" for part in (command.help or "").split("\n\n")]
        options = [p for p in command.params if isinstance(p, click.Option) and not p.hidden]
        for option in options:
            names, text = option.get_help_record(context) or ("", "")
            lines.append(f"- `{names}` {text}".rstrip())
        if options:
            lines.append("")
    return "\n".join(lines)


def commands() -> Iterator[tuple[list[str], click.Command]]:
    """Every command that does something, with the words that call it."""

    def walk(words: list[str], command: click.Command) -> Iterator[tuple[list[str], click.Command]]:
        if not isinstance(command, click.Group):
            yield words, command
            return
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from walk([*words, name], found)

    yield from walk(["wijkschouw"], wijkschouw)


PAGES = {
    "routes.md": lambda: routes_page(an_app()),
    "commands.md": commands_page,
}


if __name__ == "__main__":
    for name, make in PAGES.items():
        (DOCS / name).write_text(make())
