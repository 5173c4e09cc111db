"""What a learner sends of their cards."""

from csv import Error as NoTable
from csv import reader
from datetime import timedelta
from io import StringIO
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from ..accounts.forms import NOT_LISTED
from ..shared.text import clean, trimmed
from ..web.forms import Between
from .core.cards import MOST_SIGNS
from .core.schedule import Rating

LONGEST = 2000  # characters of a side of an own card
MOST_LINES = 500  # of a file
MOST_MINUTES = 120
_HOW_MANY = f"Type a whole number from 1 to {MOST_MINUTES}."
_LENGTH = Length(max=LONGEST, message=f"Use at most {LONGEST} characters.")


class ReviewForm(FlaskForm):
    """A card was looked at: by the page as it is sent, or by a device some time ago."""

    card = HiddenField(validators=[InputRequired(), Length(max=MOST_SIGNS)])
    key = HiddenField(validators=[InputRequired(), Regexp(r"[\w-]{8,64}\Z")])
    rating = RadioField(
        choices=[SelectChoice(str(rating.value)) for rating in Rating], invalid_choice_message=NOT_LISTED
    )
    ago = IntegerField(validators=[Optional(), Between(0, 10**9, "")])  # seconds
    seconds = IntegerField(validators=[Optional(), Between(0, 10**6, "")])

    @property
    def values(self) -> dict[str, Any]:
        return {
            "card": self.card.data,
            "rating": Rating(int(self.rating.data)),
            "key": self.key.data,
            "ago": timedelta(seconds=self.ago.data or 0),
            "seconds": self.seconds.data,
        }


class OwnCardForm(FlaskForm):
    front = TextAreaField("Question", [InputRequired("Write what the card asks."), _LENGTH], filters=[trimmed])
    back = TextAreaField("Answer", [InputRequired("Write the answer."), _LENGTH], filters=[trimmed])

    def validate_front(self, field: TextAreaField) -> None:
        _something(field.data, "Write what the card asks.")

    def validate_back(self, field: TextAreaField) -> None:
        _something(field.data, "Write the answer.")


def _something(written: str, words: str) -> None:
    if not written:
        raise ValidationError(words)


class CardsFileForm(FlaskForm):
    """A table of cards: a question and an answer in each line, as a file or pasted."""

    file = FileField("A CSV file")
    pasted = TextAreaField("Or paste the lines here", filters=[clean])
    cards: list[tuple[str, str]]

    def validate_pasted(self, field: TextAreaField) -> None:
        text = self._text() or field.data
        if not text.strip():
            raise ValidationError("Choose a file, or paste a question and its answer in each line.")
        self.cards = list(_cards(text))
        if not self.cards:
            raise ValidationError("There is no card in it. Write a question and its answer in each line.")

    def _text(self) -> str:
        if not self.file.data:
            return ""
        try:
            return clean(self.file.data.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise ValidationError("This file is not text that we can read. Save it as CSV UTF-8.") from None


def _cards(text: str) -> list[tuple[str, str]]:
    """The cards of a table, with commas, semicolons or tabs between its cells; says which line is wrong."""
    first = text.partition("\n")[0]
    sign = next((sign for sign in "\t;" if sign in first), ",")
    try:
        lines = [[trimmed(cell) for cell in line] for line in reader(StringIO(text), delimiter=sign)]
    except NoTable:
        raise ValidationError("This is no table that we can read. Save it as CSV UTF-8.") from None
    if len(lines) > MOST_LINES:
        raise ValidationError(f"There are more than {MOST_LINES} lines. Add the rest in another go.")
    cards = []
    for n, cells in enumerate(lines, 1):
        if not any(cells):
            continue
        if len(cells) < 2 or not cells[0] or not cells[1]:
            raise ValidationError(f"Line {n} has no question or no answer. Write both, with a comma between them.")
        if max(len(cells[0]), len(cells[1])) > LONGEST:
            raise ValidationError(f"Line {n} is longer than a card can be. Use at most {LONGEST} characters a side.")
        cards.append((cells[0], cells[1]))
    return cards[1:] if cards and [cell.lower() for cell in cards[0]] == ["question", "answer"] else cards


class ChoiceForm(FlaskForm):
    minutes = IntegerField(
        "Minutes a day",
        [InputRequired(_HOW_MANY), Between(1, MOST_MINUTES, _HOW_MANY)],
        render_kw={"min": 1, "max": MOST_MINUTES},
    )
    buttons = RadioField(
        "Buttons",
        choices=[
            SelectChoice("2", "Two: I knew it, I did not"),
            SelectChoice("4", "Four, from “not at all” to “at once”"),
        ],
        invalid_choice_message=NOT_LISTED,
    )


class NameForm(FlaskForm):
    card = StringField(validators=[InputRequired(), Length(max=MOST_SIGNS)])
