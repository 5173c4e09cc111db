"""A learner leaves a cohort, moves to another and comes back: what everybody sees of their work at each moment.

Three things were begun in the old cohort: a paper whose result is held back, a paper that is being sat, and a
reflection that waits to be marked. The old cohort's classmate goes on sitting. Times are London's on 1 September 2026;
results come at 17:00.
"""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.marking.actions import decisions as marking
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, an_item, an_open_answer, offer
from tests.support.reflections import ACHIEVED, a_submission
from tests.support.sitting import Sitting, later

MARKS = "<b>1</b> of 1 marks"
NO_TUTOR = "At present no tutor sees your work"
GONE, HERE = 404, 200
SURE = {"sure": "yes"}  # what the page sends that says what waits


@dataclass
class Story:
    """Who and what there is, by the names that the table below uses in addresses."""

    app: Flask
    ids: dict[str, int]
    browsers: dict[str, Browser]
    running: Sitting

    def see(self, who: str, path: str):
        return self.browsers[who].get(path.format(**self.ids))

    def happens(self, what: str) -> None:
        lea, old, new = (str(self.ids[name]) for name in ("lea", "old", "new"))
        admin = self.browsers["admin"]
        later(self.app, minutes=5)
        match what:
            case "leaves":
                admin.post(f"/cohorts/{old}/learners/{lea}/remove", SURE)
            case "joins the new cohort":
                admin.post(f"/people/{lea}/cohort", {"place-to": new})
            case "moves":
                admin.post(f"/people/{lea}/cohort", {"place-leaves": old, "place-to": new} | SURE)
            case "is paused":
                self.changes("pause")
            case "is withdrawn":
                self.changes("withdraw")
            case "is moved with a reason":
                self.changes("move", new)
            case "is undone":
                page = admin.get(f"/people/{lea}").text
                admin.post(re.findall(r'action="(/enrolments/changes/[0-9]+/undo)"', page)[-1])
            case "is merged into another account":
                self.is_merged()
            case "comes back":
                admin.post(f"/people/{lea}/cohort", {"place-leaves": new, "place-to": old} | SURE)

    def changes(self, deed: str, to: str = "0") -> None:
        """What an administrator does to Lea's enrolment, looked at and confirmed."""
        path, admin = f"/cohorts/{self.ids['old']}/changes", self.browsers["admin"]
        asked = {"learners": str(self.ids["lea"]), "deed": deed, "to": to, "reason": "As agreed."}
        sent = {f"change-{name}": value for name, value in asked.items()}
        seen = re.findall(r'name="seen" value="([^"]*)"', admin.post(path, sent).text)[0]
        assert admin.post(path, sent | {"seen": seen}).status_code == 303

    def is_merged(self) -> None:
        """What was Lea's moves to another account of hers, under the same name; the paper being sat ends first."""
        closes, stays = self.ids["lea"], a_person(self.app, name="Lea Leaver")
        self.running.submit()
        path, admin = f"/people/{stays}/merge?with={closes}&stays={stays}", self.browsers["admin"]
        seen = re.findall(r'name="seen" value="([^"]*)"', admin.get(path).text)[0]
        assert admin.post(path, {"seen": seen} | SURE).status_code == 303
        self.ids["lea"], self.browsers["lea"] = stays, Browser(self.app, stays)

    def closes_account_of(self, who: str) -> None:
        assert self.browsers["admin"].post(f"/people/{self.ids[who]}/close").status_code == 303


