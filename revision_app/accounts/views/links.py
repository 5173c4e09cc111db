"""How a link that sets a password reaches whoever it is for."""

from collections.abc import Iterable, Mapping
from time import monotonic

from flask import flash, render_template, session, url_for

from ...outbox.core import Letter
from ...web import mail
from ...web.opaque import sealed, unsealed
from ..core import Account, Person, State

MOST_LETTERS = 50  # that one request sends
_LETTERS_TAKE = 20  # seconds at most: somebody is waiting for the page, and a server may be slow


def hand_over(link: str, person: Person) -> None:
    """Mail the link, or else show it once, on the administrator's next page."""
    if _send(person, address_of_link(link)):
        flash(f"The link has been sent to {person.email}.")
    else:
        session["link"] = {"person": person.id, "link": sealed(link)}  # the browser keeps it, and must not read it


def shown_once(person_id: int) -> str | None:
    """The address of a link for this person that could not be mailed, the first time it is asked for."""
    link = session.pop("link", None)
    if not link or link["person"] != person_id:
        return None
    return address_of_link(unsealed(link["link"]))


def send_links(people: Iterable[Person], links: Mapping[int, str]) -> list[Person]:
    """Mail everybody their link, for as long as somebody waits for a page; whom it was not sent to comes back."""
    end = monotonic() + _LETTERS_TAKE
    return [person for person in people if monotonic() > end or not _send(person, address_of_link(links[person.id]))]


def letters_of_new_address(person: Person, before: str) -> list[Letter]:
    """Tell both addresses that one has taken the other's place: whoever did not want that finds out."""
    text = render_template("accounts/address_changed.txt", name=person.name, before=before, now=person.email)
    return [Letter(to, "Your e-mail address has been changed", text, person.id) for to in (before, person.email)]


def address_of_link(link: str) -> str:
    return url_for("accounts.welcome", link=link, _external=True)


def _send(person: Person, address: str) -> bool:
    reset = isinstance(person, Account) and person.state is State.ACTIVE
    text = render_template("accounts/reset.txt" if reset else "accounts/link.txt", name=person.name, address=address)
    return mail.send(person.email, "Choose the password for your account", text)
