"""Second markers: asking for one, marking as one, and agreeing."""

from collections.abc import Mapping

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ...accounts.access import me, note_reading, open_to
from ...accounts.core import Role
from ...accounts.queries import names, people_with
from ...cohorts.queries import marks
from ...evidence.queries import as_declared
from ...shared.refusal import Refusal
from ...web.clock import now
from ..actions import second as actions
from ..core.second import Finished, NothingToAgree, SecondMarking
from ..core.submission import Incomplete, Judgement, MarkedElsewhere, Series
from ..forms import AgreeForm, AskForm, Sheet, agreeing
from ..queries import second as queries
from ..queries import submissions
from .marking import Page, bp


@bp.get("/submissions/<int:piece_id>/second")
@open_to(Role.TUTOR)
def second(piece_id: int) -> Page:
    """The second marker's own page of a piece; for everybody else who may read it, how the second marking stands."""
    series, marking = _read(piece_id)
    return _page(series, marking, _sheet(marking))


@bp.post("/submissions/<int:piece_id>/second")
@open_to(Role.TUTOR)
def mark_second(piece_id: int) -> Page | Response:
    """Save the second marker's marking, and finish it where that button was pressed."""
    series, marking = _read(piece_id)
    sheet = _sheet(marking)
    if not sheet.validate() and marking.marker_id == me().id:
        return _page(series, marking, sheet), 422
    done = "finish" in request.form
    try:
        actions.mark_second(piece_id, sheet.judgements, assessor_id=me().id, seen=sheet.seen, finish=done, at=now())
    except Incomplete as refusal:
        sheet.show(refusal.lacking)
        return _page(series, marking, sheet), 422
    except (MarkedElsewhere, Finished) as refusal:
        return _page(*_read(piece_id), sheet, refusal), 409
    return _back(piece_id)


@bp.post("/submissions/<int:piece_id>/second/marker")
@open_to(Role.TUTOR)
def ask_second(piece_id: int) -> Response:
    """Ask somebody to mark a piece second."""
    form = AskForm()
    actions.ask(piece_id, form.marker.data or 0, actor_id=me().id, at=now())
    flash("The second marker is asked. It stands in their queue.")
    return redirect(url_for(".submission", piece_id=piece_id), 303)


@bp.post("/submissions/<int:piece_id>/second/take")
@open_to(Role.TUTOR)
def take_second(piece_id: int) -> Response:
    """Become the second marker of a piece that was chosen for one."""
    actions.take(piece_id, actor_id=me().id, at=now())
    return _back(piece_id)


@bp.post("/submissions/<int:piece_id>/second/first-finished")
@open_to(Role.TUTOR)
def finish_first(piece_id: int) -> Response:
    """The first marker says that they are done."""
    actions.finish_first(piece_id, actor_id=me().id, at=now())
    return redirect(url_for(".submission", piece_id=piece_id), 303)


@bp.post("/submissions/<int:piece_id>/second/agreements")
@open_to(Role.TUTOR)
def agree(piece_id: int) -> Page | Response:
    """Settle one criterion on which the two markers differ."""
    series, marking = _read(piece_id)
    criterion = request.form.get("criterion", "")
    forms = agreeing(marking, request.form)
    form = forms.get(criterion)
    if form is None:  # nothing is left to agree on: a refusal says why
        actions.agree(piece_id, criterion, Judgement(), "", actor_id=me().id, at=now())
    if form is None or not form.validate():
        return _page(series, marking, _sheet(marking), forms=forms), 422
    try:
        actions.agree(piece_id, criterion, form.judgement, form.reason.data, actor_id=me().id, at=now())
    except Incomplete as refusal:
        form.show_lacking(refusal.lacking[criterion])
        return _page(series, marking, _sheet(marking), forms=forms), 422
    except NothingToAgree as refusal:
        form.reason.errors = [str(refusal)]
        return _page(series, marking, _sheet(marking), forms=forms), 422
    return _back(piece_id)


def _read(piece_id: int) -> tuple[Series, SecondMarking]:
    """A piece that this tutor may read, with its second marking."""
    series = submissions.taught_series(piece_id, tutor_id=me().id, at=now()) or abort(404)
    return series, queries.of_one(series.shown)


def _sheet(marking: SecondMarking) -> Sheet:
    return Sheet(marking.second, [], learner="")


def _back(piece_id: int) -> Response:
    return redirect(url_for(".second", piece_id=piece_id), 303)


def _page(
    series: Series,
    marking: SecondMarking,
    sheet: Sheet,
    refusal: Refusal | None = None,
    forms: Mapping[str, AgreeForm] | None = None,
) -> str:
    shown = series.shown
    note_reading("submission read", of=shown.learner_id, detail=f"submission {shown.id}")
    contents, _ = as_declared([shown.id], reader_id=me().id)
    forms = forms or agreeing(marking)
    teaches = marks(shown.learner_id, shown.at, tutor_id=me().id, at=now())
    tutors = people_with(Role.TUTOR) if teaches and marking.may_be_asked_by(me().id) else []
    return render_template(
        "marking/second.html",
        submission=shown,
        second=marking,
        sheet=sheet,
        seen=marking.second.latest if refusal else sheet.seen,
        refusal=refusal,
        forms=forms,
        faults=[fault for criterion, form in forms.items() for fault in form.faults(criterion)] or sheet.faults,
        contents=contents,
        names=names(series.people | marking.people),
        marks=teaches,
        ask=AskForm(tutor for tutor in tutors if marking.could_be(tutor.id, actor_id=me().id)),
    )
