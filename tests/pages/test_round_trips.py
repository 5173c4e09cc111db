"""How often PostgreSQL is asked and waited for, by a page and by a save: it may stand in another room."""

from itertools import count

import pytest
from psycopg.pq import TransactionStatus

from revision_app.db import db
from revision_app.engines import BoundedConnection
from tests.support.builders import a_person
from tests.support.papers import a_paper, an_item, offer
from tests.support.sitting import JSON, Sitting

pytestmark = pytest.mark.parametrize("built_app", ["postgresql"], indirect=True)

Trips = list[str]


@pytest.fixture
def trips(monkeypatch) -> Trips:
    """What was sent and waited for; psycopg sends a BEGIN of its own before a transaction's first statement."""
    sent: Trips = []
    wait = BoundedConnection.wait

    def noted(connection, generator, *given, **named):
        kind = generator.gi_code.co_name
        idle = connection.pgconn.transaction_status == TransactionStatus.IDLE
        if kind == "_execute_gen":
            sent.extend(["BEGIN"] * (idle and not connection.autocommit) + ["statement"])
        elif kind in ("_commit_gen", "_rollback_gen") and not idle:
            sent.append(kind.strip("_").removesuffix("_gen").upper())
        return wait(connection, generator, *given, **named)

    monkeypatch.setattr(BoundedConnection, "wait", noted)
    return sent


@pytest.fixture
def sitting(app, as_) -> Sitting:
    offer(app, a_paper(tuple(an_item(f"item-{n}") for n in range(1, 4))))
    return Sitting(as_(a_person(app)))


def test_pages_and_saves_wait_for_the_database_a_few_times_only(sitting, trips):
    def taken(ask) -> Trips:
        for _ in range(8):  # psycopg prepares what is asked often, which is a round trip once
            ask()
        trips.clear()
        ask()
        return list(trips)

    def save() -> None:
        n = next(turns)
        page["key"] = f"{page['key'][:30]}-{n}"
        page["seen"] = sitting.answer(1, "ab"[n % 2], page=page, headers=JSON).json["step"]

    page, turns = sitting.open(1), count()
    asked = {
        "a unit": taken(lambda: sitting.browser.get("/study/skin-anatomy")),
        "a question": taken(lambda: sitting.open(2)),
        "a save": taken(save),
    }
    for what, sent in asked.items():
        print(f"{what}: {len(sent)} round trips, {', '.join(sent)}")
    assert {what: len(sent) for what, sent in asked.items()} == {"a unit": 2, "a question": 3, "a save": 6}


def test_a_connection_that_the_server_has_ended_is_found_out_before_it_is_used(sitting):
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    others = "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with sitting.browser.app.app_context(), db.engine.connect() as other:
        other.execute(db.text(f"{ended} {others}"))
    assert sitting.browser.get(sitting.url(2)).status_code == 200
