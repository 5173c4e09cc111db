"""Makes ``before/``: a centre as the version before the issue on the house left it, in rows and in what its pages said.

It ran once. What it made is kept, because that version is gone; nothing else needs this file. To run it again:

    git worktree add ../before 722e23b
    cd ../before && PYTHONPATH=. .venv/bin/python ../main/tests/migrating/make_before.py ../main/tests/migrating/before

Everything is done by that version's own commands and pages, at times that stand still. The one exception is a regrade
that is begun and not gone on with, as a server that was killed leaves it: it is begun by that version's own action.
"""

import json
import re
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask

from revision_app import create_app
from revision_app.settings import ROOT, Settings
from tests.migrating.reading import main_text

BEGUN = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
PASSWORD = "lantern orchard tidal seven"
HIDDEN = re.compile(r'<input type="hidden" name="(item|key|seen)" value="([^"]*)"')
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
LINK = re.compile(r'href="([^"#]+)')
ANSWERS: dict[str, dict[str, Any]] = {  # right in part
    "before-single": {"answer": "b"},
    "before-corrected": {"answer": "c"},
    "before-taken-out": {"answer": "a"},
    "before-multiple": {"answer": ["a", "b"]},
    "before-matching": {"answer.one": "a", "answer.two": "d"},
    "before-ordering": {"answer.wash": "1", "answer.glove": "2", "answer.clean": "4", "answer.begin": "3"},
    "before-numeric": {"answer.value": "0.35", "answer.unit": "g"},
    "before-short": {"answer": "keloyd"},
    "before-cloze": {"answer.depth": "a", "answer.layer": "a"},
    "before-judgement": {"answer.a": "1", "answer.b": "2", "answer.c": "2"},
    "before-justified": {"answer.choice": "b", "answer.reason": "a"},
    "before-open": {"answer": "Because the rule says so, and what would change it is a healed scar."},
    "before-open-too": {"answer": "In my own words.\n\nWith a second paragraph – and a dash."},
    "before-sure-1": {"answer": "b"},
    "before-sure-2": {"answer": "a"},
    "before-sure-3": {"answer": "c"},
}
FIRST = (
    "/today",
    "/study/notes",
    "/study/notes.md",
    "/practice/answers/1",
    "/regrades/",
    "/quizzes/certainty/",
    "/quizzes/before-timed/statistics",
    "/sittings/1/before-timed",
    "/sittings/2/before-timed",
    "/sittings/2/before-written",
    "/cohorts/1/papers/before-timed",
    "/cohorts/2/papers/before-timed",
)
"""Where every reader begins; from there by links, to what shows something of the database."""

FOLLOWED = re.compile(
    r"/(attempts|challenges|cohorts|criteria|journal|learners|marking|open-answers|people|audit|regrades|submissions)/"
    r"(?!.*papers|items/before|new)|/cohorts/\d+/papers/before-|/(quizzes|sittings/\d+)/before-(?!.*(xlsx|statistics))|/practice/answers/"
)


class Centre:
    """The site over one database, at a time that stands still."""

    def __init__(self, folder: Path, kept: Path) -> None:
        self.folder, self.at = folder, BEGUN
        shutil.copytree(ROOT / "content", folder / "content")
        shutil.copytree(ROOT / "quizzes", folder / "quizzes")
        shutil.copy(kept / "demonstration.yml", folder / "content")
        shutil.copytree(kept / "quizzes", folder / "quizzes", dirs_exist_ok=True)
        self.key_of_corrected("c", "b")
        self.app = self.started()

    def key_of_corrected(self, now: str, then: str) -> None:
        """Change the key of a question in its file, as an author would."""
        file = self.folder / "quizzes" / "items" / "before.yml"
        before, name, after = file.read_text(encoding="utf-8").partition("id: before-corrected")
        file.write_text(before + name + after.replace(f"key: {now}", f"key: {then}", 1), encoding="utf-8")

    def started(self) -> Flask:
        """The site as it starts with the files that stand there now."""
        app = create_app(
            Settings(
                secret_key="a key for tests only",
                database_url=f"sqlite:///{self.folder / 'revision.sqlite3'}",
                instance_dir=self.folder,
                content_dir=self.folder / "content",
                quizzes_dir=self.folder / "quizzes",
                demo=True,
            )
        )
        app.config.update(PASSWORD_COST="low")
        app.extensions["frozen_now"] = self.at
        return app

    def command(self, *words: str) -> None:
        done = self.app.test_cli_runner().invoke(args=list(words))
        assert done.exit_code == 0, done.output
        print(done.output, end="")

    def later(self, **time: float) -> None:
        self.at += timedelta(**time)
        self.app.extensions["frozen_now"] = self.at

    def person(self, email: str, password: str = "", **options: Any) -> "Person":
        return Person(self, email, password or self.app.extensions["settings"].demo_password, **options)


