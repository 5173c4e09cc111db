"""The records of a cohort: who was there, results, decisions and adjustments, to read and to take away."""

import csv
import re
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO, StringIO
from types import ModuleType
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from revision_app.accounts.actions import people
from revision_app.accounts.core import Role
from revision_app.accounts.models import PersonRow
from revision_app.audit.models import AuditRow
from revision_app.cohorts import actions as cohorts
from revision_app.cohorts.core.enrolment import Deed, fingerprint, plan
from revision_app.cohorts.queries import enrolled_in
from revision_app.db import db
from revision_app.records.core.about import KIND, About
from revision_app.rights import actions as rights
from revision_app.web.clock import now
from revision_app.web.pdf import pdf_is_possible
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.jobs import a_made_file, done_one
from tests.support.papers import a_paper, offer
from tests.support.reflections import a_submission
from tests.support.sitting import Sitting, later
from tests.support.statements import counted

As = Callable[..., Browser]
FORMULA = "=Formula"
LONGER = {"extra_percent": "25", "extra_minutes": "0", "rest_minutes": "0", "reason": "Reads with a screen reader."}


@dataclass
class Centre:
    """Lea has sat the paper and left with a criterion achieved, Fay is absent, Pia is paused, Ada has time yet."""

    app: Flask
    as_: As
    cohort: int
    tutor: int
    admin: int
    ids: dict[str, int]

    def get(self, path: str = "", who: int | None = None) -> Any:
        return self.as_(who or self.admin).get(f"/cohorts/{self.cohort}/records{path}")

    def rows(self, who: int | None = None) -> dict[str, dict[str, str]]:
        text = self.get(".csv", who).data.decode("utf-8-sig")
        return {row["Learner"]: row for row in csv.DictReader(StringIO(text))}

    def changes(self, name: str, deed: Deed) -> None:
        at = now()
        chosen = [each for each in enrolled_in(self.cohort, at=at) if each.person.id == self.ids[name]]
        seen = fingerprint(deed, None, plan(deed, chosen))
        cohorts.change_enrolments(
            self.cohort, [self.ids[name]], deed, to_id=None, reason="Why.", seen=seen, actor_id=self.admin, at=at
        )


@pytest.fixture
def centre(app: Flask, as_: As) -> Centre:
    offer(app, a_paper())
    names = {"lea": "Lea Left", "fay": FORMULA, "pia": "Pia Paused", "ada": "Ada Slow"}
    ids = {key: a_person(app, name=name) for key, name in names.items()}
    tutor, admin = a_person(app, Role.TUTOR), a_person(app, Role.ADMINISTRATOR)
    cohort = a_cohort(app, learners=tuple(ids.values()), tutors=(tutor,), name="Autumn 2026, Zoë’s")
    made = Centre(app, as_, cohort, tutor, admin, ids)
    as_(tutor).post(f"/cohorts/{cohort}/papers/first-paper", {"closes_at": "2026-09-01T14:00"})
    as_(tutor).post(f"/learners/{ids['ada']}/adjustments", LONGER)
    sitting = Sitting(as_(ids["lea"]))
    sitting.answer(1, "b")
    sitting.submit()
    a_submission(app, ids["lea"], criteria=("1.1",), released_by=tutor)
    later(app, minutes=5)
    with app.app_context():
        db.session.get_one(PersonRow, ids["lea"]).reference = "A-7"
        db.session.commit()
        made.changes("lea", Deed.WITHDRAW)
        made.changes("pia", Deed.PAUSE)
    later(app, minutes=57)  # two minutes after the close, and three before Ada's own
    return made


