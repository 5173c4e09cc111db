"""What a learner waits for while they sit a paper, each thing in turns with its yardstick, on both databases."""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from statistics import median, quantiles
from urllib.parse import urlencode

from sqlalchemy import bindparam, insert, text

from bench import load, pages, setting
from bench.figures import Figure
from revision_app.db import db
from revision_app.quiz.attempts.actions import sitting
from revision_app.quiz.attempts.core.attempt import StepKind
from revision_app.quiz.attempts.models import StepRow
from revision_app.quiz.attempts.queries import attempts
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_person

PAPER = "mock-one"  # thirty questions, drawn for each learner
CONNECTIONS, CROWD = 4, 32
STARTS = 100  # of a round, each by a learner who has not begun
FEW, MANY = 20, 600  # saves
READING = {"sqlite": 0.9, "postgresql": 0.8}
SAVING = {"sqlite": 0.5, "postgresql": 0.4}

_FORGET = text("DELETE FROM attempts WHERE learner_id IN :ours").bindparams(bindparam("ours", expanding=True))
_HIDDEN = re.compile(rb'<input type="hidden" name="(key|seen)" value="([^"]*)"')


Question = tuple[int, str, tuple[str, ...]]  # its place in the paper, its item, and two of its options


@dataclass
class Sitter:
    """A learner in the middle of a paper, who changes their mind as fast as the server lets them."""

    attempt_id: int
    learner_id: int
    cookie: str
    token: str
    questions: list[Question]  # those that take one option
    turn: int = 0
    seen: int = 0

    def save(self, body: bytes) -> bytes:
        """A save as the page's script sends it; ``body`` is the receipt of the last."""
        if body:
            self.seen = json.loads(body)["step"]
        n, item, options = self.questions[0]
        self.turn += 1
        fields = {"item": item, "key": f"bench-{self.turn:08}", "seen": self.seen, "answer": options[self.turn % 2]}
        return self._post(n, "application/json", **fields)

    def save_and_next(self, body: bytes) -> bytes:
        """A save as the page without its script sends it, or the page to which that leads.

        ``body`` is what came last: that page, or the redirect to it.
        """
        page = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
        hidden = {name.decode(): value.decode() for name, value in _HIDDEN.findall(page.partition(b"data-autosave")[2])}
        if not hidden:
            return load.get(self._path(self.question[0]), self.cookie)
        n, item, options = self.question
        answer = options[self.turn // len(self.questions) % 2]
        self.turn += 1
        return self._post(n, "text/html", item=item, answer=answer, then=self.question[0], **hidden)

    @property
    def question(self) -> Question:
        return self.questions[self.turn % len(self.questions)]

    def _path(self, n: int) -> str:
        return f"/attempts/{self.attempt_id}/items/{n}"

    def _post(self, n: int, accept: str, **fields: object) -> bytes:
        form = urlencode({"csrf_token": self.token, **fields})
        return load.post(self._path(n), form, self.cookie, accept)


def figures() -> Iterator[Figure]:
    for kind, url in setting.databases("paper"):
        with setting.site(url) as site:
            yield from _figures(kind, site)


def _figures(kind: str, site: setting.Site) -> Iterator[Figure]:
    sitters = [_sitter(site) for _ in range(CROWD)]
    cookie = pages.minimal_cookie()
    page = Browser(site.app, sitters[0].learner_id).client.get(
        f"/attempts/{sitters[0].attempt_id}/items/1", headers={"Accept-Encoding": "gzip"}
    )
    (site.pages / "question").write_bytes(page.data)
    answer = urlencode({"answer": "a", "csrf_token": "x" * 90, "key": "y" * 40})
    bare = load.always(load.post("/bare/insert", answer))
    minimal = load.always(load.post("/minimal/page/question", answer, cookie, "text/html"))

    def save(number: int, body: bytes) -> bytes:
        if not body:
            _look_again(site, sitters[number])
        return sitters[number].save(body)

    def save_and_next(number: int, body: bytes) -> bytes:
        return sitters[number].save_and_next(body)

    def compare(name: str, ours: load.Ask, theirs: load.Ask, least: float, requests: int = 1) -> Figure:
        ratio = setting.compared(f"{kind}-{name}", site.port, ours, theirs, requests)
        return Figure(f"{kind}-{name}", ratio, "ratio", f">={least}")

    yield compare("unit-page-of-minimal-page", *pages.asks(site, "learner"), READING[kind])
    yield compare("save-of-bare-insert", save, bare, SAVING[kind])
    yield from _tails(kind, site, save, bare)
    yield compare("save-and-next-of-minimal-insert-and-select", save_and_next, minimal, 0.5, requests=2)
    yield Figure(f"{kind}-start-of-minimal-insert-and-select", _starts(kind, site, minimal), "ratio", ">=0.4")
    few, many = (_question_after(site, saves) for saves in (FEW, MANY))
    yield compare("question-after-600-saves-of-after-20", many, few, 0.9)


def _tails(kind: str, site: setting.Site, save: load.Ask, bare: load.Ask) -> Iterator[Figure]:
    """The slowest in a hundred where many save at once, as ``./run`` serves, and inserts of a single process."""
    with setting.also_served(site) as port:
        rounds = [(_p99(port, save), _p99(site.port, bare)) for _ in range(setting.ROUNDS)]
    ours, theirs = (median(column) for column in zip(*rounds, strict=True))
    print(f"p99 at {CROWD} at once: a save {ours:.0f} ms, a bare insert in one process {theirs:.0f} ms", flush=True)
    yield Figure(f"{kind}-save-p99-at-32-of-bare-insert", median(a / b for a, b in rounds), "ratio", "<=3")


def _p99(port: int, ask: load.Ask) -> float:
    """Milliseconds."""
    measured = setting.measured(port, ask, connections=CROWD, seconds=2 * setting.SECONDS)
    return quantiles(measured.times, n=100)[98] * 1000


def _starts(kind: str, site: setting.Site, minimal: load.Ask) -> float:
    """How quickly papers begin, against the yardstick; the attempts of a round are forgotten before the next."""
    learners = [_browser(site) for _ in range(STARTS + 2 * CONNECTIONS)]
    ours = [learner for learner, _ in learners]

    def begin(remaining: Iterator[tuple[int, Browser]]) -> load.Ask:
        def ask(_number: int, _body: bytes) -> bytes:
            _, browser = next(remaining)
            form = urlencode({"csrf_token": browser.token})
            return load.post(f"/quizzes/{PAPER}", form, setting.cookie_of(browser), "text/html")

        return ask

    rounds = []
    for _ in range(setting.ROUNDS):
        started = setting.measured(site.port, begin(iter(learners)), answers=STARTS)
        rounds.append((started.rate, setting.measured(site.port, minimal, answers=STARTS).rate))
        with site.app.app_context(), db.engine.begin() as connection:
            assert connection.execute(_FORGET, {"ours": ours}).rowcount >= STARTS
    return setting.told(f"{kind}-start-of-minimal-insert-and-select", rounds)


def _browser(site: setting.Site) -> tuple[int, Browser]:
    """Somebody on a paper's cover, who holds the CSRF token of its form."""
    learner = a_person(site.app)
    browser = Browser(site.app, learner)
    browser.get(f"/quizzes/{PAPER}")
    return learner, browser


def _sitter(site: setting.Site) -> Sitter:
    learner, browser = _browser(site)
    with site.app.app_context():
        attempt_id = sitting.start(PAPER, learner_id=learner, seed=str(learner), at=now())
        attempt = attempts.attempt(attempt_id, learner_id=learner)
    assert attempt is not None
    questions = [
        (n, version.item.id, tuple(version.item.options)[:2])
        for n, version in enumerate(attempt.paper.items, 1)
        if version.item.kind == "single_best_answer"
    ]
    return Sitter(attempt_id, learner, setting.cookie_of(browser), browser.token, questions)


def _look_again(site: setting.Site, sitter: Sitter) -> None:
    """A new round begins with what the last one saved."""
    with site.app.app_context():
        attempt = attempts.attempt(sitter.attempt_id, learner_id=sitter.learner_id)
        saved = attempt and attempt.latest(sitter.questions[0][1])
        sitter.seen = saved.id if saved else 0


def _question_after(site: setting.Site, saves: int) -> load.Ask:
    """A question's page of an attempt with so many saves, at all its questions in turn."""
    sitter = _sitter(site)
    with site.app.app_context():
        at = now()
    steps = [
        {
            "attempt_id": sitter.attempt_id,
            "segment": 1,
            "kind": StepKind.RESPONDED,
            "item_id": item,
            "response": [options[number % 2]],
            "key": f"bench-{number:08}",
            "certainty": None,
            "at": at + timedelta(milliseconds=number),
        }
        for number in range(saves)
        for _, item, options in [sitter.questions[number % len(sitter.questions)]]
    ]
    with site.app.app_context():
        db.session.execute(insert(StepRow), steps)
        db.session.commit()
    return load.always(load.get(f"/attempts/{sitter.attempt_id}/items/1", sitter.cookie))
