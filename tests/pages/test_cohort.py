"""A cohort has dates, a lead among its tutors, somebody who assures its quality, and is archived in the end."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, an_item, offer
from tests.support.reflections import a_submission
from tests.support.sitting import Sitting, later


@dataclass
class Centre:
    app: Flask
    ids: Mapping[str, int]
    admin: Browser

    def page(self) -> str:
        return self.admin.get(f"/cohorts/{self.ids['cohort']}/people").text

    def posts(self, path: str, **fields: object):
        return self.admin.post(f"/cohorts/{self.ids['cohort']}/{path}", fields)


@pytest.fixture
def centre(app: Flask, as_: Callable[..., Browser]) -> Centre:
    ids = {"lea": a_person(app, name="Lea"), "olga": a_person(app, Role.TUTOR, name="Olga")}
    ids["cohort"] = a_cohort(app, learners=(ids["lea"],), tutors=(ids["olga"],), name="Spring")
    ids["quinn"] = a_person(app, Role.QUALITY_ASSURER, name="Quinn")
    ids["abe"] = a_person(app, Role.TUTOR, name="Abe")
    return Centre(app, ids, as_(a_person(app, Role.ADMINISTRATOR, name="Chief")))


def dates(starts_on: str, ends_on: str) -> dict[str, object]:
    return {"dates-starts_on": starts_on, "dates-ends_on": ends_on}


def test_dates_of_a_cohort_are_shown_where_it_is(centre: Centre, as_: Callable[..., Browser]) -> None:
    assert centre.posts("dates", **dates("2026-09-01", "2027-06-30")).status_code == 303
    said = "from 1 September 2026 until 30 June 2027"
    olga = as_(centre.ids["olga"])
    for page in (centre.page(), centre.admin.get("/cohorts/").text):
        assert said in page
    for path in ("/cohorts/", f"/cohorts/{centre.ids['cohort']}"):
        assert said in olga.get(path).text
    assert "Dates of a cohort set" in centre.admin.get("/audit/").text
    assert centre.posts("dates", **dates("", "")).status_code == 303
    assert said not in centre.page()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("2026-10-02", "2026-10-01"), "The cohort would end before it starts."),
        (("0026-10-02", ""), "Choose a year from 2025 to 2031."),
        (("", "9999-12-31"), "Choose a year from 2025 to 2031."),
        (("soon \x00", "2026-10-01"), "Write the day like 2026-12-05."),
    ],
)
def test_dates_that_cannot_be_are_refused_in_words_and_stay(centre: Centre, typed, words) -> None:
    back = centre.posts("dates", **dates(*typed))
    assert back.status_code == 422
    assert words in back.text
    assert all(f'value="{date}"' in back.text for date in typed if "\x00" not in date)
    assert "Taught" not in centre.page()


def test_the_first_tutor_leads_until_another_is_chosen(centre: Centre, as_: Callable[..., Browser]) -> None:
    later(centre.app, hours=1)
    ids = centre.ids
    lead = f"tutors/{ids['abe']}/lead"
    assert centre.posts(lead).status_code == 409, "not yet a tutor of it"
    centre.posts("tutors", tutors=str(ids["abe"]))
    assert f"tutors/{ids['olga']}/lead" not in centre.page(), "she leads already"
    assert centre.posts(lead).status_code == 303
    assert lead not in centre.page()
    assert "Lead tutor: <bdi>Abe</bdi>" in as_(ids["olga"]).get(f"/cohorts/{ids['cohort']}").text
    centre.posts(f"{lead.replace('lead', 'remove')}")
    assert "Lead tutor: <bdi>Olga</bdi>" in as_(ids["olga"]).get(f"/cohorts/{ids['cohort']}").text


def test_who_assures_quality_is_named_and_offered_the_cohort_first(centre: Centre, as_: Callable[..., Browser]) -> None:
    ids, quinn = centre.ids, as_(centre.ids["quinn"])
    a_cohort(centre.app, name="Autumn")
    assert quinn.get("/quality/").text.index("Autumn") < quinn.get("/quality/").text.index("Spring")
    assert centre.posts("assurer", **{"assurer-assurer": str(ids["quinn"])}).status_code == 303
    assert "<bdi>Quinn</bdi> assures the quality of this cohort." in centre.page()
    assert quinn.get("/quality/").text.index("Spring") < quinn.get("/quality/").text.index("Autumn")
    assert "Quality assurer: <bdi>Quinn</bdi>" in as_(ids["olga"]).get(f"/cohorts/{ids['cohort']}").text
    for nobody in (str(ids["olga"]), "9" * 40, "x", ""):
        assert centre.posts("assurer", **{"assurer-assurer": nobody}).status_code == 422
    assert centre.posts("assurer", **{"assurer-assurer": "0"}).status_code == 303
    assert "Nobody is named for this cohort yet." in centre.page()
    assert centre.posts("assurer", **{"assurer-assurer": str(ids["quinn"])}).status_code == 303


WHY = {"archive-reason": "The course is over."}


def test_an_archived_cohort_takes_nothing_new_and_keeps_its_records(
    centre: Centre, as_: Callable[..., Browser]
) -> None:
    offer(centre.app, a_paper((an_item("one"),)))
    cohort, olga = centre.ids["cohort"], as_(centre.ids["olga"])
    new = a_person(centre.app, name="New")
    assert "1 learner is" in centre.page()
    assert centre.posts("archive", **WHY).status_code == 303
    page = centre.page()
    for said in ("Archived on 1 September 2026", "The course is over.", "Undo the archiving"):
        assert said in page
    assert "completed on 1 September 2026" in olga.get(f"/cohorts/{cohort}").text
    assert olga.get(f"/cohorts/{cohort}/criteria.csv").status_code == 200
    for browser in (centre.admin, olga):
        assert "1 archived cohort" in browser.get("/cohorts/").text
    assert "Spring" not in olga.get("/today").text
    assert "Spring" not in centre.admin.get("/people/new").text
    refused = [
        centre.posts("learners", learners=str(new)),
        centre.admin.post(f"/people/{new}/cohort", {"place-to": str(cohort)}),
        olga.post(f"/cohorts/{cohort}/papers/first-paper", {"opens_at": "2026-09-02T13:00"}),
        olga.post(f"/cohorts/{cohort}/announcement", {"title": "Hello", "text": "All of you.", "key": "k"}),
        centre.posts("archive", **WHY),
    ]
    assert [answer.status_code for answer in refused] == [409, 422, 409, 409, 409]
    assert "All of you." in refused[3].text, "what was typed is still there"
    audit = centre.admin.get("/audit/").text
    assert "Cohort archived" in audit
    assert "The course is over." not in audit


def test_archiving_is_undone_within_a_day_with_every_place_that_ended(
    centre: Centre, as_: Callable[..., Browser]
) -> None:
    lea = centre.ids["lea"]
    assert centre.posts("archive/undo").status_code == 409, "it is not archived"
    centre.posts("archive", **WHY)
    change = re.findall(r'action="(/enrolments/changes/[0-9]+/undo)"', centre.admin.get(f"/people/{lea}").text)[0]
    assert "The cohort is archived" in centre.admin.post(change).text
    assert centre.posts("archive/undo").status_code == 303
    assert '<h2 id="learners-here">1 learner</h2>' in centre.page()
    assert centre.posts("archive", **WHY).status_code == 303
    later(centre.app, hours=24)
    assert "Undo the archiving" not in centre.page()
    assert "more than a day old" in centre.posts("archive/undo").text


def test_a_cohort_is_not_archived_while_somebody_sits_or_work_waits(
    centre: Centre, as_: Callable[..., Browser]
) -> None:
    offer(centre.app, a_paper((an_item("one"),)))
    assert centre.posts("archive", **{"archive-reason": " "}).status_code == 422
    sitting = Sitting(as_(centre.ids["lea"]))
    refused = centre.posts("archive", **WHY)
    assert refused.status_code == 409
    assert "1 timed paper is being sat" in refused.text
    assert "The course is over." in refused.text
    sitting.answer(1, "a")
    sitting.submit()
    a_submission(centre.app, centre.ids["lea"])
    assert "1 piece waiting to be marked" in centre.posts("archive", **WHY).text
    assert "Archived on" not in centre.page()


def test_before_a_cohort_is_left_without_a_tutor_somebody_says_yes_and_it_stands_first_on_today(
    centre: Centre,
) -> None:
    ids, remove = centre.ids, f"tutors/{centre.ids['olga']}/remove"
    asked = centre.posts(remove)
    assert asked.status_code == 409
    assert "Nobody would teach" in asked.text
    assert "<bdi>Olga</bdi> is the only tutor" in asked.text
    assert "without a tutor" not in centre.admin.get("/today").text
    centre.posts("tutors", tutors=str(ids["abe"]))
    assert centre.posts(remove).status_code == 303, "Abe teaches it"
    assert centre.posts(f"tutors/{ids['abe']}/remove", sure="yes").status_code == 303
    today = centre.admin.get("/today").text
    assert re.findall(r"<h2[^>]*>\s*([^<]*?)\s*</h2>", today.partition("<main")[2])[0].startswith("1 learner in")
