from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import (
    DateField,
    DecimalField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from ...shared.text import one_line, trimmed
from ...web.filters import full_date
from ...web.forms import NOT_LISTED, SiteForm, SitePart
from .core.consent import LONGEST, MEANING, PSEUDONYM_LIMIT, Consent, Purpose, Recorded
from .core.cover import MOST_BOXES, Box
from .core.file import CAPTION_LIMIT, StoredFile
from .core.pair import PAIR_CAPTION_LIMIT

_DAY = "Write it like 2026-12-05."
_NUMBER = "Write a number, such as 12 or 12.5."


class DescriptionForm(SiteForm):
    """Words beside a file: of a photograph what it shows, of a recording what is said in it."""

    alternative = TextAreaField("Description", filters=[trimmed])
    caption = StringField(
        "Caption",
        filters=[one_line],
        validators=[Length(max=CAPTION_LIMIT, message=f"Write a caption of at most {CAPTION_LIMIT} characters.")],
    )

    most: int

    @classmethod
    def asking(cls, file: StoredFile, *, posted: bool = True) -> "DescriptionForm":
        """The form as it was posted, or else with the words as they are kept."""
        given = {} if posted else {"formdata": None}
        form = cls(data={"caption": file.caption, "alternative": file.alternative}, **given)
        form.most = file.alternative_limit
        if file.is_recording:
            form.alternative.label.text = "Transcript or summary"
        return form

    def validate_alternative(self, field: Field) -> None:
        if len(field.data or "") > self.most:
            raise ValidationError(f"Write at most {self.most:,} characters here.")


class ConsentForm(SiteForm):
    """What a client said, and how that was written down."""

    pseudonym = StringField(
        "Client",
        filters=[one_line],
        validators=[
            InputRequired("Write the pseudonym that you use for this client, and never their name."),
            Length(min=1, max=PSEUDONYM_LIMIT, message=f"Write a pseudonym of at most {PSEUDONYM_LIMIT} characters."),
        ],
    )
    purposes = SelectMultipleField(
        "The client allows its use for",
        choices=[SelectChoice(purpose.value, MEANING[purpose]) for purpose in Purpose],
        validators=[InputRequired("Choose at least one purpose that the client agreed to.")],
        option_widget=widgets.CheckboxInput(),
    )
    given_on = DateField(
        "Given on", validators=[InputRequired(f"Say on which day. {_DAY}")], invalid_value_message=_DAY
    )
    until = DateField("Until", validators=[InputRequired(f"Say until which day. {_DAY}")], invalid_value_message=_DAY)
    recorded = SelectField(
        "How it was recorded",
        choices=[SelectChoice(way.value, way.value.capitalize()) for way in Recorded],
        validate_choice=False,
    )

    today: date

    @classmethod
    def asking(cls, file: StoredFile, *, today: date, posted: bool = True) -> "ConsentForm":
        """The form as it was posted, or else with what is recorded."""
        said = file.consent
        given = {} if posted else {"formdata": None}
        form = cls(
            data={
                "pseudonym": said.pseudonym,
                "purposes": [purpose.value for purpose in Purpose if purpose in said.purposes],
                "given_on": said.given_on,
                "until": said.until,
                "recorded": said.recorded.value,
            }
            if said
            else {"given_on": today},
            **given,
        )
        form.today = today
        return form

    def validate_given_on(self, field: Field) -> None:
        if field.data is None:  # what is wrong with it stands beside it already
            return
        if field.data > self.today:
            raise ValidationError("Consent is recorded once it has been given. Choose today or a day before.")
        if field.data < self.today - LONGEST:
            raise ValidationError("That is more than ten years ago. Ask again, and record the new answer.")

    def validate_until(self, field: Field) -> None:
        if field.data is None:
            return
        if field.data < self.today:
            raise ValidationError("That day has passed. Choose the last day on which it may be used.")
        if self.given_on.data and field.data - self.given_on.data > LONGEST:
            latest = full_date(self.given_on.data + LONGEST)
            raise ValidationError(f"Consent is asked for again after ten years. Choose {latest} at the latest.")

    def validate_recorded(self, field: Field) -> None:
        if field.data not in list(Recorded):
            raise ValidationError(NOT_LISTED)

    @property
    def consent(self) -> Consent:
        return Consent(
            self.pseudonym.data,
            frozenset(map(Purpose, self.purposes.data)),
            self.given_on.data,
            self.until.data,
            Recorded(self.recorded.data),
        )


class PairForm(SiteForm):
    """Two photographs of one area; whether they can be a pair is for ``must_be_pair`` to say."""

    before = SelectField("Before", choices=[], coerce=str, validators=[InputRequired("Choose the photograph before.")])
    after = SelectField("After", choices=[], coerce=str, validators=[InputRequired("Choose the photograph after.")])
    caption = StringField(
        "What it shows",
        filters=[one_line],
        validators=[
            InputRequired("Say which area it is and how much time lies between."),
            Length(min=1, max=PAIR_CAPTION_LIMIT, message=f"Write one to {PAIR_CAPTION_LIMIT} characters."),
        ],
    )

    @classmethod
    def asking(cls, photographs: Iterable[StoredFile], before: str | None = None) -> "PairForm":
        form = cls(data={"before": before})
        listed = [SelectChoice(str(file.id), file.title) for file in photographs]
        for field in (form.before, form.after):
            field.choices = [SelectChoice("", "Choose a photograph"), *listed]
            field.validate_choice = True
        return form


def _per_cent(label: str) -> DecimalField:
    return DecimalField(label, places=None, validators=[Optional()], invalid_value_message=_NUMBER)


class BoxForm(SitePart):
    """One box, or none where nothing is filled in."""

    left = _per_cent("From the left")
    top = _per_cent("From the top")
    width = _per_cent("Width")
    height = _per_cent("Height")

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse a box without size, and one that begins outside the picture; what reaches beyond it is cut off."""
        fine = super().validate(extra_validators)
        if not self.is_drawn:
            return fine
        for field in self:
            if field.errors:
                continue
            least, before = (Decimal("0.1"), Decimal(100)) if field in (self.width, self.height) else (0, Decimal(99))
            if field.data is None:
                field.errors = ["Fill in all four, or leave all four empty."]
            elif not (field.data.is_finite() and least <= field.data <= before):
                field.errors = [f"Write a number from {least} to {before}: per cent of the picture."]
        return not self.errors

    @property
    def is_drawn(self) -> bool:
        return any(field.raw_data and field.raw_data[0].strip() for field in self)


class Boxes(FieldList):
    """As many boxes as there may be, and no more: a number in the name of a field may be anything that was sent."""

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterable[int]:
        """WTForms would read every digit as a number, such as ² or five thousand of them, which Python refuses."""
        names = list(formdata)
        return [n for n in range(MOST_BOXES) if any(name.startswith(f"{prefix}-{n}-") for name in names)]


class CoverForm(SiteForm):
    """The boxes that are drawn over a photograph, and which picture they were drawn on."""

    digest = HiddenField()
    boxes = Boxes(FormField(BoxForm), min_entries=MOST_BOXES, max_entries=MOST_BOXES)

    def validate_boxes(self, field: FieldList) -> None:
        if not any(each.form.is_drawn for each in field):
            raise ValidationError("Draw at least one box over what is to be covered, or fill in its numbers.")

    @property
    def faults(self) -> Iterable[tuple[int, Field]]:
        """The fields of boxes in which something is wrong, each with the number of its box, from 1."""
        return [(n, field) for n, each in enumerate(self.boxes, 1) for field in each.form if field.errors]

    @property
    def drawn(self) -> list[Box]:
        boxes = (each.form for each in self.boxes if each.form.is_drawn)
        return [Box(box.left.data, box.top.data, box.width.data, box.height.data) for box in boxes]
