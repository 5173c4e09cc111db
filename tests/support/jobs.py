"""Jobs as the process beside the server does them, in this process."""

from secrets import token_hex

from flask import Flask

from revision_app.jobs import actions, library
from revision_app.jobs.core import Result
from revision_app.jobs.worker import do
from revision_app.web.clock import now


def done_one(app: Flask) -> bool:
    """Do the job that has waited longest; whether there was one."""
    worker = token_hex(8)
    with app.app_context():
        job = actions.take(worker, at=now())
        if job:
            do(job, worker)
        return job is not None


def an_export(app: Flask, owner_id: int, about: str, kind: str = "portfolio") -> int:
    """A portfolio that somebody asked for and that is made; the id of the job."""
    with app.app_context():
        job_id = actions.ask(kind, about, owner_id=owner_id, at=now())
    while done_one(app):
        pass
    return job_id


def a_made_file(app: Flask, owner_id: int, kind: str, about: str) -> int:
    """A file that somebody asked for and that is there, though nobody made it: the id of the job."""
    with app.app_context():
        job_id = actions.ask(kind, about, owner_id=owner_id, at=now())
        worker = token_hex(8)
        while (job := actions.take(worker, at=now())) and job.id != job_id:
            do(job, worker)
        (library.folder() / worker).write_bytes(b"made")
        actions.finish(job_id, Result(worker, "made.pdf", 4, "digest"), worker=worker, at=now())
    return job_id
