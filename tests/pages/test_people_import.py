"""People from a spreadsheet: nothing changes before it is confirmed, and then exactly what was shown."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from revision_app.accounts import queries
from revision_app.accounts.core import Role
from revision_app.accounts.models import LinkRow, PersonRow
from revision_app.audit.models import AuditRow
from revision_app.cohorts.models import CohortRow, CohortTutorRow, EnrolmentRow
from revision_app.db import Base, db
from revision_app.quiz.attempts.core.adjustment import AS_IT_COMES, Adjustment
from revision_app.quiz.attempts.queries.rules import all_adjustments
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.people_files import HEADINGS, as_csv, as_xlsx, choose
from tests.support.sitting import later
from tests.support.statements import counted

As = Callable[..., Browser]
ADA = ("Ada Learner", "ada@example.org", "C1", "Q1", "Autumn", "tom@example.org")


@pytest.fixture
def chief(app: Flask, as_: As) -> Browser:
    tutor = a_person(app, Role.TUTOR, name="Tom Tutor", email="tom@example.org")
    a_cohort(app, name="Autumn", tutors=(tutor,))
    return as_(a_person(app, Role.ADMINISTRATOR, name="Demo Chief", email="chief@example.org"))


def hidden(page: str, name: str) -> str:
    return unescape(re.search(rf'name="{name}"\s+value="([^"]*)"', page)[1])


def ticked(page: str) -> list[str]:
    return [unescape(name) for name in re.findall(r'name="making"\s+value="([^"]*)"\s+checked', page)]


def confirm(browser: Browser, page: str, **more: object) -> TestResponse:
    form = {name: hidden(page, name) for name in ("people_file", "seen")} | {"making": ticked(page)}
    return browser.post("/people/import/confirm", form | more)


def imports(browser: Browser, *rows: tuple[str, ...]) -> TestResponse:
    return confirm(browser, choose(browser, as_csv([HEADINGS, *rows])).text)


def everything(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables but what any page adds to: the sign-ins, and when people were last seen."""
    with app.app_context():
        return {
            table.name: [
                tuple(row)
                for row in db.session.execute(
                    select(*(column for column in table.columns if column.name != "seen_at")).order_by(
                        *table.primary_key
                    )
                )
            ]
            for table in Base.metadata.sorted_tables
            if table.name != "sign_ins"
        }


def problems(page: str) -> list[tuple[int, str, str, str]]:
    cells = [rf'<td data-name="{name}">(.*?)</td>' for name in ("Row", "Column", "What is wrong", "What to do")]
    found = re.findall(r"\s*".join(cells), page, re.DOTALL)
    return [(int(row), *(unescape(text.strip()) for text in rest)) for row, *rest in found]


def person(app: Flask, email: str) -> PersonRow | None:
    with app.app_context():
        return db.session.scalar(select(PersonRow).where(PersonRow.email == email))


def test_nothing_changes_before_the_confirmation_and_then_a_learner_is_enrolled(app: Flask, chief: Browser) -> None:
    before = everything(app)
    page = choose(chief, as_csv([HEADINGS, ADA])).text
    assert "1 new person" in page
    assert "enrolled in Autumn" in page
    assert everything(app) == before
    answer = confirm(chief, page)
    assert answer.location == "/people/invitations"
    assert "1 person has been added." in chief.get("/people/invitations").text
    made = person(app, "ada@example.org")
    assert (made.name, made.reference, made.awarding_body_number) == ("Ada Learner", "C1", "Q1")
    with app.app_context():
        assert queries.account(made.id).roles == {Role.LEARNER}
        assert db.session.scalar(select(EnrolmentRow.learner_id)) == made.id
        deeds = [
            (row.deed, row.subject_id, row.detail) for row in db.session.scalars(select(AuditRow).order_by(AuditRow.id))
        ]
    assert deeds == [
        ("account made", made.id, "learner"),
        ("learner enrolled", made.id, "Autumn"),
        ("people imported", None, "1 new, 0 changed, 0 left out"),
    ]


