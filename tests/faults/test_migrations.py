"""The tables that migrations make are the tables that the code was written for, and no migration loses a row."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from revision_app import create_app
from revision_app.db import Base, db
from revision_app.settings import Settings

_numbers = count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def unprepared(request: pytest.FixtureRequest, database_urls: Callable[..., str], tmp_path: Path) -> Iterator[Flask]:
    """The application over a database without any table."""
    url = database_urls(request.param, f"new{next(_numbers)}")
    app = create_app(Settings(secret_key="a key for tests only", database_url=url, instance_dir=tmp_path))
    yield app
    with app.app_context():
        db.engine.dispose()


def test_migrations_make_exactly_the_tables_of_the_models(unprepared: Flask) -> None:
    with unprepared.app_context():
        upgrade()
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Base.metadata) == []


def test_the_site_is_ready_once_it_is_prepared_and_not_before(unprepared: Flask) -> None:
    client = unprepared.test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    with unprepared.app_context():
        upgrade()
    assert client.get("/readyz").json == {"status": "ready"}


def test_every_migration_can_be_taken_back(unprepared: Flask) -> None:
    with unprepared.app_context():
        upgrade()
        downgrade(revision="base")
        assert inspect(db.engine).get_table_names() == ["alembic_version"]
        upgrade()