@pytest.fixture
def story(app: Flask, as_: Callable[..., Browser]) -> Story:
    offer(
        app,
        a_paper((an_item("one"),), id="held", title="Held paper"),
        a_paper((an_item("two"), an_open_answer("words")), id="sat", title="Sat paper"),
    )
    names = {"lea": "Lea Leaver", "cal": "Cal Classmate", "olga": "Olga Old", "nils": "Nils New", "admin": "Ada Chief"}
    roles = {"olga": Role.TUTOR, "nils": Role.TUTOR, "admin": Role.ADMINISTRATOR}
    ids = {key: a_person(app, roles.get(key, Role.LEARNER), name=name) for key, name in names.items()}
    ids["old"] = a_cohort(app, learners=(ids["lea"], ids["cal"]), tutors=(ids["olga"],), name="Old cohort")
    ids["new"] = a_cohort(app, tutors=(ids["nils"],), name="New cohort")
    browsers = {key: as_(ids[key]) for key in names}
    for paper, close in (("held", "14:00"), ("sat", "16:00")):
        dates = {"closes_at": f"2026-09-01T{close}", "release_at": "2026-09-01T17:00"}
        browsers["olga"].post(f"/cohorts/{ids['old']}/papers/{paper}", dates)
    held = Sitting(browsers["lea"], "held")
    held.answer(1, "b")
    held.submit()
    running = Sitting(browsers["lea"], "sat")
    running.answer(1, "b")
    Sitting(browsers["cal"], "sat")
    ids |= {"held": held.id, "running": running.id, "piece": a_submission(app, ids["lea"])}
    return Story(app, ids, browsers, running)


MOMENTS = {
    "there": (),
    "left": ("leaves",),
    "in the new cohort": ("leaves", "joins the new cohort"),
    "moved at once": ("moves",),
    "back": ("moves", "comes back"),
}
THERE, LEFT, NEW, MOVED, BACK = MOMENTS
WITH_OLD, WITH_NEW, AWAY = (THERE, BACK), (NEW, MOVED), (LEFT, NEW, MOVED)
WITH_OR_LEFT = (*WITH_OLD, LEFT)

# What an administrator does with a reason, which moment it comes to, and what a cohort says of who has left.
CHANGES = {
    "paused": (("is paused",), THERE, "left"),
    "withdrawn": (("is withdrawn",), LEFT, "withdrawn"),
    "withdrawal undone": (("is withdrawn", "is undone"), THERE, "left"),
    "move undone": (("is moved with a reason", "is undone"), BACK, "left"),
}

# Who sees what on which page: the status, then what stands there and what does not. Whatever is not named for a moment
# holds for all.
ALWAYS = [
    # The learner keeps the dates and releases they had.
    ("lea", "/attempts/{held}/result", HERE, ["today at 17:00"], [MARKS, "Because of"]),
    ("lea", "/quizzes/", HERE, ["The result comes today at 17:00"], ["1 of 1"]),
    ("lea", "/quizzes/held", HERE, ["Held paper"], ["1 of 1 marks"]),
    ("lea", "/attempts/{running}/items/1", HERE, ["What about two?"], []),
    ("lea", "/attempts/{running}/review", HERE, ["Sat paper"], []),
    ("lea", "/attempts/{held}/record", HERE, [], []),
    ("lea", "/evidence/{piece}", HERE, ["A long day"], []),
    ("lea", "/criteria/", HERE, ["With tutor"], ["100%"]),
    # The old cohort's tutor reads on what was made while they taught; a classmate reads nothing.
    ("olga", "/attempts/{held}/result", HERE, ["Lea Leaver", MARKS], []),
    ("olga", "/attempts/{running}/sitting", HERE, ["Lea Leaver"], []),
    ("olga", "/attempts/{held}/record", HERE, ["Lea Leaver"], []),
    ("olga", "/submissions/{piece}", HERE, ["Lea Leaver", "What happened, in order."], []),
    ("olga", "/learners/{lea}", HERE, ["Lea Leaver", "A long day", "Held paper"], []),
    ("olga", "/cohorts/{old}", HERE, ["Lea Leaver", "Cal Classmate"], []),
    ("olga", "/sittings/{old}/sat", HERE, ["Lea Leaver", "Cal Classmate"], []),
    ("olga", "/sittings/{old}/held/results.csv", HERE, ["Lea Leaver"], []),
    ("olga", "/sittings/{old}/held/results.xlsx", HERE, [], []),
    ("cal", "/attempts/{held}/result", GONE, [], []),
    ("cal", "/evidence/{piece}", GONE, [], []),
    # Administrators see where people are, and nothing of their work.
    ("admin", "/people/", HERE, ["Lea Leaver"], []),
    ("admin", "/attempts/{held}/result", 403, [], []),
    ("admin", "/submissions/{piece}", 403, [], []),
]

