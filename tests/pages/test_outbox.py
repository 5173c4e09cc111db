"""Letters on their way: through a real mail server, which is killed in the middle, as is whoever sends."""

import multiprocessing
import os
import signal
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from threading import Event

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import select

from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.outbox import actions
from revision_app.outbox.core import PAUSES, Letter, LetterState, next_try
from revision_app.outbox.models import LetterRow
from revision_app.outbox.queries import letters
from revision_app.outbox.worker import deliver
from revision_app.web import mail
from revision_app.web.clock import now
from tests.support import builders
from tests.support.browser import Browser

Open = Callable[..., Browser]
FORK = multiprocessing.get_context("fork")


class Letterbox:
    """Writes down, letter by letter, what it takes; and on the way kills whom it was told to kill."""

    def __init__(self, file: Path, *, dies_at: int = 0, kills_at_address: str = "") -> None:
        self.file, self.dies_at, self.kills_at_address = file, dies_at, kills_at_address
        self.taken = 0

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address == self.kills_at_address:
            os.kill(int((self.file.with_suffix(".pid")).read_text()), signal.SIGKILL)
        if address.startswith("nobody@"):
            return "550 there is no such person"
        if address.startswith("later@"):
            return "451 come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        self.taken += 1
        if self.taken == self.dies_at:
            os.kill(os.getpid(), signal.SIGKILL)
        with self.file.open("a", encoding="utf-8") as kept:
            kept.write(f"{envelope.rcpt_tos[0]} {message_from_bytes(envelope.content)['Message-ID']}\n")
        return "250 OK"


def _serve(box: Letterbox, port: int, ready: Event) -> None:
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    ready.set()
    signal.pause()


def start(box: Letterbox, port: int) -> multiprocessing.process.BaseProcess:
    """A mail server in a process of its own."""
    ready = FORK.Event()
    process = FORK.Process(target=_serve, args=(box, port, ready))
    process.start()
    assert ready.wait(10)
    return process


@pytest.fixture
def port(app: Flask) -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        number = int(door.getsockname()[1])
    mail.register(app, f"smtp://127.0.0.1:{number}?from=centre@example.org")
    app.extensions.pop("mail_rests_until", None)
    return number


@pytest.fixture
def box(port: int, tmp_path: Path) -> Iterator[Letterbox]:
    """A server that goes on until the end."""
    letterbox = Letterbox(tmp_path / "letters")
    process = start(letterbox, port)
    yield letterbox
    process.kill()
    process.join()


def put(app: Flask, *to: str, lasts: timedelta | None = None) -> None:
    with app.app_context():
        _put([Letter(each, "A letter", "Secret words", None, lasts and now() + lasts) for each in to])


def _put(several: list[Letter]) -> None:
    from revision_app.db import transaction

    transaction(lambda: actions.put(several, at=now()))()


def send(app: Flask) -> int:
    with app.app_context():
        return deliver()


def later(app: Flask, **time: float) -> None:
    app.extensions["frozen_now"] += timedelta(**time)


def taken(file: Path) -> Counter[str]:
    return Counter(file.read_text(encoding="utf-8").splitlines()) if file.exists() else Counter()


def states(app: Flask) -> dict[str, tuple[LetterState, str]]:
    with app.app_context():
        return {letter.to: (letter.state, letter.failure) for letter in letters(before=None, most=99)}


PEOPLE = [f"learner{n}@example.org" for n in range(12)]


def test_a_server_that_is_killed_in_the_middle_gets_every_letter_once(app: Flask, port: int, tmp_path: Path) -> None:
    file = tmp_path / "letters"
    put(app, *PEOPLE)
    dying = start(Letterbox(file, dies_at=5), port)
    assert send(app) == 4
    dying.join()
    assert send(app) == 0
    later(app, minutes=2)
    process = start(Letterbox(file), port)
    try:
        assert send(app) == 8
        assert send(app) == 0
    finally:
        process.kill()
        process.join()
    kept = taken(file)
    assert sorted(line.split()[0] for line in kept) == sorted(PEOPLE)
    assert set(kept.values()) == {1}
    assert {state for state, _ in states(app).values()} == {LetterState.SENT}
    with app.app_context():
        assert set(db.session.scalars(select(LetterRow.text))) == {""}


