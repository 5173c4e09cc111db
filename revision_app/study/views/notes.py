"""A learner's own notes: all on one page, and each made on the page of a unit or here."""

from collections.abc import Iterable
from itertools import groupby

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ...accounts.access import me, open_to
from ...accounts.core import Role
from ...shared.undo import DELETED
from ...web.clock import now
from ...web.filters import time
from ...web.requests import wants_json
from .. import actions, library, queries
from ..core.note import Placed, as_markdown
from ..core.unit import Unit
from ..forms import ChangeNoteForm, NoteForm
from .blueprint import bp

Page = str | tuple[str, int]
Answer = Page | Response | dict[str, object] | tuple[dict[str, object], int]


@bp.get("/study/notes")
@open_to(Role.LEARNER)
def notes() -> str:
    """All notes by unit, and a form for one more; ``about=unit#section`` says which section it begins with."""
    form = NoteForm.about(library.shelf().units)
    form.place.data = request.args.get("about", "")
    return _page(form)


@bp.post("/study/notes")
@open_to(Role.LEARNER)
def add_note() -> Answer:
    form = NoteForm.about(library.shelf().units)
    script = wants_json()
    if not form.validate():
        return ({"problem": _faults(form)}, 422) if script else (_page(form), 422)
    made = actions.add_note(form.unit_id, form.anchor, form.body.data, key=form.key.data, learner_id=me().id, at=now())
    if script:
        return {"id": made.id, "saved_at": time(made.made_at)}
    flash("The note is saved.")
    return redirect(url_for(".notes", _anchor=f"note-{made.id}"), 303)


@bp.get("/study/notes/<int:note_id>")
@open_to(Role.LEARNER)
def note(note_id: int) -> str:
    placed = _mine(note_id)
    return _note_page(placed, ChangeNoteForm(body=placed.note.body))


@bp.post("/study/notes/<int:note_id>")
@open_to(Role.LEARNER)
def change_note(note_id: int) -> Answer:
    placed = _mine(note_id)
    form = ChangeNoteForm()
    right = form.validate()
    if right and not form.body.data and not placed.note.anchor.quotation:
        form.body.errors = ["Write the note, or delete it."]
        right = False
    if not right:
        return ({"problem": _faults(form)}, 422) if wants_json() else (_note_page(placed, form), 422)
    at = now()
    actions.change_note(note_id, form.body.data, learner_id=me().id, at=at)
    if wants_json():
        return {"id": note_id, "saved_at": time(at)}
    flash("The note is saved.")
    return redirect(url_for(".notes", _anchor=f"note-{note_id}"), 303)


@bp.post("/study/notes/<int:note_id>/delete")
@open_to(Role.LEARNER)
def delete_note(note_id: int) -> Answer:
    actions.delete_note(note_id, learner_id=me().id, at=now())
    if wants_json():
        return {"id": note_id}
    flash(DELETED)
    return redirect(url_for(".notes", _anchor="deleted"), 303)


@bp.post("/study/notes/<int:note_id>/restore")
@open_to(Role.LEARNER)
def restore_note(note_id: int) -> Response:
    actions.restore_note(note_id, learner_id=me().id, at=now())
    return redirect(url_for(".notes", _anchor=f"note-{note_id}"), 303)


@bp.get("/study/notes.md")
@open_to(Role.LEARNER)
def export_notes() -> Response:
    """All notes as a file to keep."""
    text = as_markdown("My notes", _by_unit(queries.notes_of(me().id)))
    response = Response(text, mimetype="text/markdown")
    response.headers["Content-Disposition"] = 'attachment; filename="notes.md"'
    return response


def _mine(note_id: int) -> Placed:
    return queries.note(note_id, learner_id=me().id) or abort(404)


def _by_unit(notes: Iterable[Placed]) -> list[tuple[Unit | None, list[Placed]]]:
    """Notes under their units, in the order of reading; those of units that are gone come last."""
    units = library.shelf().units
    order = {name: place for place, name in enumerate(units)}
    ranked = sorted(notes, key=lambda placed: order.get(placed.note.unit, len(order)))
    return [
        (units.get(name), list(of_unit)) for name, of_unit in groupby(ranked, key=lambda placed: _known(placed, units))
    ]


def _known(placed: Placed, units: dict[str, Unit]) -> str:
    return placed.note.unit if placed.note.unit in units else ""


def _page(form: NoteForm) -> str:
    notes, deleted = queries.notes_and_deleted(me().id, at=now())
    return render_template("study/notes.html", form=form, shelves=_by_unit(notes), deleted=deleted)


def _note_page(placed: Placed, form: ChangeNoteForm) -> str:
    return render_template("study/note.html", one=placed, form=form, unit=library.unit(placed.note.unit))


def _faults(form: NoteForm | ChangeNoteForm) -> str:
    return " ".join(fault for faults in form.errors.values() for fault in faults)
