from datetime import date

from flask_wtf import FlaskForm
from wtforms import DateField, Field, SelectField, SelectMultipleField, StringField, TextAreaField, widgets
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from ...accounts.forms import NOT_LISTED
from ...shared.text import one_line, trimmed
from ...web.filters import full_date
from .core.consent import LONGEST, MEANING, PSEUDONYM_LIMIT, Consent, Purpose, Recorded
from .core.file import ALTERNATIVE_LIMIT, CAPTION_LIMIT, StoredFile

_DAY = "Write it like 2026-12-05."


class DescriptionForm(FlaskForm):
    alternative = TextAreaField(
        "Description",
        filters=[trimmed],
        validators=[
            Length(max=ALTERNATIVE_LIMIT, message=f"Write a description of at most {ALTERNATIVE_LIMIT} characters.")
        ],
    )
    caption = StringField(
        "Caption",
        filters=[one_line],
        validators=[Length(max=CAPTION_LIMIT, message=f"Write a caption of at most {CAPTION_LIMIT} characters.")],
    )

    @classmethod
    def of(cls, file: StoredFile) -> "DescriptionForm":
        """The form with the words as they are kept."""
        return cls(formdata=None, data={"caption": file.caption, "alternative": file.alternative})


class ConsentForm(FlaskForm):
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
        invalid_choice_message=NOT_LISTED,
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
            raise ValidationError("That day has passed. Choose the last day on which the photograph may be used.")
        if self.given_on.data and field.data > self.given_on.data + LONGEST:
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