AT = {
    # What the learner is told of where their work is.
    "/evidence/{piece}": [
        ("lea", tuple(MOMENTS), HERE, ["With your tutor since", "With tutor"], [NO_TUTOR]),
    ],
    "/journal/1/hand-in": [
        ("lea", (*WITH_OLD, *WITH_NEW), HERE, [], [NO_TUTOR]),
        ("lea", (LEFT,), HERE, [NO_TUTOR], []),
    ],
    "/journal/1": [
        ("lea", tuple(MOMENTS), HERE, ["With your tutor since", "With tutor"], [NO_TUTOR]),
    ],
    "/journal/": [
        ("lea", tuple(MOMENTS), HERE, ["With tutor"], []),
    ],
    "/today": [
        ("lea", tuple(MOMENTS), HERE, ["With tutor"], [NO_TUTOR, "100%"]),
        ("olga", WITH_OR_LEFT, HERE, ["Lea Leaver: A long day"], []),
        ("olga", WITH_NEW, HERE, [], ["Lea Leaver"]),
        ("nils", WITH_NEW, HERE, ["Lea Leaver: A long day"], []),
        ("nils", (LEFT, *WITH_OLD), HERE, [], ["Lea Leaver"]),
        ("admin", (LEFT,), HERE, ["1 learner in no cohort"], []),
        ("admin", (*WITH_OLD, *WITH_NEW), HERE, [], ["in no cohort"]),
    ],
    "/criteria/": [
        ("lea", tuple(MOMENTS), HERE, ["With tutor"], [NO_TUTOR]),
    ],
    # Whoever teaches the learner marks; where nobody does, what waits stays with who taught them when it was handed in.
    "/marking/": [
        ("olga", WITH_OR_LEFT, HERE, ["Lea Leaver"], []),
        ("olga", WITH_NEW, HERE, [], ["Lea Leaver"]),
        ("nils", WITH_NEW, HERE, ["Lea Leaver"], []),
        ("nils", (LEFT, *WITH_OLD), HERE, [], ["Lea Leaver"]),
    ],
    "/submissions/{piece}": [
        ("olga", WITH_OR_LEFT, HERE, ["Release decisions"], ["You no longer teach"]),
        ("olga", WITH_NEW, HERE, ["You no longer teach Lea Leaver"], ["Release decisions"]),
        ("nils", WITH_NEW, HERE, ["Release decisions"], []),
        ("nils", (LEFT, *WITH_OLD), GONE, [], []),
    ],
    "/attempts/{held}/result": [
        ("nils", WITH_NEW, HERE, ["Lea Leaver", MARKS], []),
        ("nils", (LEFT, *WITH_OLD), GONE, [], []),
    ],
    "/attempts/{running}/sitting": [
        ("olga", WITH_OLD, HERE, ["Void the attempt"], []),
        ("olga", AWAY, HERE, ["You no longer teach Lea Leaver"], ["Void the attempt"]),
        ("nils", WITH_NEW, HERE, ["Void the attempt"], []),
        ("nils", (LEFT, *WITH_OLD), GONE, [], []),
    ],
    "/learners/{lea}": [
        ("olga", WITH_OLD, HERE, ["Adjustments"], ["You taught them until"]),
        ("olga", AWAY, HERE, ["You taught them until 1 September 2026"], ["Adjustments"]),
        ("nils", WITH_NEW, HERE, ["Adjustments"], []),
        ("nils", (THERE, LEFT), GONE, [], []),
        ("nils", (BACK,), HERE, ["You taught them until", "They sat no paper."], ["A long day", "Held paper"]),
    ],
    "/learners/{lea}/adjustments": [
        ("olga", WITH_OLD, HERE, [], []),
        ("olga", AWAY, GONE, [], []),
        ("nils", WITH_NEW, HERE, [], []),
    ],
    "/cohorts/{old}": [
        ("olga", WITH_OLD, HERE, ["2 learners"], ["left on"]),
        ("olga", AWAY, HERE, ["1 learner.", "left on 1 September 2026"], []),
        ("nils", tuple(MOMENTS), GONE, [], []),
    ],
    "/cohorts/{new}": [
        ("nils", WITH_NEW, HERE, ["Lea Leaver"], ["left on"]),
        ("nils", (BACK,), HERE, ["Lea Leaver", "left on 1 September 2026"], []),
        ("nils", (THERE, LEFT), HERE, [], ["Lea Leaver"]),
    ],
    "/sittings/{old}/sat": [
        ("olga", WITH_OLD, HERE, [], ["left on"]),
        ("olga", AWAY, HERE, ["left on 1 September 2026"], []),
    ],
    "/sittings/{new}/sat": [
        ("nils", WITH_NEW, HERE, ["Lea Leaver"], []),
        ("nils", (THERE, LEFT, BACK), HERE, [], ["Lea Leaver"]),
    ],
    "/sittings/{old}/held/results.csv": [
        ("olga", WITH_OLD, HERE, [], ["Left"]),
        ("olga", AWAY, HERE, ["Left", "2026-09-01 13:05:00"], []),
    ],
    "/sittings/{new}/held/results.csv": [
        ("nils", WITH_NEW, HERE, ["Lea Leaver"], []),
        ("nils", (THERE, LEFT, BACK), HERE, [], ["Lea Leaver"]),
    ],
    "/quizzes/held/statistics": [
        ("olga", tuple(MOMENTS), HERE, ["1 attempt"], []),
        ("nils", WITH_NEW, HERE, ["1 attempt"], []),
        ("nils", (LEFT, *WITH_OLD), HERE, [], ["1 attempt"]),
    ],
    "/people/{lea}": [
        ("admin", (THERE,), HERE, ["Old cohort"], ["until"]),
        ("admin", (LEFT,), HERE, ["In no cohort.", "ended by Ada Chief", "/people/1/records"], []),
        ("admin", WITH_NEW, HERE, ["New cohort, as learner: from 1 September 2026", "ended by Ada Chief"], []),
        ("admin", (BACK,), HERE, ["New cohort, as learner: from 1 September 2026 until", "Old cohort, as learner"], []),
    ],
    # Administrators read what a leaver made; while somebody is in a cohort, only their tutors do.
    "/people/{lea}/records": [
        ("admin", (LEFT,), HERE, ["They left on 1 September 2026", "A long day", "Held paper"], ["Release"]),
        ("admin", (*WITH_OLD, *WITH_NEW), 409, ["reads the records of somebody who has left"], ["A long day"]),
    ],
    "/people/{lea}/records/submissions/{piece}": [
        ("admin", (LEFT,), HERE, ["What happened, in order.", "Nothing has been released yet"], ["Release decisions"]),
        ("admin", (*WITH_OLD, *WITH_NEW), 409, [], ["What happened, in order."]),
    ],
    "/people/{lea}/records/attempts/{held}": [
        ("admin", (LEFT,), HERE, ["Lea Leaver", MARKS, "/people/1/records"], []),
        ("admin", (*WITH_OLD, *WITH_NEW), 409, [], [MARKS]),
    ],
    "/people/?cohort=none": [
        ("admin", (LEFT,), HERE, ["Lea Leaver"], []),
        ("admin", (*WITH_OLD, *WITH_NEW), HERE, [], ["Lea Leaver"]),
    ],
}


