"""What ships for a practical assessment: enough of it, fair over the criteria, and plain where a client reads it."""

import re
from collections import Counter
from pathlib import Path

import pytest

from revision_app.study.core.blank_form import BlankForm
from revision_app.study.core.cited_text import plain
from revision_app.study.core.shelf import Shelf
from tests.support.reading_age import school_year, syllables
from tests.support.shipped import shipped

ROOT = Path(__file__).resolve().parents[2]
CRITERIA = {"1.1", "1.2", "1.3", "1.4", "1.5"}
FORMS = [
    "consultation",
    "risk-analysis",
    "consent",
    "pre-care-sheet",
    "treatment-record",
    "aftercare-sheet",
    "audit-sheet",
]
CRITICAL = {"identity", "consent-given", "cartridge", "depth-set", "sharps", "emergency-ready"}
AT_ELEVEN = 6.0  # school years; a reader is five years older
EXPLAINED = {"isotretinoin", "alcohol", "retinol", "vitamin"}  # long words that a client meets in their own bathroom


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return shipped().shelf


def sentences(form: BlankForm) -> list[str]:
    """What a form says, with the points of a list as one sentence: the formula takes short points for simple words."""
    blocks = [plain(block.replace("</li>", " ")) for part in form.parts for block in re.split(r"</?[up]l?>", part.html)]
    return [sentence for block in blocks if block for sentence in re.split(r"(?<=[.?!])\s+", block)]


def test_the_checklist_runs_from_consultation_to_record_and_shows_every_criterion(shelf: Shelf) -> None:
    assert shelf.checklist
    stages = [stage.id for stage in shelf.checklist.stages]
    assert stages == ["consultation", "consent", "preparing", "treatment", "finishing", "record"]
    assert {name for step in shelf.checklist.steps for name in step.criteria} == CRITERIA
    assert shelf.checklist.marks == 60


def test_the_steps_that_no_score_makes_up_for_are_critical(shelf: Shelf) -> None:
    assert shelf.checklist
    assert {step.id for step in shelf.checklist.critical} >= CRITICAL
    assert len(shelf.checklist.fails) >= 8


def test_the_four_emergencies_are_rehearsed(shelf: Shelf) -> None:
    assert {drill.id for drill in shelf.drills} >= {"anaphylaxis", "faint", "vessel", "needlestick"}
    assert all(drill.citations for drill in shelf.drills)


def test_at_least_sixty_questions_are_asked_and_at_least_eight_on_every_criterion(shelf: Shelf) -> None:
    assert shelf.viva
    assert len(shelf.viva.questions) >= 60
    asked = Counter(name for one in shelf.viva.questions for name in one.criteria)
    assert asked.keys() == CRITERIA
    assert min(asked.values()) >= 8


def test_every_answer_says_enough_to_judge_by_and_every_unit_is_asked_about(shelf: Shelf) -> None:
    assert shelf.viva
    assert [one.id for one in shelf.viva.questions if len(one.passes) < 2 or len(one.strong) < 2] == []
    assert {place.partition("#")[0] for one in shelf.viva.questions for place in one.sections} == set(shelf.units)


def test_all_seven_forms_are_there_and_two_are_for_the_client(shelf: Shelf) -> None:
    assert list(shelf.blank_forms) == FORMS
    clients = [form.id for form in shelf.blank_forms.values() if form.reader == "client"]
    assert clients == ["pre-care-sheet", "aftercare-sheet"]


def test_what_a_client_keeps_can_be_read_at_eleven(shelf: Shelf) -> None:
    for form in shelf.blank_forms.values():
        if form.reader == "client":
            said = sentences(form)
            assert school_year(said) <= AT_ELEVEN, form.id
            words = {word.lower() for sentence in said for word in re.findall(r"[A-Za-z][A-Za-z’']*", sentence)}
            assert {word for word in words if syllables(word) > 2} <= EXPLAINED, form.id


def test_consent_is_asked_for_each_purpose_apart(shelf: Shelf) -> None:
    fields = {field.id: field for part in shelf.blank_forms["consent"].parts for field in part.fields}
    for name in ("treat", "record-photos", "portfolio-photos", "teaching", "marketing"):
        assert fields[name].kind == "one"
        assert "No" in fields[name].options


def test_the_aftercare_sheet_says_when_to_call_and_what_sepsis_looks_like(shelf: Shelf) -> None:
    sheet = " ".join(shelf.blank_forms["aftercare-sheet"].plain.split())
    for said in ("Call 999 now if", "words are slurred", "look at your palms", "You may have no fever at all", "111"):
        assert said in sheet


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cream", 1), ("creams", 1), ("scrubbed", 1), ("needle", 2), ("needles", 2), ("tongue", 1), ("made", 1),
        ("area", 3), ("swollen", 2), ("pages", 2), ("wanted", 2), ("isotretinoin", 6), ("doctor", 2), ("the", 1),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_formula_gives_what_its_authors_computed() -> None:
    """Twelve words of one syllable in one sentence: 0.39 × 12 + 11.8 − 15.59."""
    assert school_year(["The cat sat on the mat and the dog sat there too."]) == pytest.approx(0.89)
