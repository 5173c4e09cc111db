import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Self

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Field,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from ..accounts.core import Person
from ..cohorts.core import Cohort
from ..criteria.core import Criterion
from ..evidence.core.passage import Part
from ..evidence.forms import PassageField
from ..shared.text import one_line, trimmed
from ..web.forms import NOT_LISTED, Between, MomentField, SiteForm, SitePart
from .core.comments import (
    ANSWER_LIMIT,
    COMMENT_AT_LIMIT,
    Comment,
    CommentChange,
    Comments,
    CommentSheet,
    NewComment,
)
from .core.phrase import PHRASE_LIMIT, PHRASE_NAME_LIMIT, Phrase, Wording, appended
from .core.queue import QueueFilter, QueueOrder
from .core.releases import MOST
from .core.returning import MOST_DAYS
from .core.rules import MOST_TOLERATED, MarkingRules
from .core.second import SecondMarking
from .core.submission import COMMENT_LIMIT, NEXT_STEP_LIMIT, REASON_LIMIT, Judgement, Outcome, Quality, Submission
from .core.task import Task
from .core.typed import NEW_COMMENT, TypedComment, TypedMarking

NONE = Comments()
SHOWN_OF_PHRASE = 90  # characters, where a phrase stands in a list to choose from


class QueueForm(SitePart):
    """Which of the queue is shown, as the address says it. What it names that is not there is left out, in words."""

    cohort = SelectField("Cohort", filters=[one_line], validate_choice=False)
    criterion = SelectField("Criterion", filters=[one_line], validate_choice=False)
    task = SelectField(
        "What to do",
        choices=[
            SelectChoice("", "Everything"),
            SelectChoice(Task.MARK.value, "Mark"),
            SelectChoice(Task.SECOND.value, "Mark second"),
            SelectChoice(Task.AGREE.value, "Agree on the outcome"),
            SelectChoice(Task.COUNTERSIGN.value, "Countersign"),
            SelectChoice(Task.RELEASE.value, "Release"),
        ],
        filters=[one_line],
        validate_choice=False,
    )
    order = SelectField(
        "Order",
        choices=[
            SelectChoice(QueueOrder.OLDEST.value, "Oldest first"),
            SelectChoice(QueueOrder.LEARNER.value, "By learner"),
        ],
        filters=[one_line],
        validate_choice=False,
    )
    resubmitted = BooleanField("Handed in again")
    begun = BooleanField("Begun by me")

    def __init__(self, cohorts: Iterable[Cohort], criteria: Iterable[Criterion]) -> None:
        super().__init__(request.args)
        self.cohort.choices = [
            SelectChoice("", "All cohorts"),
            *(SelectChoice(str(cohort.id), cohort.name) for cohort in cohorts),
        ]
        self.criterion.choices = [
            SelectChoice("", "All criteria"),
            *(SelectChoice(each.id, f"{each.id} {each.title}") for each in criteria),
        ]
        self.left_out = list(self._leave_out_unknown())

    def _leave_out_unknown(self) -> Iterator[str]:
        for field, words in (
            (self.cohort, "You teach no such cohort, so all are shown."),
            (self.criterion, "There is no such criterion, so all are shown."),
            (self.task, "There is no such thing to do, so all are shown."),
            (self.order, "There is no such order, so the oldest come first."),
        ):
            if field.data not in [choice.value for choice in field.choices]:
                if field.data:
                    yield words
                field.data = field.choices[0].value

    @property
    def filter(self) -> QueueFilter:
        return QueueFilter(
            int(self.cohort.data) if self.cohort.data else None,
            self.criterion.data,
            resubmitted=self.resubmitted.data,
            begun=self.begun.data,
            order=QueueOrder(self.order.data),
            task=Task(self.task.data) if self.task.data else None,
        )


def carried() -> dict[str, Any]:
    """What this request's address says of the queue's filter, for the address that follows."""
    return {name: request.args[name] for name in QueueFilter.NAMES if name in request.args}


