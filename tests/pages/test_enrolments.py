"""Learners are paused, resumed, completed, withdrawn and moved, several at once, and it is undone within a day."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Thread

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, an_item, offer
from tests.support.reflections import a_submission
from tests.support.sitting import Sitting, later

UNTIMED = {"minutes": ..., "pass_mark": ..., "attempts": ...}
WHY = "Ill until spring."
NO_TUTOR = "At present no tutor sees your work"


@dataclass
class Centre:
    app: Flask
    ids: Mapping[str, int]
    admin: Browser

    @property
    def path(self) -> str:
        return f"/cohorts/{self.ids['old']}/changes"

    def asks(self, deed: str, *who: str, to: str = "", reason: str = WHY) -> dict[str, object]:
        chosen = [str(self.ids[name]) for name in who or ("lea",)]
        return sent(learners=chosen, deed=deed, to=str(self.ids[to]) if to else "0", reason=reason)

    def does(self, deed: str, *who: str, to: str = "") -> None:
        page = self.admin.post(self.path, self.asks(deed, *who, to=to))
        assert page.status_code == 200, page.text
        assert self.admin.post(self.path, confirmed(page.text)).status_code == 303

    def undoes(self) -> int:
        """The last that was done to Lea, by the button on her page; what came of it."""
        page = self.admin.get(f"/people/{self.ids['lea']}").text
        return self.admin.post(re.findall(r'action="(/enrolments/changes/\d+/undo)"', page)[-1]).status_code


def sent(**fields: object) -> dict[str, object]:
    return {f"change-{name}": value for name, value in fields.items()}


def confirmed(page: str) -> dict[str, object]:
    fields = dict(re.findall(r'type="hidden" name="change-(deed|to|reason)" value="([^"]*)"', page))
    learners = re.findall(r'type="hidden" name="change-learners" value="(\d+)"', page)
    return sent(**fields, learners=learners) | {"seen": re.findall(r'name="seen" value="([^"]*)"', page)[0]}


@pytest.fixture
def centre(app: Flask, as_: Callable[..., Browser]) -> Centre:
    offer(app, a_paper((an_item("one"),)), a_paper((an_item("two"),), id="trial", mode="practice", **UNTIMED))
    ids = {"lea": a_person(app, name="Lea"), "cal": a_person(app, name="Cal")}
    ids["olga"] = a_person(app, Role.TUTOR, name="Olga")
    ids["old"] = a_cohort(app, learners=(ids["lea"], ids["cal"]), tutors=(ids["olga"],), name="Old")
    a_person(app, name="Nobody here")
    ids["new"] = a_cohort(app, tutors=(ids["olga"],), name="New")
    return Centre(app, ids, as_(a_person(app, Role.ADMINISTRATOR, name="Chief")))


def test_several_are_paused_at_once_when_it_was_seen_what_happens_to_each(centre: Centre) -> None:
    centre.does("pause", "cal")
    page = centre.admin.post(centre.path, centre.asks("pause", "lea", "cal"))
    assert "Nothing: is paused already." in page.text
    assert "Do this for 1 learner" in page.text
    assert WHY in page.text
    back = centre.admin.post(centre.path, confirmed(page.text) | {"again": "yes"})
    assert WHY in back.text
    done = centre.admin.post(centre.path, confirmed(page.text))
    assert "Done for 1 learner" in centre.admin.get(done.location).text
    again = centre.admin.post(centre.path, confirmed(page.text))
    assert again.status_code == 303, "a double click does nothing twice"
    assert "That was already done, for 2 learners: pause." in centre.admin.get(again.location).text
    audit = centre.admin.get("/audit/").text
    assert audit.count("Enrolment paused") == 2
    assert WHY not in audit, "it may tell of somebody's health, and the audit cannot be erased"


@pytest.mark.parametrize(("deed", "to"), [("pause", ""), ("withdraw", ""), ("complete", ""), ("move", "new")])
def test_what_is_confirmed_twice_is_done_once_and_said_so_until_it_is_undone(
    centre: Centre, deed: str, to: str
) -> None:
    seen = confirmed(centre.admin.post(centre.path, centre.asks(deed, to=to)).text)
    assert centre.admin.post(centre.path, seen).status_code == 303
    again = centre.admin.post(centre.path, seen)
    assert again.status_code == 303
    assert f"That was already done, for 1 learner: {deed}." in centre.admin.get(again.location).text
    page = centre.admin.get(f"/people/{centre.ids['lea']}").text
    assert len(re.findall(r"/enrolments/changes/\d+/undo", page)) == 1
    assert centre.undoes() == 303
    assert "That was already done" not in centre.admin.post(centre.path, seen, follow_redirects=True).text


def test_a_confirmation_of_what_makes_no_sense_is_refused_in_place(centre: Centre) -> None:
    seen = confirmed(centre.admin.post(centre.path, centre.asks("withdraw")).text)
    for wrong in ({"change-learners": ["9" * 30, "x", "-1"]}, {"change-deed": "vanish"}, {"change-reason": "\0"}):
        assert centre.admin.post(centre.path, seen | wrong).status_code == 422


def test_two_confirmations_at_one_moment_end_on_the_page_and_not_in_a_refusal(centre: Centre) -> None:
    seen = confirmed(centre.admin.post(centre.path, centre.asks("withdraw")).text)
    statuses: list[int] = []
    threads = [Thread(target=lambda: statuses.append(centre.admin.post(centre.path, seen).status_code)) for _ in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303, 303]


def test_whoever_is_paused_starts_nothing_but_practice_and_goes_on_with_what_was_begun(
    centre: Centre, as_: Callable[..., Browser]
) -> None:
    lea, olga = as_(centre.ids["lea"]), as_(centre.ids["olga"])
    olga.post(f"/cohorts/{centre.ids['old']}/papers/first-paper", {"opens_at": "2026-09-01T13:00"})
    sitting = Sitting(as_(centre.ids["cal"]))
    centre.does("pause", "lea", "cal")
    assert "Your place in your cohort is paused" in lea.get("/quizzes/first-paper").text
    assert lea.post("/quizzes/first-paper").status_code == 409
    assert "Paper with dates" not in lea.get("/today").text
    assert lea.post("/quizzes/trial").status_code == 303
    assert sitting.answer(1, "a").status_code in (200, 303)
    assert sitting.submit().status_code == 303
    assert f"/learners/{centre.ids['lea']}" in olga.get(f"/cohorts/{centre.ids['old']}").text
    exported = olga.get(f"/sittings/{centre.ids['old']}/first-paper/results.csv").text
    assert 'Lea,"none finished, paused"' in exported
    centre.does("resume")
    assert lea.post("/quizzes/first-paper").status_code == 303


@pytest.mark.parametrize(("deed", "words"), [("withdraw", "Withdraw, 1"), ("complete", "Complete, 1")])
def test_whoever_leaves_keeps_their_records_readable_and_comes_back_within_a_day(
    centre: Centre, as_: Callable[..., Browser], deed: str, words: str
) -> None:
    said_of = {"withdraw": "withdrawn", "complete": "completed"}
    lea, olga = as_(centre.ids["lea"]), as_(centre.ids["olga"])
    piece = a_submission(centre.app, centre.ids["lea"])
    later(centre.app, minutes=5)
    asked = centre.admin.post(centre.path, centre.asks(deed))
    assert "Waiting to be marked: 1 piece" in asked.text
    centre.does(deed)
    page = centre.admin.get(f"/people/{centre.ids['lea']}").text
    for said in (words, WHY, "In no cohort."):
        assert said in page
    unplaced = {"complete": "1 learner in no cohort", "withdraw": "2 learners in no cohort"}  # one never was in any
    assert unplaced[deed] in centre.admin.get("/today").text
    assert lea.get(f"/evidence/{piece}").status_code == 200
    assert olga.get(f"/submissions/{piece}").status_code == 200
    assert f"{said_of[deed]} on 1 September 2026" in olga.get(f"/cohorts/{centre.ids['old']}").text
    assert centre.undoes() == 303
    assert f"{said_of[deed]} on" not in olga.get(f"/cohorts/{centre.ids['old']}").text
    assert "undone 1 September 2026" in centre.admin.get(f"/people/{centre.ids['lea']}").text
    assert "Change of an enrolment undone" in centre.admin.get("/audit/").text


def test_a_move_is_undone_on_both_sides(centre: Centre) -> None:
    centre.does("move", "lea", to="new")
    page = centre.admin.get(f"/people/{centre.ids['lea']}").text
    assert f'<a href="/cohorts/{centre.ids["new"]}/people">' in page
    assert centre.undoes() == 303
    page = centre.admin.get(f"/people/{centre.ids['lea']}").text
    assert f'<a href="/cohorts/{centre.ids["new"]}/people">' not in page
    assert f'<a href="/cohorts/{centre.ids["old"]}/people">' in page


def test_what_cannot_be_undone_says_why(centre: Centre) -> None:
    centre.does("withdraw")
    page = centre.admin.get(f"/people/{centre.ids['lea']}").text
    undo = re.findall(r'action="(/enrolments/changes/\d+/undo)"', page)[0]
    centre.admin.post(f"/people/{centre.ids['lea']}/cohort", {"place-to": str(centre.ids["old"])})
    refused = centre.admin.post(undo)
    assert refused.status_code == 409
    assert "enrolled in this cohort again" in refused.text
    later(centre.app, hours=25)
    assert "more than a day old" in centre.admin.post(undo).text
    assert undo not in centre.admin.get(f"/people/{centre.ids['lea']}").text
    assert centre.admin.post("/enrolments/changes/999999/undo").status_code == 404


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"learners": []}, "Tick at least one learner."),
        ({"learners": ["999999"]}, "the list has changed"),
        ({"deed": ""}, "Choose what is to happen."),
        ({"deed": "expel"}, "the list has changed"),
        ({"deed": "move"}, "Choose the cohort that they move into."),
        ({"deed": "move", "to": "999999999999999999999"}, "Choose the cohort that they move into."),
        ({"reason": "  "}, "Say why, in a few words."),
        ({"reason": "x" * 501}, "Use at most 500 characters."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(centre: Centre, changed, words) -> None:
    back = centre.admin.post(centre.path, centre.asks("pause") | sent(**changed))
    assert back.status_code == 422
    assert words in back.text
    if "reason" not in changed:
        assert WHY in back.text


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        ("pause", "Your place in your cohort is paused"),
        ("withdraw", "You have been withdrawn from “Old”."),
        ("complete", "You have completed “Old”"),
    ],
)
def test_a_learner_whose_place_does_not_go_on_reads_it_on_today_until_it_does(
    centre: Centre, as_: Callable[..., Browser], deed: str, words: str
) -> None:
    lea = as_(centre.ids["lea"])
    assert 'class="warn"' not in lea.get("/today").text
    centre.does(deed)
    told = lea.get("/today").text
    assert words in told
    assert 'href="/messages/new"' in told
    assert words not in as_(centre.ids["cal"]).get("/today").text
    centre.undoes()
    assert words not in lea.get("/today").text


def test_whose_cohort_is_archived_reads_it_on_today_and_who_is_moved_reads_nothing(
    centre: Centre, as_: Callable[..., Browser]
) -> None:
    centre.does("move", "cal", to="new")
    assert centre.admin.post(f"/cohorts/{centre.ids['old']}/archive", {"archive-reason": "Over."}).status_code == 303
    assert "“Old” has been archived" in as_(centre.ids["lea"]).get("/today").text
    assert 'class="warn"' not in as_(centre.ids["cal"]).get("/today").text
