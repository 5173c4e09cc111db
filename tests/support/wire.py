"""A browser without a screen that speaks to a server through a socket, with the pages of ``Browser``."""

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from tests.support.browser import Browser


@dataclass(frozen=True)
class Answer:
    """What a server answered, by the names that a test client's answer has."""

    status_code: int
    text: str
    location: str
    headers: Mapping[str, str]
    request: Any

    @property
    def mimetype(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0]

    def get_json(self) -> Any:
        return json.loads(self.text)


class _Wire:
    """Sends with the cookie of somebody who is signed in; each request has a connection of its own."""

    def __init__(self, port: int, cookie: str) -> None:
        self._port, self._cookie = port, cookie

    def get(self, path: str, **options: Any) -> Answer:
        return self._ask("GET", path, **options)

    def post(self, path: str, data: Mapping[str, Any], **options: Any) -> Answer:
        return self._ask("POST", path, data, **options)

    def _ask(
        self,
        method: str,
        path: str,
        data: Mapping[str, Any] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        follow_redirects: bool = False,
        buffered: bool = True,
    ) -> Answer:
        sent = {"Cookie": self._cookie, "Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        with closing(HTTPConnection("127.0.0.1", self._port, timeout=30)) as connection:
            connection.request(method, path, urlencode(data, doseq=True) if data else None, sent)
            answer = connection.getresponse()
            text = answer.read().decode()
        assert buffered
        location = answer.getheader("Location") or ""
        if follow_redirects and location:
            return self._ask("GET", location, headers=headers)
        return Answer(answer.status, text, location, dict(answer.getheaders()), SimpleNamespace(path=path))


def over_the_wire(browser: Browser, port: int) -> Browser:
    """The same person, at a server on a port that has the same database and key."""
    browser.get("/account")  # the session gets its secret, from which the tokens of forms are made
    cookie = browser.client.get_cookie("session")
    assert cookie
    browser.client = _Wire(port, f"session={cookie.value}")  # type: ignore[assignment]  # it has what is used of one
    return browser