class Person:
    """Somebody in a browser of their own."""

    def __init__(self, centre: Centre, email: str, password: str, *, keep: bool = False, role: str = "") -> None:
        self.centre, self.client, self.token = centre, centre.app.test_client(), ""
        self.get("/sign-in")
        self.post("/sign-in", email=email, password=password, **({"keep": "y"} if keep else {}))
        self.get("/account")
        if role:
            self.post("/account/role", role=role)

    def get(self, path: str, status: int = 200) -> str:
        page = self.client.get(path, follow_redirects=True)
        assert page.status_code == status, f"{path}: {page.status}"
        self.token = token[1] if (token := TOKEN.search(page.text)) else self.token
        return page.text

    def post(self, path: str, status: int = 303, script: bool = False, **fields: Any) -> str:
        """Send a form; where it leads, or what the page says where it leads nowhere."""
        sent = {name.replace("__", "-").replace("_dot_", "."): value for name, value in fields.items()}
        headers = {"Accept": "application/json"} if script else {}
        page = self.client.post(path, data={"csrf_token": self.token, **sent}, headers=headers)
        assert page.status_code == status, f"{path}: {page.status} {main_text(page.text)}"
        return page.location or page.text

    # Papers

    def begin(self, paper: str) -> int:
        self.get(f"/quizzes/{paper}")
        return int(self.post(f"/quizzes/{paper}").split("/")[2])

    def answer(self, attempt: int, *items: str, status: int = 303, **more: Any) -> None:
        """Answer these items, or all of the paper's, as ``ANSWERS`` says."""
        for n in range(1, 20):
            page = self.client.get(f"/attempts/{attempt}/items/{n}")
            if page.status_code != 200:
                break
            hidden = dict(HIDDEN.findall(page.text.partition("data-autosave")[2]))
            if hidden["item"] in (items or ANSWERS):
                given = {**hidden, **ANSWERS[hidden["item"]], **more}
                self.post(f"/attempts/{attempt}/items/{n}", status, **given)
                self.centre.later(seconds=31)

    def sit(self, paper: str, **more: Any) -> int:
        attempt = self.begin(paper)
        self.answer(attempt, **more)
        self.post(f"/attempts/{attempt}/review")
        return attempt

    # Reflections

    def start(self, title: str) -> int:
        self.get("/journal/")
        return int(self.post("/journal/", title=title).split("/")[2])

    def write(self, reflection: int, title: str, criteria: list[str], **stages: str) -> None:
        revision = re.findall(r'name="revision"[^>]*value="(\d+)"', self.get(f"/journal/{reflection}"))[0]
        self.post(f"/journal/{reflection}", revision=revision, title=title, criteria=criteria, **stages)

    def hand_in(self, reflection: int) -> int:
        page = self.get(f"/journal/{reflection}/hand-in")
        revision = re.findall(r'name="revision"[^>]*value="(\d+)"', page)[0]
        return int(self.post(f"/journal/{reflection}/hand-in", revision=revision, anonymous="y").split("/")[2])

    def mark(self, submission: int, marks: Mapping[str, tuple[str, str]], **more: str) -> None:
        seen = re.findall(r'name="seen" value="(\d+)"', self.get(f"/submissions/{submission}"))[0]
        said = {f"criterion-{name}-outcome": outcome for name, (outcome, _) in marks.items() if outcome}
        said |= {f"criterion-{name}-comment": comment for name, (_, comment) in marks.items()}
        self.post(f"/submissions/{submission}", seen=seen, **said, **more)