def test_a_sender_that_is_killed_in_the_middle_loses_and_doubles_nothing(app: Flask, port: int, tmp_path: Path) -> None:
    file = tmp_path / "letters"
    put(app, *PEOPLE)
    process = start(Letterbox(file, kills_at_address=PEOPLE[6]), port)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    sender = FORK.Process(target=_send_alone, args=(app, file.with_suffix(".pid")))
    sender.start()
    sender.join()
    assert sender.exitcode == -signal.SIGKILL
    process.kill()
    process.join()
    assert len(taken(file)) == 6
    process = start(Letterbox(file), port)
    try:
        assert send(app) == 5  # the one that was being sent is still with whoever was killed
        later(app, minutes=3)
        assert send(app) == 1
    finally:
        process.kill()
        process.join()
    kept = taken(file)
    assert sorted(line.split()[0] for line in kept) == sorted(PEOPLE)
    assert set(kept.values()) == {1}


def _send_alone(app: Flask, pid: Path) -> None:
    pid.write_text(str(os.getpid()))
    with app.app_context():
        deliver()
    time.sleep(60)


def test_a_letter_that_the_server_refuses_is_told_and_the_others_go_on(app: Flask, box: Letterbox, as_: Open) -> None:
    put(app, "nobody@example.org", "later@example.org", "good@example.org")
    assert send(app) == 1
    assert states(app) == {
        "good@example.org": (LetterState.SENT, ""),
        "later@example.org": (LetterState.WAITING, "The mail server said: 451 come again"),
        "nobody@example.org": (LetterState.FAILED, "The mail server said: 550 there is no such person"),
    }
    chief = as_(builders.a_person(app, Role.ADMINISTRATOR))
    page = chief.get("/people/letters").text
    assert "550 there is no such person" in page
    assert "Secret words" not in page
    later(app, minutes=1)
    send(app)
    assert "Tried 2 times." in chief.get("/people/letters").text
    with app.app_context():
        refused = db.session.scalar(select(LetterRow.id).where(LetterRow.failed_at.is_not(None)))
    chief.post(f"/people/letters/{refused}/again")
    assert "The letter is sent again." in chief.get("/people/letters").text
    chief.post(f"/people/letters/{refused}/again")
    assert "on its way already" in chief.get("/people/letters").text
    assert states(app)["nobody@example.org"][0] is LetterState.WAITING
    assert chief.post("/people/letters/999999/again").status_code == 303


def test_a_letter_of_no_more_use_is_not_sent(app: Flask, box: Letterbox) -> None:
    put(app, "slow@example.org", lasts=timedelta(hours=1))
    later(app, hours=2)
    assert send(app) == 0
    assert states(app)["slow@example.org"] == (LetterState.FAILED, actions.NO_USE)


def test_a_server_that_does_not_answer_is_left_alone_for_a_minute(app: Flask, port: int) -> None:
    put(app, "a@example.org", "b@example.org")
    send(app)
    send(app)
    with app.app_context():
        assert sorted(db.session.scalars(select(LetterRow.tries))) == [0, 1]


def test_what_is_sealed_with_another_key_is_told(app: Flask, box: Letterbox) -> None:
    put(app, "a@example.org")
    with app.app_context():
        db.session.scalar(select(LetterRow)).text = "////////////////////////////////"
        db.session.commit()
    send(app)
    assert states(app)["a@example.org"] == (LetterState.FAILED, actions.UNREADABLE)


def test_a_letter_cannot_add_a_header(app: Flask, box: Letterbox) -> None:
    with app.app_context():
        _put([Letter("a@example.org", "Hello\nBcc: all@example.org", "text")])
    send(app)
    assert states(app)["a@example.org"][0] is LetterState.FAILED


def test_without_a_server_no_letter_is_kept(app: Flask) -> None:
    put(app, "a@example.org")
    assert states(app) == {}
    assert send(app) == 0


def test_old_letters_are_forgotten(app: Flask, box: Letterbox) -> None:
    put(app, "a@example.org")
    send(app)
    put(app, "b@example.org")
    later(app, days=31)
    with app.app_context():
        actions.sweep(at=now())
    assert set(states(app)) == {"b@example.org"}


def test_a_letter_is_tried_for_two_days_and_then_given_up() -> None:
    at = datetime(2026, 9, 1, tzinfo=UTC)
    assert [next_try(tries, at) - at for tries in range(1, len(PAUSES) + 1)] == PAUSES
    assert next_try(len(PAUSES) + 1, at) is None
    assert timedelta(days=1) < sum(PAUSES, timedelta()) < timedelta(days=3)
