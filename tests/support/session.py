"""One attempt as its learner's windows, the network, a tutor and the clock make of it, with a ledger beside it.

Each public method is something that may happen; a script is a list of their names with what they need. Whatever
happens is done to the real application, told to the ledger, and compared.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.quiz.attempts.actions import grading, sitting
from revision_app.quiz.attempts.core.adjustment import Adjustment
from revision_app.quiz.attempts.core.attempt import StepKind
from revision_app.quiz.attempts.models import ResultRow, StepRow
from revision_app.quiz.attempts.queries import results as queries
from revision_app.quiz.bank.core.paper import Paper
from revision_app.quiz.tutoring.actions import rules, sittings
from revision_app.quiz.tutoring.core.sitting import StillSat
from revision_app.shared.refusal import Refusal
from tests.conftest import NOON
from tests.support.browser import TOKEN, Browser
from tests.support.builders import a_person
from tests.support.ledger import NOTHING, Clock, Ledger, Reply, Sent
from tests.support.papers import a_matching, a_multiple, a_numeric, a_paper, an_item, an_ordering
from tests.support.sitting import JSON, hidden

MINUTE = timedelta(minutes=1)
WINDOWS = ("the-first-window", "the-other-window", None)  # the last has no scripts, and so no name

ANSWERS: dict[str, tuple[tuple[dict[str, Any], int], ...]] = {  # of each item: what the page sends, and its marks
    "one": (({"answer": "a"}, 0), ({"answer": "b"}, 1), ({"answer": "c"}, 0)),
    "many": (({"answer": ["a", "c"]}, 2), ({"answer": "a"}, 1), ({"answer": ["a", "b"]}, 0)),
    "matching": (
        ({"answer.one": "a"}, 1),
        ({"answer.one": "a", "answer.two": "c", "answer.three": "a"}, 3),
        ({"answer.two": "a"}, 0),
    ),
    "ordering": (
        ({"answer.wash": "1", "answer.glove": "2", "answer.clean": "3", "answer.begin": "4"}, 3),
        ({"answer.wash": "1", "answer.glove": "2", "answer.clean": "4", "answer.begin": "3"}, 1),
        ({"answer.wash": "4", "answer.glove": "3", "answer.clean": "2", "answer.begin": "1"}, 0),
    ),
    "numeric": (
        ({"answer.value": "353", "answer.unit": "mg"}, 1),
        ({"answer.value": "0.35", "answer.unit": "g"}, 1),
        ({"answer.value": "35", "answer.unit": "mg"}, 0),
    ),
}
ITEMS = tuple(ANSWERS)
WRITTEN = (an_item("one"), a_multiple("many"), a_matching(), an_ordering(), a_numeric())
PAPERS = {
    "timed": a_paper(WRITTEN, id="timed"),
    "sure": a_paper(WRITTEN, id="sure", certainty=True),
    "practice": a_paper(WRITTEN, id="practice", mode="practice", minutes=..., attempts=..., pass_mark=...),
}


class Died(BaseException):
    """The site ends at this point, as if by kill -9: nothing after it happens."""


@dataclass
class Tab:
    """What one window knows: of each item the newest answer it was told of, and every save that it has made."""

    window: str | None
    seen: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ITEMS, 0))
    sent: list[Sent] = field(default_factory=list)


class Session:
    def __init__(self, app: Flask, paper: Paper, breaks: int, tally: Counter[str]) -> None:
        """Somebody who may take breaks of so many minutes in all begins the paper."""
        app.extensions["frozen_now"] = NOON
        self.app, self.paper, self.tally = app, paper, tally
        self.learner_id = a_person(app)
        self.tutor_id = a_person(app, Role.TUTOR)
        self._tutored(rules.adjust, self.learner_id, Adjustment(rest_minutes=breaks), reason="As agreed")
        self.browser = Browser(app, self.learner_id)
        self.browser.get("/account")  # it holds the CSRF token afterwards
        begun = self.browser.client.post(f"/quizzes/{paper.id}", data={"csrf_token": self.browser.token})
        assert begun.status_code == 303, begun.text
        self.id = int(begun.location.split("/")[2])
        self.ledger = Ledger(Clock(NOON, paper.time, breaks=breaks * MINUTE), paper.certainty)
        self.tabs = [Tab(window) for window in WINDOWS]
        self.segment = 1
        self.keys: list[str] = []
        self.breaks: list[str] = []  # the keys of those that began

    # What a window does.

    def answer(self, tab: int, item: str, choice: int | None, certainty: int | None, flag: bool | None) -> None:
        self._arrives(tab, self._made(tab, item, choice, certainty, flag))

    def answer_is_lost(self, tab: int, item: str, choice: int | None) -> None:
        """It never arrives, or only when it is sent again."""
        self._made(tab, item, choice)

    def reply_is_lost(self, tab: int, item: str, choice: int | None) -> None:
        """The answer arrives, and its window never hears so."""
        knew = dict(self.tabs[tab].seen)
        self._arrives(tab, self._made(tab, item, choice))
        self.tabs[tab].seen = knew

    def site_dies(self, tab: int, item: str, choice: int | None, statements: int) -> None:
        """It ends before so many statements of a save are done, or before they are written down for good."""
        sent = self._made(tab, item, choice, flag=True)
        with dying(self.app, statements):
            try:
                answer = self._post(sent)
            except Died:
                self.tally["died"] += 1
                return
        self._told(tab, sent, answer)

    def again(self, tab: int, which: int, knowing: bool) -> None:
        """Any earlier save arrives once more; ``knowing`` what its window has learnt since."""
        if sent := self._earlier(tab, which):
            self._arrives(tab, replace(sent, seen=self.tabs[tab].seen[sent.item]) if knowing else sent)
            self.tally["again"] += 1

    def goes_back(self, tab: int, which: int, choice: int | None) -> None:
        """A browser goes back to a page that was sent, and sends another answer under the same key."""
        if sent := self._earlier(tab, which):
            self._arrives(tab, replace(sent, choice=choice))

    def opens(self, tab: int, item: str) -> None:
        page = self.browser.client.get(self._url(item))
        if not self.ledger.is_open(self.at):
            assert page.location == f"/attempts/{self.id}/result"
            return
        if self.ledger.clock.resting(self.at):
            assert page.location.startswith(f"/attempts/{self.id}/break")
            return
        latest = self.ledger.latest(item)
        self.tabs[tab].seen[item] = int(hidden(page)["seen"])
        assert self.tabs[tab].seen[item] == (latest.reply.step if latest else 0), "the page shows another answer"

    def takes_over(self, tab: int) -> None:
        window = self.tabs[tab].window
        if window and self._done(sitting.open_in, window, self.id, due=self.ledger.is_open(self.at)):
            self.ledger.window = window

    def asks_for_reasons(self, item: str) -> None:
        due = self.ledger.is_open(self.at) and self.paper.is_practice and item in self.ledger.answers()
        if self._done(sitting.check, self.id, item, key=self._key(), due=due):
            self.ledger.checked.add(item)

    def rests(self, fresh: bool) -> None:
        """Begin a break, or (not ``fresh``) have the request for one arrive once more."""
        clock = self.ledger.clock
        if self.breaks and not fresh:
            assert self._done(sitting.rest, self.id, key=self.breaks[-1], due=True)
            return
        key, due = self._key(), self.ledger.is_open(self.at) and clock.may_rest(self.at)
        if self._done(sitting.rest, self.id, key=key, due=due) and not clock.resting(self.at):
            clock.rest(self.at)
            self.breaks.append(key)

    def goes_on(self) -> None:
        assert self._done(sitting.resume, self.id, key=self._key(), due=True)
        self.ledger.clock.resume(self.at)

    def submits(self, times: int) -> None:
        for _ in range(times):
            answer = self.browser.client.post(f"/attempts/{self.id}/review", data={"csrf_token": self.browser.token})
            assert answer.location == f"/attempts/{self.id}/result"
            if self.ledger.is_open(self.at):
                self.ledger.over = "submitted"

    def asks_for_result(self) -> None:
        """Asking marks what is over, and nothing else."""
        page = self.browser.client.get(f"/attempts/{self.id}/result", follow_redirects=True)
        assert page.request.path.endswith("result") == (not self.ledger.is_open(self.at))
        self._is_settled()

    # What others do, and the clock.

    def site_sweeps(self) -> None:
        with self.app.app_context():
            grading.sweep(at=self.at)
        self._is_settled()

    def tutor_adjusts(self, minutes: int, breaks: int, untimed: bool) -> None:
        """Set what this learner has for every paper, in the middle of this one too; a reopened one stays as it is."""
        clock, running = self.ledger.clock, self.ledger.is_open(self.at) and self.segment == 1
        adjustment = Adjustment(extra_minutes=minutes, rest_minutes=breaks, untimed=untimed)
        self._tutored(rules.adjust, self.learner_id, adjustment, reason=self._key())
        if running:
            if not clock.resting(self.at):
                clock.resume(self.at)
            clock.breaks = breaks * MINUTE
            clock.limit = None if untimed or not self.paper.time else self.paper.time + minutes * MINUTE

    def tutor_extends(self, minutes: int) -> None:
        clock, running = self.ledger.clock, self.ledger.is_open(self.at)
        self._tutored(sittings.extend, self.paper, [self.id], minutes, "A fire alarm", key=self._key())
        if running and clock.end(self.at):
            clock.extra += minutes * MINUTE
            clock.closes = clock.closes and clock.closes + minutes * MINUTE

    def tutor_reopens(self, minutes: int) -> None:
        """Let it go on for so many minutes, if it is over; the result that it has stays."""
        if self.ledger.counts(self.at):
            with pytest.raises(StillSat):
                self._tutored(sittings.reopen, self.id, minutes, "A fire alarm")
            return
        self._tutored(sittings.reopen, self.id, minutes, "A fire alarm")
        self.segment, self.ledger.over = self.segment + 1, ""
        clock = self.ledger.clock
        clock.resume(self.at)
        clock.closes = self.at + minutes * MINUTE
        if clock.limit is not None:
            clock.extra += max(clock.closes - (clock.begun + clock.limit + clock.extra + clock.rested), NOTHING)

    def time_passes(self, seconds: int) -> None:
        """Also backwards, as when a machine's clock is put right."""
        self.app.extensions["frozen_now"] = max(self.at + timedelta(seconds=seconds), NOON)

    def end_comes(self, milliseconds: int) -> None:
        """It is so long after the deadline, or before it."""
        if end := self.ledger.clock.end(self.at):
            self.app.extensions["frozen_now"] = max(end + timedelta(milliseconds=milliseconds), NOON)

    # How it ends.

    def ends(self) -> None:
        """Time runs out, or the paper is submitted; then what was promised is what counts, whenever it is asked."""
        if self.ledger.clock.end(self.at) is None:
            self.submits(1)
        while self.ledger.counts(self.at):
            self.end_comes(10_000)
        self.answer(0, "many", 0, None, None)
        first = self._asked()
        self._agrees()
        for tab in range(len(self.tabs)):
            self.again(tab, 0, knowing=True)
            self.answer(tab, "one", 1, None, True)
        self.submits(1)
        self.site_sweeps()
        assert self._asked() == first
        self._agrees()

    def _agrees(self) -> None:
        with self.app.app_context():
            result = queries.result(self.id, learner_id=self.learner_id)
        assert result is not None
        kept = self.ledger.answers()
        marks = {item: ANSWERS[item][sent.choice or 0][1] for item, sent in kept.items()}
        due = {item: (marks.get(item, 0), kept[item].certainty if item in kept else None) for item in ITEMS}
        assert {one.version.item.id: (one.scored, one.certainty) for one in result.grade.items} == due
        assert result.grade.scored == sum(marks.values())
        promised = [(entry.reply.step, entry.sent.key) for entry in self.ledger.entries]
        assert [(step.id, step.key) for step in self._steps(StepKind.RESPONDED)] == promised
        assert [step.key for step in self._steps(StepKind.LATE)] == [sent.key for sent in self.ledger.late]
        end = self.ledger.clock.end(self.at)
        assert end is None or result.at <= end

    def _asked(self) -> tuple[str, object]:
        page = self.browser.client.get(f"/attempts/{self.id}/result")
        assert page.status_code == 200
        self._is_settled()
        with self.app.app_context():
            return TOKEN.sub("", page.text), queries.result(self.id, learner_id=self.learner_id)

    def _is_settled(self) -> None:
        if not self.ledger.counts(self.at) and not self.ledger.over:
            self.ledger.over = "marked"
        with self.app.app_context():
            results = db.session.scalars(select(ResultRow.id).where(ResultRow.attempt_id == self.id)).all()
        assert len(results) == self.segment - 1 + bool(self.ledger.over)

    # How it is done.

    @property
    def at(self) -> datetime:
        at: datetime = self.app.extensions["frozen_now"]
        return at

    def _url(self, item: str) -> str:
        return f"/attempts/{self.id}/items/{ITEMS.index(item) + 1}"

    def _key(self) -> str:
        self.keys.append(f"key-{len(self.keys):08}")
        return self.keys[-1]

    def _made(
        self, tab: int, item: str, choice: int | None, certainty: int | None = None, flag: bool | None = None
    ) -> Sent:
        one = self.tabs[tab]
        sure = certainty if self.paper.certainty else None
        one.sent.append(Sent(item, choice, self._key(), one.seen[item], sure, one.window, flag))
        return one.sent[-1]

    def _earlier(self, tab: int, which: int) -> Sent | None:
        sent = self.tabs[tab].sent
        return sent[which % len(sent)] if sent else None

    def _arrives(self, tab: int, sent: Sent) -> None:
        self._told(tab, sent, self._post(sent))

    def _told(self, tab: int, sent: Sent, answer: TestResponse) -> None:
        given = answer.json or {}
        assert answer.status_code in (200, 409), f"{sent}: {answer.status}"
        if answer.status_code == 200:
            reply = Reply("saved", given["step"], given["saved_at"])
            self.tabs[tab].seen[sent.item] = reply.step or self.tabs[tab].seen[sent.item]
        else:
            reply = Reply("closed" if "result" in given else "refused")
        self.ledger.save(sent, self.at, reply)
        self.tally[reply.told] += 1

    def _post(self, sent: Sent) -> TestResponse:
        fields: dict[str, Any] = {
            "csrf_token": self.browser.token,
            "item": sent.item,
            "key": sent.key,
            "seen": sent.seen,
            "certainty": "" if sent.certainty is None else sent.certainty,
            "window": sent.window or "",
            "flag": "" if sent.flag is None else int(sent.flag),
        }
        answer = {} if sent.choice is None else ANSWERS[sent.item][sent.choice][0]
        return self.browser.client.post(self._url(sent.item), data=fields | answer, headers=JSON)

    def _done(self, action: Callable[..., Any], *about: Any, due: bool, **more: Any) -> bool:
        """Whether the action was done rather than refused, which must be as it is ``due``."""
        with self.app.app_context():
            try:
                action(*about, learner_id=self.learner_id, at=self.at, **more)
                done = True
            except Refusal:
                done = False
        assert done == due, f"{action.__name__} was {'done' if done else 'refused'}"
        return done

    def _tutored(self, action: Callable[..., Any], *about: Any, **more: Any) -> None:
        with self.app.app_context():
            action(*about, author_id=self.tutor_id, at=self.at, **more)

    def _steps(self, kind: StepKind) -> list[StepRow]:
        with self.app.app_context():
            mine = select(StepRow).where(StepRow.attempt_id == self.id, StepRow.kind == kind).order_by(StepRow.id)
            return list(db.session.scalars(mine))


@contextmanager
def dying(app: Flask, statements: int) -> Iterator[None]:
    """Within this, the site ends before its so-manieth statement, or before it commits."""
    left = [statements]

    def before_statement(*_: object) -> None:
        left[0] -= 1
        if not left[0]:
            raise Died

    def before_commit(_: object) -> None:
        raise Died

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", before_statement)
    event.listen(engine, "commit", before_commit)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", before_statement)
        event.remove(engine, "commit", before_commit)
