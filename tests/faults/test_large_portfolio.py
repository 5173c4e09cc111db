"""A portfolio of 40 pieces and 120 photographs whose maker is killed half-way is made again, in time."""

import os
import signal
import time
from pathlib import Path

import pytest

from bench.portfolio import site_with_portfolio
from revision_app.db import db
from revision_app.jobs import actions, library, queries, worker
from revision_app.jobs.core import Job
from revision_app.jobs.library import Tell
from revision_app.portfolio import exports
from revision_app.web.clock import now
from revision_app.web.pdf import pdf_is_possible

MOST = 60  # seconds, the killed try included

pytestmark = [pytest.mark.soak, pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")]


@pytest.mark.parametrize("kind", [exports.ZIP, exports.PDF])
def test_a_large_portfolio_survives_that_its_maker_is_killed(kind: str, tmp_path: Path) -> None:
    if kind == exports.PDF and not pdf_is_possible():
        pytest.skip("Pango is missing")
    app = site_with_portfolio(tmp_path)
    make = {exports.ZIP: exports.make_zip, exports.PDF: exports.make_pdf}[kind]

    def killed_once(job: Job, path: Path, tell: Tell) -> str:
        def tell_or_die(done: int, total: int) -> None:
            tell(done, total)
            if job.tries == 1 and done >= total // 2:
                os.kill(os.getpid(), signal.SIGKILL)

        return make(job, path, tell_or_die)

    library.register(app, {kind: killed_once}, tmp_path / "results")
    with app.app_context():
        job_id = actions.ask(kind, "learner 1", owner_id=1, at=now())
        begun, working = time.monotonic(), worker.Worker(app)
        while working.do_one():
            pass
        job = queries.job(job_id, owner_id=1)
        assert job is not None
        assert job.result is not None, job.failure
        assert time.monotonic() - begun < MOST
        assert queries.kept_files() == {job.result.file}
        db.engine.dispose()