class Card(SitePart):
    """The marking of one criterion."""

    outcome = RadioField(
        "Decision",
        choices=[SelectChoice(outcome.value, outcome.value.capitalize()) for outcome in Outcome],
        validators=[Optional()],
    )
    comment = TextAreaField(
        "Comment to the learner",
        filters=[trimmed],
        validators=[Length(max=COMMENT_LIMIT, message=f"Keep the comment to {COMMENT_LIMIT:,} characters.")],
    )

    next_step = StringField(
        "One next step",
        filters=[one_line],
        validators=[Length(max=NEXT_STEP_LIMIT, message=f"Keep the next step to {NEXT_STEP_LIMIT} characters.")],
    )
    unmet = SelectMultipleField(
        "What is not met yet",
        choices=[SelectChoice(quality.value, quality.value.capitalize()) for quality in Quality],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )

    @classmethod
    def of(cls, judged: Judgement, prefix: str) -> Self:
        """The card that shows a judgement as it was saved."""
        return cls(None, prefix=prefix, data=vars(judged))

    @property
    def judgement(self) -> Judgement:
        return Judgement(
            next((outcome for outcome in Outcome if outcome == self.outcome.data), None),
            self.comment.data,
            self.next_step.data,
            frozenset(quality for quality in Quality if quality in (self.unmet.data or ())),
        )

    def faults(self, criterion: str) -> list[tuple[str, str]]:
        """Every fault in the words of the summary, with the id of the field it stands beside."""
        return [(field.id, f"{criterion}: {fault}") for field in self for fault in field.errors]

    def show_lacking(self, words: str) -> None:
        """Put what this card lacks beside the field it is lacking in."""
        match self.outcome.data:
            case Outcome.ACHIEVED:
                field: Field = self.unmet
            case Outcome.REFERRED:
                field = self.next_step
            case _:
                field = self.outcome
        field.errors = [*field.errors, words]


class SheetCard(Card):
    """A card with the phrases that fit its criterion: one that is chosen is added to the comment."""

    phrase = SelectField(
        "Add a phrase to the comment when you save",
        filters=[one_line],
        invalid_choice_message="This phrase is offered no longer. Choose another.",
    )

    def offer(self, phrases: Iterable[Phrase], *, learner: str, criterion: str) -> None:
        """Offer these phrases, and take over the words of the one that was chosen."""
        words = {str(each.id): each.filled(learner=learner, criterion=criterion) for each in phrases}
        self.phrase.choices = [
            SelectChoice("", "No phrase"),
            *(SelectChoice(id_, _shortened(text)) for id_, text in words.items()),
        ]
        self.phrase.data = self.phrase.data or ""
        if self.phrase.data in words:
            self.comment.data = appended(self.comment.data, words[self.phrase.data])
            self.phrase.data = ""


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_OF_PHRASE else f"{line[:SHOWN_OF_PHRASE]}…"


class PhraseForm(SiteForm):
    """A new phrase for the feedback bank."""

    text = TextAreaField(
        "Phrase",
        filters=[trimmed],
        validators=[
            DataRequired("Write the phrase."),
            Length(max=PHRASE_LIMIT, message=f"Keep the phrase to {PHRASE_LIMIT:,} characters."),
        ],
    )
    criterion = SelectField("For", filters=[one_line])
    name = StringField(
        "Short name, if you like",
        filters=[one_line],
        validators=[Length(max=PHRASE_NAME_LIMIT, message=f"Keep the name to {PHRASE_NAME_LIMIT} characters.")],
    )

    def __init__(self, criteria: Iterable[Criterion]) -> None:
        super().__init__()
        self.criterion.choices = [
            SelectChoice("", "Any criterion"),
            *(SelectChoice(each.id, f"{each.id} {each.title}") for each in criteria),
        ]
        self.criterion.data = self.criterion.data or ""

    @property
    def wording(self) -> Wording:
        return Wording(self.text.data, self.criterion.data, self.name.data)


class AmendForm(Card):
    """Another decision on one criterion in the place of the one that was released."""

    reason = TextAreaField(
        "Why you amend it; the learner reads this",
        filters=[trimmed],
        validators=[Length(max=REASON_LIMIT, message=f"Keep the reason to {REASON_LIMIT:,} characters.")],
    )


def _release_field() -> MomentField:
    return MomentField("Release at, London time", later=True, to_come="That has passed. Choose a time to come.")


