from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ...accounts.access import me, note_reading, open_to
from ...accounts.core import Role
from ...accounts.queries import names
from ...cohorts import queries as cohorts
from ...cohorts.core import NO_TUTOR
from ...criteria.library import qualification
from ...evidence import actions as evidence_actions
from ...evidence.core import Content, NotWithdrawn
from ...evidence.core.declaration import Declared
from ...evidence.library import kind_of
from ...evidence.queries import as_declared
from ...quiz.tutoring.queries import open_answers
from ...shared.refusal import Refusal
from ...shared.text import one_line
from ...signing.core import NotSigned, Signatures
from ...signing.queries import signatures
from ...web.clock import now
from ...web.filters import iso
from ..actions import decisions as actions
from ..actions import typed as typing
from ..core.changes import changes
from ..core.comments import Comments, CommentsSettled, TooManyComments
from ..core.phrase import NothingToKeep
from ..core.queue import Queue, lease
from ..core.second import Finished, NotBoth, SecondMarkingOpen
from ..core.submission import (
    AlreadyReleased,
    Incomplete,
    MarkedElsewhere,
    NotAmended,
    ReleaseInPast,
    ReleaseSet,
    Series,
    Submission,
    SubmissionStanding,
    Withdrawn,
    ordinal,
)
from ..core.task import Task
from ..core.typed import TypedElsewhere, TypedMarking
from ..feed import work
from ..forms import AmendForm, AnswerForm, PhraseForm, QueueForm, Sheet, amending, carried
from ..library import blind_name, called
from ..queries import action_plan
from ..queries import second as seconds
from ..queries import submissions as queries
from ..queries.comments import answers_waiting, comments_at
from ..queries.to_do import ToDo, to_do
from ..queries.typed import typed_marking

bp = Blueprint("marking", __name__)

Page = str | tuple[str, int]
TypedAnswer = tuple[dict[str, str], int] | dict[str, str | int]

_SHOWN_BESIDE = (
    AlreadyReleased,
    CommentsSettled,
    Finished,
    MarkedElsewhere,
    NotBoth,
    NotSigned,
    NothingToKeep,
    ReleaseInPast,
    ReleaseSet,
    SecondMarkingOpen,
    TooManyComments,
    Withdrawn,
)
"""The refusals after which what was typed stands on the page of the piece itself."""

RECENT = 10
NEWS = timedelta(days=14)

bp.add_app_template_filter(ordinal)
bp.add_app_template_filter(called)
bp.add_app_template_filter(blind_name)


@bp.app_template_global()
def submissions_of(kind: str, source_id: int) -> list[Submission]:
    """What the learner who is signed in has handed in from one draft, the latest first."""
    return queries.submissions_by(me().id, kind=kind, source_id=source_id, at=now())


@bp.app_template_global()
def hands_in_blind() -> bool:
    """Whether what the learner who is signed in hands in now is marked without their name."""
    return queries.hands_in_blind(me().id, at=now())


@bp.app_template_global()
def terms_of_hand_in() -> tuple[str | None, bool]:
    """What a learner must know where nobody would mark what they hand in now, and whether it is marked blind."""
    marked, blind = queries.terms_of_hand_in(me().id, at=now())
    return None if marked else NO_TUTOR, blind


@bp.app_template_global()
def standing_of(kind: str) -> dict[int, tuple[SubmissionStanding, int, date | None]]:
    """For each draft of a kind that the learner handed in: how the latest submission stands, its id, when it is due."""
    latest_last = reversed(queries.submissions_by(me().id, kind=kind, at=now()))
    return {each.source_id: (each.standing, each.id, each.due) for each in latest_last}


@bp.app_template_global()
def work_url(piece_id: int, task: Task, /, **query: Any) -> str:
    """The address at which a tutor does what a piece asks of them, within their queue as filtered."""
    link = work(piece_id, task)
    return url_for(link.endpoint, piece_id=piece_id, **query, _anchor=link.anchor)


@bp.get("/marking/")
@open_to(Role.TUTOR)
def queue() -> Page:
    """What waits for a tutor, as filtered by the address."""
    at = now()
    released = queries.recently_released(me().id, limit=RECENT, at=at)
    answers = answers_waiting(me().id, at=at)
    filtered = _queue({each.learner_id for each in released} | {each.learner_id for each in answers})
    written = open_answers.open_answers_waiting(me().id, at=at)
    counts = Counter(filtered.to_do.tasks[each.id] for each in filtered.to_do.waiting)
    return render_template(
        "marking/queue.html",
        released=released,
        answers=answers,
        written=written,
        counts=counts if len(counts) > 1 else {},
        **vars(filtered),
    )


