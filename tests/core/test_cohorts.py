"""A cohort at a moment."""

from datetime import UTC, datetime

from revision_app.accounts.core import Person, Role
from revision_app.cohorts.core import Cohort, Leaver, Roster

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
LEARNER = frozenset({Role.LEARNER})


def test_a_roster_names_its_learners_before_those_who_have_left():
    here, gone = Person(1, "Ada", "a@example.org", LEARNER), Leaver(2, "Ben", "b@example.org", LEARNER, NOON)
    roster = Roster(Cohort(1, "Autumn"), (here,), (gone,))
    assert roster.everyone == (here, gone)
    assert roster.left_at == {2: NOON}