def test_every_learner_is_listed_with_whether_they_were_there_and_leavers_last_and_marked(centre: Centre) -> None:
    rows = centre.rows()
    said = {name: (row["Place"], row["First paper"]) for name, row in rows.items()}
    assert said == {
        "Ada Slow": ("in the cohort", "not yet"),
        f"'{FORMULA}": ("in the cohort", "absent"),
        "Pia Paused": ("paused", "paused"),
        "Lea Left": ("withdrawn", "sat"),
    }
    assert list(rows)[-1] == "Lea Left"
    lea = rows["Lea Left"]
    assert (lea["Reference"], lea["Left"], lea["First paper marks"]) == ("A-7", "2026-09-01 13:05:00", "1")
    assert rows["Ada Slow"]["Adjustments"] == "25% extra time"
    assert "screen reader" not in centre.get(".csv").text + centre.get().text
    later(centre.app, minutes=4)
    assert centre.rows()["Ada Slow"]["First paper"] == "absent"


def test_the_page_says_the_same_and_is_found_from_the_cohort(centre: Centre) -> None:
    page = centre.get().text
    for words in ("Lea Left", "A-7", "withdrawn on 1 September 2026", "Absent", "1 of 4", "25% extra time"):
        assert words in page, words
    path = f'href="/cohorts/{centre.cohort}/records"'
    assert path in centre.as_(centre.tutor).get(f"/cohorts/{centre.cohort}").text
    assert path in centre.as_(centre.admin).get(f"/cohorts/{centre.cohort}/people").text


def test_the_workbook_has_typed_cells_a_frozen_heading_and_the_cohort_in_its_name(centre: Centre) -> None:
    answer = centre.get(".xlsx", centre.tutor)
    assert '"records-autumn-2026-zoes.xlsx"' in answer.headers["Content-Disposition"]
    sheet = load_workbook(BytesIO(answer.data)).active
    heading = [cell.value for cell in sheet[1]]
    lea = dict(zip(heading, sheet[5], strict=True))
    assert sheet.freeze_panes == "A2"
    assert (lea["First paper marks"].value, lea["Left"].is_date, lea["Learner"].data_type) == (1, True, "s")
    assert {"A2", "A3"} <= {cell.coordinate for cell in sheet["A"] if cell.data_type == "s"}


def test_of_a_leaver_a_tutor_reads_the_decisions_of_the_time_in_which_they_taught(centre: Centre) -> None:
    with centre.app.app_context():
        newcomer = a_person(centre.app, Role.TUTOR)
        cohorts.assign(centre.cohort, [newcomer], actor_id=centre.admin, at=now())
    elsewhere = a_person(centre.app, Role.TUTOR)
    a_cohort(centre.app, learners=(centre.ids["lea"],), tutors=(elsewhere,))
    a_submission(centre.app, centre.ids["lea"], criteria=("1.2",), released_by=elsewhere)
    for reader, expected in ((centre.tutor, "achieved"), (centre.admin, "achieved"), (newcomer, "not started")):
        lea = centre.rows(reader)["Lea Left"]
        assert (lea["1.1 decision"], lea["1.2 decision"]) == (expected, "not started")


def test_nobody_reads_their_own_marks_here_before_a_learner_would(app: Flask, as_: As) -> None:
    offer(app, a_paper())
    both = a_person(app, *Role, name="Own")
    cohort = a_cohort(app, learners=(both,), tutors=(both,))
    Sitting(as_(both, Role.LEARNER)).submit()
    for role in (Role.TUTOR, Role.ADMINISTRATOR):
        browser = as_(both, role)
        assert "0 of 4" not in browser.get(f"/cohorts/{cohort}/records").text
        heading, own = list(csv.reader(StringIO(browser.get(f"/cohorts/{cohort}/records.csv").text)))
        assert dict(zip(heading, own, strict=True))["First paper marks"] == ""


def test_a_cohort_that_is_new_says_so_and_one_that_is_not_yours_is_missing(app: Flask, as_: As, centre: Centre) -> None:
    other = a_cohort(app)
    assert "Nobody has been in this cohort yet." in as_(centre.admin).get(f"/cohorts/{other}/records").text
    for file in ("", ".csv", ".xlsx"):
        assert as_(centre.admin).get(f"/cohorts/{other}/records{file}").status_code == 200
        assert as_(centre.tutor).get(f"/cohorts/{other}/records{file}").status_code == 404
        assert as_(centre.ids["ada"]).get(f"/cohorts/{other}/records{file}").status_code == 403
        assert as_(centre.admin).get(f"/cohorts/999999/records{file}").status_code == 404


