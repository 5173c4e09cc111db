"""How a link that sets a password reaches whoever it is for."""

from flask import flash, render_template, session, url_for

from ...web import mail
from ...web.opaque import sealed, unsealed
from ..core import Person


def hand_over(link: str, person: Person) -> None:
    """Mail the link, or else show it once, on the administrator's next page."""
    address = url_for("accounts.welcome", link=link, _external=True)
    text = render_template("accounts/link.txt", name=person.name, address=address)
    if mail.send(person.email, "Choose the password for your account", text):
        flash(f"The link has been sent to {person.email}.")
    else:
        session["link"] = {"person": person.id, "link": sealed(link)}  # the browser keeps it, and must not read it


def shown_once(person_id: int) -> str | None:
    """The address of a link for this person that could not be mailed, the first time it is asked for."""
    link = session.pop("link", None)
    if not link or link["person"] != person_id:
        return None
    return url_for("accounts.welcome", link=unsealed(link["link"]), _external=True)