def faults_at(story: Story, moment: str, left: str = "left") -> list[str]:
    """What somebody sees that they should not at a moment, or the other way round; ``left`` is what a cohort says."""
    cells = [
        *ALWAYS,
        *((who, path, *more) for path, rows in AT.items() for who, moments, *more in rows if moment in moments),
    ]
    wrong = []
    for who, path, status, there, not_there in cells:
        answer = story.see(who, path)
        if answer.status_code != status:
            wrong.append(f"{who} {path}: {answer.status_code} instead of {status}")
        elif answer.mimetype.startswith("text"):
            text = re.sub("</?bdi>", "", answer.text)
            said = [re.sub("^left on", f"{left} on", words) for words in there]
            wrong += [f"{who} {path} does not say {words!r}" for words in said if words not in text]
            wrong += [f"{who} {path} says {words!r}" for words in not_there if words in text]
    return wrong


@pytest.mark.parametrize("moment", MOMENTS)
def test_everybody_sees_what_they_should_at_each_moment(story: Story, moment: str) -> None:
    for what in MOMENTS[moment]:
        story.happens(what)
    wrong = faults_at(story, moment)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("change", CHANGES)
def test_everybody_sees_the_same_when_it_is_done_with_a_reason_or_undone(story: Story, change: str) -> None:
    deeds, moment, left = CHANGES[change]
    for what in deeds:
        story.happens(what)
    wrong = faults_at(story, moment, left)
    assert not wrong, "\n".join(wrong)