def test_records_cost_as_much_for_more_learners(centre: Centre) -> None:
    def cost() -> int:
        centre.get(who=centre.tutor)
        with counted(centre.app) as sent:
            centre.get(who=centre.tutor)
        return len(sent)

    before = cost()
    with centre.app.app_context():
        cohorts.enrol(centre.cohort, [a_person(centre.app) for _ in range(5)], actor_id=None, at=now())
    assert cost() == before <= 12


# The PDF


def made_pdf(centre: Centre, whose: int = 0, who: int | None = None) -> Any:
    """The download of what this person asks for: the tutor, unless said otherwise."""
    browser = centre.as_(who or centre.tutor)
    assert browser.post(f"/cohorts/{centre.cohort}/records/pdf", {"whose": whose}).status_code == 303
    assert done_one(centre.app)
    page = browser.get(f"/cohorts/{centre.cohort}/records/pdf").text
    link = re.search(rf'href="(/cohorts/{centre.cohort}/records/pdf/[0-9]+)"', page)
    assert link, page
    return browser.get(link[1])


def read(pdf: bytes, *how: str) -> str:
    return subprocess.run(["pdftotext", *how, "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def unpacked(pdf: bytes) -> bytes:
    """What is packed in a PDF: its objects, as far as they can be."""
    found = b""
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        with suppress(zlib.error):
            found += zlib.decompress(stream)
    return found


needs_pango = pytest.mark.skipif(
    not pdf_is_possible() or not shutil.which("pdftotext"), reason="Pango or poppler-utils is not on this machine"
)
OF_ALL_KINDS = ("Łukasz Żółć-Ștefănescu", "Nguyễn Thị Ngọc", "Ólafur Þór Ævarsson", "Γιώργος", "Дмитрий", "אבנר")


@needs_pango
@pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)  # the tables of it both databases fill above
def test_the_pdf_of_a_cohort_lists_everybody_with_leavers_marked_and_absentees(centre: Centre) -> None:
    with centre.app.app_context():
        more = [a_person(centre.app, name=name) for name in (*OF_ALL_KINDS, *(f"Extra {n:02}" for n in range(24)))]
        cohorts.enrol(centre.cohort, more, actor_id=None, at=now())
    answer = made_pdf(centre)
    assert answer.mimetype == "application/pdf"
    assert "=records-autumn-2026-zoes-2026-09-01.pdf" in answer.headers["Content-Disposition"]
    told = subprocess.run(["pdfinfo", "-"], input=answer.data, capture_output=True, check=True).stdout.decode()
    assert re.search(r"Title: +Records of Autumn 2026, Zoë’s", told)
    assert re.search(r"Tagged: +yes", told)
    assert b"/Lang (en-GB)" in unpacked(answer.data)
    text = read(answer.data, "-layout")
    for words in (
        "withdrawn on 1 September 2026",
        "1 of 4",
        "25% extra time",
        "A-7",
        "Achieved: 1.1",
        f"Absent: {FORMULA}",
    ):
        assert words in text, words
    for name in OF_ALL_KINDS[:-1]:
        assert name in text, name
    assert set(OF_ALL_KINDS[-1]) <= set(text)
    learners = text.partition("Papers")[0].split("\f")
    assert len(learners) > 1
    assert all("Learner" in page and "Reference" in page for page in learners[:-1])


@needs_pango
@pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)  # the tables of it both databases fill above
def test_the_pdf_of_a_learner_holds_nobody_else_and_is_what_the_reader_may_see(centre: Centre) -> None:
    answer = made_pdf(centre, centre.ids["lea"], centre.admin)
    assert (
        f"records-learner-{centre.ids['lea']}-autumn-2026-zoes-2026-09-01.pdf" in answer.headers["Content-Disposition"]
    )
    text = read(answer.data, "-layout")
    for words in ("Lea Left", "A-7", "withdrawn on 1 September 2026", "First paper", "achieved"):
        assert words in text, words
    assert "Ada" not in text + read(answer.data)
    with centre.app.app_context():
        deeds = [(row.deed, row.actor_id, row.subject_id) for row in db.session.query(AuditRow).order_by(AuditRow.id)]
    for deed in ("records exported", "records downloaded"):
        assert (deed, centre.admin, centre.ids["lea"]) in deeds