@pytest.mark.parametrize("data", [as_xlsx([HEADINGS, ADA]), as_csv([HEADINGS, ADA], ";", "utf-16")])
def test_a_workbook_and_any_text_say_the_same(chief: Browser, data: bytes) -> None:
    assert "Import this person" in choose(chief, data, "people.xlsx").text


def test_the_same_file_again_changes_nothing(app: Flask, chief: Browser) -> None:
    imports(chief, ADA)
    chief.get("/people/")
    before = everything(app)
    page = choose(chief, as_csv([HEADINGS, ADA])).text
    assert "There is nothing to import." in page
    assert "1 person without a change" in page
    assert confirm(chief, page).status_code == 303
    after = everything(app)
    assert after.pop("audit_entries")[-1][-3] == "0 new, 0 changed, 0 left out"
    before.pop("audit_entries")
    assert after == before


def test_somebody_is_found_by_reference_then_by_address_and_empty_cells_change_nothing(
    app: Flask, chief: Browser
) -> None:
    imports(chief, ADA, ("Bea Learner", "bea@example.org", "", "Q2", "", ""))
    page = choose(
        chief,
        as_csv(
            [
                HEADINGS,
                ("Ada Newname", "ada.new@example.org", "c1", "", "", ""),
                ("Bea Learner", "BEA@example.org", "C2", "", "Autumn", ""),
            ]
        ),
    ).text
    for change in (
        "name Ada Newname, before Ada Learner",
        "e-mail ada.new@example.org, before ada@example.org",
        "reference C2, before none",
        "enrolled in Autumn",
    ):
        assert change in page
    assert "Import these 2 people" in page
    confirm(chief, page)
    ada, bea = person(app, "ada.new@example.org"), person(app, "bea@example.org")
    assert (ada.name, ada.reference, ada.awarding_body_number) == ("Ada Newname", "c1", "Q1")
    assert (bea.reference, bea.awarding_body_number) == ("C2", "Q2")


def test_a_link_that_went_to_a_wrong_address_works_no_more(app: Flask, chief: Browser, as_: As) -> None:
    imports(chief, ADA)
    sheet = chief.post("/people/invitations", {"who": "without", "how": "sheet"}).text
    link = re.search(r"/welcome/[\w-]+", sheet)[0]
    assert as_().get(link).status_code == 200
    imports(chief, ("Ada Learner", "right@example.org", "C1", "", "", ""))
    assert as_().get(link).status_code == 410
    assert "Make a sheet of 1 link" in chief.get("/people/invitations").text


def test_a_new_cohort_is_made_where_it_is_ticked_and_its_rows_are_left_out_otherwise(
    app: Flask, chief: Browser
) -> None:
    rows = [
        ("Ada", "ada@example.org", "", "", "Spring", "tom@example.org"),
        ("Bea", "b@example.org", "", "", "Autum", ""),
    ]
    page = choose(chief, as_csv([HEADINGS, *rows])).text
    assert ticked(page) == ["Spring"]
    assert "There is “Autumn”: is that meant?" in page
    assert problems(page) == [
        (3, "Cohort", "There is no cohort “Autum”", "If “Autumn” is meant, write that. To have it made, tick it above.")
    ]
    changed = confirm(chief, page, making=[])
    assert changed.status_code == 409
    assert "Nothing has been imported" in unescape(" ".join(changed.text.split()))
    again = confirm(chief, page, making=["Spring", "Autum", "Not in the file"], again="yes")
    assert again.status_code == 200
    assert "Import these 2 people" in again.text
    assert confirm(chief, again.text).status_code == 303
    with app.app_context():
        assert set(db.session.scalars(select(CohortRow.name))) == {"Autumn", "Spring", "Autum"}
        taught = select(CohortRow.name).join(CohortTutorRow, CohortTutorRow.cohort_id == CohortRow.id)
        assert set(db.session.scalars(taught)) == {"Autumn", "Spring"}


