"""Answers those who forgot their password, where nobody who asks can see or time whether there is an account."""

from flask import render_template

from ..outbox.core import Letter
from ..web import mail
from ..web.clock import now
from .actions import passwords
from .core import RESET_LASTS, Person

MOST = 20  # in one turn


def answer_asks() -> int:
    """Have a link sent to each who asked and has an account; how many had asked."""
    if not mail.is_set():
        return 0
    answered = 0
    while answered < MOST and passwords.answer_ask(_letter, at=now()):
        answered += 1
    return answered


def _letter(person: Person, address: str) -> Letter:
    text = render_template("accounts/forgotten.txt", name=person.name, address=address)
    return Letter(person.email, "Choose a new password", text, person.id, now() + RESET_LASTS)
