from datetime import date

from wtforms import DateField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from ..web.forms import SiteForm
from .core.aim import Aim, AimKind, latest

_LIKE = "Write the day like 2026-12-05."


class AimForm(SiteForm):
    day = DateField("Day", [InputRequired(f"Choose a day. {_LIKE}")], invalid_value_message=_LIKE)
    kind = RadioField(
        "What is it for?",
        choices=[
            SelectChoice(AimKind.EXAM.value, "An exam or a paper"),
            SelectChoice(AimKind.HAND_IN.value, "Everything handed in"),
        ],
        default=AimKind.EXAM.value,
    )

    today: date

    @classmethod
    def asking(cls, aim: Aim | None, *, today: date, posted: bool) -> "AimForm":
        """The form as it was posted, or else with the date that is aimed for."""
        chosen = {"day": aim.day, "kind": aim.kind.value} if aim else {}
        form = cls(data=chosen) if posted else cls(formdata=None, data=chosen)
        form.today = today
        return form

    def validate_day(self, field: DateField) -> None:
        if not field.data:
            return
        if field.data < self.today:
            raise ValidationError("That day has passed. Choose one from today on.")
        if field.data > latest(self.today):
            raise ValidationError(f"Choose a year up to {latest(self.today).year}.")

    @property
    def aim(self) -> Aim:
        return Aim(self.day.data, AimKind(self.kind.data))