def live(centre: Centre) -> None:
    """Everything that may happen in a centre, once at least."""
    centre.command("prepare")
    centre.command("add-person", "Demo Tutor Two", "tutor2@example.org", "--role", "tutor")
    people(centre)
    reading(centre)
    attempts(centre)
    tutors(centre)
    challenges(centre)
    cases(centre)
    regrades(centre)
    reflections(centre)
    the_last_hour(centre)


def people(centre: Centre) -> None:
    """Accounts, two cohorts, two tutors, somebody in both cohorts, somebody who left, somebody who never came."""
    admin = centre.person("admin@example.org", keep=True)
    admin.get("/cohorts/")
    spring = int(admin.post("/cohorts/", name="Spring").split("/")[2])
    admin.post(f"/cohorts/{spring}/name", name="Spring cohort")
    for number, (name, roles) in enumerate(
        (("Four", ["learner"]), ("Five", ["learner"]), ("Six", ["learner"]), ("Seven", ["learner", "tutor"])), start=4
    ):
        email = f"learner{number}@example.org"
        admin.get("/people/new")
        made = admin.post("/people/new", name=f"Demo Learner {name}", email=email, roles=roles, cohorts=[str(spring)])
        link = re.findall(r"/welcome/[\w-]+", admin.get(made))[0]
        if name != "Six":
            welcome(centre, link)
    tutor_two = re.findall(r"/people/(\d+)\"[^>]*>Demo Tutor Two", admin.get("/people/"))[0]
    welcome(centre, re.findall(r"/welcome/[\w-]+", admin.get(admin.post(f"/people/{tutor_two}/link")))[0])
    admin.post(f"/people/{tutor_two}", name="Demo Tutor Second", roles=["tutor", "administrator"])
    admin.post(f"/people/{tutor_two}", name="Demo Tutor Two", roles=["tutor"])
    admin.post(f"/cohorts/{spring}/tutors", tutors=[tutor_two])
    admin.post("/cohorts/1/tutors", tutors=[tutor_two])
    admin.post(f"/cohorts/1/tutors/{tutor_two}/remove")
    admin.post(f"/cohorts/{spring}/learners", learners=["4"])  # Demo Learner Two, who stays in the autumn cohort
    centre.later(minutes=7)
    stranger = centre.app.test_client()
    token = TOKEN.search(stranger.get("/sign-in").text)[1]
    stranger.post("/sign-in", data={"csrf_token": token, "email": "nobody@example.org", "password": "guessed"})
    learner = centre.person("learner3@example.org")
    learner.get("/account")
    learner.post(
        "/account/comfort", size="large", spacing="open", width="usual", font="sans", theme="dark", motion="reduced"
    )
    learner.post(
        "/account/password", current=centre.app.extensions["settings"].demo_password, password=PASSWORD, again=PASSWORD
    )
    learner.post("/sign-out")
    centre.later(hours=1)


def welcome(centre: Centre, link: str) -> None:
    client = centre.app.test_client()
    token = TOKEN.search(client.get(link).text)[1]
    done = client.post(link, data={"csrf_token": token, "password": PASSWORD, "again": PASSWORD})
    assert done.status_code == 303, done.text