@bp.get("/evidence/<int:piece_id>")
@open_to(Role.LEARNER)
def evidence(piece_id: int) -> Page:
    """A learner's own piece as it was handed in, with the decisions once they are released."""
    return feedback_page(own(piece_id))


@bp.post("/evidence/<int:piece_id>/withdrawal")
@open_to(Role.LEARNER)
def withdraw(piece_id: int) -> Page | Response:
    """A learner takes back what nothing has been decided on."""
    try:
        evidence_actions.withdraw(piece_id, learner_id=me().id, at=now())
    except NotWithdrawn as refusal:
        return feedback_page(own(piece_id), refusal), 409
    return redirect(url_for(".evidence", piece_id=piece_id), 303)


@bp.get("/submissions/<int:piece_id>")
@open_to(Role.LEARNER, Role.TUTOR)
def submission(piece_id: int) -> Page | Response:
    """The tutor reads and marks here. Learners, whose links of before lead here, read on a page of their own."""
    if me().role is Role.LEARNER:
        queries.own_series(piece_id, learner_id=me().id, at=now()) or abort(404)
        return redirect(url_for(".evidence", piece_id=piece_id))
    series = taught(piece_id)
    return marking_page(series)


@bp.post("/submissions/<int:piece_id>")
@open_to(Role.TUTOR)
def mark(piece_id: int) -> Page | Response:
    """Save the marking; release it or go on to the next submission where that button was pressed."""
    series = taught(piece_id)
    sheet = _sheet(series)
    if not sheet.validate() and _is_open(series.shown):
        return marking_page(series, sheet), 422
    said = {"typed": sheet.words, "comments": sheet.comments.sheet}
    saved: dict[str, Any] = {"assessor_id": me().id, "seen": sheet.seen, "at": now(), **said}
    try:
        if sheet.release:
            actions.release(piece_id, sheet.judgements, **saved, on=sheet.on, sign_in=me().mark)
        else:
            actions.mark(piece_id, sheet.judgements, **saved, keep=sheet.to_keep)
    except Incomplete as refusal:
        sheet.show(refusal.lacking)
        return marking_page(series, sheet), 422
    except _SHOWN_BESIDE as refusal:
        return marking_page(taught(piece_id), sheet, refusal), 409
    if sheet.next:
        filtered = _queue()
        following = filtered.queue.next(piece_id)
        here = work_url(following.id, filtered.to_do.tasks[following.id], **filtered.query) if following else None
        return redirect(here or url_for(".queue", **filtered.query), 303)
    return redirect(url_for(".submission", piece_id=piece_id, _anchor=sheet.anchor, **carried()), 303)


@bp.post("/submissions/<int:piece_id>/typed")
@open_to(Role.TUTOR)
def keep_typed(piece_id: int) -> TypedAnswer:
    """Keep what is typed into the sheet while it is typed: for the script of the page, and for this tutor alone."""
    sheet = _sheet(taught(piece_id))
    return typed_answer(sheet, lambda: typing.keep_typed(piece_id, sheet.words, assessor_id=me().id, at=now()))


def typed_answer(sheet: Sheet, keep: Callable[[], TypedMarking]) -> TypedAnswer:
    """What a script is answered that sends what is typed; ``keep`` keeps it."""
    if not sheet.fit():
        return {"problem": " ".join(fault for _, fault in sheet.faults)}, 422
    try:
        typed = keep()
    except TypedElsewhere as refusal:
        return {"problem": str(refusal), "why": "parted"}, 409
    return {"revision": typed.revision, "saved_at": iso(typed.saved_at or now())}


@bp.post("/submissions/<int:piece_id>/amendments")
@open_to(Role.TUTOR)
def amend(piece_id: int) -> Page | Response:
    """Put another decision in the place of one that was released."""
    series, criterion = taught(piece_id), request.form.get("criterion", "")
    forms = amending(series.shown, request.form)
    form = forms.get(criterion) or abort(404)
    drawn = series.shown.release and not is_others(series.shown)
    if not form.validate() and drawn:
        return marking_page(series, amend_forms=forms, amended=criterion), 422
    seen = request.form.get("seen", -1, type=int)
    try:
        actions.amend(
            piece_id,
            criterion,
            form.judgement,
            form.reason.data,
            assessor_id=me().id,
            seen=seen,
            at=now(),
            sign_in=me().mark,
        )
    except Incomplete as refusal:
        form.show_lacking(refusal.lacking[criterion])
        return marking_page(series, amend_forms=forms, amended=criterion), 422
    except (MarkedElsewhere, NotAmended, NotSigned) as refusal:
        if not drawn:
            raise  # the page has no place for what was typed; the page of the refusal hands it back
        return marking_page(taught(piece_id), None, refusal, forms, criterion), 409
    return redirect(url_for(".submission", piece_id=piece_id, **carried()), 303)


