"""Cards to remember: what is due today, the learner's own cards, and how they want to be asked."""

from secrets import token_urlsafe

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from ..accounts.access import me, open_to
from ..accounts.core import Role
from ..criteria.library import qualification
from ..shared.refusal import Refusal
from ..shared.undo import DELETED
from ..study import queries as study
from ..web.clock import now
from ..web.filters import count
from ..web.ids import whole
from ..web.requests import wants_json
from ..web.spreadsheets import csv_file
from . import actions, anki, queries
from .core.schedule import Rating
from .forms import CardsFileForm, ChoiceForm, NameForm, OwnCardForm, ReviewForm

bp = Blueprint("recall", __name__)

MISSING = "Something was missing from the page. Open the cards again."
BUTTONS = {
    False: {Rating.FORGOTTEN: "I did not know it", Rating.KNOWN: "I knew it"},
    True: {
        Rating.FORGOTTEN: "Not at all",
        Rating.HARD: "With effort",
        Rating.KNOWN: "I knew it",
        Rating.EASY: "At once",
    },
}


@bp.get("/recall/")
@open_to(Role.LEARNER)
def cards() -> str:
    """What is due, the learner's own cards, and their choices; ``note`` is one of theirs to make a card of."""
    number = whole(request.args.get("note"))
    placed = study.note(number, learner_id=me().id) if number else None
    if placed is None:
        return _page()
    note = placed.note
    return _page(own=OwnCardForm(formdata=None, front=note.body, back=note.anchor.quotation))


@bp.get("/recall/cards")
@open_to(Role.LEARNER)
def today() -> str:
    """Today's cards, one after the other; kept on the device, so that they can be looked at without a connection.

    ``more`` asks for cards where a plan has none or no more for today.
    """
    session = queries.session(me().id, at=now(), more="more" in request.args)
    keys = [token_urlsafe(16) for _ in session.cards]
    return render_template(
        "recall/today.html", session=session, keys=keys, buttons=BUTTONS[session.choice.four_buttons]
    )


@bp.post("/recall/reviews")
@open_to(Role.LEARNER)
def review() -> ResponseReturnValue:
    form = ReviewForm()
    if not form.validate():
        return ({"problem": MISSING}, 422) if wants_json() else _again(MISSING)
    standing = actions.review(**form.values, learner_id=me().id, at=now())
    if wants_json():
        return {"card": request.form["card"], "due": standing.due.isoformat()}
    return redirect(url_for(".today"), 303)


def _again(words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for(".today"), 303)


@bp.post("/recall/own")
@open_to(Role.LEARNER)
def write_card() -> ResponseReturnValue:
    form = OwnCardForm()
    if not form.validate():
        return _page(own=form), 422
    try:
        actions.write_cards([(form.front.data, form.back.data)], learner_id=me().id, at=now())
    except Refusal as refusal:
        form.form_errors.append(str(refusal))
        return _page(own=form), 409
    flash("The card is saved. It comes among your next new cards.")
    return redirect(url_for(".cards", _anchor="own"), 303)


@bp.post("/recall/own/file")
@open_to(Role.LEARNER)
def add_cards() -> ResponseReturnValue:
    form = CardsFileForm()
    if not form.validate():
        return _page(file=form), 422
    try:
        new = actions.write_cards(form.cards, learner_id=me().id, at=now())
    except Refusal as refusal:
        form.form_errors.append(str(refusal))
        return _page(file=form), 409
    known = f" You had {len(form.cards) - new} of them already." if new < len(form.cards) else ""
    added = f"Added {count(new, 'card')}.{known}" if new else "You have all of these cards already."
    flash(f"{added}{form.left_out}")
    return redirect(url_for(".cards", _anchor="own"), 303)