SUBMITTED = {  # what says otherwise once the paper that was being sat has been submitted
    *("lea /attempts/{running}/items/1", "lea /attempts/{running}/review", "lea /quizzes/"),
    "olga /attempts/{running}/sitting",
}


def test_everybody_sees_the_same_once_it_belongs_to_another_account_of_the_learner(story: Story) -> None:
    story.happens("is merged into another account")
    wrong = [fault for fault in faults_at(story, THERE) if not fault.startswith(tuple(SUBMITTED))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("moment", MOMENTS)
def test_what_was_begun_keeps_its_rules_and_its_release(story: Story, moment: str) -> None:
    for what in MOMENTS[moment]:
        story.happens(what)
    lea, app = story.browsers["lea"], story.app
    assert lea.post("/quizzes/sat").location == f"/attempts/{story.ids['running']}/items/1"
    story.running.answer(1, "b")
    story.running.submit()
    assert "of 3 marks" not in story.running.result().text
    later(app, hours=1, minutes=30)  # past the close of the held paper
    again = lea.post("/quizzes/held")
    assert again.status_code == 409, "a paper that is closed stays closed, wherever its learner goes"
    later(app, hours=3)
    assert MARKS in story.see("lea", "/attempts/{held}/result").text
    assert "of 3 marks" in story.running.result().text


def test_the_tutor_of_the_old_cohort_can_still_give_time_to_whoever_began_there(story: Story) -> None:
    story.happens("moves")
    olga, old = story.browsers["olga"], story.ids["old"]
    sent = {"who": "0", "minutes": "10", "reason": "A fire alarm.", "key": "the-form-1"}
    answer = olga.post(f"/sittings/{old}/sat", sent)
    assert "10 more minutes for 2 learners." in olga.get(answer.location).text
    later(story.app, minutes=20)
    assert story.see("lea", "/attempts/{running}/items/1").status_code == 200


def test_the_dates_of_the_old_cohort_are_followed_by_whoever_began_there(story: Story) -> None:
    story.happens("moves")
    olga, old = story.browsers["olga"], story.ids["old"]
    dates = {"closes_at": "2026-09-01T13:15", "release_at": "2026-09-01T18:00"}
    assert "2 running attempts" in olga.get(olga.post(f"/cohorts/{old}/papers/sat", dates).location).text
    later(story.app, minutes=11)
    assert "today at 18:00" in story.running.result().text


def test_the_new_cohort_s_dates_touch_nothing_that_began_before(story: Story) -> None:
    story.happens("moves")
    nils, new = story.browsers["nils"], story.ids["new"]
    for paper in ("held", "sat"):
        nils.post(f"/cohorts/{new}/papers/{paper}", {"closes_at": "2026-09-01T13:10", "release_at": "2026-09-01T13:10"})
    later(story.app, minutes=10)
    assert MARKS not in story.see("lea", "/attempts/{held}/result").text
    assert story.see("lea", "/attempts/{running}/items/1").status_code == 200


def test_what_the_learner_makes_elsewhere_is_not_for_the_old_tutor(story: Story) -> None:
    story.happens("moves")
    later(story.app, minutes=5)
    piece, lea = a_submission(story.app, story.ids["lea"]), story.ids["lea"]
    nils, olga = story.browsers["nils"], story.browsers["olga"]
    assert nils.get(f"/submissions/{piece}").status_code == 200
    assert olga.get(f"/submissions/{piece}").status_code == 404
    assert f"/submissions/{piece}" not in olga.get(f"/learners/{lea}").text


def test_only_who_teaches_the_learner_acts_on_their_work(story: Story) -> None:
    story.running.answer(2, "In my own words.")
    story.running.submit()
    story.happens("moves")
    nils, olga = story.browsers["nils"], story.browsers["olga"]
    running, piece = story.ids["running"], story.ids["piece"]
    posts = (
        (f"/submissions/{piece}", {"seen": "0"}),
        (f"/attempts/{running}/reopen", {"reopen-minutes": "5", "reopen-reason": "Again."}),
        (f"/attempts/{running}/void", {"void-reason": "Again."}),
        (f"/learners/{story.ids['lea']}/adjustments", {"extra_percent": "25", "reason": "Again."}),
        ("/open-answers/words", {"answer": story.running.marked_as("words"), "marks": "2", "seen": "0"}),
    )
    assert [olga.post(path, sent).status_code for path, sent in posts] == [404] * len(posts)
    assert "/open-answers/words" not in olga.get("/open-answers/").text
    assert "/open-answers/words" in nils.get("/open-answers/").text


def test_a_written_answer_that_nobody_marks_says_so(story: Story) -> None:
    story.browsers["olga"].post(f"/cohorts/{story.ids['old']}/papers/sat", {})
    story.running.answer(2, "In my own words.")
    story.running.submit()
    assert "still with your tutor" in story.running.result().text
    story.happens("leaves")
    assert "still with your tutor" in story.running.result().text
    assert "/open-answers/words" in story.browsers["olga"].get("/open-answers/").text
    story.closes_account_of("olga")
    page = story.running.result().text
    assert NO_TUTOR in page
    assert "with your tutor" not in page.partition("Provisional")[2].partition("</p>")[0]


def test_a_challenge_is_read_by_the_old_tutor_and_answered_by_the_new_one(story: Story) -> None:
    story.browsers["olga"].post(f"/cohorts/{story.ids['old']}/papers/held", {})
    attempt = story.ids["held"]
    sent = {"item": "one", "text": "The unit says otherwise."}
    challenge = story.browsers["lea"].post(f"/attempts/{attempt}/challenges", sent).location
    story.happens("moves")
    nils, olga = story.browsers["nils"], story.browsers["olga"]
    assert "You no longer teach <bdi>Lea Leaver</bdi>" in olga.get(challenge).text
    assert olga.post(challenge, {"text": "It does.", "outcome": "explained"}).status_code == 404
    assert nils.post(challenge, {"text": "It does.", "outcome": "explained"}).status_code == 303
    assert "It does." in olga.get(challenge).text


def test_a_challenge_that_no_tutor_sees_says_so(story: Story) -> None:
    story.browsers["olga"].post(f"/cohorts/{story.ids['old']}/papers/held", {})
    story.happens("leaves")
    lea = story.browsers["lea"]
    sent = {"item": "one", "text": "The unit says otherwise."}
    page = lea.get(lea.post(f"/attempts/{story.ids['held']}/challenges", sent).location).text
    assert f"Kept. {NO_TUTOR}" in page


def test_what_a_tutor_decided_stays_readable_to_them(story: Story) -> None:
    story.happens("moves")
    piece, nils = story.ids["piece"], story.browsers["nils"]
    with story.app.app_context():
        marking.release(piece, {"1.1": ACHIEVED}, assessor_id=story.ids["nils"], seen=0, at=now())
    story.happens("comes back")
    assert "Well argued." in nils.get(f"/submissions/{piece}").text
    assert "A long day" in nils.get(f"/learners/{story.ids['lea']}").text


def test_the_export_says_who_left_and_when(story: Story) -> None:
    story.happens("leaves")
    text = story.see("olga", "/sittings/{old}/held/results.csv").data.decode("utf-8-sig")
    heading, line, _absent = csv.reader(StringIO(text))
    assert (line[0], line[heading.index("Left")]) == ("Lea Leaver", "2026-09-01 13:05:00")


def asked(answer) -> str:
    """What the page says that asks before something is done; nothing was done yet."""
    assert answer.status_code == 409
    assert "Nothing has changed yet" in answer.text
    return " ".join(re.sub("</?bdi>", "", answer.text).split())


def test_before_a_learner_is_removed_the_page_says_what_waits_and_with_whom(story: Story) -> None:
    story.running.answer(2, "In my own words.")
    story.running.submit()
    a_submission(story.app, story.ids["lea"])
    old, lea = story.ids["old"], story.ids["lea"]
    admin, olga = story.browsers["admin"], story.browsers["olga"]
    page = asked(admin.post(f"/cohorts/{old}/learners/{lea}/remove"))
    assert "Waiting to be marked by Olga Old: 2 pieces and 1 written answer of Lea Leaver." in page
    assert "stays with whoever taught them when it was handed in" in page
    assert "left on" not in olga.get(f"/cohorts/{old}").text
    assert admin.post(f"/cohorts/{old}/learners/{lea}/remove", SURE).status_code == 303
    assert "left on" in olga.get(f"/cohorts/{old}").text


def test_before_a_learner_is_moved_the_page_says_who_has_the_work_then(story: Story) -> None:
    admin, lea = story.browsers["admin"], story.ids["lea"]
    sent = {"place-leaves": str(story.ids["old"]), "place-to": str(story.ids["new"])}
    page = asked(admin.post(f"/people/{lea}/cohort", sent))
    assert "Waiting to be marked by Olga Old: 1 piece of Lea Leaver." in page
    assert "From then on it is for Nils New to mark." in page
    for name, value in sent.items():
        assert f'name="{name}" value="{value}"' in page
    assert admin.post(f"/people/{lea}/cohort", sent | SURE).status_code == 303


def test_before_the_last_tutor_is_removed_the_page_says_what_waits(story: Story) -> None:
    admin, old, olga = story.browsers["admin"], story.ids["old"], story.ids["olga"]
    page = asked(admin.post(f"/cohorts/{old}/tutors/{olga}/remove"))
    assert "Waiting to be marked by Olga Old: 1 piece of 2 learners." in page
    later(story.app, minutes=5)
    admin.post(f"/cohorts/{old}/tutors/{olga}/remove", SURE)
    assert "Lea Leaver" in story.browsers["olga"].get("/marking/").text


def test_nobody_is_asked_where_nothing_waits_or_nobody_loses_it(story: Story) -> None:
    admin, old, nils = story.browsers["admin"], story.ids["old"], story.ids["nils"]
    assert admin.post(f"/cohorts/{old}/learners/{story.ids['cal']}/remove").status_code == 303
    assert admin.post(f"/cohorts/{old}/tutors/{nils}/remove").status_code == 303


def test_in_a_cohort_without_tutors_the_work_stays_where_it_was(story: Story) -> None:
    bare, lea = a_cohort(story.app, name="Bare cohort"), story.ids["lea"]
    sent = {"place-leaves": str(story.ids["old"]), "place-to": str(bare)}
    admin = story.browsers["admin"]
    later(story.app, minutes=5)
    assert "Nobody would teach them then." in asked(admin.post(f"/people/{lea}/cohort", sent))
    admin.post(f"/people/{lea}/cohort", sent | SURE)
    assert "Lea Leaver" in story.browsers["olga"].get("/marking/").text
    assert "With your tutor since" in story.see("lea", "/evidence/{piece}").text


def test_who_taught_a_leaver_marks_what_waits_and_the_leaver_reads_it(story: Story) -> None:
    story.running.answer(2, "In my own words.")
    story.running.submit()
    story.happens("leaves")
    olga, piece = story.browsers["olga"], story.ids["piece"]
    with story.app.app_context():
        marking.release(piece, {"1.1": ACHIEVED}, assessor_id=story.ids["olga"], seen=0, at=now())
    sent = {"answer": story.running.marked_as("words"), "marks": "2", "seen": "0"}
    assert olga.post("/open-answers/words", sent).status_code == 303
    assert "Nothing waits for you" in olga.get("/marking/").text
    assert "Lea Leaver" in olga.get("/marking/").text.partition("Recently released")[2]
    assert "Well argued." in story.see("lea", "/evidence/{piece}").text
    assert story.see("nils", "/submissions/{piece}").status_code == 404


def test_where_nobody_sees_the_work_every_page_says_so_alike(story: Story) -> None:
    story.happens("leaves")
    story.closes_account_of("olga")
    for path in ("/evidence/{piece}", "/journal/1", "/today", "/criteria/"):
        page = story.see("lea", path).text
        assert NO_TUTOR in page, path
        assert "Waiting for a tutor" in page, path
        assert "With tutor" not in page, path
    assert "Waiting for a tutor" in story.see("lea", "/journal/").text
