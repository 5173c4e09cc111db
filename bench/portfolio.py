"""A portfolio of 40 pieces and 120 photographs as a file: how long it takes, and how much memory."""

import os
import resource
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from flask import Flask
from flask_migrate import upgrade
from jinja2 import BaseLoader, ChoiceLoader, DictLoader
from PIL import Image

from bench.figures import Figure
from bench.setting import Site
from revision_app import create_app
from revision_app.accounts.actions.people import add_person
from revision_app.accounts.core import Role
from revision_app.cohorts import actions as cohorts
from revision_app.evidence.core.declaration import Declaration
from revision_app.jobs import actions as jobs
from revision_app.jobs import queries, worker
from revision_app.journal import actions as journal
from revision_app.journal.core.text import Stage, Text
from revision_app.marking.actions import decisions
from revision_app.marking.core.submission import Judgement, Outcome
from revision_app.portfolio import exports, library
from revision_app.settings import Settings
from revision_app.shared.portfolio import Original, Part
from revision_app.web.clock import now
from revision_app.web.pdf import pdf_is_possible

PIECES, PHOTOGRAPHS = 40, 120
SIZES = (3000, 2250), (1200, 900)  # pixels of an original, and of what is shown of it


def figures(_site_of_all: Site) -> Iterator[Figure]:
    """What each kind of file takes, on a site of its own; the PDF only where Pango is."""
    with TemporaryDirectory(prefix="revision-bench-") as folder:
        app = site_with_portfolio(Path(folder))
        for kind, name in ((exports.ZIP, "zip"), (exports.PDF, "pdf")):
            if kind == exports.PDF and not pdf_is_possible():
                continue
            begun = time.monotonic()
            memory = _memory_of(app, kind)
            yield Figure(f"portfolio-{name}", time.monotonic() - begun, "s", "<=60")
            yield Figure(f"portfolio-{name}-memory", memory, "MB", "<=500")


def _memory_of(app: Flask, kind: str) -> float:
    """The megabytes that a child needs to make a file, what it shares with its parent counted."""
    context = get_context("fork")
    result = context.SimpleQueue()
    child = context.Process(target=_made, args=(app, kind, result))
    child.start()
    child.join()
    assert child.exitcode == 0, "the portfolio was not made"
    memory: float = result.get()
    return memory


def _made(app: Flask, kind: str, result: Any) -> None:
    with app.app_context():
        learner = 1
        job_id = jobs.ask(kind, f"learner {learner}", owner_id=learner, at=now())
        job = jobs.take("bench", at=now())
        assert job is not None
        worker.do(job, "bench")
        made = queries.job(job_id, owner_id=learner)
        assert made is not None
        assert made.result, made.failure
        result.put(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def site_with_portfolio(folder: Path) -> Flask:
    """A learner with as many pieces, each decided, and a log with as many photographs."""
    app = create_app(Settings(secret_key="for measuring", instance_dir=folder))
    noise = os.urandom(3000 * 2250 // 16)
    original, shown = (_picture(noise, size) for size in SIZES)
    app.jinja_env.loader = ChoiceLoader([DictLoader({"none.html": ""}), cast(BaseLoader, app.jinja_env.loader)])
    photographs = tuple(
        Original(f"{n:03}.jpg", f"Photograph {n}", "A cheek", lambda: original, lambda: shown)
        for n in range(PHOTOGRAPHS)
    )

    def offer(_learner_id: int, *, at: datetime) -> Iterable[Part]:
        yield Part("photographs", "Photographs", "none.html", {}, photographs)

    library.register(app, [offer])
    with app.app_context():
        upgrade()
        people = [
            add_person(
                name=f"Bench {role}", email=f"{role}@example.org", roles=frozenset({role}), actor_id=None, at=now()
            )
            for role in (Role.LEARNER, Role.TUTOR)
        ]
        learner, tutor = (person_id for person_id, _link in people)
        cohort = cohorts.add_cohort("Bench", actor_id=None, at=now())
        cohorts.assign(cohort, [tutor], actor_id=None, at=now())
        cohorts.enrol(cohort, [learner], actor_id=None, at=now())
        for number in range(PIECES):
            _piece(number, learner, tutor)
    return app


def _piece(number: int, learner: int, tutor: int) -> None:
    at, words = now(), " ".join(f"word{n}" for n in range(150))
    text = Text(f"Treatment {number}", dict.fromkeys(Stage, words), ("1.1", "1.3"))
    started = journal.start(text.title, learner_id=learner, at=at)
    draft = journal.save(started, text, learner_id=learner, revision=1, at=at)
    piece = journal.hand_in(started, Declaration("No AI."), learner_id=learner, revision=draft.revision, at=at)
    achieved = Judgement(Outcome.ACHIEVED, "Well argued.")
    decisions.release(piece, dict.fromkeys(text.criteria, achieved), assessor_id=tutor, seen=0, at=at)


def _picture(noise: bytes, size: tuple[int, int]) -> bytes:
    """A JPEG of the size that a telephone makes."""
    small = Image.frombytes("L", (size[0] // 4, size[1] // 4), noise[: size[0] // 4 * (size[1] // 4)])
    made = BytesIO()
    small.resize(size).convert("RGB").save(made, "JPEG", quality=85)
    return made.getvalue()