@bp.get("/marking/phrases/")
@open_to(Role.TUTOR)
def phrases() -> Page:
    """The centre's feedback bank."""
    return _phrases_page(PhraseForm(qualification().criteria))


@bp.post("/marking/phrases/")
@open_to(Role.TUTOR)
def keep_phrase() -> Page | Response:
    form = PhraseForm(qualification().criteria)
    if not form.validate():
        return _phrases_page(form), 422
    actions.keep_phrase(form.wording, author_id=me().id, at=now())
    return redirect(url_for(".phrases"), 303)


@bp.post("/marking/phrases/<int:phrase_id>/retire")
@open_to(Role.TUTOR)
def retire_phrase(phrase_id: int) -> Response:
    actions.retire_phrase(phrase_id, actor_id=me().id, at=now())
    return redirect(url_for(".phrases"), 303)


def _phrases_page(form: PhraseForm) -> str:
    words = one_line(request.args.get("q"))
    kept = queries.phrases()
    return render_template(
        "marking/phrases.html",
        form=form,
        words=words,
        kept=len(kept),
        phrases=[phrase for phrase in kept if phrase.speaks_of(words)],
        retired=[phrase for phrase in queries.phrases(retired=True) if phrase.speaks_of(words)],
    )


def _sheet(series: Series, texts: "Texts | None" = None) -> Sheet:
    shown, texts = series.shown, texts or _texts(series)
    posted = request.method == "POST"
    learner = called(shown, names([shown.learner_id])) if posted else ""  # a page that is read has it from elsewhere
    typed = None if posted or shown.release else typed_marking(shown.id, assessor_id=me().id)
    parts = kind_of(shown).parts(texts.contents[shown.id]) if shown.id in texts.contents else ()
    phrases = [] if shown.release else queries.phrases()
    return Sheet(shown, phrases, learner=learner, typed=typed, comments=texts.comments[shown.id], parts=parts)


def taught(piece_id: int) -> Series:
    """A submission that this tutor may read with all marking. Raises ``NotBoth`` for a second marker who posts."""
    series = queries.taught_series(piece_id, tutor_id=me().id, at=now()) or abort(404)
    if request.method == "POST" and seconds.of_one(series.shown).hides_first_from(me().id):
        raise NotBoth
    return series


def _is_open(shown: Submission) -> bool:
    """Whether the sheet is on the page. Where it is not, the action says why, and what was typed is handed back."""
    if shown.release or shown.planned or shown.withdrawn_at or is_others(shown):
        return False
    return not seconds.of_one(shown).is_closed


def is_others(shown: Submission) -> bool:
    """Whether somebody else has to judge it: it is one's own, or not for whoever asks to mark."""
    return shown.learner_id == me().id or not cohorts.marks(shown.learner_id, shown.at, tutor_id=me().id, at=now())


@dataclass(frozen=True)
class FilteredQueue:
    """The queue as the address filters it, how an address says that, and the names of those in it.

    ``waiting`` are the ids of all that waits, filtered or not.
    """

    queue: Queue
    form: QueueForm
    query: Mapping[str, Any]
    names: Mapping[int, str]
    waiting: frozenset[int]
    to_do: ToDo


def _queue(people: Iterable[int] = (), also: int = 0) -> FilteredQueue:
    """The queue as filtered; ``people`` are others whose names the page needs, ``also`` is the piece it is about."""
    at, tutor_id = now(), me().id
    listed = request.endpoint == "marking.queue" or "cohort" in request.args
    learners = cohorts.learners_by_cohort(tutor_id, at=at) if listed else {}
    found = to_do(tutor_id, since=at - NEWS, at=at, also=also)
    leases = (lease(submission, at=at) for submission in found.waiting)
    known = names(
        {
            *people,
            *(each.learner_id for each in (*found.waiting, *found.signed, *found.withdrawn)),
            *(held.assessor_id for held in leases if held),
            *(person for second in found.seconds.values() for person in second.people),
            *(each.signer_id for signed in found.signatures.values() for each in signed),
        }
    )
    form = QueueForm(learners, qualification().criteria)
    shown = form.filter.of(
        found.waiting,
        tutor_id=tutor_id,
        cohorts={cohort.id: ids for cohort, ids in learners.items()},
        called=lambda submission: called(submission, known),
        tasks=found.tasks,
    )
    return FilteredQueue(
        Queue(shown, len(found.waiting), tutor_id, at, found.tasks),
        form,
        form.filter.query,
        known,
        frozenset(found.tasks),
        found,
    )