def test_a_file_enrols_nobody_in_an_archived_cohort(chief: Browser) -> None:
    assert chief.post("/cohorts/1/archive", {"archive-reason": "Over."}).status_code == 303
    page = unescape(choose(chief, as_csv([HEADINGS, ADA])).text)
    assert "The cohort “Autumn” is archived" in page
    assert ticked(page) == []


def test_what_changed_since_it_was_looked_at_is_shown_again_and_not_done(app: Flask, chief: Browser) -> None:
    page = choose(chief, as_csv([HEADINGS, ADA])).text
    a_person(app, name="Somebody Else", email="ada@example.org")
    before = everything(app)
    answer = confirm(chief, page)
    assert answer.status_code == 409
    assert "name Ada Learner, before Somebody Else" in answer.text
    assert everything(app) == before
    assert confirm(chief, answer.text).status_code == 303


def test_a_double_press_imports_once(app: Flask, chief: Browser) -> None:
    page = choose(chief, as_csv([HEADINGS, ADA])).text
    assert [confirm(chief, page).status_code for _ in range(2)] == [303, 409]


def test_the_file_comes_back_signed_for_whoever_looked_at_it_and_for_some_hours(
    app: Flask, chief: Browser, as_: As
) -> None:
    page = choose(chief, as_csv([HEADINGS, ADA])).text
    form = {name: hidden(page, name) for name in ("people_file", "seen")}
    other = as_(a_person(app, Role.ADMINISTRATOR))
    before = everything(app)
    other.get("/people/import")
    for browser, sent in ((other, form), (chief, form | {"people_file": "x" + form["people_file"]}), (chief, {})):
        answer = browser.post("/people/import/confirm", sent)
        assert answer.status_code == 422
        assert "Choose the file again." in answer.text
    later(app, hours=5)
    assert chief.post("/people/import/confirm", form).status_code == 422
    assert everything(app) == before


ODD = {
    "no file": (b"", "Choose a file."),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\1\2", "This is not a spreadsheet."),
    "no headings": (b"Ada,ada@example.org\n", "no column headed"),
    "only headings": (as_csv([HEADINGS]), "There is nobody in this file"),
    "a damaged workbook": (as_xlsx([HEADINGS, ADA])[:-500], "This workbook is damaged"),
    "half a surrogate": ("Name,E-mail\nAda,a@example.org".encode("utf-16") + b"\x00\xd8", "This is not a spreadsheet."),
    "too many rows": (as_csv([HEADINGS, *[ADA] * 2_100]), "more than 2,000 rows"),
}


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_file_is_refused_in_words_beside_the_field(chief: Browser, odd: str) -> None:
    data, words = ODD[odd]
    answer = choose(chief, data, "" if odd == "no file" else "people.csv")
    assert answer.status_code == 422
    assert words in unescape(answer.text)


def test_a_file_of_two_thousand_long_rows_is_previewed_or_refused_in_words(chief: Browser) -> None:
    rows = [(f"{n:x}" * 20, f"p{n * 7919 % 99991:x}-{n}@example.org", f"R{n}", "", "", "") for n in range(1_990)]
    assert "Import these 1990 people" in choose(chief, as_csv([HEADINGS, *rows])).text


def test_a_file_over_the_limit_of_the_site_is_told_so(chief: Browser) -> None:
    kind = "multipart/form-data; boundary=end"
    answer = chief.client.post("/people/import", data=b"x" * 3_000_000, content_type=kind)
    assert answer.status_code == 413
    assert "That is too large" in answer.text