def reading(centre: Centre) -> None:
    """Sections read and seen, notes, and questions that a unit asks."""
    learner = centre.person("learner@example.org")
    for section, state in (("why-it-matters", "read"), ("the-idea", "seen")):
        learner.get("/study/devices")
        learner.post(f"/study/devices/sections/{section}", state=state)
        centre.later(minutes=2)
    learner.post("/study/skin-anatomy/sections/")
    notes = (
        {"body": "Ask about this."},
        {"body": "", "quotation": "three staff", "prefix": "In 2016 ", "suffix": " had"},
    )
    for n, note in enumerate(notes):
        learner.post("/study/notes", place="devices#why-it-matters", key=f"note-{n}", **note)
        centre.later(minutes=1)
    learner.post("/study/notes/1", body="Ask about this, and about the needles – twice.")
    for choice in ("a", "b"):
        learner.post("/practice/guest-on-day-two", answer=choice)
        centre.later(minutes=1)
    centre.later(hours=1)


def attempts(centre: Centre) -> None:
    """Papers sat to the end, run out, and practised; with notes, facts, breaks, windows, flags and late answers."""
    learner = centre.person("learner@example.org")
    timed = learner.begin("before-timed")
    learner.post(f"/attempts/{timed}/window", 200, window="window-one-1")
    learner.post(f"/attempts/{timed}/window", 200, window="window-two-2")
    learner.answer(timed, "before-single", "before-numeric", flag="1")
    learner.answer(timed, "before-single", flag="0")
    learner.answer(timed)
    learner.post(f"/attempts/{timed}/notes", key="key-notes-1", notes="Look at the third again.")
    learner.post(f"/attempts/{timed}/notes", key="key-notes-2", notes="")
    facts = ["left 2 40 0", "returned 2 20 0", "pasted 3 5 66"]
    learner.post(f"/attempts/{timed}/facts", 200, fact=facts, key="key-facts-1")
    learner.client.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    learner.post(f"/attempts/{timed}/facts", 200, fact=["left 4 1 0"], key="key-facts-2")
    learner.post(f"/attempts/{timed}/review")
    learner.get(f"/attempts/{timed}/result")
    learner.post(f"/attempts/{timed}/misses", item="before-taken-out", reason="I misread", place="3")
    learner.post(f"/attempts/{timed}/misses", item="before-taken-out", reason="I reasoned wrongly", place="3")
    learner.post(f"/attempts/{timed}/retry")
    learner.sit("before-written")
    learner.sit("before-sure", certainty="3")
    learner.sit("before-sure", certainty="0")
    practice = learner.begin("before-practice")
    learner.answer(practice, "before-single", then="check")
    learner.answer(practice, "before-multiple")
    centre.later(hours=1)

    second = centre.person("learner2@example.org")
    tutor = centre.person("tutor@example.org")
    tutor.get("/learners/4/adjustments")
    tutor.post(
        "/learners/4/adjustments",
        extra_percent="25",
        extra_minutes="3",
        rest_minutes="10",
        calm_timer="y",
        reason="As agreed",
    )
    late = second.begin("before-timed")
    second.answer(late, "before-single")
    second.post(f"/attempts/{late}/break", what="rest", key="key-rest-1", n="2")
    centre.later(minutes=3)
    second.get(f"/attempts/{late}/break?n=2")
    second.post(f"/attempts/{late}/break", what="resume", key="key-rest-2", n="2")
    page = second.get(f"/attempts/{late}/items/4")
    hidden = dict(HIDDEN.findall(page.partition("data-autosave")[2]))
    centre.later(minutes=45)
    second.post(f"/attempts/{late}/items/4", 409, **hidden, **ANSWERS["before-multiple"])
    second.get(f"/attempts/{late}/result")
    second.sit("before-written")

    third = centre.person("learner3@example.org", PASSWORD)
    ran_out = third.begin("before-timed")
    third.answer(ran_out, "before-single", "before-corrected", "before-ordering")
    centre.later(minutes=30)
    centre.command("sweep")


