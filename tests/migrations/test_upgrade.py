"""The migrations lead to what the models say, on both databases."""

import threading
from pathlib import Path

from tests.postgres import Cluster
from wijkschouw import migrate
from wijkschouw.db import Database, make_engine


def test_models_and_migrations_agree(database: Database) -> None:
    assert migrate.is_at_head(database.engine)
    assert migrate.differences(database.engine) == []


def test_a_second_upgrade_changes_nothing(database: Database) -> None:
    migrate.upgrade(database.engine)
    assert migrate.is_at_head(database.engine)


def test_a_missing_column_is_seen(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE tokens DROP COLUMN name")
    try:
        assert any("name" in change for change in migrate.differences(database.engine))
    finally:
        with database.engine.begin() as connection:
            connection.exec_driver_sql(
                "ALTER TABLE tokens ADD COLUMN name VARCHAR NOT NULL DEFAULT ''"
            )


def test_a_database_without_tables_is_not_at_head(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    assert not migrate.is_at_head(engine)


def test_two_upgrades_at_once_both_succeed(database_kind: str, tmp_path: Path) -> None:
    if database_kind == "postgis":
        cluster = Cluster()
        cluster.start()
        url, end = cluster.create("fresh"), cluster.stop
    else:
        url, end = f"sqlite:///{tmp_path / 'fresh.db'}", lambda: None
    failures: list[Exception] = []

    def upgrade() -> None:
        engine = make_engine(url)
        try:
            migrate.upgrade(engine)
        except Exception as error:  # noqa: BLE001 - whatever it is, the assertion shows it
            failures.append(error)
        finally:
            engine.dispose()

    try:
        threads = [threading.Thread(target=upgrade) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        engine = make_engine(url)
        assert migrate.is_at_head(engine)
        engine.dispose()
    finally:
        end()