def the_spreadsheet(app: Flask) -> tuple[list[tuple[str, ...]], set[int]]:
    """500 people, of whom 40 have problems of 12 kinds and more; and the rows of these, as a spreadsheet counts."""
    a_person(app, name="Gone Learner", email="gone@example.org")
    with app.app_context():
        gone = db.session.scalar(select(PersonRow).where(PersonRow.email == "gone@example.org"))
        gone.closed_at = now()
        db.session.commit()
    rows = [
        (f"Demo Learner {n}", f"learner{n}@example.org", f"C{n}", f"Q{n}", "Autumn", "tom@example.org")
        for n in range(500)
    ]
    spoil: list[Callable[[int], dict[int, str]]] = [
        lambda n: {0: ""},
        lambda n: {0: "x" * 121},
        lambda n: {1: ""},
        lambda n: {1: "learner at example.org"},
        lambda n: {2: "1.05E+12"},
        lambda n: {2: "x" * 41},
        lambda n: {3: "#N/A"},
        lambda n: {4: ""},
        lambda n: {5: "Tom"},
        lambda n: {5: "nobody@example.org"},
        lambda n: {5: "chief@example.org"},
        lambda n: {0: f"person{n}@example.org"},
        lambda n: {4: "y" * 121},
    ]
    spoilt = set()
    for number in range(37):
        n = number * 13 + 5
        for at, text in spoil[number % len(spoil)](n).items():
            rows[n] = (*rows[n][:at], text, *rows[n][at + 1 :])
        spoilt.add(n + 2)
    rows[490] = (rows[490][0], "gone@example.org", *rows[490][2:])
    rows[493] = (rows[493][0], rows[492][1].upper(), *rows[493][2:])
    return rows, spoilt | {492, 494, 495}


def test_of_five_hundred_people_exactly_the_good_rows_are_imported_and_every_problem_is_told(
    app: Flask, chief: Browser
) -> None:
    rows, spoilt = the_spreadsheet(app)
    file = as_csv([HEADINGS, *rows])
    page = choose(chief, file).text
    told = problems(page)
    assert {row for row, *_ in told} == spoilt
    assert len(spoilt) == 40
    kinds = {(column, re.sub(r"“.*?”|\S+@\S+|\d+", "…", fault)) for _, column, fault, _ in told}
    assert len(kinds) >= 12
    assert all(column and fault and remedy for _, column, fault, remedy in told)
    assert "Import these 460 people" in page
    with counted(app) as sent:
        assert confirm(chief, page).status_code == 303
    assert len(sent) <= 20, "\n".join(sent)
    good = {rows[n][1] for n in range(500) if n + 2 not in spoilt}
    with app.app_context():
        imported = set(db.session.scalars(select(PersonRow.email).where(PersonRow.reference.is_not(None))))
        assert imported == good
        assert db.session.scalar(select(func.count()).select_from(EnrolmentRow)) == 460
        assert db.session.scalar(select(func.count()).select_from(LinkRow)) == 0
    again = choose(chief, file).text
    assert "460 people without a change" in again
    assert "There is nothing to import." in again
    assert problems(again) == told


def test_adjustments_are_set_by_the_file_once_and_never_ones_own(app: Flask, chief: Browser, as_: As) -> None:
    both = a_person(app, Role.LEARNER, Role.ADMINISTRATOR, name="Both Roles", email="both@example.org")
    head = ("Name", "E-mail", "Cohort", "Adjustments")
    ada, bea = ("Ada Learner", "ada@example.org", "Autumn"), ("Bea Learner", "bea@example.org", "Autumn")
    file = as_csv(
        [head, (*ada, "25%; breaks of 20 min"), (*bea, "none"), ("Both Roles", "both@example.org", "", "10%")]
    )
    page = choose(chief, file).text
    assert "adjustments: 25% extra time; breaks of 20 minutes in all" in page
    confirm(chief, page)
    with app.app_context():
        ids = {row.email: row.id for row in db.session.scalars(select(PersonRow))}
        assert all_adjustments() == {
            ids["ada@example.org"]: Adjustment(25, rest_minutes=20),
            both: Adjustment(10),
        }
        noted = db.session.execute(
            select(AuditRow.subject_id, AuditRow.detail).where(AuditRow.deed == "adjustments set")
        )
        assert sorted(map(tuple, noted)) == sorted([(ids["ada@example.org"], ""), (both, "")])
    assert "There is nothing to import." in choose(chief, file).text
    own = choose(as_(both, Role.ADMINISTRATOR), as_csv([head, ("Both Roles", "both@example.org", "", "20%")])).text
    assert problems(own)[0][1:3] == ("Adjustments", "These are your own adjustments")
    imports_none = choose(chief, as_csv([head, (*ada, "none")])).text
    confirm(chief, imports_none)
    with app.app_context():
        assert all_adjustments()[ids["ada@example.org"]] == AS_IT_COMES


