"""Whole stories in a real Chromium against a real server, each page checked by axe."""

import os
import shutil
from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium") or ""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=10_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker("journey")
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="chromium is missing: install it to run the browser journeys"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session", params=["sqlite"])
def built_app(request: pytest.FixtureRequest, apps: Callable[[str], Flask]) -> Flask:
    """The application over SQLite: what a browser shows knows no database, and tests/pages asks both.

    A journey that goes through everything asks for PostgreSQL as well, by a parameter of its own.
    """
    return apps(request.param)


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The application behind a real socket; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def visitor(chromium: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """``visitor(javascript=False)`` is a new person at a new browser; nothing on its console goes unnoticed."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def come(*, javascript: bool = True, width: int = 1380, **options: object) -> Page:
        context = chromium.new_context(
            base_url=site,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: "Content Security Policy" in said.text and complaints.append(said.text))
        return page

    yield come
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def accessible(built_app: Flask) -> Callable[[Page], None]:
    """Fails unless axe finds nothing to say about the page as it stands.

    A page is the same on every database: axe looks at it on one, and on the other it is let be.
    """
    if built_app.extensions["settings"].database_url.startswith("postgresql"):
        return lambda page: None
    axe = Axe()

    def check(page: Page) -> None:
        found = axe.run(page, options={"resultTypes": ["violations"]})
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"

    return check
