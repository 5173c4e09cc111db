"""Links that are sent: through a real mail server, on this machine."""

import re
import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.jobs.worker import run_errands
from revision_app.web import mail
from tests.support import builders
from tests.support.browser import Browser
from tests.support.people_files import HEADINGS, as_csv, choose

Open = Callable[..., Browser]


class Letterbox:
    """Keeps what is delivered, but nothing for nobody@…"""

    def __init__(self) -> None:
        self.letters: list[tuple[Envelope, EmailMessage]] = []
        self.login: tuple[bytes, bytes] | None = None

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address.startswith("nobody@"):
            return "550 there is no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        letter = message_from_bytes(content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append((envelope, letter))
        return "250 OK"

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: object
    ) -> AuthResult:
        self.login = (data.login, data.password)
        return AuthResult(success=True)


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@pytest.fixture
def letterbox(app: Flask) -> Iterator[Letterbox]:
    box, port = Letterbox(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port, authenticator=box.authenticate, auth_require_tls=False)
    server.start()
    mail.register(app, f"smtp://post%40example.org:se%2Fcret@127.0.0.1:{port}?from=centre@example.org")
    yield box
    server.stop()


@pytest.fixture
def browser(app: Flask, as_: Open) -> Browser:
    return as_(builders.a_person(app, Role.ADMINISTRATOR))


def add(browser: Browser, email: str = "noor@example.org") -> str:
    answer = browser.post("/people/new", {"name": "Noor Haddad", "email": email, "roles": ["learner"]})
    return browser.get(str(answer.location)).text


def test_the_link_of_a_new_person_is_sent_to_them(browser: Browser, letterbox: Letterbox, as_: Open) -> None:
    page = add(browser)
    assert "The link has been sent to noor@example.org." in page
    assert "/welcome/" not in page

    ((envelope, letter),) = letterbox.letters
    assert envelope.rcpt_tos == ["noor@example.org"]
    assert letter["From"] == "centre@example.org"
    assert letter["Subject"] == "Choose the password for your account"
    text = letter.get_content()
    first, blank, second = text.splitlines()[:3]
    assert (first, blank) == ("Hello Noor Haddad,", "")
    assert second.startswith("an account has been made ready")
    link = re.search(r"http://localhost(/welcome/\S+)", text)
    assert link is not None
    assert "Noor Haddad" in as_().get(link[1]).text
    assert letterbox.login == (b"post@example.org", b"se/cret")


def test_a_new_link_is_sent_too(browser: Browser, letterbox: Letterbox) -> None:
    add(browser)
    browser.post("/people/2/link")
    assert len(letterbox.letters) == 2


def test_a_link_that_could_not_be_sent_is_shown(browser: Browser, letterbox: Letterbox) -> None:
    page = add(browser, "nobody@example.org")
    assert "Send this link to <bdi>Noor Haddad</bdi>" in page
    assert letterbox.letters == []


def test_without_an_answer_from_the_server_the_link_is_shown(app: Flask, browser: Browser) -> None:
    mail.register(app, f"smtp://127.0.0.1:{free_port()}")
    assert "Send this link to <bdi>Noor Haddad</bdi>" in add(browser)


def test_a_line_break_cannot_add_a_header(app: Flask, letterbox: Letterbox) -> None:
    with app.app_context():
        assert not mail.send("noor@example.org", "Hello\nBcc: all@example.org", "text")
    assert letterbox.letters == []


