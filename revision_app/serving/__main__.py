"""``python -m revision_app.serving``: prepare the database and serve, as ``./run`` does."""

import argparse
import gc
import os
from collections.abc import Callable
from typing import cast

from flask import Flask

from revision_app import create_app
from revision_app.cli import prepare
from revision_app.db import db
from revision_app.jobs.worker import Worker
from revision_app.serving.application import Application
from revision_app.serving.server import serve
from revision_app.settings import Settings
from revision_app.web.sessions import NAME, SECURE_NAME


def load() -> Application:
    """Read the settings and files, bring the tables up to date, and leave no connection for workers to inherit."""
    settings = Settings.from_environment()
    app = create_app(settings)
    app.config["USE_X_SENDFILE"] = True
    with app.app_context():
        prepare(settings)
        db.engine.dispose()
    gc.freeze()  # what was read stays: garbage collection need not look it through, nor copy its pages after a fork
    largest = app.config["MAX_CONTENT_LENGTH"]
    return Application(app, cookies=(NAME, SECURE_NAME), largest=largest, proxies=settings.proxies)


def do_jobs(application: Application, server: int) -> None:
    """Do what pages ask for, beside the workers that serve them, for as long as their server is there."""
    Worker(cast(Flask, application.wsgi), parent=server).run()


def main(load: Callable[[], Application] = load) -> None:
    """Serve what ``load`` makes, where the command line says."""
    options = argparse.ArgumentParser(prog="python -m revision_app.serving")
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=8000)
    options.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    given = options.parse_args()
    os.umask(0o077)  # the instance folder holds keys and people's work
    beside = do_jobs if Settings.from_environment().serve_jobs else None
    serve(load, host=given.host, port=given.port, workers=given.workers, beside=beside)


if __name__ == "__main__":
    main()
