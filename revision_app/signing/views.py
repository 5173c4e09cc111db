from flask import Blueprint, abort, redirect, url_for
from werkzeug.wrappers import Response

from ..accounts.access import me, open_to
from ..accounts.core import Role
from ..accounts.queries import names
from ..web.clock import now
from . import actions, queries

bp = Blueprint("signing", __name__)

bp.add_app_template_global(queries.training, "training_of")


@bp.post("/people/<int:person_id>/training")
@open_to(Role.ADMINISTRATOR)
def start_training(person_id: int) -> Response:
    """What this tutor decides waits for another's signature from now on."""
    _must_exist(person_id)
    actions.start_training(person_id, actor_id=me().id, at=now())
    return redirect(url_for("cohorts.person", person_id=person_id, _anchor="training"), 303)


@bp.post("/people/<int:person_id>/training/end")
@open_to(Role.ADMINISTRATOR)
def end_training(person_id: int) -> Response:
    _must_exist(person_id)
    actions.end_training(person_id, actor_id=me().id, at=now())
    return redirect(url_for("cohorts.person", person_id=person_id, _anchor="training"), 303)


def _must_exist(person_id: int) -> None:
    if person_id not in names([person_id]):
        abort(404)
