"""Sitting a paper through its pages, as a browser without scripts would."""

import re
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from revision_app.db import db
from revision_app.quiz.attempts.models import StepRow
from revision_app.web import opaque
from tests.support.browser import Browser

_VEIL = re.compile(r"[A-Za-z0-9_-]{43,}")

JSON = {"Accept": "application/json"}


class Sitting:
    """One attempt in one window. Each ``answer`` opens the question first, unless told what the window knows."""

    def __init__(self, browser: Browser, paper_id: str = "first-paper", attempt_id: int | None = None) -> None:
        self.browser = browser
        if attempt_id is None:
            begun = browser.post(f"/quizzes/{paper_id}")
            assert begun.status_code == 303, begun.text
            attempt_id = int(begun.location.split("/")[2])
        self.id = attempt_id

    def url(self, n: int) -> str:
        return f"/attempts/{self.id}/items/{n}"

    def open(self, n: int) -> dict[str, Any]:
        """The hidden fields of a question's page."""
        page = self.browser.get(self.url(n))
        assert page.status_code == 200, page.status
        return hidden(page)

    def answer(self, n: int, *choices: str, page: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        headers = more.pop("headers", None)
        return self.browser.post(
            self.url(n), {**(page or self.open(n)), "answer": list(choices), **more}, headers=headers
        )

    def marked_as(self, item_id: str) -> str:
        """What the pages of those who mark it call the answer to an item."""
        with self.browser.app.app_context():
            return opaque.opaque("answer", self.id, item_id)

    def review(self) -> TestResponse:
        return self.browser.get(f"/attempts/{self.id}/review")

    def submit(self) -> TestResponse:
        return self.browser.post(f"/attempts/{self.id}/review")

    def result(self) -> TestResponse:
        return self.browser.get(f"/attempts/{self.id}/result")


def hidden(page: TestResponse) -> dict[str, Any]:
    """The hidden fields of the answer form on a page."""
    form = page.text.partition("data-autosave")[2]
    found = dict(re.findall(r'<input type="hidden" name="(item|key|seen)" value="([^"]*)"', form))
    assert set(found) == {"item", "key", "seen"}, found
    return found


def unveiled(text: str, attempt_id: int) -> str:
    """What a page of an attempt says, with the names of items and options as their author wrote them."""
    key = Flask("tests")
    key.secret_key = "a key for tests only"  # that of tests/conftest.py
    with key.app_context():
        return _VEIL.sub(lambda veil: opaque.unveiled(veil[0], attempt_id) or veil[0], text)


def later(app: Flask, **time: float) -> None:
    app.extensions["frozen_now"] += timedelta(**time)


def steps(app: Flask, attempt_id: int) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).where(StepRow.attempt_id == attempt_id)) or 0