def tutors(centre: Centre) -> None:
    """Dates with held results, more time, reopened and void attempts, marks by hand, adjustments."""
    tutor = centre.person("tutor@example.org", keep=True)
    two = centre.person("tutor2@example.org", PASSWORD)
    tutor.get("/cohorts/1/papers")
    two.get("/cohorts/2/papers")
    tutor.post(
        "/cohorts/1/papers/before-timed",
        opens_at="2026-09-01T10:00",
        closes_at="2026-09-20T17:00",
        release_at="2026-09-21T09:00",
    )
    tutor.post("/cohorts/1/papers/before-practice", closes_at="2026-09-10T17:00")
    tutor.post("/cohorts/1/papers/before-practice/withdraw")
    two.post("/cohorts/2/papers/before-timed", release_at="2026-09-05T09:00")
    two.post("/cohorts/2/papers/before-sure", opens_at="2026-09-12T09:00")
    two.get("/learners/7/adjustments")
    fourth = centre.person("learner4@example.org", PASSWORD)
    untimed = fourth.begin("before-written")
    fourth.answer(untimed, "before-open")
    two.post(
        "/learners/7/adjustments",
        extra_percent="0",
        extra_minutes="0",
        rest_minutes="0",
        untimed="y",
        reason="Until the letter comes",
    )
    fourth.answer(untimed, "before-open-too")
    fourth.post(f"/attempts/{untimed}/review")
    two.post(
        "/learners/7/adjustments", extra_percent="10", extra_minutes="0", rest_minutes="15", reason="The letter came"
    )

    fifth = centre.person("learner5@example.org", PASSWORD)
    extended = fifth.begin("before-timed")
    two.get("/sittings/2/before-timed")
    two.post("/sittings/2/before-timed", who="0", minutes="10", reason="A fire alarm", key="key-extend-1")
    fifth.answer(extended, "before-single", "before-cloze", "before-judgement")
    fifth.post(f"/attempts/{extended}/review")
    two.get(f"/attempts/{extended}/sitting")
    two.post(f"/attempts/{extended}/reopen", reopen__minutes="15", reopen__reason="Submitted by mistake")
    fifth.answer(extended, "before-short")
    fifth.post(f"/attempts/{extended}/review")
    voided = fifth.sit("before-written")
    two.post(f"/attempts/{voided}/void", void__reason="The wrong paper")
    centre.later(hours=1)

    for marks, comment in (("1.5", "Half of it."), ("3", "")):
        page = tutor.get("/open-answers/before-open")
        answer = re.findall(r'name="answer" value="(\d+)"', page)[0]
        seen = re.findall(r'name="seen" value="(\d+)"', page)
        tutor.post(
            "/open-answers/before-open",
            answer=answer,
            seen=(seen or ["0"])[0],
            marks=("3/2" if marks == "1.5" else marks),
            comment=comment,
        )
        centre.later(minutes=3)
    page = tutor.get("/open-answers/before-open-too")
    answer = re.findall(r'name="answer" value="(\d+)"', page)[0]
    tutor.post("/open-answers/before-open-too", answer=answer, seen="0", marks="0", comment="Not this.")
    page = tutor.get(f"/open-answers/before-open-too?answer={answer}")
    seen = re.findall(r'name="seen" value="(\d+)"', page)[0]
    tutor.post("/open-answers/before-open-too", answer=answer, seen=seen, marks="2", comment="On second thoughts.")
    centre.later(hours=1)


def challenges(centre: Centre) -> None:
    learner = centre.person("learner@example.org")
    tutor = centre.person("tutor@example.org")
    sure = max(map(int, re.findall(r"/attempts/(\d+)/result", learner.get("/quizzes/before-sure"))))
    learner.get(f"/attempts/{sure}/result")
    one = int(
        learner.post(f"/attempts/{sure}/challenges", item="before-sure-2", text="The unit says otherwise.").split("/")[
            2
        ]
    )
    two = int(
        learner.post(f"/attempts/{sure}/challenges", item="before-sure-3", text="Two answers are right.").split("/")[2]
    )
    centre.later(minutes=20)
    tutor.get("/challenges/")
    tutor.post(f"/challenges/{one}", text="Which sentence of it?", outcome="")
    learner.post(f"/challenges/{one}", text="The second.")
    tutor.post(f"/challenges/{one}", text="You are right.", outcome="upheld")
    tutor.post(f"/challenges/{two}", text="Only one is, because …", outcome="explained")
    third = int(
        learner.post(f"/attempts/{sure}/challenges", item="before-sure-1", text="Nobody has answered this.").split("/")[
            2
        ]
    )
    assert third
    centre.later(hours=1)


