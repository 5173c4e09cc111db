"""The process that does jobs: a small one that looks for them, and for each job a child, which takes its memory along.

A child that dies, whatever of, ends nobody else; its job is free at once. If both are killed, the lease runs out.
"""

import logging
import multiprocessing
import os
import signal
import time
from contextlib import suppress
from hashlib import file_digest
from pathlib import Path
from secrets import token_hex
from types import FrameType

from flask import Flask

from ..db import db
from ..web.clock import now
from . import actions, library, queries
from .core import Job, JobFailed, LeaseLost, Result

LOOK_SECONDS = 1.0  # between two looks for a job
TELL_SECONDS = 1.0  # between two words on how far a job is
SWEEP_SECONDS = 600.0  # between two looks for what has expired
STALE_SECONDS = 3600.0  # after which a file that no result names was left by a worker that was killed
WENT_WRONG = (
    "Something went wrong while this was made. Ask for it again; if that does not help, tell your administrator."
)

log = logging.getLogger(__name__)


class Worker:
    """Looks for jobs and has each done by a child, until told to stop or left alone by whoever started it."""

    def __init__(self, app: Flask, *, parent: int | None = None) -> None:
        self.app = app
        self.parent = parent
        self.child: multiprocessing.process.BaseProcess | None = None
        self.stopping = False

    def run(self) -> None:
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        swept = -SWEEP_SECONDS
        while not self.stopping and self.parent in (None, os.getppid()):
            with self.app.app_context():
                try:
                    if time.monotonic() - swept >= SWEEP_SECONDS:
                        swept = time.monotonic()
                        sweep()
                    run_errands()
                    if self.do_one():
                        continue
                except Exception:
                    log.exception("The database was not there for the worker; it looks again.")
            time.sleep(LOOK_SECONDS)

    def do_one(self) -> bool:
        """Have a job done, if there is one: in a child that inherits no connection."""
        name = token_hex(8)
        job = actions.take(name, at=now())
        if job is None:
            return False
        db.session.remove()
        db.engine.dispose()
        self.child = multiprocessing.get_context("fork").Process(target=_in_child, args=(self.app, job, name))
        self.child.start()
        while self.child.is_alive() and not self.stopping and self.parent in (None, os.getppid()):
            self.child.join(LOOK_SECONDS)
        if self.child.is_alive():
            self.child.kill()
            self.child.join()
        self.child = None
        actions.let_go(name, at=now())
        return True

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True


def run_errands() -> None:
    """What is to be done between jobs, each for itself: one that goes wrong keeps nobody waiting."""
    for errand in library.errands():
        try:
            errand()
        except Exception:
            log.exception("An errand went wrong; it is tried again.")


def _in_child(app: Flask, job: Job, worker: str) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with app.app_context():
        do(job, worker)


def do(job: Job, worker: str) -> None:
    """Do a job that this worker holds, and keep its result or the reason why there is none."""
    path = library.folder() / f"{job.id}-{worker}"
    told = -TELL_SECONDS

    def tell(done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told >= TELL_SECONDS or done == total:
            told = time.monotonic()
            actions.tell(job.id, done, total, worker=worker, at=now())

    try:
        work = library.work_of(job.kind)
        if work is None:
            raise JobFailed("This site no longer makes that.")
        name = work(job, path, tell)
        actions.finish(job.id, _result(path, name), worker=worker, at=now())
    except LeaseLost:
        path.unlink(missing_ok=True)
    except JobFailed as reason:
        _give_up(job, str(reason), path, worker)
    except Exception:
        log.exception("Job %s went wrong.", job.id)
        _give_up(job, WENT_WRONG, path, worker)


def _give_up(job: Job, words: str, path: Path, worker: str) -> None:
    path.unlink(missing_ok=True)
    with suppress(LeaseLost):
        actions.fail(job.id, words, worker=worker, at=now())


def _result(path: Path, name: str) -> Result:
    with path.open("rb") as made:
        return Result(path.name, name, path.stat().st_size, file_digest(made, "sha256").hexdigest())


def sweep() -> None:
    """Remove the files of results that have expired, and what killed workers left."""
    actions.forget_expired(at=now())
    kept = queries.kept_files()
    stale = now().timestamp() - STALE_SECONDS
    for file in library.folder().iterdir():
        if file.name not in kept and file.stat().st_mtime < stale:
            file.unlink(missing_ok=True)