@dataclass(frozen=True)
class Answering:
    """An answer to a comment as it was posted, with the refusal that it met, if it met one."""

    comment_id: int
    form: AnswerForm
    refusal: Refusal | None = None


def marking_page(
    series: Series,
    sheet: Sheet | None = None,
    refusal: Refusal | None = None,
    amend_forms: Mapping[str, AmendForm] | None = None,
    amended: str = "",
    *,
    answering: Answering | None = None,
) -> str:
    """The submission to a tutor; with a refusal, what was typed stands beside what others saved.

    ``amend_forms`` are those that were posted, of which that of the criterion ``amended`` is shown open; ``answering``
    is an answer to a comment that was posted.
    """
    texts = _texts(series)
    sheet = sheet or _sheet(series, texts)
    shown = series.shown
    _must_be_shown(answering, texts.comments[shown.id])
    filtered = _queue(series.people | texts.people, also=shown.id)
    signed = Signatures.of(filtered.to_do.signatures.get(shown.id, ()), shown.latest)
    known = {**filtered.names, shown.learner_id: called(shown, filtered.names)}  # they answer comments, too
    second = filtered.to_do.seconds[shown.id]
    if second.hides_first_from(me().id):
        abort(redirect(url_for(".second", piece_id=shown.id)))
    note_reading("submission read", of=shown.learner_id, detail=f"submission {shown.id}")
    return _series_page(
        "marking/submission.html",
        series,
        texts,
        second=second,
        sheet=sheet,
        answering=answering,
        refusal=refusal,
        seen=shown.latest if refusal else sheet.seen,
        as_typed=typed_marking(shown.id, assessor_id=me().id) if refusal and not shown.release else sheet.typed,
        amend_forms=amend_forms or amending(shown),
        amended=amended,
        own=shown.learner_id == me().id,
        left=shown.id not in filtered.waiting | filtered.to_do.for_them,
        lease=filtered.queue.lease(shown),
        signatures=signed,
        in_training=not shown.release and filtered.to_do.in_training,
        **{**vars(filtered), "names": known},
    )


def _signatures(shown: Submission) -> Signatures:
    """The signatures on a piece, to whoever sees its decisions."""
    return Signatures.of(signatures([shown.id])[shown.id] if shown.decisions else (), shown.latest)


def feedback_page(series: Series, refusal: Refusal | None = None, *, answering: Answering | None = None) -> str:
    """A learner's own submission to them; ``answering`` is an answer to a comment that was posted."""
    texts = _texts(series, released=True)
    _must_be_shown(answering, texts.comments[series.shown.id])
    signed = _signatures(series.shown)
    return _series_page(
        "marking/feedback.html",
        series,
        texts,
        no_tutor=None if series.shown.seen else NO_TUTOR,
        names=names(series.people | signed.people | texts.people),
        plan={step.decision_id: step for step in action_plan.plan(me().id)} if series.shown.release else {},
        signatures=signed,
        refusal=refusal,
        answering=answering,
    )


def own(piece_id: int) -> Series:
    return queries.own_series(piece_id, learner_id=me().id, at=now()) or abort(404)


def _must_be_shown(answering: Answering | None, comments: Comments) -> None:
    """Answers stand at their comments: where there is no such comment, the page has no place for one."""
    if answering:
        comments.comment(answering.comment_id)


@dataclass(frozen=True)
class Texts:
    """What the pieces of a series say, what was declared of each, and the comments at it."""

    contents: Mapping[int, Content]
    declarations: Mapping[int, Declared | None]
    comments: Mapping[int, Comments]

    @property
    def people(self) -> frozenset[int]:
        return frozenset(person for comments in self.comments.values() for person in comments.people)


def _texts(series: Series, *, released: bool = False) -> Texts:
    """With ``released``, only the comments that the learner may see. Nobody else reads what a learner withdrew."""
    contents, declarations = as_declared((each.id for each in series.submissions), reader_id=me().id)
    shown = [each for each in series.submissions if each.id in contents and (each.release or not released)]
    none: dict[int, Comments] = {each.id: Comments() for each in series.submissions}
    return Texts(contents, declarations, none | comments_at(shown, contents))


def _series_page(template: str, series: Series, texts: Texts, **more: object) -> str:
    contents = texts.contents
    before = contents.get(series.earlier[-1].id) if series.earlier else None
    return render_template(
        template,
        series=series,
        changes=changes(before, contents[series.shown.id]) if before and series.shown.id in contents else None,
        submission=series.shown,
        words_at={
            comment.id: comment.passage.words(kind_of(each).parts(texts.contents[each.id]))
            for each in series.submissions
            for comment in texts.comments[each.id].shown
        },
        **vars(texts),
        **more,
    )
