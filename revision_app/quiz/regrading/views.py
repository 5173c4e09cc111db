"""Questions that changed since they were marked: what changed, what marking again would do, and doing it."""

from flask import abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from ...accounts import queries as accounts
from ...accounts.access import me, note_reading, open_to
from ...accounts.core import Role
from ...cohorts.queries import learners_taught_by
from ...web.clock import now
from ...web.requests import wants_json
from ..attempts.access import may_read_keys
from ..attempts.core.grading import Way
from ..attempts.core.groups import SMALLEST_GROUP, in_whole_groups
from ..bank import library
from ..bank.views import bp
from . import actions, queries
from .core.regrade import ItemResults
from .forms import RegradeForm

GROUPS = 10  # of results that one press of a button writes
MOST_NAMED = 200  # learners on a page


@bp.get("/regrades/")
@open_to(Role.TUTOR, Role.ADMINISTRATOR)
def regrades() -> str:
    done = queries.regrades()
    return render_template(
        "quiz/regrades.html",
        outdated=queries.outdated_items(mine=_mine()),
        regrades=done,
        names=accounts.names(regrade.author_id for regrade in done),
        items=library.bank().items,
        read_at=current_app.extensions["read_at"],
    )


@bp.get("/regrades/items/<item_id>")
@open_to(Role.TUTOR, Role.ADMINISTRATOR)
def regrade_item(item_id: str) -> str:
    may_read_keys([item_id])
    return _item_page(_item(item_id), RegradeForm(formdata=None))


@bp.post("/regrades/items/<item_id>")
@open_to(Role.TUTOR, Role.ADMINISTRATOR)
def begin_regrade(item_id: str) -> ResponseReturnValue:
    may_read_keys([item_id])
    item, form = _item(item_id), RegradeForm()
    if not form.validate():
        return _item_page(item, form), 422
    correction = item.corrections.get(Way(form.way.data)) or abort(404)
    regrade_id = actions.begin_regrade(
        item_id, correction, form.reason.data, tutor_id=_tutor_id(), author_id=me().id, at=now()
    )
    _go_on(regrade_id)
    return redirect(url_for(".regrade", regrade_id=regrade_id), 303)


@bp.get("/regrades/<int:regrade_id>")
@open_to(Role.TUTOR, Role.ADMINISTRATOR)
def regrade(regrade_id: int) -> str:
    regrade = queries.regrade(regrade_id) or abort(404)
    may_read_keys([regrade.item_id])
    written = queries.written_by(regrade_id, mine=_mine())
    results = written if _tutor_id() else in_whole_groups(written)
    shown = [result for result in results if result.is_other][:MOST_NAMED] if _tutor_id() else []
    if shown:
        note_reading("results of a regrade read", detail=f"regrade {regrade_id}")
    return render_template(
        "quiz/regrade.html",
        regrade=regrade,
        version=library.bank().items.get(regrade.item_id),
        results=results,
        smallest=SMALLEST_GROUP,
        shown=shown,
        names=accounts.names([regrade.author_id, *(result.learner_id for result in shown)]),
    )


@bp.post("/regrades/<int:regrade_id>")
@open_to(Role.TUTOR, Role.ADMINISTRATOR)
def go_on_regrading(regrade_id: int) -> ResponseReturnValue:
    """The next group for our script; for a browser's own request several, so that few presses are needed."""
    queries.regrade(regrade_id) or abort(404)
    _go_on(regrade_id, groups=1 if wants_json() else GROUPS)
    if wants_json():
        regrade = queries.regrade(regrade_id) or abort(404)
        return {"done": regrade.done, "counted": regrade.counted, "finished": regrade.finished_at is not None}
    return redirect(url_for(".regrade", regrade_id=regrade_id), 303)


def _tutor_id() -> int | None:
    """Whose learners are shown: a tutor's own; to an administrator everybody's, without names."""
    return me().id if me().role is Role.TUTOR else None


def _mine() -> Select[int] | None:
    """The ids of a tutor's learners; ``None`` for an administrator."""
    tutor_id = _tutor_id()
    return None if tutor_id is None else learners_taught_by(tutor_id, at=now())


def _item(item_id: str) -> ItemResults:
    return queries.item_results(item_id, mine=_mine()) or abort(404)


def _item_page(item: ItemResults, form: RegradeForm) -> str:
    runs = [run for run in item.runs if run.results]
    counted = runs if _tutor_id() else [run.in_whole_groups() for run in runs]
    named = [before.now.learner_id for run in runs for before in run.changed[:MOST_NAMED]] if _tutor_id() else []
    if named:
        note_reading("results of a question read", detail=item.item_id)
    return render_template(
        "quiz/regrade_item.html",
        found=item,
        runs=runs,
        counted=counted,
        smallest=SMALLEST_GROUP,
        form=form,
        names=accounts.names(named),
        most=MOST_NAMED,
        read_at=current_app.extensions["read_at"],
    )


def _go_on(regrade_id: int, groups: int = GROUPS) -> None:
    for _ in range(groups):
        if not actions.regrade_some(regrade_id, actor_id=me().id, at=now()):
            return
