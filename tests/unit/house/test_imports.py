"""The rules that import-linter has no word for; the others stand in pyproject.toml."""

import ast
from collections.abc import Iterator
from pathlib import Path

import grimp

import wijkschouw

PACKAGE = Path(wijkschouw.__file__).parent
# What a domain may take from the database libraries outside its queries and models.
NO_STATEMENTS = {
    "Session", "Connection", "Pool", "Select", "DBAPIError", "SQLAlchemyError", "make_url",
}  # fmt: skip
RUNNING = {"exec", "execute", "scalar", "scalars", "get"}


def test_no_domain_imports_the_queries_of_another() -> None:
    graph = grimp.build_graph("wijkschouw")
    strangers = {
        f"{importer} -> {module}"
        for module in graph.modules
        if module.split(".")[2:3] == ["queries"]
        for importer in graph.find_modules_that_directly_import(module)
        if importer.split(".")[1] != module.split(".")[1]
    }
    assert strangers == set()


def test_no_domain_makes_or_runs_a_statement_outside_its_queries() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {what}"
        for path in sorted(PACKAGE.glob("*/**/*.py"))
        if not {"queries", "models"} & {path.stem, path.parent.name}
        for line, what in _statements(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def _statements(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Where statements are put together (what is imported for it) or run (on a ``session``)."""
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(module), names=names) if _is_database(module):
                for name in names:
                    if name.name not in NO_STATEMENTS:
                        yield node.lineno, name.name
            case ast.Import(names=names):
                for name in names:
                    if _is_database(name.name):
                        yield node.lineno, name.name
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="session" | "connection"), attr=attr)
            ):
                if attr in RUNNING:
                    yield node.lineno, f"session.{attr}"
            case _:
                pass


def _is_database(module: str) -> bool:
    return module.split(".")[0] in {"sqlalchemy", "sqlmodel"}
