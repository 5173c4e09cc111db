"""Mail, where a server for it is set; whoever sends has another way when there is none."""

import logging
import smtplib
import ssl
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from email_validator import EmailNotValidError, validate_email
from flask import Flask, current_app
from flask_mailman import EmailMessage, Mail
from flask_mailman.backends.smtp import EmailBackend

log = logging.getLogger(__name__)

PATIENCE = 10  # seconds for the server to answer: somebody is waiting for the page
ON_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
PORTS = {"smtp": 587, "smtps": 465}


class _CheckedSMTP(smtplib.SMTP):
    """Python's own STARTTLS trusts any certificate; this one asks whose it is."""

    def starttls(self, *_given: Any, **_named: Any) -> tuple[int, bytes]:
        return super().starttls(context=ssl.create_default_context())


class Backend(EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return smtplib.SMTP_SSL if self.use_ssl else _CheckedSMTP

    def send_messages(self, messages: Any) -> int:
        try:
            return int(super().send_messages(messages) or 0)
        finally:
            self.close()  # Flask-Mailman leaves the connection open when a message fails


def register(app: Flask, mail_url: str | None) -> None:
    """Send through the server of ``smtp://user:password@host:587?from=centre@example.org``; without one, not at all.

    ``smtp`` turns to TLS by STARTTLS unless the server is on this machine or ``starttls=no`` is said; ``smtps`` speaks
    TLS from the start. Without ``from`` the sender is the user name, or no-reply at the host.
    """
    if mail_url is None:
        return
    app.config.update(_config(mail_url))
    Mail(app)


def is_set() -> bool:
    """Whether there is a server to send through."""
    return "mailman" in current_app.extensions


def send(to: str, subject: str, text: str) -> bool:
    """Whether the server has taken the message. Call it after the transaction, never inside."""
    if not is_set():
        return False
    try:
        return bool(EmailMessage(subject, text, to=[to]).send())
    except (OSError, ValueError) as error:  # no server, no login, a refused recipient; a line break in a header
        log.warning("mail was not sent: %s", type(error).__name__)
        return False


def connection() -> smtplib.SMTP:
    """An open connection to the server, signed in; whoever asks for it ends it. Raises ``OSError``."""
    config = current_app.config
    where = config["MAIL_SERVER"], config["MAIL_PORT"]
    server: smtplib.SMTP
    if config["MAIL_USE_SSL"]:
        server = smtplib.SMTP_SSL(*where, timeout=PATIENCE, context=ssl.create_default_context())
    else:
        server = _CheckedSMTP(*where, timeout=PATIENCE)
    try:
        if config["MAIL_USE_TLS"]:
            server.starttls()
        if config["MAIL_USERNAME"]:
            server.login(config["MAIL_USERNAME"], config["MAIL_PASSWORD"] or "")
    except BaseException:
        server.close()
        raise
    return server


def sender() -> str:
    """Whom letters come from."""
    return str(current_app.config["MAIL_DEFAULT_SENDER"])


def sender_domain() -> str:
    return sender().rpartition("@")[2].strip(" >") or "localhost"


def deliverable(address: str) -> str:
    """An address as a mail server takes it: with its domain in Punycode."""
    try:
        found = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return address
    return f"{found.local_part}@{found.ascii_domain}"


def _config(mail_url: str) -> dict[str, Any]:
    try:
        url = urlsplit(mail_url)
        host, port, options = url.hostname, url.port, parse_qs(url.query, strict_parsing=bool(url.query))
    except ValueError:
        host, port, options = None, None, {}
    username = unquote(url.username) if host and url.username else None
    sender = options.get("from", [username if username and "@" in username else f"no-reply@{host}"])[0]
    starttls = options.get("starttls", ["no" if host in ON_THIS_MACHINE else "yes"])[0]
    if not host or url.scheme not in PORTS or "@" not in sender or starttls not in ("yes", "no"):
        raise SystemExit(  # the address itself is not repeated: there is a password in it
            "MAIL_URL is not understood. Write it like\n"
            "  smtp://user:password@mail.example.org:587?from=centre@example.org\n"
            "with smtps:// where the server speaks TLS from the start, and %40 for an @ in the user name or password."
        )
    return {
        "MAIL_BACKEND": Backend,
        "MAIL_SERVER": host,
        "MAIL_PORT": port or PORTS[url.scheme],
        "MAIL_USERNAME": username,
        "MAIL_PASSWORD": unquote(url.password) if url.password else None,
        "MAIL_USE_SSL": url.scheme == "smtps",
        "MAIL_USE_TLS": url.scheme == "smtp" and starttls == "yes",
        "MAIL_DEFAULT_SENDER": sender,
        "MAIL_TIMEOUT": PATIENCE,
    }
