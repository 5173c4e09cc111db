"""What reading costs: the unit page against its yardstick, and statements for every page."""

from collections.abc import Iterator

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from bench import load, setting, yardsticks
from bench.figures import Figure
from tests.support import crowd

UNIT = "/study/depth-selection"


def figures(site: setting.Site) -> Iterator[Figure]:
    """The page as a tutor reads it, and as a learner does, with their progress and notes."""
    as_tutor = setting.compared("unit-page", site.port, *asks(site, "tutor"))
    yield Figure("unit-page-of-minimal-signed-in-page", as_tutor, "ratio", ">=0.9")
    as_learner = setting.compared("unit-page-with-progress", site.port, *asks(site, "learner"))
    yield Figure("unit-page-with-progress-of-minimal-signed-in-page", as_learner, "ratio", ">=0.9")
    yield Figure("unit-page-weight", (site.pages / "learner").stat().st_size / 1000, "kB", "<=25")
    yield from _statements(site)


def asks(site: setting.Site, role: str) -> tuple[load.Ask, load.Ask]:
    """The unit page for a role, and the yardstick that returns the same bytes."""
    browser = site.browser(f"{role}@example.org")
    page = browser.client.get(UNIT, headers={"Accept-Encoding": "gzip"})
    (site.pages / role).write_bytes(page.data)
    cookie = setting.cookie_of(browser)  # now it holds the CSRF token, as any visitor's does after the first page
    return load.always(load.get(UNIT, cookie)), load.always(load.get(f"/minimal/page/{role}", minimal_cookie()))


def minimal_cookie() -> str:
    app = Flask("minimal")
    app.secret_key = yardsticks.KEY
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    return f"session={serializer.dumps({'_user_id': '1', '_fresh': True})}"


def _statements(site: setting.Site) -> Iterator[Figure]:
    before = crowd.statements(site.app)
    for name, sent in before.items():
        yield Figure(f"statements-{name}", sent, "statements", "<=8")
    crowd.add_a_crowd(site.app, 20)
    grown = max(sent - before[name] for name, sent in crowd.statements(site.app).items())
    yield Figure("statements-more-for-20-times-the-rows", grown, "statements", "<=0")