def test_a_pdf_is_got_by_whoever_asked_for_it_in_this_role_only(centre: Centre, as_: As) -> None:
    about = About(centre.cohort, as_tutor=True)
    made = a_made_file(centre.app, centre.tutor, KIND, str(about))
    path = f"/cohorts/{centre.cohort}/records/pdf/{made}"
    assert as_(centre.tutor).get(path).data == b"made"
    colleague = a_person(centre.app, Role.TUTOR)
    with centre.app.app_context():
        cohorts.assign(centre.cohort, [colleague], actor_id=centre.admin, at=now())
    elsewhere = a_cohort(centre.app, tutors=(centre.tutor,))
    for who, where in (
        (colleague, path),
        (centre.admin, path),
        (centre.tutor, f"/cohorts/{elsewhere}/records/pdf/{made}"),
    ):
        assert as_(who).get(where).status_code == 404
    page = f"/cohorts/{centre.cohort}/records/pdf"
    assert as_(centre.tutor).post(page, {"whose": 999_999}).status_code == 422
    with centre.app.app_context():
        cohorts.remove_tutor(centre.cohort, centre.tutor, actor_id=centre.admin, at=now(), sure=True)
    assert as_(centre.tutor).get(path).status_code == 404


def test_who_may_not_read_any_more_when_it_is_made_is_told(centre: Centre, as_: As) -> None:
    page = f"/cohorts/{centre.cohort}/records/pdf"
    browser = as_(centre.tutor)
    assert browser.post(page, {"whose": 0}).status_code == 303
    again = a_person(centre.app, Role.TUTOR)
    with centre.app.app_context():
        cohorts.assign(centre.cohort, [again], actor_id=centre.admin, at=now())
        cohorts.remove_tutor(centre.cohort, centre.tutor, sure=True, actor_id=centre.admin, at=now())
        assert done_one(centre.app)
        cohorts.assign(centre.cohort, [centre.tutor], actor_id=centre.admin, at=now())
    assert "You may no longer read these records." in browser.get(page).text


def test_where_pango_is_missing_the_page_says_what_to_install(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.util.find_library", lambda _name: None)
    monkeypatch.setitem(sys.modules, "weasyprint", _Missing("weasyprint"))
    browser, page = centre.as_(centre.tutor), f"/cohorts/{centre.cohort}/records/pdf"
    assert "apt install libpango" in browser.get(page).text
    browser.post(page, {"whose": 0})
    assert done_one(centre.app)
    assert "Excel and as CSV have the same to read" in browser.get(page).text


class _Missing(ModuleType):
    """WeasyPrint where its libraries are not."""

    def __getattr__(self, name: str) -> object:
        raise OSError("cannot load library 'libpango-1.0-0'")


def test_files_that_name_somebody_are_gone_once_they_are_erased(centre: Centre) -> None:
    made = a_made_file(centre.app, centre.tutor, KIND, str(About(centre.cohort, as_tutor=True)))
    with centre.app.app_context():
        people.deactivate_account(centre.ids["lea"], actor_id=centre.admin, at=now())
        rights.erase(centre.ids["lea"], actor_id=centre.admin, at=now())
    assert centre.as_(centre.tutor).get(f"/cohorts/{centre.cohort}/records/pdf/{made}").status_code == 404
