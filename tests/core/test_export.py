"""Results as a table: a heading and a line for each attempt."""

from datetime import UTC, datetime
from fractions import Fraction

from revision_app.quiz.tutoring.core.export import Absence, ExportRow, table

NINE = datetime(2026, 9, 1, 9, tzinfo=UTC)


def test_a_line_has_its_marks_by_criterion_and_empty_cells_where_none_was_asked():
    one = ExportRow(
        "Ada", 1, NINE, Fraction(5, 3), 4, True, False, {"1.1": (Fraction(2, 3), 2), "1.3": (Fraction(1), 2)}
    )
    two = ExportRow("=cmd", 2, NINE, Fraction(0), 4, False, True, {"1.2": (Fraction(0), 4)})
    assert list(table([one, two], ["1.1", "1.2", "1.3"])) == [
        [
            *("Learner", "Attempt", "Finished", "Marks", "Of", "Passed", "Provisional"),
            *("1.1 marks", "1.1 of", "1.2 marks", "1.2 of", "1.3 marks", "1.3 of"),
        ],
        ["Ada", 1, NINE, 1.6667, 4, "yes", "no", 0.6667, 2, None, None, 1, 2],
        ["=cmd", 2, NINE, 0, 4, "no", "yes", None, None, 0, 4, None, None],
    ]


def test_who_finished_none_comes_last_and_references_where_anybody_has_one():
    one = ExportRow("Ada", 1, NINE, Fraction(1), 4, True, False, {"1.1": (Fraction(1), 4)}, None, "A-1")
    assert list(table([one], ["1.1"], [Absence("Ben"), Absence("Cal", "A-3")]))[1:] == [
        ["Ada", 1, NINE, 1, 4, "yes", "no", 1, 4, "A-1"],
        ["Ben", "none finished", *[None] * 7, ""],
        ["Cal", "none finished", *[None] * 7, "A-3"],
    ]
