"""Somebody types on the worst of days: each word is on the site or still on their device, whatever is lost.

``./run soak`` plays many longer days; each is named by its seed, so that ``./run soak -k seed17`` plays it again.
"""

import random
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Error, Page, Route, expect
from sqlalchemy import select
from werkzeug.serving import BaseWSGIServer, make_server

from revision_app.accounts.core import Role
from revision_app.db import Base, db
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import a_comment, a_reflection, a_submission

WORD = re.compile(r"word\d+")
STAGES = ("description", "feelings", "analysis")
MARKING = ("criterion-1.1-comment", "criterion-1.2-comment", "comment-text", "comment-1-text")
Place = tuple[str, tuple[str, ...]]  # an address, and the fields of its form
SETTLED = 20_000  # ms for everything to arrive in the end


class Site:
    """The site behind a socket of its own, which can be killed and started again."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._server: BaseWSGIServer | None = None
        self.port = 0
        self.start()

    def start(self) -> None:
        if self._server is None:
            self._server = make_server("127.0.0.1", self.port, self.app, threaded=True)
            self.port = self._server.server_port
            Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def kill(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


@pytest.fixture
def mortal(app: Flask) -> Iterator[Site]:
    site = Site(app)
    yield site
    site.kill()


class Day:
    """What somebody does and what befalls them, by chance; ``typed`` are all words that they have typed."""

    def __init__(self, site: Site, context: BrowserContext, person: int, place: Place, chance: random.Random) -> None:
        self.site, self.context, self.chance = site, context, chance
        self.path, self.fields = place
        self.typed: list[str] = []
        self.pages: list[Page] = []
        cookie = Browser(site.app, person).client.get_cookie("session")
        assert cookie is not None
        self.cookie = cookie.value
        self.sign_in()
        self.open()

    def sign_in(self) -> None:
        """The cookie as it was at first: pages get another secret for their forms."""
        self.context.add_cookies([{"name": "session", "value": self.cookie, "url": self._url("/")}])

    def sign_in_ends(self) -> None:
        self.context.clear_cookies()

    def open(self) -> None:
        page = self.context.new_page()
        if self._visit(page):
            self.pages.append(page)
        else:
            page.close()

    def close(self) -> None:
        if self.pages:
            self.pages.pop(self.chance.randrange(len(self.pages))).close()

    def reload(self) -> None:
        if self.pages:
            page = self.chance.choice(self.pages)
            if not self._visit(page):
                self.pages.remove(page)
                page.close()

    def write(self) -> None:
        if not self.pages:
            self.all_is_well()  # nobody types without a page
            self.open()
        if self.pages:
            page = self.chance.choice(self.pages)
            word = f"word{len(self.typed)}"
            field = page.locator(f"[name='{self.chance.choice(self.fields)}']")
            field.focus()
            field.press("Control+End")
            page.keyboard.type(f" {word}")
            self.typed.append(word)

    def lose_network(self) -> None:
        self.context.set_offline(True)

    def find_network(self) -> None:
        self.context.set_offline(False)

    def lose_answers(self) -> None:
        """What is sent arrives, and nothing comes back."""

        def lose(route: Route) -> None:
            with suppress(Error):  # no site: then nothing arrives either
                route.fetch(max_redirects=0)
            route.abort("connectionreset")

        self.context.route(self._url(f"{self.path}*"), lambda route: lose(route) if _posts(route) else route.fallback())

    def find_answers(self) -> None:
        self.context.unroute_all(behavior="ignoreErrors")

    def pause(self) -> None:
        """Long enough for a save to set out, now and then."""
        if self.pages:
            self.pages[0].wait_for_timeout(self.chance.choice((0, 300, 1500)))

    def befall(self) -> None:
        deeds: list[Callable[[], None]] = [self.write] * 8 + [self.pause] * 4
        deeds += [self.open, self.close, self.reload, self.sign_in, self.sign_in_ends, self.site.kill, self.site.start]
        deeds += [self.lose_network, self.find_network, self.find_network, self.lose_answers, self.find_answers]
        self.chance.choice(deeds)()

    def all_is_well(self) -> None:
        self.site.start()
        self.find_answers()
        self.find_network()
        self.sign_in()

    def words(self) -> set[str]:
        """The words that the site has or that are still on the device."""
        state = self.context.storage_state()
        device = " ".join(entry["value"] for origin in state["origins"] for entry in origin["localStorage"])
        return set(WORD.findall(device)) | set(WORD.findall(" ".join(_cells(self.site.app))))

    def settle(self) -> None:
        """Take both versions wherever two have parted, and wait until the device has nothing left that it can send."""
        for page in self.pages:
            page.close()
        page = self.context.new_page()
        page.goto(self._url(self.path))
        receipt = page.locator("[data-receipt]")
        both = page.get_by_role("button", name="Show both")
        expect(receipt.or_(both).first).to_be_visible(timeout=SETTLED)
        page.wait_for_function("() => !document.querySelector('[data-receipt]').textContent.match(/Saving/)")

    def _visit(self, page: Page) -> bool:
        try:
            page.goto(self._url(self.path), wait_until="load", timeout=5_000)
        except Error:  # no site, no network: there is no page to type into
            return False
        try:
            page.locator(f"[name='{self.fields[0]}']").wait_for(timeout=300)
        except Error:  # the sign-in page, or the page that stands for one without a connection
            return False
        page.wait_for_timeout(350)  # the windows of the device have told each other that they are there
        return True

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.site.port}{path}"


def _posts(route: Route) -> bool:
    return route.request.method == "POST"


def _cells(app: Flask) -> Iterator[str]:
    with app.app_context(), db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                yield from (str(cell) for cell in row)


def play(mortal: Site, chromium: Chromium, person: int, place: Place, *, seed: int, steps: int) -> None:
    chance = random.Random(seed)
    context = chromium.new_context()
    try:
        day = Day(mortal, context, person, place, chance)
        for n in range(steps):
            day.befall()
            if n % 4 == 3:
                assert day.words() >= set(day.typed)
        day.all_is_well()
        day.settle()
        assert day.words() >= set(day.typed)
        assert day.typed
    finally:
        context.close()


SHORT = [pytest.param(1, 12, id="seed1")]
LONG = [pytest.param(seed, 120, id=f"seed{seed}", marks=pytest.mark.soak) for seed in range(10, 110)]


@pytest.mark.parametrize(("seed", "steps"), SHORT + LONG)
def test_no_word_of_a_reflection_is_lost(app: Flask, mortal: Site, chromium: Chromium, seed: int, steps: int) -> None:
    learner = a_person(app)
    reflection = a_reflection(app, learner)
    play(mortal, chromium, learner, (f"/journal/{reflection}", STAGES), seed=seed, steps=steps)


@pytest.mark.parametrize(("seed", "steps"), SHORT + LONG)
def test_no_word_of_marking_is_lost(app: Flask, mortal: Site, chromium: Chromium, seed: int, steps: int) -> None:
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    piece = a_submission(app, learner, criteria=("1.1", "1.2"))
    a_comment(app, piece, tutor)
    play(mortal, chromium, tutor, (f"/submissions/{piece}", MARKING), seed=seed, steps=steps)