def test_without_a_server_nothing_is_sent(app: Flask) -> None:
    with app.app_context():
        assert not mail.send("noor@example.org", "Hello", "text")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.org", {"MAIL_PORT": 587, "MAIL_USE_TLS": True, "MAIL_USE_SSL": False}),
        ("smtps://mail.example.org", {"MAIL_PORT": 465, "MAIL_USE_TLS": False, "MAIL_USE_SSL": True}),
        ("smtp://localhost:25", {"MAIL_PORT": 25, "MAIL_USE_TLS": False, "MAIL_USE_SSL": False}),
        ("smtp://relay:25?starttls=no", {"MAIL_USE_TLS": False, "MAIL_DEFAULT_SENDER": "no-reply@relay"}),
        ("smtp://a%40b.org:x@mail.example.org", {"MAIL_USERNAME": "a@b.org", "MAIL_DEFAULT_SENDER": "a@b.org"}),
        ("smtp://key:x@mail.example.org?from=c@d.org", {"MAIL_USERNAME": "key", "MAIL_DEFAULT_SENDER": "c@d.org"}),
    ],
)
def test_the_address_says_how_to_send(url: str, expected: dict[str, object]) -> None:
    app = Flask(__name__)
    mail.register(app, url)
    assert {name: app.config[name] for name in expected} == expected


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org",
        "http://mail.example.org",
        "smtp://",
        "smtp://h:port",
        "smtp://h?from=me",
        "smtp://h?starttls=x",
    ],
)
def test_an_address_that_is_not_understood_stops_the_start_without_repeating_its_password(url: str) -> None:
    with pytest.raises(SystemExit, match="MAIL_URL is not understood") as stopped:
        mail.register(Flask(__name__), url)
    assert "user:password@mail.example.org" in str(stopped.value)


def sent_by_the_worker(app: Flask) -> None:
    with app.app_context():
        run_errands()


def enrolled(browser: Browser, *rows: tuple[str, ...]) -> None:
    page = choose(browser, as_csv([HEADINGS[:3], *rows])).text
    form = {name: re.search(rf'name="{name}"\s+value="([^"]*)"', page)[1] for name in ("people_file", "seen")}
    assert browser.post("/people/import/confirm", form).status_code == 303


def test_links_of_many_are_sent_and_those_that_could_not_be_are_shown(
    browser: Browser, letterbox: Letterbox, as_: Open
) -> None:
    rows = [(f"Learner {n}", f"learner{n}@example.org", "") for n in range(60)]
    enrolled(browser, ("A Learner", "nobody@example.org", ""), *rows)
    assert "Send 50 links by e-mail" in browser.get("/people/invitations").text
    page = browser.post("/people/invitations", {"who": "without", "how": "mail"}).text
    assert "49 links have been sent." in page
    assert "12 people are still to come." in page
    assert re.findall(r"<code>", page) == ["<code>"]
    assert "nobody@example.org" in page
    links = [re.search(r"/welcome/[\w-]+", letter.get_content())[0] for _, letter in letterbox.letters]
    assert len(set(links)) == 49
    assert as_().get(links[0]).status_code == 200


def test_both_addresses_are_told_when_a_file_corrects_one(browser: Browser, letterbox: Letterbox) -> None:
    enrolled(browser, ("Noor Haddad", "wrong@example.org", "C1"))
    enrolled(browser, ("Noor Haddad", "right@example.org", "C1"))
    sent_by_the_worker(browser.app)
    told = [(envelope.rcpt_tos, letter["Subject"]) for envelope, letter in letterbox.letters]
    subject = "Your e-mail address has been changed"
    assert told == [(["wrong@example.org"], subject), (["right@example.org"], subject)]
    assert "from wrong@example.org to right@example.org" in letterbox.letters[0][1].get_content()


def test_both_addresses_are_told_when_one_is_corrected_on_the_page(browser: Browser, letterbox: Letterbox) -> None:
    person = builders.a_person(browser.app, name="Noor Haddad", email="wrong@example.org")
    browser.post(f"/people/{person}/email", {"email": "noor@bücher.example"})
    assert "Both addresses are told by e-mail." in browser.get(f"/people/{person}").text
    sent_by_the_worker(browser.app)
    assert [envelope.rcpt_tos for envelope, _ in letterbox.letters] == [
        ["wrong@example.org"],
        ["noor@xn--bcher-kva.example"],
    ]
    assert "from wrong@example.org to noor@bücher.example" in letterbox.letters[0][1].get_content()
