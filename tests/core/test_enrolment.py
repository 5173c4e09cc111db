"""The states of an enrolment: what may be done in each, and what may be undone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from revision_app.accounts.core import Person, Role
from revision_app.cohorts.core.enrolment import (
    PAUSED,
    Change,
    Deed,
    Enrolled,
    NotUndone,
    Place,
    State,
    fingerprint,
    must_be_undoable,
    notice,
    plan,
    standing,
    state,
    why_not,
)

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def done(*deeds: str) -> list[Change]:
    """These one after another, an hour apart; one with "-" in front has been undone."""
    return [
        Change(n, 1, Deed(deed.strip("-")), "Why.", "Ada", NOON + n * HOUR, NOON + n * HOUR if deed[0] == "-" else None)
        for n, deed in enumerate(deeds)
    ]


@pytest.mark.parametrize(
    ("ended", "deeds", "expected"),
    [
        (False, [], State.ACTIVE),
        (False, ["pause"], State.PAUSED),
        (False, ["pause", "resume"], State.ACTIVE),
        (False, ["pause", "-resume"], State.PAUSED),
        (False, ["-pause"], State.ACTIVE),
        (False, ["pause", "resume", "pause"], State.PAUSED),
        (False, ["pause", "-withdraw"], State.PAUSED),
        (False, ["-complete"], State.ACTIVE),
        (True, [], State.LEFT),
        (True, ["pause"], State.LEFT),
        (True, ["withdraw"], State.WITHDRAWN),
        (True, ["pause", "complete"], State.COMPLETED),
        (True, ["move"], State.MOVED),
        (True, ["-complete", "withdraw"], State.WITHDRAWN),
    ],
)
def test_the_last_that_holds_says_how_an_enrolment_stands(ended, deeds, expected) -> None:
    last = standing(done(*deeds))
    assert state(last.deed if last else None, ended=ended) is expected


@pytest.mark.parametrize("deed", Deed)
@pytest.mark.parametrize("now", State)
def test_what_may_be_done_in_a_state(now: State, deed: Deed) -> None:
    allowed = {
        State.ACTIVE: {Deed.PAUSE, Deed.WITHDRAW, Deed.COMPLETE, Deed.MOVE},
        State.PAUSED: {Deed.RESUME, Deed.WITHDRAW, Deed.COMPLETE, Deed.MOVE},
    }
    assert (why_not(deed, now) == "") == (deed in allowed.get(now, set()))


@pytest.mark.parametrize(
    ("deeds", "which", "after", "words"),
    [
        (["pause"], 0, timedelta(0), None),
        (["pause"], 0, timedelta(hours=23, minutes=59), None),
        (["pause"], 0, timedelta(days=1), "more than a day old"),
        (["-pause"], 0, HOUR, "undone already"),
        (["pause", "resume"], 0, HOUR, "Something was done after this"),
        (["pause", "resume"], 1, HOUR, None),
        (["pause", "-resume"], 0, HOUR, None),
        (["withdraw"], 0, HOUR, None),
    ],
)
def test_the_last_that_holds_is_undone_within_a_day(deeds, which, after, words) -> None:
    changes = done(*deeds)
    change = changes[which]
    if words is None:
        must_be_undoable(change, changes, at=change.at + after)
    else:
        with pytest.raises(NotUndone, match=words):
            must_be_undoable(change, changes, at=change.at + after)


def test_a_plan_says_for_each_why_nothing_happens_and_is_confirmed_only_as_it_was() -> None:
    ada = Enrolled(Person(1, "Ada", "ada@example.org", frozenset({Role.LEARNER})), 7, State.ACTIVE)
    bea = replace(ada, enrolment_id=8, state=State.PAUSED)
    planned = plan(Deed.PAUSE, [ada, bea])
    assert [each.why_not for each in planned] == ["", "is paused already"]
    seen = fingerprint(Deed.PAUSE, None, planned)
    others = [
        fingerprint(Deed.RESUME, None, planned),
        fingerprint(Deed.PAUSE, 3, planned),
        fingerprint(Deed.PAUSE, None, planned[:1]),
        fingerprint(Deed.PAUSE, None, plan(Deed.PAUSE, [bea, bea])),
    ]
    assert seen not in others


def a_place(state: State, hours: int = 0, *, archived: bool = False) -> Place:
    return Place(state, "Autumn", NOON + hours * HOUR, archived)


@pytest.mark.parametrize(
    ("places", "words"),
    [
        ([], None),
        ([a_place(State.ACTIVE)], None),
        ([a_place(State.ACTIVE), a_place(State.PAUSED)], None),
        ([a_place(State.ACTIVE), a_place(State.WITHDRAWN, 1)], None),
        ([a_place(State.PAUSED)], PAUSED),
        ([a_place(State.PAUSED), a_place(State.WITHDRAWN, 1)], PAUSED),
        ([a_place(State.WITHDRAWN)], "You have been withdrawn from “Autumn”."),
        ([a_place(State.COMPLETED)], "You have completed “Autumn”, and"),
        ([a_place(State.COMPLETED, archived=True)], "“Autumn” has been archived, and"),
        ([a_place(State.WITHDRAWN, archived=True)], "You have been withdrawn from “Autumn”."),
        ([a_place(State.MOVED), a_place(State.WITHDRAWN, 1)], "You have been withdrawn from “Autumn”."),
        ([a_place(State.LEFT)], "Your place in “Autumn” has ended."),
    ],
)
def test_a_learner_is_told_of_their_places_where_none_goes_on(places: list[Place], words: str | None) -> None:
    told = notice(places)
    assert told == words if told is None or words is None else told.startswith(words)
