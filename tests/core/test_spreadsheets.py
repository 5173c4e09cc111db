"""What a spreadsheet makes of cells that people wrote: text, and never a formula."""

import re
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revision_app.settings import ROOT
from revision_app.web.spreadsheets import harmless, in_a_file_name

SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫−"
BLANKS = " \u00a0\u3000\u2003\u200c\u200d"
BEFORE = ("", " ", "\u00a0", "\u3000", "\t", "\r", "\n", " \t ", "Ada;", "Ada; ", "Ada,", "Ada|\t", "\u200c")


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", BEFORE)
def test_what_begins_a_formula_is_escaped_wherever_a_cell_may_begin(before: str, sign: str) -> None:
    assert _begins_none(harmless(f"{before}{sign}1+2"))


def test_other_names_stay_as_they_are() -> None:
    names = ("Ada Learner", "O'Neil-Smith", "Zoë", "Ólafur, Jón", "علی\u200cرضا", "a+b", "1 = 1")
    assert [harmless(name) for name in names] == list(names)


@given(st.text(st.sampled_from(SIGNS + "a1 ;,|\t\r\n'\u3000") | st.characters()))
def test_no_cell_begins_a_formula_or_holds_a_control_character(name: str) -> None:
    cell = harmless(name)
    assert _begins_none(cell)
    assert cell.replace("\u200c", "").replace("\u200d", "").isprintable()


def _begins_none(cell: str) -> bool:
    """Whether no value begins with a sign, whatever separates values there."""
    values = re.split("[;,|\t\r\n]", cell)
    return not any(normalize("NFKC", value.strip(BLANKS)[:1]) in {"=", "+", "-", "@", "−"} for value in values)


def test_cells_leave_the_site_by_one_door() -> None:
    door, way_in = Path("revision_app/web/spreadsheets.py"), Path("revision_app/web/table_files.py")
    makers = re.compile(r"^\s*(import csv|from csv|import openpyxl|from openpyxl)", re.MULTILINE)
    files = (ROOT / "revision_app").rglob("*.py")
    assert {one.relative_to(ROOT) for one in files if makers.search(one.read_text("utf-8"))} == {door, way_in}
    assert not re.search(r"writer|Workbook\b(?! ?\()|\.save\(", (ROOT / way_in).read_text("utf-8"))


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("results", "Autumn 2026", "first-paper"), "results-autumn-2026-first-paper"),
        (("results", 'Zoë’s / ../ "group"', "p"), "results-zoes-group-p"),
        (("results", "秋", "p"), "results-p"),
        (("results", "x" * 200), "results-" + "x" * 92),
    ],
)
def test_a_file_is_called_by_what_is_in_it_in_letters_that_every_system_takes(
    parts: tuple[str, ...], name: str
) -> None:
    assert in_a_file_name(*parts) == name