def test_a_row_that_cannot_be_followed_says_why(app: Flask, chief: Browser) -> None:
    imports(chief, ADA, ("Bea Learner", "bea@example.org", "C2", "", "", ""))
    imports(chief, ("Cy Learner", "cy@example.org", "C3", "", "", ""))
    a_person(app, Role.LEARNER, Role.TUTOR, name="Both Roles", email="both@example.org")
    rows = [
        ("Ada", "bea@example.org", "C1", "", "", ""),
        ("Tom", "tom@example.org", "", "", "", ""),
        ("Cy", "cy@example.org", "C9", "", "", ""),
        ("Both", "both@example.org", "", "", "Autumn", "both@example.org"),
    ]
    page = choose(chief, as_csv([HEADINGS, *rows])).text
    assert [(row, column, fault) for row, column, fault, _ in problems(page)] == [
        (2, "E-mail", "The reference is that of Ada Learner, and the address that of Bea Learner"),
        (3, "E-mail", "Tom Tutor is not a learner here"),
        (4, "Centre reference", "Cy Learner has this address and another reference, C3"),
        (5, "Tutors", "This learner would be their own tutor"),
    ]
    page = choose(
        chief,
        as_csv([HEADINGS, ("Ada", "new@example.org", "C1", "", "", ""), ("Ada", "ada@example.org", "", "", "", "")]),
    ).text
    assert [(row, fault) for row, _, fault, _ in problems(page)] == [
        (2, "This is Ada Learner, who also stands in row 3"),
        (3, "This is Ada Learner, who also stands in row 2"),
    ]


def test_a_persons_reference_is_shown_edited_and_searched_and_no_two_have_the_same(app: Flask, chief: Browser) -> None:
    imports(chief, ADA)
    ada, other = person(app, "ada@example.org"), a_person(app, name="Other Learner")
    page = chief.get(f"/people/{ada.id}").text
    assert 'value="C1"' in page
    form = {"name": "Other Learner", "roles": ["learner"]}
    refused = chief.post(f"/people/{other}", form | {"reference": "C1"})
    assert refused.status_code == 422
    assert "Somebody else has this centre reference." in refused.text
    assert chief.post(f"/people/{other}", form | {"awarding_body_number": " Q 77 "}).status_code == 303
    assert "Ada Learner" in chief.get("/people/?q=c1").text
    assert "Other Learner" in chief.get("/people/?q=Q+77").text
    chief.post(f"/people/{ada.id}", {"name": "Ada Learner", "roles": ["learner"], "reference": ""})
    assert person(app, "ada@example.org").reference is None


def test_the_file_with_headings_is_one_that_can_be_filled_in(chief: Browser) -> None:
    blank = chief.get("/people/import/blank.csv").data
    filled = blank + ",".join(ADA).encode()
    assert "Import this person" in choose(chief, filled).text


def test_a_sheet_has_a_link_for_everybody_who_needs_one_and_a_lost_sheet_is_made_anew(
    app: Flask, chief: Browser, as_: As
) -> None:
    imports(chief, ADA, ("=Bea", "bea@example.org", "", "", "", ""))
    sheet = chief.post("/people/invitations", {"who": "without", "how": "sheet"}).text
    links = re.findall(r"<code>http://localhost(/welcome/[\w-]+)</code>", sheet)
    assert len(links) == 4  # the tutor and the administrator have not chosen a password either
    assert "&#39;=Bea\tbea@example.org\thttp://localhost/welcome/" in sheet
    assert all(as_().get(link).status_code == 200 for link in links)
    assert "Nobody needs a link." in chief.post("/people/invitations", {"who": "without"}).text
    chief.post("/people/invitations", {"who": "everybody", "how": "sheet"})
    assert {as_().get(link).status_code for link in links} == {410}
