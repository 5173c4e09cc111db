"""Jobs: asked for once, taken by one, done again when a worker is gone, with one result that expires."""

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from revision_app.jobs import actions, library, queries, worker
from revision_app.jobs.core import KEPT, LEASE, MOST, TRIES, Job, JobFailed, JobState, LeaseLost, Result, TooManyJobs
from revision_app.jobs.library import Tell
from revision_app.web.clock import now
from tests.pages.test_marking_races import at_once
from tests.support.builders import a_person
from tests.support.jobs import done_one
from tests.support.sitting import later

RESULT = Result("1-a", "made.txt", 3, "digest")


@pytest.fixture
def owner(app: Flask, tmp_path: Path) -> int:
    library.register(app, {"words": write}, tmp_path)
    return a_person(app)


def write(job: Job, path: Path, tell: Tell) -> str:
    tell(0, 2)
    path.write_text(f"about {job.about}")
    tell(2, 2)
    return "made.txt"


def asked(app: Flask, owner: int, about: str = "all") -> int:
    with app.app_context():
        return actions.ask("words", about, owner_id=owner, at=now())


def seen(app: Flask, job_id: int, owner: int) -> Job:
    with app.app_context():
        found = queries.job(job_id, owner_id=owner)
        assert found
        return found


def test_a_job_is_asked_for_done_and_found_by_its_owner_only(app: Flask, owner: int) -> None:
    job_id = asked(app, owner)
    assert asked(app, owner) == job_id  # a second click
    with app.app_context():
        assert seen(app, job_id, owner).state(now()) is JobState.WAITING
        assert queries.job(job_id, owner_id=a_person(app)) is None
    assert done_one(app)
    assert not done_one(app)
    with app.app_context():
        job = seen(app, job_id, owner)
        assert job.state(now()) is JobState.DONE
        assert (job.done, job.total) == (2, 2)
        assert job.result is not None
        assert (library.folder() / job.result.file).read_text() == "about all"
        assert job.result.size == 9
    assert asked(app, owner) != job_id


def test_nobody_asks_for_more_than_a_few_at_once_even_in_many_tabs(app: Flask, owner: int) -> None:
    given = at_once(app, *[_asking(owner, str(number)) for number in range(MOST + 3)])
    assert given.count(TooManyJobs) == 3


def test_many_clicks_at_once_ask_once(app: Flask, owner: int) -> None:
    assert len(set(at_once(app, *[_asking(owner, "all")] * 4))) == 1


def _asking(owner: int, about: str) -> Callable[[], int]:
    return lambda: actions.ask("words", about, owner_id=owner, at=now())


def test_of_several_workers_one_takes_a_job(app: Flask, owner: int) -> None:
    asked(app, owner)

    def taking(name: str) -> Callable[[], object]:
        return lambda: actions.take(name, at=now())

    given = at_once(app, *map(taking, "abcd"))
    assert sum(each is not None for each in given) == 1


def test_a_worker_that_is_gone_loses_its_job_and_has_no_result(app: Flask, owner: int) -> None:
    job_id = asked(app, owner)
    with app.app_context():
        assert actions.take("first", at=now())
        assert actions.take("second", at=now()) is None
    later(app, minutes=LEASE.total_seconds() / 60 + 1)
    with app.app_context():
        assert seen(app, job_id, owner).state(now()) is JobState.WAITING
        assert actions.take("second", at=now())
        with pytest.raises(LeaseLost):
            actions.tell(job_id, 1, 2, worker="first", at=now())
        with pytest.raises(LeaseLost):
            actions.finish(job_id, RESULT, worker="first", at=now())
        actions.finish(job_id, RESULT, worker="second", at=now())
        with pytest.raises(LeaseLost):
            actions.finish(job_id, RESULT, worker="second", at=now())


def test_a_worker_that_speaks_keeps_its_job(app: Flask, owner: int) -> None:
    job_id = asked(app, owner)
    with app.app_context():
        actions.take("first", at=now())
    for _ in range(3):
        later(app, minutes=1.5)
        with app.app_context():
            actions.tell(job_id, 1, 2, worker="first", at=now())
            assert actions.take("second", at=now()) is None


def test_who_is_known_to_be_gone_frees_the_job_at_once(app: Flask, owner: int) -> None:
    asked(app, owner)
    with app.app_context():
        actions.take("first", at=now())
        actions.let_go("first", at=now())
        assert actions.take("second", at=now())


def test_a_job_that_ends_every_worker_is_given_up_in_words(app: Flask, owner: int) -> None:
    job_id = asked(app, owner)
    with app.app_context():
        for number in range(TRIES):
            assert actions.take(str(number), at=now())
            actions.let_go(str(number), at=now())
        assert actions.take("last", at=now()) is None
        job = seen(app, job_id, owner)
        assert job.state(now()) is JobState.FAILED
        assert "Ask for it again." in job.failure


@pytest.mark.parametrize(
    ("fault", "said"),
    [(JobFailed("There is nothing to make."), "There is nothing"), (ZeroDivisionError(), "went wrong")],
)
def test_what_goes_wrong_is_said_and_leaves_no_file(
    app: Flask, owner: int, fault: Exception, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_job: Job, path: Path, _tell: Tell) -> str:
        path.write_text("half of it")
        raise fault

    with app.app_context():
        library.register(app, {"words": fail}, library.folder())
    job_id = asked(app, owner)
    done_one(app)
    job = seen(app, job_id, owner)
    assert said in job.failure
    with app.app_context():
        assert job.state(now()) is JobState.FAILED
        assert not list(library.folder().iterdir())


def test_a_result_expires_and_its_file_goes(app: Flask, owner: int) -> None:
    job_id = asked(app, owner)
    done_one(app)
    with app.app_context():
        worker.sweep()
        assert len(list(library.folder().iterdir())) == 1
    app.extensions["frozen_now"] = None
    with app.app_context():
        at = now() + KEPT + timedelta(days=1)
    app.extensions["frozen_now"] = at
    with app.app_context():
        assert seen(app, job_id, owner).state(now()) is JobState.EXPIRED
        worker.sweep()
        assert not list(library.folder().iterdir())
        assert seen(app, job_id, owner).result is None


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # of newer Pythons: pytest's may have threads
def test_a_job_whose_maker_is_killed_is_made_again_with_one_result(app: Flask, owner: int, tmp_path: Path) -> None:
    tries = tmp_path / "tries"
    tries.mkdir()

    def write_after_a_death(job: Job, path: Path, tell: Tell) -> str:
        (tries / str(job.tries)).touch()
        path.write_text("half of it")
        if job.tries == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return write(job, path, tell)

    library.register(app, {"words": write_after_a_death}, tmp_path / "results")
    app.extensions["frozen_now"] = None
    job_id = asked(app, owner)
    working = worker.Worker(app)
    with app.app_context():
        assert working.do_one()
        assert working.do_one()
        assert not working.do_one()
        job = seen(app, job_id, owner)
        assert job.result is not None
        assert (library.folder() / job.result.file).read_text() == "about all"
        assert queries.kept_files() == {job.result.file}
    assert {file.name for file in tries.iterdir()} == {"1", "2"}
