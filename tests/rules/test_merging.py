"""Every column that refers to a person has a fate when two accounts are merged, and what forbids it is said."""

from dataclasses import replace

import pytest

from revision_app.accounts.core import Account, Role, State
from revision_app.db import Base
from revision_app.deletion import IS_THERE
from revision_app.rights.core.holdings import HOLDINGS
from revision_app.rights.core.merging import FATES, OWN_RULE, Counted, Fate, Found, Merging, why_not
from revision_app.rights.queries import columns

LEARNER = frozenset({Role.LEARNER})
CLOSES = Account(1, "Demo Learner", "one@example.org", LEARNER, State.INVITED)
STAYS = Account(2, "Demo Learner", "two@example.org", LEARNER, State.ACTIVE)
NOTHING = Found()


def refers_to_people() -> set[str]:
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.c
        if any(key.column.table.name == "people" for key in column.foreign_keys)
    }


def test_every_column_that_refers_to_people_has_one_fate() -> None:
    assert FATES.keys() == refers_to_people()
    assert len([column for fate in Fate for column in columns(fate)]) == len(FATES)


def test_what_moves_is_told_in_the_words_of_its_holding() -> None:
    assert {column.table.name for column in columns(Fate.MOVES)} <= HOLDINGS.keys()


def test_what_is_unique_only_while_it_goes_on_has_a_rule_of_its_own() -> None:
    partial = {
        f"{column.table.name}.{column.name}"
        for column in columns(Fate.MOVES)
        for index in column.table.indexes
        if index.unique and index.dialect_options["sqlite"]["where"] is not None and column in list(index.columns)
        if str(index.dialect_options["sqlite"]["where"]) != IS_THERE  # for which there is one for all
    }
    assert partial <= OWN_RULE


@pytest.mark.parametrize(
    ("closes", "stays", "found", "words"),
    [
        (CLOSES, CLOSES, NOTHING, "This is one account"),
        (replace(CLOSES, merged_into=3), STAYS, NOTHING, "one@example.org was merged before"),
        (CLOSES, replace(STAYS, merged_into=3), NOTHING, "two@example.org was merged before"),
        (replace(CLOSES, email="erased-1@erased.invalid"), STAYS, NOTHING, "has been erased"),
        (replace(CLOSES, roles=LEARNER | {Role.TUTOR}), STAYS, NOTHING, "one@example.org is not a learner’s alone"),
        (CLOSES, replace(STAYS, roles=frozenset()), NOTHING, "two@example.org is not a learner’s alone"),
        (CLOSES, STAYS, Found(staff=frozenset({2})), "two@example.org was used for the work of staff"),
        (CLOSES, STAYS, Found(sitting=frozenset({1})), "A paper is being sat with the account one@example.org"),
        (CLOSES, STAYS, Found(sitting=frozenset({2})), "A paper is being sat with the account two@example.org"),
        (CLOSES, replace(STAYS, state=State.DEACTIVATED), NOTHING, "is deactivated: reactivate it first"),
        (CLOSES, STAYS, Found(on_hold=frozenset({1})), "one@example.org is on hold"),
        (CLOSES, STAYS, Found(sat_twice=("Paper A", "Paper B")), "began Paper A and Paper B"),
        (CLOSES, STAYS, Found(wrote_to_each_other=True), "wrote messages to each other"),
    ],
)
def test_what_forbids_merging_is_said(closes: Account, stays: Account, found: Found, words: str) -> None:
    (reason,) = why_not(closes, stays, found)
    assert words in reason


@pytest.mark.parametrize(
    ("closes", "stays", "found"),
    [
        (CLOSES, STAYS, NOTHING),
        (replace(CLOSES, state=State.DEACTIVATED), STAYS, NOTHING),
        (CLOSES, STAYS, Found(on_hold=frozenset({2}))),
        (CLOSES, STAYS, Found(counted=(Counted("notes", 3, 1),), cohorts=("A cohort",))),
    ],
)
def test_nothing_else_forbids_it(closes: Account, stays: Account, found: Found) -> None:
    assert why_not(closes, stays, found) == []


def test_what_both_have_is_said_and_what_was_seen_changes_with_it() -> None:
    known = replace(CLOSES, name="Demo Lerner", reference="R1", awarding_body_number="A1")
    merging = Merging(known, replace(STAYS, reference="R2"), Found(cohorts=("A cohort",)))
    assert [line.partition(".")[0] for line in merging.differs] == [
        "They are called Demo Learner from then on, and not Demo Lerner",
        "The centre reference R1 goes: R2 stays",
        "The awarding-body number A1 moves",
        "Both are in A cohort: one place stays, from the earlier start, with what was done to either",
    ]
    assert merging.seen == replace(merging).seen
    assert merging.seen != replace(merging, found=NOTHING).seen
