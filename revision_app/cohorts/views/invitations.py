"""First sign-in links for many: whoever has not chosen a password yet, and a sheet of links to print, copy or send."""

from flask import render_template, request

from ...accounts import queries as accounts
from ...accounts.access import me, open_to
from ...accounts.actions.passwords import make_links
from ...accounts.core import Person, Role
from ...accounts.views.links import MOST_LETTERS, address_of_link, send_links
from ...web import mail
from ...web.clock import now
from ...web.spreadsheets import harmless
from .. import queries
from .blueprint import Answer, bp

MOST = 500  # links on one sheet


@bp.get("/people/invitations")
@open_to(Role.ADMINISTRATOR)
def invitations() -> Answer:
    everybody = accounts.invited_accounts(without_link=False, at=now())
    without = accounts.invited_accounts(without_link=True, at=now())
    return render_template(
        "cohorts/invitations.html",
        everybody=everybody,
        without=without,
        lacking={person.id for person in without},
        cohorts=queries.cohorts_by_person((person.id for person in everybody[:MOST]), at=now()),
        most=MOST,
        most_letters=MOST_LETTERS,
        mail_is_set=mail.is_set(),
    )


@bp.post("/people/invitations")
@open_to(Role.ADMINISTRATOR)
def make_invitations() -> Answer:
    """New links for those without one, or for everybody invited; the sheet is the answer, as no link is kept."""
    by_mail = request.form.get("how") == "mail" and mail.is_set()
    invited = accounts.invited_accounts(without_link=request.form.get("who") != "everybody", at=now())
    people = invited[: MOST_LETTERS if by_mail else MOST]
    links = make_links([person.id for person in people], actor_id=me().id, at=now())
    people = [person for person in people if person.id in links]
    shown: list[Person] = send_links(people, links) if by_mail else list(people)
    sheet = [(person, address_of_link(links[person.id])) for person in shown]
    return render_template(
        "cohorts/invitation_sheet.html",
        sheet=sheet,
        text="\n".join("\t".join((harmless(person.name), person.email, address)) for person, address in sheet),
        cohorts=queries.cohorts_by_person((person.id for person in shown), at=now()),
        sent=len(people) - len(shown),
        by_mail=by_mail,
        more=len(invited) - len(people),
    )
