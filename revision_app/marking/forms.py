from collections.abc import Mapping

from flask import request
from wtforms import Form, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from ..shared.text import trimmed
from .core.submission import COMMENT_LIMIT, Judgement, Outcome, Submission


class Card(Form):
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

    @property
    def judgement(self) -> Judgement:
        return Judgement(Outcome(self.outcome.data) if self.outcome.data else None, self.comment.data)


class Sheet:
    """The marking of a whole submission: a card for each criterion, as posted or else as it was last saved.

    ``seen`` is the latest decision the assessor had before them; ``release`` and ``next`` say which button was pressed.
    """

    def __init__(self, submission: Submission) -> None:
        posted = request.form if request.method == "POST" else None
        self.seen = submission.latest if posted is None else posted.get("seen", -1, type=int)
        self.release = posted is not None and "release" in posted
        self.next = posted is not None and "next" in posted
        self.cards = {
            criterion: Card(
                posted,
                prefix=f"criterion-{criterion}-",
                # What was posted stands alone: an outcome that somebody saved meanwhile must not fill its gaps.
                data={} if posted is not None else vars(judgement),
            )
            for criterion, judgement in submission.judgements.items()
        }

    def validate(self) -> bool:
        valid = [card.validate() for card in self.cards.values()]
        return all(valid)

    @property
    def judgements(self) -> dict[str, Judgement]:
        return {criterion: card.judgement for criterion, card in self.cards.items()}

    def show(self, lacking: Mapping[str, str]) -> None:
        """Put what each card lacks beside the field it is lacking in."""
        for criterion, words in lacking.items():
            card = self.cards[criterion]
            field = card.comment if card.outcome.data else card.outcome
            field.errors = [*field.errors, words]

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Every fault in the words of the summary, with the id of the field it stands beside."""
        return [
            (field.id, f"{criterion}: {fault}")
            for criterion, card in self.cards.items()
            for field in card
            for fault in field.errors
        ]