class AgreeForm(Card):
    """The outcome of one criterion on which both markers settle."""

    reason = TextAreaField(
        "Why this is the outcome; the record keeps it, the learner does not read it",
        filters=[trimmed],
        validators=[Length(max=REASON_LIMIT, message=f"Keep the reason to {REASON_LIMIT:,} characters.")],
    )


def agreeing(second: SecondMarking, posted: MultiDict[str, str] | None = None) -> dict[str, AgreeForm]:
    """A form for each criterion that is left to agree on; for the one that was posted, what was typed."""
    about = posted.get("criterion") if posted else None
    return {
        criterion: AgreeForm(posted, prefix=prefix)
        if criterion == about
        else AgreeForm.of(replace(second.first_judgements[criterion], outcome=None), prefix)
        for criterion in second.to_agree
        for prefix in (f"agree-{criterion}-",)
    }


class AskForm(SiteForm):
    """Who is to mark a piece second."""

    marker = SelectField("Second marker", coerce=int, validate_choice=False)

    def __init__(self, tutors: Iterable[Person] = ()) -> None:
        super().__init__()
        self.marker.choices = [SelectChoice(str(tutor.id), tutor.name) for tutor in tutors]


def _whole_number(label: str, most: int) -> IntegerField:
    fault = f"Type a whole number from 0 to {most}."
    return IntegerField(
        label,
        [InputRequired(fault), Between(0, most, fault)],
        invalid_value_message=fault,
        render_kw={"min": 0, "max": most},
    )


_DAYS = f"Type a whole number of days from 1 to {MOST_DAYS}, or leave it empty."


class RulesForm(SiteForm):
    """How a cohort's pieces are marked."""

    second_share = _whole_number("Per cent of pieces that get a second marker", 100)
    tolerance = _whole_number("Criteria that may differ before the two markers have to agree", MOST_TOLERATED)
    blind = BooleanField("Mark without learners’ names")

    return_days = IntegerField(
        "Days until a piece is due back",
        [Optional(), Between(1, MOST_DAYS, _DAYS)],
        invalid_value_message=_DAYS,
        render_kw={"min": 1, "max": MOST_DAYS},
    )

    def __init__(self, rules: MarkingRules) -> None:
        super().__init__(data=vars(rules))


def _is_chosen(field: MomentField) -> bool:
    if not field.data and not field.errors:
        field.errors = ["Choose when the decisions are released."]
    return not field.errors


class LaterForm(SitePart):
    """When decisions are to be released, where that is not now."""

    release_at = _release_field()

    def needed(self) -> bool:
        """Whether a moment is there and is one to come; otherwise the field says what is wrong."""
        return self.validate() and _is_chosen(self.release_at)


