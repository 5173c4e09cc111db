"""Statements that are built once and asked with other values each time (``db.built_once``)."""

from collections.abc import Collection
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Select, select

from revision_app.accounts.models import PersonRow
from revision_app.db import built_once, db
from revision_app.web.clock import now
from tests.conftest import NOON
from tests.support.builders import a_person


@built_once
def _people(ids: Collection[int], since: datetime | None = None, *, name: str | None = None) -> Select[int]:
    chosen = select(PersonRow.id).where(PersonRow.id.in_(ids)).order_by(PersonRow.id)
    if since is not None:
        chosen = chosen.where(PersonRow.made_at >= since)
    return chosen if name is None else chosen.where(PersonRow.name == name)


def test_each_call_asks_with_its_own_values_and_what_is_alike_is_built_once(app: Flask) -> None:
    first, second, third = (a_person(app) for _ in range(3))
    with app.app_context():
        asked = [_people(ids) for ids in ({first}, [second, third], (), frozenset({first, third}))]
        found = [db.session.scalars(*each).all() for each in asked]
        assert found == [[first], [second, third], [], [first, third]]
        assert len({id(statement) for statement, _ in asked}) == 1


def test_what_is_left_out_has_a_statement_of_its_own(app: Flask) -> None:
    person = a_person(app)
    with app.app_context():
        name = db.session.scalars(select(PersonRow.name)).one()
        hour = timedelta(hours=1)
        asked = [_people([person]), _people([person], now() - hour), _people([person], now() + hour)]
        asked += [_people([person], name=name), _people([person], name=f"not {name}")]
        assert [bool(db.session.scalars(*each).all()) for each in asked] == [True, True, False, True, False]
        assert len({id(statement) for statement, _ in asked}) == 3


def test_a_statement_that_reckons_with_its_moment_is_refused_when_it_is_built() -> None:
    @built_once
    def lately(at: datetime) -> Select[int]:
        return select(PersonRow.id).where(PersonRow.made_at > at - timedelta(days=1))

    with pytest.raises(TypeError, match="does not reckon"):
        lately(NOON)
