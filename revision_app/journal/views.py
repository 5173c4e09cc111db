from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ..accounts.access import me, open_to
from ..accounts.core import Role
from ..criteria.library import qualification
from ..web.asked import by_script
from ..web.clock import now
from ..web.filters import iso
from . import actions, library, queries
from .core import ChangedElsewhere, Reflection
from .forms import ReflectionForm, StartForm

bp = Blueprint("journal", __name__)

Page = str | tuple[str, int]


@bp.get("/journal/")
@open_to(Role.LEARNER)
def reflections() -> Page:
    return _list_page(StartForm())


@bp.post("/journal/")
@open_to(Role.LEARNER)
def start() -> Page | Response:
    form = StartForm()
    if not form.validate():
        return _list_page(form), 422
    started = actions.start(form.title.data, learner_id=me().id, at=now())
    return redirect(url_for(".reflection", reflection_id=started), 303)


@bp.get("/journal/<int:reflection_id>")
@open_to(Role.LEARNER)
def reflection(reflection_id: int) -> Page:
    found = _mine(reflection_id)
    return _reflection_page(found, _form(found), revision=found.revision)


@bp.post("/journal/<int:reflection_id>")
@open_to(Role.LEARNER)
def save(reflection_id: int) -> Page | Response | tuple[dict[str, str], int] | dict[str, str | int]:
    """Keep the draft: from the page, or from a script that asks for JSON."""
    found = _mine(reflection_id)
    form = _form(found)
    revision = request.form.get("revision", -1, type=int)  # a form that does not say has seen none
    script = by_script()
    if not form.validate():
        if script:
            return {"problem": " ".join(fault for faults in form.errors.values() for fault in faults)}, 422
        return _reflection_page(found, form, revision=revision), 422
    try:
        saved = actions.save(reflection_id, form.text, learner_id=me().id, revision=revision, at=now())
    except ChangedElsewhere:
        if script:
            raise
        found = _mine(reflection_id)
        return _reflection_page(found, form, revision=found.revision, other=found), 409
    if script:
        return {"revision": saved.revision, "saved_at": iso(saved.changed_at)}
    after = "marking.before_hand_in" if form.hand_in.data else ".reflection"
    return redirect(url_for(after, reflection_id=reflection_id), 303)


def _mine(reflection_id: int) -> Reflection:
    return queries.reflection(reflection_id, learner_id=me().id) or abort(404)


def _form(found: Reflection) -> ReflectionForm:
    return ReflectionForm.asking(library.guide(), qualification().criteria, found.text)


def _list_page(form: StartForm) -> str:
    return render_template("journal/reflections.html", form=form, reflections=queries.reflections_of(me().id))


def _reflection_page(found: Reflection, form: ReflectionForm, *, revision: int, other: Reflection | None = None) -> str:
    """The draft; ``other`` is the saved version to show beside what was typed, where the two have parted."""
    return render_template(
        "journal/reflection.html",
        reflection=found,
        form=form,
        revision=revision,
        other=other,
        guide=library.guide(),
    )
