"""Times as they are typed, by the clock in London."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from revision_app.web import filters
from revision_app.web.forms import MomentField, SitePart
from revision_app.web.moments import moments_of


class When(SitePart):
    first = MomentField("Opens")
    second = MomentField("Closes", later=True, to_come="That has passed.")


@pytest.fixture
def site() -> Flask:
    """Noon on 1 September 2026, in London an hour later."""
    app = Flask("moments")
    app.extensions["frozen_now"] = datetime(2026, 9, 1, 12, tzinfo=UTC)
    return app


def typed(site: Flask, **fields: str) -> When:
    with site.app_context():
        form = When(MultiDict(fields))
        form.validate()
        return form


@pytest.mark.parametrize(
    ("local", "moments"),
    [
        ("2026-09-01T13:00", ["2026-09-01T12:00"]),
        ("2026-12-01T13:00", ["2026-12-01T13:00"]),
        ("2027-03-28T00:59", ["2027-03-28T00:59"]),
        ("2027-03-28T01:00", []),
        ("2027-03-28T01:59", []),
        ("2027-03-28T02:00", ["2027-03-28T01:00"]),
        ("2026-10-25T00:59", ["2026-10-24T23:59"]),
        ("2026-10-25T01:00", ["2026-10-25T00:00", "2026-10-25T01:00"]),
        ("2026-10-25T01:59", ["2026-10-25T00:59", "2026-10-25T01:59"]),
        ("2026-10-25T02:00", ["2026-10-25T02:00"]),
    ],
)
def test_the_clock_shows_a_time_once_twice_or_never(local: str, moments: list[str]) -> None:
    found = moments_of(datetime.fromisoformat(local))
    assert [moment.replace(tzinfo=None).isoformat(timespec="minutes") for moment in found] == moments


@pytest.mark.parametrize("typed_time", ["2027-03-28T01:00", "2028-03-26T01:30", "2029-03-25 01:59", "2031-03-30T01:15"])
def test_an_hour_that_the_clock_leaves_out_is_refused_with_what_happens_then(site: Flask, typed_time: str) -> None:
    form = typed(site, first=typed_time)
    assert f"There is no {typed_time[11:]}" in form.first.errors[0]
    assert "the clocks go forward from 01:00 to 02:00" in form.first.errors[0]
    assert form.first.data is None


@pytest.mark.parametrize("night", ["2026-10-25", "2027-10-31", "2028-10-29", "2029-10-28", "2030-10-27"])
def test_of_an_hour_that_comes_twice_it_is_said_which_is_meant(site: Flask, night: str) -> None:
    form = typed(site, first=f"{night}T01:30", second=f"{night}T01:30")
    assert (form.first.data.hour, form.second.data.hour) == (0, 1)
    with site.app_context():
        assert form.first.note == "Opens: the clock shows that time twice, and the first is meant, 01:30 BST."
        assert form.second.note == "Closes: the clock shows that time twice, and the second is meant, 01:30 GMT."
        assert filters.time(form.second.data) == "01:30 GMT"
    assert not typed(site, second=f"{night}T02:30").second.note


@pytest.mark.parametrize(
    "typed_time",
    [
        "0001-01-01T00:00",
        "0026-09-01T10:00",
        "1926-09-01T10:00",
        "2024-12-31T23:59",
        "2032-01-01T00:00",
        "9999-12-31T23:59",
    ],
)
def test_a_year_that_nobody_plans_for_is_refused_and_stays_as_typed(site: Flask, typed_time: str) -> None:
    form = typed(site, first=typed_time)
    assert form.first.errors == ["Choose a year from 2025 to 2031."]
    assert f'value="{typed_time}"' in form.first()


@pytest.mark.parametrize(
    "typed_time",
    [
        *("soon", "2026-02-30T10:00", "2026-09-31 10:00", "2026-09-01T24:00", "2026-09-01T10:60"),
        *("2026-09-01T10:00:61", "01/09/2026 10:00", "2026-09-01", "10:00", "2026-09-01T10:00+05:00"),
        *("99999-01-01T00:00", "-2026-09-01T10:00"),
    ],
)
def test_what_is_no_time_is_refused_with_an_example(site: Flask, typed_time: str) -> None:
    assert typed(site, first=typed_time).first.errors == ["Write it like 2026-12-05 17:00."]


def test_what_has_passed_is_refused_unless_it_stood_there_before(site: Flask) -> None:
    assert typed(site, second="2026-09-01T13:00").second.errors == ["That has passed."]
    assert typed(site, second="2026-09-01T13:01").second.errors == []
    with site.app_context():
        before = datetime(2026, 8, 1, 9, tzinfo=UTC)
        form = When(MultiDict({"second": "2026-08-01T10:00"}), data={"second": before})
        assert form.validate()
        assert form.second.data == before


def test_nothing_typed_is_no_moment(site: Flask) -> None:
    for form in (typed(site), typed(site, first="", second="   ")):
        assert (form.first.data, form.second.data, form.errors) == (None, None, {})
