"""What the site is measured against: as little Flask as can be, on the same server, giving the same bytes."""

import os
from functools import cache
from pathlib import Path

from flask import Flask, Response, request
from flask_login import LoginManager, UserMixin, login_required
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import String, create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

KEY = "a key for the bench only"
ANSWER_SECONDS = 10  # as long as the site waits for PostgreSQL; its connections ask whoever uses them


@cache
def page_bytes(name: str) -> bytes:
    return (Path(os.environ["BENCH_PAGES"]) / name).read_bytes()


def _page(name: str) -> Response:
    """The bytes of a page that is measured, as they went over the wire."""
    response = Response(page_bytes(name), mimetype="text/html")
    response.headers["Content-Encoding"] = "gzip"
    return response


def bare() -> Flask:
    """A route that does one durable insert through the same driver."""
    app = Flask("bare")
    app.config["ANSWER_SECONDS"] = ANSWER_SECONDS
    engine = create_engine(os.environ["DATABASE_URL"])

    @app.post("/insert")
    def insert() -> dict[str, int]:
        with engine.connect() as connection:
            connection.execution_options(writes=True)
            with connection.begin():
                made = connection.execute(
                    text("INSERT INTO bench_inserts (words) VALUES (:words) RETURNING id"),
                    {"words": request.form["answer"]},
                ).scalar_one()
        return {"id": made}

    return app


class _Base(DeclarativeBase):
    pass


class _Insert(_Base):
    __tablename__ = "bench_inserts"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str]


class _Person(_Base, UserMixin):
    __tablename__ = "bench_people"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))


def minimal() -> Flask:
    """A minimal signed-in page: Flask-Login, the person loaded by one select, the same bytes.

    Sent as a form, it does one durable insert and one select more.
    """
    app = Flask("minimal")
    app.config.update(SECRET_KEY=KEY, SQLALCHEMY_DATABASE_URI=os.environ["DATABASE_URL"])
    app.config["ANSWER_SECONDS"] = ANSWER_SECONDS
    database = SQLAlchemy(metadata=_Base.metadata)
    database.init_app(app)
    login = LoginManager(app)
    login.user_loader(lambda person_id: database.session.get(_Person, int(person_id)))
    app.add_url_rule("/page/<name>", view_func=login_required(_page), endpoint="page")

    @app.post("/page/<name>")
    @login_required
    def insert(name: str) -> Response:
        database.session.rollback()  # ends the reading, so that SQLite's lock comes before the first read
        database.session.connection(execution_options={"writes": True})
        row = _Insert(words=request.form["answer"])
        database.session.add(row)
        database.session.commit()
        database.session.execute(select(_Insert.words).where(_Insert.id == row.id)).scalar_one()
        return _page(name)

    return app


TABLES = (
    "CREATE TABLE bench_people (id INTEGER PRIMARY KEY, name VARCHAR(80))",
    "INSERT INTO bench_people VALUES (1, 'Somebody')",
)
INSERTS = {
    "sqlite": "CREATE TABLE bench_inserts (id INTEGER PRIMARY KEY, words TEXT)",
    "postgresql": "CREATE TABLE bench_inserts (id SERIAL PRIMARY KEY, words TEXT)",
}
