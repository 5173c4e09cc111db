"""One person's requests, however many, never take the others with them: against the server as it is run."""

import http.client
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask

from revision_app.serving.application import EACH, EACH_WAITING
from tests.faults.test_waiting import locked
from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.served import free_port, served

LOCK_SECONDS = 2
RESENT = 40  # ten times the threads of the one worker that serves here


@pytest.fixture
def port(app: Flask, tmp_path: Path) -> Iterator[int]:
    app.extensions["frozen_now"] = None
    settings, port = app.extensions["settings"], free_port()
    environment = os.environ | {
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
        "INSTANCE_DIR": str(tmp_path),
        "LOCK_SECONDS": str(LOCK_SECONDS),
    }
    command = [sys.executable, "-m", "revision_app.serving", "--port", str(port), "--workers", "1"]
    with served(command, port, environment):
        yield port


def connection_of(port: int) -> "closing[http.client.HTTPConnection]":
    return closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60))


def cookie(browser: Browser) -> str:
    return f"session={browser.client.get_cookie('session').value}"


def page(port: int, path: str, browser: Browser) -> tuple[int, float]:
    """The status of somebody's page, and the seconds that it took."""
    began = time.monotonic()
    with connection_of(port) as connection:
        connection.request("GET", path, headers={"Cookie": cookie(browser)})
        with connection.getresponse() as answer:
            answer.read()
            return answer.status, time.monotonic() - began


def test_one_persons_resends_while_a_row_is_locked_do_not_take_the_others_with_them(
    app: Flask, port: int, as_: Callable[..., Browser]
) -> None:
    one, other = as_(a_person(app)), as_(a_person(app))
    for browser in (one, other):
        browser.get("/journal/")
    assert page(port, "/journal/", other)[0] == 200
    form = urlencode({"title": "Sent again and again", "csrf_token": one.token})
    headers = {"Cookie": cookie(one), "Content-Type": "application/x-www-form-urlencoded"}
    with ExitStack() as stack:
        with app.app_context(), locked():
            resends = [stack.enter_context(connection_of(port)) for _ in range(RESENT)]
            for connection in resends:
                connection.request("POST", "/journal/", form, headers)
            took = [page(port, "/journal/", other) for _ in range(3)]
            assert [status for status, _ in took] == [200, 200, 200]
            assert max(seconds for _, seconds in took) < LOCK_SECONDS
        answers = [connection.getresponse() for connection in resends]
        statuses = [answer.status for answer in answers]
        refused = [answer for answer in answers if answer.status == 503]
        assert set(statuses) <= {303, 503}
        assert len(refused) >= RESENT - EACH - EACH_WAITING
        assert all(int(answer.headers["Retry-After"]) > 0 for answer in refused)
        assert all("The site is busy" in answer.read().decode() for answer in refused)
    assert page(port, "/journal/", one)[0] == 200
