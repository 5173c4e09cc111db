"""Jobs as the process beside the server does them, in this process."""

from secrets import token_hex

from flask import Flask

from revision_app.jobs import actions
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