class SeveralForm(SiteForm):
    """Pieces to release together, each as its id and the latest decision that was seen of it."""

    piece = SelectMultipleField(
        "Submissions to release",
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    release_at = _release_field()

    def __init__(self) -> None:
        super().__init__()
        self.later = request.form.get("release") == "later"

    def validate_piece(self, field: SelectMultipleField) -> None:
        chosen = field.data or ()
        if not chosen:
            raise ValidationError("Tick what you want to release.")
        if len(chosen) > MOST:
            raise ValidationError(f"Release at most {MOST} at once.")
        if not all(map(_SEEN.fullmatch, chosen)):
            raise ValidationError(NOT_LISTED)

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        return _is_chosen(self.release_at) and valid if self.later else valid

    @property
    def seen(self) -> dict[int, int]:
        """The latest decision that was seen, by piece."""
        pairs = (chosen.split("-") for chosen in self.piece.data)
        return {int(piece_id): int(latest) for piece_id, latest in pairs}

    @property
    def on(self) -> datetime | None:
        return self.release_at.data if self.later else None


_SEEN = re.compile(r"[0-9]{1,9}-[0-9]{1,9}")


class CommentForm(SitePart):
    """The words of a comment at a passage."""

    text = TextAreaField(
        "Comment",
        filters=[trimmed],
        validators=[Length(max=COMMENT_AT_LIMIT, message=f"Keep the comment to {COMMENT_AT_LIMIT:,} characters.")],
    )


class SavedCommentForm(CommentForm):
    """A comment to change or to take away. Only the tick takes it away: a field that came back empty does not."""

    gone = BooleanField("Take it away")

    def validate_text(self, field: Field) -> None:
        if not field.data and not self.gone.data:
            raise ValidationError("Write the comment, or tick “Take it away”.")

    @property
    def said(self) -> str:
        return "" if self.gone.data else self.text.data


class NewCommentForm(CommentForm):
    """A comment to add: at a sentence that is chosen from a list, or at words that a script has put into it."""

    passage = PassageField("Words it is about")


class AnswerForm(SiteForm):
    """What is said back to a comment."""

    text = TextAreaField(
        "Your answer",
        filters=[trimmed],
        validators=[
            DataRequired("Write your answer first."),
            Length(max=ANSWER_LIMIT, message=f"Keep the answer to {ANSWER_LIMIT:,} characters."),
        ],
    )


def _as_saved(comment: Comment) -> TypedComment:
    return TypedComment(comment.text)


class CommentFields:
    """The comments at a piece as a tutor writes them: as posted, or else as they were last saved.

    ``parts`` are the texts that a comment can be at; where there are none, nothing can be added. ``typed`` is what the
    tutor has typed and not saved, by the comment's id.
    """

    def __init__(self, comments: Comments, parts: Sequence[Part], typed: Mapping[int, TypedComment]) -> None:
        posted = request.form if request.method == "POST" else None
        self.parts = parts
        self.seen = {
            comment.id: comment.wording.id if posted is None else posted.get(f"comment-{comment.id}-seen", -1, type=int)
            for comment in comments.every
        }
        self.forms = {
            comment.id: SavedCommentForm(posted, prefix=prefix, data=vars(typed.get(comment.id, _as_saved(comment))))
            for comment in comments.every
            for prefix in (f"comment-{comment.id}-",)
            if (f"{prefix}text" in posted if posted is not None else comment.text or comment.id in typed)
        }
        self.new = NewCommentForm(posted, prefix="comment-", data=vars(typed.get(NEW_COMMENT, TypedComment())))
        self.new.passage.offer(parts)

    def validate(self) -> bool:
        valid = [form.validate() for form in (*self.forms.values(), self.new)]
        if self.new.text.data and not self.new.passage.passage:
            self.new.passage.errors = [*self.new.passage.errors, "Choose the words that the comment is about."]
            return False
        return all(valid)

    def fit(self) -> bool:
        """Whether what is typed can be kept as it is, finished or not."""
        valid = [form.text.validate(form) for form in (*self.forms.values(), self.new)]
        return all(valid)

    @property
    def words(self) -> dict[int, TypedComment]:
        """What stands in the fields, by the comment's id, finished or not."""
        changed = {id_: TypedComment(form.text.data, gone=form.gone.data) for id_, form in self.forms.items()}
        passage = self.new.passage.passage
        return {**changed, NEW_COMMENT: TypedComment(self.new.text.data, str(passage or ""))}

    @property
    def sheet(self) -> CommentSheet:
        """What is said."""
        passage, text = self.new.passage.passage, self.new.text.data
        new = NewComment(passage, text) if passage and text else None
        return CommentSheet(
            tuple(CommentChange(id_, self.seen[id_], form.said) for id_, form in self.forms.items()), new
        )

    @property
    def typed(self) -> list[str]:
        """The words of all comments, for a page that has no place for them."""
        return [form.text.data for form in (*self.forms.values(), self.new) if form.text.data]

    @property
    def faults(self) -> list[tuple[str, str]]:
        return [
            (field.id, f"Comment: {fault}")
            for form in (*self.forms.values(), self.new)
            for field in form
            for fault in field.errors
        ]


class Sheet:
    """The marking of a whole submission: a card for each criterion, as posted or else as it was last saved.

    ``seen`` is the latest decision the assessor had before them; ``release`` and ``next`` say which button was pressed,
    ``later`` holds the moment to release it at, where that is not at once,
    ``kept`` is the criterion whose comment is to be kept as a phrase. ``learner`` is whose name goes into phrases that
    were posted. ``typed`` is what the assessor has typed and not saved as marking; ``revision`` is what they had seen
    of it.
    """

    def __init__(
        self,
        submission: Submission,
        phrases: Sequence[Phrase],
        *,
        learner: str,
        typed: TypedMarking | None = None,
        comments: Comments = NONE,
        parts: Sequence[Part] = (),
    ) -> None:
        posted = request.form if request.method == "POST" else None
        self.seen = submission.latest if posted is None else posted.get("seen", -1, type=int)
        self.typed = typed = typed or TypedMarking()
        self.revision = typed.revision if posted is None else posted.get("revision", -1, type=int)
        self.release = posted is not None and "release" in posted
        self.next = posted is not None and "next" in posted
        self.later = LaterForm(posted)
        self._waits = posted is not None and posted.get("release") == "later"
        self.adds_comment = posted is not None and "add_comment" in posted
        self.kept = posted.get("keep", "") if posted else ""
        self.learner = learner
        self.comments = CommentFields(comments, parts, typed.comments)
        self.phrases = [each for each in phrases if any(map(each.fits, submission.criteria))]
        # What was posted stands alone: an outcome that somebody saved meanwhile must not fill its gaps.
        self.cards = {
            criterion: SheetCard.of(judged, prefix) if posted is None else SheetCard(posted, prefix=prefix)
            for criterion, judged in {**submission.judgements, **typed.judgements}.items()
            for prefix in (f"criterion-{criterion}-",)
        }
        for criterion, card in self.cards.items():
            fitting = (each for each in phrases if each.fits(criterion))
            card.offer(fitting, learner=learner, criterion=criterion)

    def fit(self) -> bool:
        """Whether what was typed can be kept as it is, finished or not."""
        valid = self._validate_cards(), self.comments.fit()
        return all(valid)

    def _validate_cards(self) -> bool:
        valid = [card.validate() for card in self.cards.values()]
        return all(valid)

    def validate(self) -> bool:
        valid = self._validate_cards(), self.comments.validate()
        return all(valid) and (not self._waits or self.later.needed())

    @property
    def on(self) -> datetime | None:
        """The moment to come at which the decisions are to be released; ``None`` for now."""
        return self.later.release_at.data if self._waits else None

    @property
    def judgements(self) -> dict[str, Judgement]:
        return {criterion: card.judgement for criterion, card in self.cards.items()}

    @property
    def words(self) -> TypedMarking:
        """Everything that stands in the fields, with the revision that its writer had seen."""
        return TypedMarking(self.judgements, self.comments.words, self.revision)

    @property
    def anchor(self) -> str | None:
        """Where the page goes on after saving: at the comments, where one was added."""
        return "comments" if self.adds_comment else None

    @property
    def to_keep(self) -> Wording | None:
        """The comment that is to be kept as a phrase, if one is."""
        return self.wording(self.kept, self.learner) if self.kept in self.cards else None

    def wording(self, criterion: str, learner: str) -> Wording:
        """A comment as the phrase that it would be kept as."""
        return Wording.of(self.cards[criterion].comment.data, learner=learner, criterion=criterion)

    def has_phrase(self, criterion: str, learner: str) -> bool:
        """Whether the comment on a criterion is in the feedback bank already."""
        comment = self.wording(criterion, learner).text
        return any(each.text == comment and each.fits(criterion) for each in self.phrases)

    def show(self, lacking: Mapping[str, str]) -> None:
        """Put what each card lacks beside the field it is lacking in."""
        for criterion, words in lacking.items():
            self.cards[criterion].show_lacking(words)

    @property
    def faults(self) -> list[tuple[str, str]]:
        """The faults of every card, of the comments, and of the moment of release."""
        when = [(self.later.release_at.id, str(fault)) for fault in self.later.release_at.errors]
        faults = [fault for criterion, card in self.cards.items() for fault in card.faults(criterion)]
        return [*faults, *self.comments.faults, *when]


def amending(submission: Submission, posted: MultiDict[str, str] | None = None) -> dict[str, AmendForm]:
    """A form for each decision: for the criterion that was posted what was typed, for others what was decided."""
    about = posted.get("criterion") if posted else None
    return {
        criterion: AmendForm(posted, prefix=prefix)
        if criterion == about
        else AmendForm.of(replace(judged, next_step=""), prefix)  # which may not fit another outcome
        for criterion, judged in submission.judgements.items()
        for prefix in (f"amend-{criterion}-",)
    }
