"""What saving an answer costs, against one durable insert through the same driver."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

from bench import load, setting
from bench.figures import Figure
from revision_app.accounts.actions import people
from revision_app.accounts.core import Role
from revision_app.quiz.attempts.actions import sitting
from revision_app.quiz.attempts.queries import attempts
from revision_app.quiz.bank import library
from revision_app.web.clock import now
from tests.support.browser import Browser

CONNECTIONS = 4


@dataclass
class Sitter:
    """A learner in the middle of a paper, who changes their mind as fast as the server lets them."""

    attempt_id: int
    learner_id: int
    path: str
    cookie: str
    token: str
    item: str
    options: tuple[str, ...]
    keys: Iterator[int]
    seen: int = 0

    def save(self, body: bytes) -> bytes:
        if body:
            self.seen = json.loads(body)["step"]
        turn = next(self.keys)
        fields = {
            "csrf_token": self.token,
            "item": self.item,
            "key": f"bench-{self.item}-{turn:08}",
            "seen": self.seen,
            "answer": self.options[turn % 2],
        }
        return load.post(self.path, urlencode(fields), self.cookie)


def figures(site: setting.Site) -> Iterator[Figure]:
    sitters = [_sitter(site, number) for number in range(CONNECTIONS)]

    def save(number: int, body: bytes) -> bytes:
        if not body:
            _look_again(site, sitters[number])
        return sitters[number].save(body)

    insert = load.always(load.post("/bare/insert", urlencode({"answer": "a", "csrf_token": "x" * 90, "key": "y" * 40})))
    yield Figure("answer-save-of-bare-insert", setting.ratios(site.port, save, insert), "ratio", ">=0.4")


def _look_again(site: setting.Site, sitter: Sitter) -> None:
    """A new round begins with what the last one saved."""
    with site.app.app_context():
        attempt = attempts.attempt(sitter.attempt_id, learner_id=sitter.learner_id)
        saved = attempt and attempt.latest(sitter.item)
        sitter.seen = saved.id if saved else 0


def _sitter(site: setting.Site, number: int) -> Sitter:
    with site.app.app_context():
        paper = next(iter(library.bank().papers.values())).sample
        learner_id, _link = people.add_person(
            name="Bench Learner",
            email=f"bench{number}@example.org",
            roles=frozenset({Role.LEARNER}),
            actor_id=None,
            at=now(),
        )
        attempt_id = sitting.start(paper.id, learner_id=learner_id, seed="seed", at=now())
    browser = Browser(site.app, learner_id)
    path = f"/attempts/{attempt_id}/items/1"
    browser.get(path)  # it holds the CSRF token afterwards
    item = paper.items[0].item
    return Sitter(
        attempt_id,
        learner_id,
        path,
        setting.cookie_of(browser),
        browser.token,
        item.id,
        tuple(item.options)[:2],
        count(),
    )
