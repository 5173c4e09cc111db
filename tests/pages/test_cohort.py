"""A cohort has dates, a lead among its tutors, and somebody who assures its quality."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.sitting import later


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
