"""How often the pages of accounts ask the database."""

from collections.abc import Callable

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.cohorts import actions
from revision_app.web.clock import now
from tests.support import builders
from tests.support.browser import Browser
from tests.support.statements import counted


@pytest.mark.parametrize(
    ("path", "most"),  # somebody's page asks for their second step too
    [("/account", 2), ("/people/", 4), ("/people/1", 5), ("/cohorts/", 2), ("/cohorts/1/people", 8), ("/audit/", 2)],
)
def test_a_page_asks_the_database_no_more_often_when_there_is_more_to_show(
    app: Flask, as_: Callable[..., Browser], path: str, most: int
) -> None:
    admin = builders.a_person(app, Role.ADMINISTRATOR)
    cohort = builders.a_cohort(app)
    browser = as_(admin)
    for _ in range(2):
        with counted(app) as asked:
            assert browser.get(path).status_code == 200
        assert len(asked) <= most, "\n".join(asked)
        for _ in range(5):
            learner, tutor = builders.a_person(app), builders.a_person(app, Role.TUTOR)
            builders.a_cohort(app, learners=(learner,), tutors=(tutor,))
            with app.app_context():
                actions.enrol(cohort, [learner], actor_id=admin, at=now())
                actions.assign(cohort, [tutor], actor_id=admin, at=now())


def test_the_door_asks_nothing_of_the_database(app: Flask, as_: Callable[..., Browser]) -> None:
    browser = as_()
    with counted(app) as asked:
        browser.get("/sign-in")
    assert asked == []