@bp.get("/recall/own.csv")
@open_to(Role.LEARNER)
def export_cards() -> ResponseReturnValue:
    """The learner's own cards as a file that can be added here or elsewhere."""
    mine = reversed(queries.own_cards(me().id))
    return csv_file([("Question", "Answer"), *((card.front, card.back) for card in mine)], "cards")


@bp.get("/recall/cards.apkg")
@open_to(Role.LEARNER)
def export_package() -> Response:
    """The learner's own cards, and those of what they read, as a package for Anki."""
    cards = queries.in_words(me().id)
    package = anki.exported(cards, title=qualification().short_title, seconds=int(now().timestamp()))
    headers = {"Content-Disposition": "attachment; filename=cards.apkg"}
    return Response(package, mimetype="application/octet-stream", headers=headers)


@bp.get("/recall/own/<int:card_id>")
@open_to(Role.LEARNER)
def own_card(card_id: int) -> str:
    card = queries.own_card(card_id, learner_id=me().id) or abort(404)
    return render_template("recall/own.html", card=card, form=OwnCardForm(obj=card))


@bp.post("/recall/own/<int:card_id>")
@open_to(Role.LEARNER)
def change_card(card_id: int) -> ResponseReturnValue:
    card = queries.own_card(card_id, learner_id=me().id) or abort(404)
    form = OwnCardForm()
    if not form.validate():
        return render_template("recall/own.html", card=card, form=form), 422
    actions.change_card(card_id, form.front.data, form.back.data, learner_id=me().id, at=now())
    flash("The card is saved.")
    return redirect(url_for(".cards", _anchor="own"), 303)


@bp.post("/recall/own/<int:card_id>/delete")
@open_to(Role.LEARNER)
def delete_card(card_id: int) -> ResponseReturnValue:
    actions.delete_card(card_id, learner_id=me().id, at=now())
    flash(DELETED)
    return redirect(url_for(".cards", _anchor="deleted"), 303)


@bp.post("/recall/own/<int:card_id>/restore")
@open_to(Role.LEARNER)
def restore_card(card_id: int) -> ResponseReturnValue:
    actions.restore_card(card_id, learner_id=me().id, at=now())
    return redirect(url_for(".own_card", card_id=card_id), 303)


@bp.post("/recall/left-out")
@open_to(Role.LEARNER)
def leave_out() -> ResponseReturnValue:
    form = NameForm()
    if not form.validate():
        return _again(MISSING)
    actions.leave_out(form.card.data, learner_id=me().id)
    flash("This card is left out. You can take it back below your own cards.")
    return redirect(url_for(".today"), 303)


@bp.post("/recall/left-out/back")
@open_to(Role.LEARNER)
def take_back() -> ResponseReturnValue:
    form = NameForm()
    if not form.validate():
        return _again(MISSING)
    actions.take_back(form.card.data, learner_id=me().id)
    flash("The card comes back when it is due.")
    return redirect(url_for(".cards", _anchor="left-out"), 303)


@bp.post("/recall/choices")
@open_to(Role.LEARNER)
def choose() -> ResponseReturnValue:
    form = ChoiceForm()
    if not form.validate():
        return _page(choice=form), 422
    actions.choose(form.minutes.data, four_buttons=form.buttons.data == "4", learner_id=me().id)
    flash("Saved.")
    return redirect(url_for(".cards"), 303)


def _page(
    *, own: OwnCardForm | None = None, file: CardsFileForm | None = None, choice: ChoiceForm | None = None
) -> str:
    """The page with what was sent still there."""
    session = queries.session(me().id, at=now())
    chosen = session.choice
    begins = {"minutes": chosen.minutes, "buttons": "4" if chosen.four_buttons else "2"}
    return render_template(
        "recall/cards.html",
        session=session,
        own=own or OwnCardForm(formdata=None),
        file=file or CardsFileForm(formdata=None),
        choice=choice or ChoiceForm(formdata=None, data=begins),
        refused=next((form for form in (own, file, choice) if form and form.errors), None),
    )