def cases(centre: Centre) -> None:
    """A case played to its end, and one that is left in the middle."""
    learner = centre.person("learner@example.org")
    for way in ((("talk", "a"), ("talk", "b"), ("act", "a", "y")), (("talk", "a"),)):
        attempt = learner.begin("before-case")
        for stage, choice, *reason in way:
            page = learner.get(f"/attempts/{attempt}/case")
            form = page.partition(f'action="/attempts/{attempt}/case')[2]
            sent: dict[str, Any] = dict(HIDDEN.findall(form))
            sent["answer"] = re.findall(r'<input type="hidden" name="answer" value="([^"]*)"', form)
            sent[f"answer.{stage}"] = choice
            if reason:
                sent["answer.reason"] = reason[0]
            learner.post(f"/attempts/{attempt}/case", **sent)
            centre.later(minutes=1)
    centre.later(hours=1)


def regrades(centre: Centre) -> None:
    """A question put right, one taken out, one that earns full marks, and a regrade that was interrupted."""
    centre.key_of_corrected("b", "c")
    centre.app = centre.started()
    admin = centre.person("admin@example.org")
    for name, way, reason in (
        ("before-corrected", "as now", "The key was wrong."),
        ("before-taken-out", "void", "It asks for two things at once."),
        ("before-short", "full", "Nobody could know."),
    ):
        admin.get(f"/regrades/items/{name}")
        admin.post(f"/regrades/items/{name}", way=way, reason=reason)
        centre.later(minutes=10)
    actions, queries, grading = (
        import_module(f"revision_app.quiz.{name}") for name in ("actions", "queries", "core.grading")
    )
    with centre.app.app_context():
        correction = queries.item_results("before-matching", tutor_id=None).corrections[grading.Way.FULL]
        actions.begin_regrade("before-matching", correction, "Interrupted.", tutor_id=None, author_id=2, at=centre.at)
    centre.later(hours=1)


def reflections(centre: Centre) -> None:
    """Drafts, what was handed in and again, decisions saved, changed, released and not, comments without an outcome."""
    learner = centre.person("learner@example.org")
    second = centre.person("learner2@example.org")
    tutor = centre.person("tutor@example.org")
    two = centre.person("tutor2@example.org", PASSWORD)
    draft = learner.start("A draft with nothing in it")
    assert draft
    twice = learner.start("When the gel ran out")
    learner.write(
        twice, "When the gel ran out", ["1.2", "1.4"], description="The gel ran out.\n\nI stopped.", feelings="  Calm "
    )
    first = learner.hand_in(twice)
    centre.later(minutes=30)
    tutor.mark(first, {"1.2": ("", "I am still thinking."), "1.4": ("achieved", "")})
    centre.later(minutes=5)
    tutor.mark(first, {"1.2": ("referred", "Say what you did next."), "1.4": ("achieved", "Clear.")})
    tutor.mark(first, {"1.2": ("referred", "Say what you did next."), "1.4": ("achieved", "Clear.")}, release="1")
    centre.later(hours=2)
    learner.write(
        twice,
        "When the gel ran out, again",
        ["1.2"],
        description="The gel ran out.\n\nI stopped.",
        action__plan="Two tubes – always.",
    )
    again = learner.hand_in(twice)
    learner.write(twice, "When the gel ran out, again", ["1.2", "1.5"], description="And I go on writing.")
    tutor.mark(again, {"1.2": ("", "Kept without an outcome.")})
    waits = second.start("Petechiae at the temples – “small”")
    second.write(
        waits,
        "Petechiae at the temples – “small”",
        ["1.5", "1.1", "1.3"],
        **dict.fromkeys(("description", "feelings", "evaluation", "analysis", "conclusion"), "Ein Wort. Слово. 词 🙂"),
        action__plan="Wait.",
    )
    waiting = second.hand_in(waits)
    two.mark(waiting, {"1.5": ("not seen", ""), "1.1": ("achieved", "Yes."), "1.3": ("", "")})
    unread = second.start("Not looked at yet")
    second.write(unread, "Not looked at yet", ["1.4"], description="Nobody has opened this.")
    second.hand_in(unread)
    fifth = centre.person("learner5@example.org", PASSWORD)
    leaver = fifth.start("From somebody whose account is closed")
    fifth.write(leaver, "From somebody whose account is closed", ["1.1"], description="Before I left.")
    left = fifth.hand_in(leaver)
    two.mark(left, {"1.1": ("achieved", "Good luck.")}, release="1")
    seven = centre.person("learner7@example.org", PASSWORD, role="learner")
    own = seven.start("From somebody who also tutors")
    seven.write(own, "From somebody who also tutors", ["1.2"], description="My own work.")
    seven.hand_in(own)
    admin = centre.person("admin@example.org")
    admin.get("/people/8")
    admin.post("/people/8/close")
    admin.get("/people/3")
    admin.post("/people/3/close")
    admin.post("/people/3/reopen")
    centre.later(hours=1)


