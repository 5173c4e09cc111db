"""What was acknowledged survives the death of the server."""

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask

from revision_app.quiz.attempts.actions import sitting
from revision_app.quiz.bank import library
from revision_app.quiz.bank.core.bank import Known
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.collected import of_folder
from tests.support.served import ROOT, free_port, served
from tests.support.sitting import unveiled


@contextmanager
def production(environment: dict[str, str]) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The production server, ready to answer on a port."""
    port = free_port()
    command = [sys.executable, "-m", "revision_app.serving", "--port", str(port), "--workers", "1"]
    with served(command, port, environment) as process:
        yield port, process


def ask(port: int, method: str, path: str, cookie: str, form: dict[str, object] | None = None) -> tuple[int, str]:
    headers = {"Cookie": cookie, "Accept": "application/json" if form else "text/html"}
    if form:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request(method, path, urlencode(form or {}), headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


@pytest.fixture
def environment(built_app: Flask, app: Flask, tmp_path: Path) -> dict[str, str]:
    settings = built_app.extensions["settings"]
    return os.environ | {
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
        "INSTANCE_DIR": str(tmp_path),
    }


def test_an_answer_that_was_acknowledged_is_there_after_kill_9(
    app: Flask, environment: dict[str, str], as_: Callable[..., Browser]
) -> None:
    app.extensions["frozen_now"] = None
    learner = a_person(app)
    bank, _ = of_folder(library.load, ROOT / "quizzes", Known((), None, None))
    paper = next(iter(bank.papers.values())).sample
    item = paper.items[0].item
    with app.app_context():
        attempt = sitting.start(paper.id, learner_id=learner, seed="seed", at=now())
    browser = as_(learner)
    path = f"/attempts/{attempt}/items/1"
    page = browser.get(path).text
    cookie = f"session={browser.client.get_cookie('session').value}"
    chosen = list(item.options)[1]
    assert "checked" not in page

    with production(environment) as (port, process):
        form = {"csrf_token": browser.token, "item": item.id, "key": "before-the-end", "seen": 0, "answer": chosen}
        status, answer = ask(port, "POST", path, cookie, form)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert status == 200
    assert json.loads(answer)["saved_at"]

    with production(environment) as (port, _process):
        status, page = ask(port, "GET", path, cookie)
    assert status == 200
    page = unveiled(page, attempt)
    assert f'value="{chosen}" checked' in page or f'value="{chosen}"' in page.split("checked")[0].rsplit("<input", 1)[1]
