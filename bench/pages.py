"""What reading costs: the unit page against its yardsticks, and statements for every page."""

from collections.abc import Iterator

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from bench import load, setting, yardsticks
from bench.figures import Figure
from tests import crowd

UNIT = "/study/depth-selection"


def figures(site: setting.Site) -> Iterator[Figure]:
    browser = site.browser("learner@example.org")
    page = browser.client.get(UNIT, headers={"Accept-Encoding": "gzip"})
    cookie = setting.cookie_of(browser)  # now it holds the CSRF token, as any visitor's does after the first page
    site.page.write_bytes(page.data)
    ours = load.always(load.get(UNIT, cookie))
    bare = load.always(load.get("/bare/page"))
    yield Figure("unit-page-of-bare-route", setting.ratios(site.port, ours, bare), "ratio", ">=0.25")
    minimal = load.always(load.get("/minimal/page", _minimal_cookie()))
    yield Figure("unit-page-of-minimal-signed-in-page", setting.ratios(site.port, ours, minimal), "ratio", ">=0.7")
    yield Figure("unit-page-weight", len(page.data) / 1000, "kB", "<=25")
    yield from _statements(site)


def _minimal_cookie() -> str:
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