def the_last_hour(centre: Centre) -> None:
    """What is going on when the copy is made: a paper that runs, one in a break, one that ran out and nobody saw."""
    unseen = centre.person("learner7@example.org", PASSWORD, role="learner")
    attempt = unseen.begin("before-timed")
    unseen.answer(attempt, "before-single", "before-multiple")
    centre.later(minutes=40)
    runs = centre.person("learner3@example.org", PASSWORD)
    attempt = runs.begin("before-timed")
    runs.answer(attempt, "before-single", "before-matching", flag="1")
    rests = centre.person("learner4@example.org", PASSWORD)
    attempt = rests.begin("before-timed")
    rests.answer(attempt, "before-single")
    rests.post(f"/attempts/{attempt}/break", what="rest", key="key-rest-9", n="2")
    centre.later(minutes=2)


READERS = (
    ("learner@example.org", ""),
    ("learner2@example.org", ""),
    ("learner3@example.org", PASSWORD),
    ("learner4@example.org", PASSWORD),
    ("learner7@example.org", PASSWORD),
    ("tutor@example.org", ""),
    ("tutor2@example.org", PASSWORD),
    ("admin@example.org", ""),
)


def pages(centre: Centre, readers: Mapping[str, Person]) -> Iterator[dict[str, str]]:
    """What each of these people reads, following every link of the site that shows what is in the database."""
    for email, person in readers.items():
        left = list(FIRST)
        seen = set(left)
        while left:
            path = left.pop(0)
            page = person.client.get(path)
            if page.status_code != 200:
                continue
            yield {"email": email, "path": path, "text": main_text(page.text)}
            if page.mimetype == "text/html":
                found = [link for link in LINK.findall(page.text.replace("&amp;", "&")) if link.startswith("/")]
                fresh = [link for link in dict.fromkeys(found) if link not in seen and FOLLOWED.match(link)]
                seen |= set(fresh)
                left += fresh


def main(kept: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        centre = Centre(Path(scratch), kept)
        live(centre)
        readers = {email: centre.person(email, word, role="learner" if "7" in email else "") for email, word in READERS}
        centre.command("backup", str(kept / "backup.zip"))
        shutil.rmtree(kept / "rows", ignore_errors=True)
        with zipfile.ZipFile(kept / "backup.zip") as packed:
            packed.extractall(kept / "rows")
        (kept / "backup.zip").unlink()
        read = list(pages(centre, readers))
        lines = [json.dumps({"at": centre.at.isoformat()})] + [json.dumps(page, ensure_ascii=False) for page in read]
        (kept / "pages.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(len(read), "pages")


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
