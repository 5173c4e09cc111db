"""A table of results that a spreadsheet takes as text and numbers, and never as a formula."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revision_app.quiz.tutoring.core.export import ExportRow, harmless, table

NINE = datetime(2026, 9, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_what_begins_a_formula_is_escaped(begin):
    assert harmless(f"{begin}1+2").startswith("'")


def test_other_names_stay_as_they_are():
    assert [harmless(name) for name in ("Ada Learner", "O'Neil-Smith", "Zoë")] == ["Ada Learner", "O'Neil-Smith", "Zoë"]


@given(st.text())
def test_no_cell_begins_a_formula_or_holds_a_control_character(name):
    cell = harmless(name)
    assert not cell.startswith(("=", "+", "-", "@"))
    assert cell.isprintable()


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
        ["'=cmd", 2, NINE, 0, 4, "no", "yes", None, None, 0, 4, None, None],
    ]
