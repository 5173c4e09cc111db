"""What it costs to see where somebody stands, among 2,000 learners with a million answers, on both databases."""

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from bench import setting
from bench.figures import Figure
from revision_app import create_app, demonstration, large
from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.settings import Settings
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.databases import postgresql_server
from tests.support.statements import counted

ROUNDS = 15
TENTH, ALL = 0.1, 1.0


@dataclass(frozen=True)
class Page:
    """A page with what it may cost: milliseconds and statements, that of who is signed in among them."""

    name: str
    role: Role
    path: str
    milliseconds: int
    statements: int


PAGES = (
    Page("matrix", Role.LEARNER, "/criteria/", 50, 8),
    Page("today", Role.LEARNER, "/today", 50, 8),
    Page("cohort-of-60", Role.TUTOR, "/cohorts/{cohort}", 150, 10),
)


def figures(_site: setting.Site) -> Iterator[Figure]:
    with TemporaryDirectory(prefix="revision-bench-") as folder:
        place = Path(folder)
        with postgresql_server(place.name, "bench") as postgresql:
            yield from _figures("sqlite", lambda name: f"sqlite:///{place / name}.sqlite3", place)
            yield from _figures("postgresql", postgresql, place)


def _figures(kind: str, url: Callable[[str], str], folder: Path) -> Iterator[Figure]:
    """Both sizes are filled first and then asked in turns, so that a busy moment falls on both."""
    apps, seconds = {}, 0.0
    for scale in (TENTH, ALL):
        name = f"standing_{round(1000 * scale)}"
        apps[scale] = create_app(Settings(secret_key="bench", database_url=url(name), instance_dir=folder, demo=True))
        seconds = _filled(apps[scale], scale)
    yield Figure(f"large-centre-{kind}", seconds, "s", "<=600")
    for page in PAGES:
        visits = {scale: _somebody(app, page) for scale, app in apps.items()}
        for browser, path in visits.values():
            assert browser.client.get(path).status_code == 200, path
        with counted(apps[ALL]) as sent:
            _milliseconds(*visits[ALL])
        rounds = [{scale: _milliseconds(*visit) for scale, visit in visits.items()} for _ in range(ROUNDS)]
        tenth, every = (median(took[scale] for took in rounds) for scale in (TENTH, ALL))
        yield Figure(f"{page.name}-{kind}", every, "ms", f"<={page.milliseconds}")
        yield Figure(f"{page.name}-statements-{kind}", len(sent), "statements", f"<={page.statements}")
        yield Figure(f"{page.name}-growth-from-a-tenth-{kind}", every / tenth, "times", "<=1.3")
    for app in apps.values():
        with app.app_context():
            db.engine.dispose()


def _filled(app: Flask, scale: float) -> float:
    """How many seconds it took to fill a centre."""
    settings = app.extensions["settings"]
    with app.app_context():
        upgrade()
        begun = time.perf_counter()
        demonstration.seed(settings, at=now())
        large.fill(large.Size.of(scale), settings, at=now())
        seconds = time.perf_counter() - begun
    gc.collect()
    gc.freeze()  # as where it is served
    return seconds


def _somebody(app: Flask, page: Page) -> tuple[Browser, str]:
    """A learner of the first large cohort, or its tutor, with the address of the page."""
    with app.app_context(), db.engine.connect() as connection:
        cohort, learner = connection.execute(
            text(
                "SELECT cohort_id, max(learner_id) FROM enrolments JOIN cohorts ON cohorts.id = cohort_id"
                " WHERE name = 'Large cohort 01' GROUP BY cohort_id"
            )
        ).one()
        tutor = connection.execute(
            text("SELECT tutor_id FROM cohort_tutors WHERE cohort_id = :cohort"), {"cohort": cohort}
        ).scalar_one()
    person = learner if page.role is Role.LEARNER else tutor
    return Browser(app, person, page.role), page.path.format(cohort=cohort)


def _milliseconds(browser: Browser, path: str) -> float:
    begun = time.perf_counter()
    browser.client.get(path)
    return 1000 * (time.perf_counter() - begun)
