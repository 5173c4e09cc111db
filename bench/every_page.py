"""What each page costs its server, for every role that may open it, against a minimal signed-in page of the same size.

Both are called in turns as a server calls them, in one thread that has nothing else to do, and the least processor time
of many calls is taken: what else goes on at this machine does not count.
"""

import gc
import os
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from flask import Flask
from werkzeug.test import EnvironBuilder

from bench import pages, setting, yardsticks
from bench.figures import Figure
from tests.support import crowd

CALLS = 25
STATISTICS = frozenset({"quiz.statistics", "quiz.item_statistics", "quiz.certainty", "quiz.bank"})

Call = Callable[[], int]


def figures(site: setting.Site) -> Iterator[Figure]:
    browsers, minimal = crowd.browsers(site.app), _minimal(site)
    visits = [visit for visit in crowd.every_page(site.app) if visit.endpoint not in STATISTICS]
    gc.collect()
    gc.freeze()  # as where it is served
    for visit in visits:
        page = browsers[visit.role].client.get(visit.path)
        if page.status_code == 200 and page.mimetype == "text/html":  # what is exported is something else
            cookie = setting.cookie_of(browsers[visit.role])
            (site.pages / "same").write_bytes(page.data)
            yardsticks.page_bytes.cache_clear()
            ours = _call(site.app, visit.path, cookie)
            yield Figure(f"page-{visit.name}-of-minimal", _times(ours, minimal), "times", "<=3")


def _minimal(site: setting.Site) -> Call:
    os.environ |= {"BENCH_PAGES": str(site.pages), "DATABASE_URL": site.app.config["SQLALCHEMY_DATABASE_URI"]}
    return _call(yardsticks.minimal(), "/page/same", pages.minimal_cookie())


def _call(app: Flask, path: str, cookie: str) -> Call:
    """Asks for a page without a client between, and reads it whole; returns its length."""
    environ = EnvironBuilder(path=path, headers={"Cookie": cookie}).get_environ()

    def call() -> int:
        answered: list[Any] = []
        chunks = app.wsgi_app(environ | {"wsgi.input": BytesIO()}, lambda *given: answered.append(given))
        length = sum(map(len, chunks))
        chunks.close()
        assert answered[0][0].startswith("200"), (path, answered)
        return length

    return call


def _times(ours: Call, minimal: Call) -> float:
    taken: dict[Call, list[float]] = {ours: [], minimal: []}
    for _ in range(CALLS):
        for call, times in taken.items():
            begun = time.thread_time()
            call()
            times.append(time.thread_time() - begun)
    return min(taken[ours]) / min(taken[minimal])
