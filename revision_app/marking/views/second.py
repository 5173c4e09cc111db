"""Second markers: asking for one, marking as one, and agreeing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ...accounts.access import me, note_reading, open_to
from ...accounts.core import Role
from ...accounts.queries import names, people_with
from ...cohorts.queries import marks
from ...evidence.core import Content
from ...evidence.core.passage import Part
from ...evidence.library import kind_of
from ...evidence.queries import as_declared
from ...shared.refusal import Refusal
from ...web.clock import now
from ..actions import second as actions
from ..core.comments import Comments, TooManyComments, in_order
from ..core.second import Finished, NothingToAgree, SecondMarking
from ..core.submission import Incomplete, Judgement, MarkedElsewhere, Series
from ..forms import AgreeForm, AskForm, Sheet, agreeing
from ..queries import second as queries
from ..queries import submissions
from ..queries.comments import comments_of, comments_of_both
from ..queries.typed import typed_marking
from .marking import Page, TypedAnswer, bp, typed_answer


@bp.get("/submissions/<int:piece_id>/second")
@open_to(Role.TUTOR)
def second(piece_id: int) -> Page:
    """The second marker's own page of a piece; for everybody else who may read it, how the second marking stands."""
    read = _read(piece_id)
    return _page(read, _sheet(read))


@bp.post("/submissions/<int:piece_id>/second")
@open_to(Role.TUTOR)
def mark_second(piece_id: int) -> Page | Response:
    """Save the second marker's marking, and finish it where that button was pressed."""
    read = _read(piece_id)
    sheet = _sheet(read)
    if not sheet.validate() and read.marking.marker_id == me().id:
        return _page(read, sheet), 422
    said = {"typed": sheet.words, "comments": sheet.comments.sheet}
    saved: dict[str, Any] = {"assessor_id": me().id, "seen": sheet.seen, "at": now(), **said}
    try:
        actions.mark_second(piece_id, sheet.judgements, **saved, finish="finish" in request.form)
    except Incomplete as refusal:
        sheet.show(refusal.lacking)
        return _page(read, sheet), 422
    except (MarkedElsewhere, Finished, TooManyComments) as refusal:
        return _page(_read(piece_id), sheet, refusal), 409
    return _back(piece_id, sheet.anchor)


@bp.post("/submissions/<int:piece_id>/second/typed")
@open_to(Role.TUTOR)
def keep_typed_second(piece_id: int) -> TypedAnswer:
    """Keep what the second marker types while they type it, as ``marking.keep_typed`` does for the first."""
    sheet = _sheet(_read(piece_id))
    return typed_answer(sheet, lambda: actions.keep_typed_second(piece_id, sheet.words, assessor_id=me().id, at=now()))


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
    read = _read(piece_id)
    criterion = request.form.get("criterion", "")
    forms = agreeing(read.marking, request.form)
    form = forms.get(criterion)
    if form is None:  # nothing is left to agree on: a refusal says why
        actions.agree(piece_id, criterion, Judgement(), "", actor_id=me().id, at=now())
    if form is None or not form.validate():
        return _page(read, _sheet(read), forms=forms), 422
    try:
        actions.agree(piece_id, criterion, form.judgement, form.reason.data, actor_id=me().id, at=now())
    except Incomplete as refusal:
        form.show_lacking(refusal.lacking[criterion])
        return _page(read, _sheet(read), forms=forms), 422
    except NothingToAgree as refusal:
        form.reason.errors = [str(refusal)]
        return _page(read, _sheet(read), forms=forms), 422
    return _back(piece_id)


@dataclass(frozen=True)
class Read:
    """A piece that this tutor may read, with its second marking and those of the comments at it that they may see."""

    series: Series
    marking: SecondMarking
    contents: Mapping[int, Content]
    parts: Sequence[Part]
    comments: Comments

    @property
    def is_mine(self) -> bool:
        """Whether it is for whoever asks to mark second, and they have not finished."""
        return self.marking.marker_id == me().id and not self.marking.second_done_at


def _read(piece_id: int) -> Read:
    series = submissions.taught_series(piece_id, tutor_id=me().id, at=now()) or abort(404)
    marking = queries.of_one(series.shown)
    contents, _ = as_declared([piece_id], reader_id=me().id)
    parts = kind_of(series.shown).parts(contents[piece_id]) if contents else ()
    return Read(series, marking, contents, parts, in_order(_comments(marking).every, parts))


def _comments(marking: SecondMarking) -> Comments:
    """The comments of both sides once both have finished, and before that their own to the second marker."""
    piece_id, marker_id = marking.first.id, marking.marker_id
    if marking.both_done and marker_id:
        return comments_of_both(piece_id, second_by=marker_id)
    return comments_of(piece_id, second_by=marker_id) if marker_id == me().id else Comments()


def _sheet(read: Read) -> Sheet:
    shown, theirs = read.series.shown, read.comments if read.is_mine else Comments()
    typed = typed_marking(shown.id, assessor_id=me().id) if read.is_mine and request.method != "POST" else None
    return Sheet(read.marking.second, [], learner="", typed=typed, comments=theirs, parts=read.parts)


def _back(piece_id: int, anchor: str | None = None) -> Response:
    return redirect(url_for(".second", piece_id=piece_id, _anchor=anchor), 303)


def _page(
    read: Read, sheet: Sheet, refusal: Refusal | None = None, forms: Mapping[str, AgreeForm] | None = None
) -> str:
    shown, marking = read.series.shown, read.marking
    note_reading("submission read", of=shown.learner_id, detail=f"submission {shown.id}")
    forms = forms or agreeing(marking)
    teaches = marks(shown.learner_id, shown.at, tutor_id=me().id, at=now())
    tutors = people_with(Role.TUTOR) if teaches and marking.may_be_asked_by(me().id) else []
    return render_template(
        "marking/second.html",
        submission=shown,
        second=marking,
        is_mine=read.is_mine,
        sheet=sheet,
        seen=marking.second.latest if refusal else sheet.seen,
        refusal=refusal,
        forms=forms,
        faults=[fault for criterion, form in forms.items() for fault in form.faults(criterion)] or sheet.faults,
        contents=read.contents,
        comments=read.comments,
        words_at={each.id: each.passage.words(read.parts) for each in read.comments.shown},
        as_typed=typed_marking(shown.id, assessor_id=me().id) if refusal else sheet.typed,
        names=names(read.series.people | marking.people | read.comments.people),
        marks=teaches,
        ask=AskForm(tutor for tutor in tutors if marking.could_be(tutor.id, actor_id=me().id)),
    )
