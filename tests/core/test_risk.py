"""Who may need their tutor: reasons that are facts, and how urgent they are together."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from revision_app.criteria.core import Criterion, Mastery
from revision_app.evidence.core import Piece
from revision_app.marking.core.submission import CriterionEvidence, Outcome
from revision_app.progress.core import MatrixRow
from revision_app.progress.core.risk import Risk, Urgency, risk

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
CRITERION = Criterion(id="1.1", title="T", statement="S", asks="A", outcomes=("LO1",), evidence="E")


def days(number: float) -> datetime:
    return NOW - timedelta(days=number)


def claim(outcome: Outcome | None, ago: float) -> CriterionEvidence:
    piece = Piece(1, 1, "reflection", 1, 1, days(ago + 1), "A day", ("1.1",))
    return CriterionEvidence(piece, "1.1", days(ago) if outcome else None, outcome)


def row(*claims: CriterionEvidence, scored: int = 0, of: int = 0) -> MatrixRow:
    return MatrixRow(CRITERION, Mastery("1.1", Fraction(scored), of, NOW) if of else None, claims)


def found(*rows: MatrixRow, active: float | None = 1) -> Risk:
    return risk(rows, active_at=None if active is None else days(active), day="1 August", at=NOW)


ACHIEVED, REFERRED = Outcome.ACHIEVED, Outcome.REFERRED


@pytest.mark.parametrize(
    ("rows", "active", "words", "need"),
    [
        ((row(),), 1, [], Urgency.NONE),
        ((row(),), None, [], Urgency.NONE),
        ((row(),), 14, [], Urgency.NONE),
        ((row(),), 14.1, ["Nothing sat or handed in since 1 August"], Urgency.SOME),
        ((row(claim(ACHIEVED, 60)),), 60, [], Urgency.NONE),
        ((row(claim(None, 0)),), 60, [], Urgency.NONE),
        ((row(claim(REFERRED, 14)),), 1, [], Urgency.NONE),
        ((row(claim(REFERRED, 15)),), 1, ["A referral on 1.1 has waited for more than two weeks"], Urgency.SOME),
        ((row(claim(REFERRED, 3), claim(REFERRED, 2)),), 1, ["Referred more than once on 1.1"], Urgency.MUCH),
        ((row(claim(REFERRED, 3), claim(ACHIEVED, 2)),), 1, [], Urgency.NONE),
        ((row(scored=2, of=5),), 1, ["Under half of the quiz marks on 1.1"], Urgency.SOME),
        ((row(scored=1, of=4),), 1, [], Urgency.NONE),
        ((row(scored=5, of=10),), 1, [], Urgency.NONE),
        ((row(claim(ACHIEVED, 2), scored=1, of=10),), 1, [], Urgency.NONE),
        (
            (row(scored=1, of=10),),
            20,
            ["Nothing sat or handed in since 1 August", "Under half of the quiz marks on 1.1"],
            Urgency.MUCH,
        ),
    ],
)
def test_each_reason_is_a_fact_and_two_are_urgent(
    rows: tuple[MatrixRow, ...], active: float | None, words: list[str], need: Urgency
) -> None:
    seen = found(*rows, active=active)
    assert [reason.words for reason in seen.reasons] == words
    assert all(reason.what_helps for reason in seen.reasons)
    assert seen.urgency is need


def test_who_was_referred_twice_comes_before_whoever_is_only_quiet() -> None:
    assert found(row(claim(REFERRED, 3), claim(REFERRED, 2))).weight > found(row(), active=30).weight
