"""What a learner sends of their cards."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from ..quiz.bank.forms import unveiled
from ..shared.text import clean, trimmed
from ..web.forms import Between, SiteForm
from ..web.table_files import UnreadableTable, tables_in
from . import anki
from .core.cards import MOST_SIGNS
from .core.schedule import Rating

LONGEST = 900  # characters of a side of an own card, fewer than a cell of a table may hold
MOST_MINUTES = 120
_HOW_MANY = f"Type a whole number from 1 to {MOST_MINUTES}."
_LENGTH = Length(max=LONGEST, message=f"Use at most {LONGEST} characters.")


def _by_its_name(sent: str | None) -> str | None:
    """The card that a page means: it names none, because the name of one of a question is the author's."""
    return unveiled(sent) if sent else sent


class ReviewForm(SiteForm):
    """A card was looked at: by the page as it is sent, or by a device some time ago."""

    card = HiddenField(filters=[_by_its_name], validators=[InputRequired(), Length(max=MOST_SIGNS)])
    key = HiddenField(validators=[InputRequired(), Regexp(r"[\w-]{8,64}\Z")])
    rating = RadioField(choices=[SelectChoice(str(rating.value)) for rating in Rating])
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


class OwnCardForm(SiteForm):
    front = TextAreaField("Question", [InputRequired("Write what the card asks."), _LENGTH], filters=[trimmed])
    back = TextAreaField("Answer", [InputRequired("Write the answer."), _LENGTH], filters=[trimmed])

    def validate_front(self, field: TextAreaField) -> None:
        _something(field.data, "Write what the card asks.")

    def validate_back(self, field: TextAreaField) -> None:
        _something(field.data, "Write the answer.")


def _something(written: str, words: str) -> None:
    if not written:
        raise ValidationError(words)


class CardsFileForm(SiteForm):
    """A table of cards: a question and an answer in each line, as a file or pasted; or a package of Anki.

    ``left_out`` says in words what of a package is left out.
    """

    file = FileField("A file (CSV, Excel or Anki)")
    pasted = TextAreaField("Or paste the lines here", filters=[clean])
    cards: list[tuple[str, str]]
    left_out: str = ""

    def validate_pasted(self, field: TextAreaField) -> None:
        data = self.file.data.read() if self.file.data else field.data.encode()
        if not data.strip():
            raise ValidationError("Choose a file, or paste a question and its answer in each line.")
        if anki.is_package(data):
            self.cards, self.left_out = _from_anki(data)
            return
        try:
            tables = tables_in(data)
        except UnreadableTable as refusal:
            raise ValidationError(str(refusal)) from None
        pairs = [sum(len(row) == 2 for row in table.rows) for table in tables]
        rarest_first = range(len(tables) - 1, -1, -1)  # a comma may stand in a sentence, a tab hardly
        self.cards = _cards(tables[max(rarest_first, key=lambda n: pairs[n])].rows)


def _cards(rows: Iterable[tuple[str, ...]]) -> list[tuple[str, str]]:
    """The cards in the rows of a table, without its heading; says which row is wrong."""
    cards = []
    for n, row in enumerate(rows, 1):
        front, back = (trimmed(cell) for cell in (*row, "", "")[:2])
        if not front and not back:
            continue
        if not front or not back:
            raise ValidationError(f"Line {n} has no question or no answer. Write both, with a comma between them.")
        if max(len(front), len(back)) > LONGEST:
            raise ValidationError(f"Line {n} is longer than a card can be. Use at most {LONGEST} characters a side.")
        cards.append((front, back))
    if cards and [side.lower() for side in cards[0]] == ["question", "answer"]:
        del cards[0]
    if not cards:
        raise ValidationError("There is no card in it. Write a question and its answer in each line.")
    return cards


def _from_anki(data: bytes) -> tuple[list[tuple[str, str]], str]:
    """The cards in a package of Anki, and what of it is left out."""
    try:
        package = anki.imported(data)
    except anki.UnreadablePackage as refusal:
        raise ValidationError(str(refusal)) from None
    cards = [card for card in package.cards if max(map(len, card)) <= LONGEST]
    if not cards:
        raise ValidationError("There is no card in this package with a question and an answer in words.")
    left_out = (
        (package.media, "with pictures or sounds, which are left out"),
        (package.empty, "without a question or an answer in words, left out"),
        (len(package.cards) - len(cards), f"longer than {LONGEST} characters a side, left out"),
    )
    words = "; ".join(f"{number} {what}" for number, what in left_out if number)
    return cards, f" In the package were {words}." if words else ""


class ChoiceForm(SiteForm):
    minutes = IntegerField(
        "Minutes a day",
        [InputRequired(_HOW_MANY), Between(1, MOST_MINUTES, _HOW_MANY)],
        invalid_value_message=_HOW_MANY,
        render_kw={"min": 1, "max": MOST_MINUTES},
    )
    buttons = RadioField(
        "Buttons",
        choices=[
            SelectChoice("2", "Two: I knew it, I did not"),
            SelectChoice("4", "Four, from “not at all” to “at once”"),
        ],
    )


class NameForm(SiteForm):
    card = StringField(filters=[_by_its_name], validators=[InputRequired(), Length(max=MOST_SIGNS)])
