"""For whoever watches the site: is the process alive, and is it ready to serve?"""

from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, current_app
from sqlalchemy.exc import SQLAlchemyError

from ..db import db
from .doors import open_to_anyone

bp = Blueprint("health", __name__)

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


@bp.get("/healthz")
@open_to_anyone
def alive() -> dict[str, str]:
    return {"status": "alive"}


@bp.get("/readyz")
@open_to_anyone
def ready() -> tuple[dict[str, str], int]:
    """Ready when the database answers and its tables are those this code was written for."""
    try:
        found = MigrationContext.configure(db.session.connection()).get_current_revision()
    except SQLAlchemyError:
        return {"status": "the database does not answer"}, 503
    if found != current_app.extensions["schema_head"]:
        return {"status": "the database needs flask prepare"}, 503
    return {"status": "ready"}, 200


def schema_head() -> str | None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config).get_current_head()
