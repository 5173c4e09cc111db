"""Two scales that never mix: what is known, and where the evidence stands by the centre's rule."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from revision_app.criteria.core import Criterion
from revision_app.evidence.core import Piece
from revision_app.files import Folder
from revision_app.marking.core.submission import CriterionEvidence, Outcome
from revision_app.progress import library
from revision_app.progress.core import CriterionStanding, matrix
from revision_app.progress.core.own_matrix import Drafted, OwnRow, Way, own_matrix
from revision_app.progress.core.sufficiency import MONTH, Accepted, Rule, Sufficiency, needs
from revision_app.quiz.readiness.core.readiness import Readiness
from revision_app.shared.problem import Problems

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
ONE = Criterion(id="1.1", title="One", statement="One.", asks="It asks.", outcomes=("LO1",), evidence="A record.")
KNOWS_ALL, KNOWS_NOTHING = Readiness(0.9, 0.95, 1.0, 90, 9), Readiness(0.0, 0.1, 0.2, 90, 9)
DRAFT = Drafted("reflection", 9, "A draft", NOW, ("1.1",))


def claim(outcome: Outcome | None, *, piece: int = 1, kind: str = "reflection", seen: bool = True) -> CriterionEvidence:
    made = Piece(piece, 1, kind, piece, 1, NOW - timedelta(days=10 - piece), "A piece", ("1.1",))
    return CriterionEvidence(made, "1.1", NOW if outcome else None, outcome, seen=seen)


def row(
    *claims: CriterionEvidence, drafts: tuple[Drafted, ...] = (), knowledge: Readiness | None = None, **rule: object
) -> OwnRow:
    found = own_matrix(
        matrix([ONE], {}, claims),
        drafts,
        {"1.1": knowledge} if knowledge else {},
        Sufficiency(every=Rule(**rule)),
        said={},
        record_kind="log selection",
        at=NOW,
    )
    return found.rows[0]


A, R, N = Outcome.ACHIEVED, Outcome.REFERRED, Outcome.NOT_EVIDENCED
STATES = [  # what was handed in and decided, whether something is drafted: where it stands, and what is next
    ([], False, CriterionStanding.NOT_STARTED, Way.START),
    ([], True, CriterionStanding.DRAFTED, Way.HAND_IN),
    ([None], False, CriterionStanding.WITH_TUTOR, Way.WAIT),
    ([None], True, CriterionStanding.WITH_TUTOR, Way.WAIT),
    ([R], False, CriterionStanding.REFERRED, Way.READ_FEEDBACK),
    ([N], True, CriterionStanding.NOT_EVIDENCED, Way.READ_FEEDBACK),
    ([R, None], False, CriterionStanding.WITH_TUTOR, Way.WAIT),
    ([R, A], False, CriterionStanding.ACHIEVED, Way.NOTHING),
    ([A, R], False, CriterionStanding.ACHIEVED, Way.NOTHING),
    ([A, None], True, CriterionStanding.ACHIEVED, Way.NOTHING),
]


@pytest.mark.parametrize("knowledge", [None, KNOWS_ALL, KNOWS_NOTHING])
@pytest.mark.parametrize(("outcomes", "drafted", "status", "way"), STATES)
def test_where_evidence_stands_follows_from_evidence_whatever_is_known(
    outcomes: list[Outcome | None], drafted: bool, status: CriterionStanding, way: Way, knowledge: Readiness | None
) -> None:
    claims = [claim(outcome, piece=n) for n, outcome in enumerate(outcomes, 1)]
    found = row(*claims, drafts=(DRAFT,) if drafted else (), knowledge=knowledge)
    assert (found.status, found.way) == (status, way)
    assert found.knowledge == knowledge


def test_what_is_for_nobody_to_mark_is_said_so() -> None:
    assert row(claim(None, seen=False)).status is CriterionStanding.WAITING


def test_achieved_is_not_enough_where_the_centre_asks_for_more() -> None:
    found = row(claim(A), pieces=2, any_of=("observation",))
    assert found.status is CriterionStanding.ACHIEVED
    assert not found.is_enough
    assert [need.count for need in found.missing] == [1, 0]
    assert (found.way, found.wanted_kinds) == (Way.START, ("observation",))
    assert row(claim(A), claim(A, piece=2, kind="observation"), pieces=2, any_of=("observation",)).is_enough


OLD, NEW = NOW - 13 * MONTH, NOW - 11 * MONTH


def accepted(kind: str = "reflection", at: datetime = NEW, **said: str) -> Accepted:
    return Accepted(kind, at, {name: frozenset([value]) for name, value in said.items()})


@pytest.mark.parametrize(
    ("rule", "pieces", "met"),
    [
        ({}, [], [False]),
        ({}, [accepted()], [True]),
        ({"pieces": 2}, [accepted()], [False]),
        ({"pieces": 2}, [accepted(), accepted()], [True]),
        ({"within_months": 12}, [accepted(at=OLD)], [False]),
        ({"within_months": 12}, [accepted(at=OLD), accepted()], [True]),
        ({"any_of": ("a", "b")}, [accepted("c")], [True, False]),
        ({"any_of": ("a", "b")}, [accepted("b")], [True, True]),
        ({"any_of": ("a",), "within_months": 12}, [accepted("a", OLD), accepted("c")], [True, False]),
        ({"field": "area", "values": ("Face", "Neck")}, [accepted(area="Face")], [True, True, False]),
        ({"field": "area", "values": ("Face", "Neck")}, [accepted(area="Face"), accepted(area="Neck")], [True] * 3),
        ({"field": "area", "values": ("Face",)}, [accepted(place="Face")], [True, False]),
    ],
)
def test_a_rule_says_what_is_met_and_what_is_missing(
    rule: dict[str, object], pieces: list[Accepted], met: list[bool]
) -> None:
    assert [need.is_met for need in needs(Rule(**rule), pieces, record_kind="log selection", at=NOW)] == met


def test_a_draft_that_was_handed_in_is_no_draft_and_one_without_criteria_is_an_orphan() -> None:
    handed_in = Drafted("reflection", 1, "A piece", NOW, ("1.1",))
    loose, stray = Drafted("set of files", 5, "", NOW, ()), Drafted("reflection", 6, "Old", NOW, ("9.9",))
    found = own_matrix(
        matrix([ONE], {}, [claim(R)]),
        [handed_in, DRAFT, loose, stray],
        {},
        Sufficiency(),
        said={},
        record_kind="log selection",
        at=NOW,
    )
    assert found.rows[0].drafts == (DRAFT,)
    assert found.orphans == (loose, stray)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('criteria:\n  "9.9": {pieces: 1}\n', "sufficiency.yml:2: there is no criterion 9.9; write one of 1.1"),
        ("every:\n  any_of:\n    - essay\n", "sufficiency.yml:3: there is no kind of evidence essay"),
        ("every: {pieces: 0}\n", "sufficiency.yml:1"),
        ("every: {field: area}\n", "sufficiency.yml:1: `field` and `values` go together"),
        ("every: {field: area, values: [Face]}\n", "sufficiency.yml:1: the log has no field area"),
        ("all: {}\n", "sufficiency.yml:1"),
    ],
)
def test_an_author_is_told_what_is_wrong_with_the_rule(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "sufficiency.yml").write_text(text)
    folder = Folder(tmp_path, Problems())
    library.link(folder, library.load(folder), criteria=("1.1",), kinds=("reflection",), log=None)
    assert [fault in str(problem) for problem in folder.problems] == [True], list(map(str, folder.problems))


def test_a_centre_without_a_rule_asks_for_one_accepted_piece(tmp_path: Path) -> None:
    folder = Folder(tmp_path, Problems())
    assert library.load(folder).rule("1.1") == Rule(pieces=1)
