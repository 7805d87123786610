"""Alembic: runs inside ``wijkschouw db upgrade`` on the connection that it is given."""

from alembic import context
from alembic.autogenerate.api import AutogenContext
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection
from sqlmodel.sql.sqltypes import AutoString

from wijkschouw.db import Json, UtcDateTime
from wijkschouw.migrate import include_object
from wijkschouw.tables import metadata


def render_item(kind: str, item: object, autogen_context: AutogenContext) -> str | bool:
    """Our column types by their portable equal, so that old migrations need none of our code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    if kind == "type" and item is Json:
        autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return alembic_helpers.render_item(kind, item, autogen_context)


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_object=include_object,
        process_revision_directives=alembic_helpers.writer,
        render_item=render_item,
        compare_type=False,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
