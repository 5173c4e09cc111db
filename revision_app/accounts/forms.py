from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    Form,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, EqualTo, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput

from ..audit.core import AuditKind
from ..audit.queries import Wanted
from ..shared.text import one_line
from ..web.clock import LONDON
from ..web.forms import SiteForm, SitePart
from ..web.requests import sent_from_here
from .core import EMAIL_LENGTH, NAME_LENGTH, NUMBER_LENGTH, Person, Role, addresses, passkeys, passwords
from .core.reading_settings import ReadingSettings, from_chosen

TOO_LONG = "Use at most %(max)d characters."


class Ticks(SelectMultipleField):
    """Boxes to tick; ``least`` is what to say when none is and one must be."""

    option_widget = CheckboxInput()

    def __init__(self, label: str, least: str | None = None, **given: Any) -> None:
        super().__init__(label, **given)
        self._least = least

    def post_validate(self, form: SiteForm, validation_stopped: bool) -> None:
        if self._least and not self.data and not self.errors:
            raise ValidationError(self._least)


def name_field(label: str, missing: str) -> StringField:
    return StringField(
        label,
        [DataRequired(missing), Length(max=NAME_LENGTH, message=TOO_LONG)],
        filters=[one_line],
        render_kw={"autocomplete": "off", "dir": "auto"},
    )


class SignInForm(SiteForm):
    """Open for as long as anybody likes: it needs no token where the browser says that a page of ours sent it."""

    def __init__(self) -> None:
        super().__init__(meta={"csrf": not sent_from_here()})

    def came_from_elsewhere(self) -> bool:
        """Whether nothing shows that a page of ours sent the form; then say so on the page."""
        elsewhere = "csrf_token" in self.errors
        if elsewhere:
            self.csrf_token.errors = []
            self.form_errors.append("This page had been open for a long time. Sign in again.")
        return elsewhere

    email = EmailField(
        "E-mail address",
        [InputRequired("Type your e-mail address."), Length(max=EMAIL_LENGTH, message=TOO_LONG)],
        filters=[addresses.bare],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        "Password",
        [InputRequired("Type your password."), Length(max=passwords.LONGEST_TYPED, message=TOO_LONG)],
        render_kw={"autocomplete": "current-password"},
    )
    keep = BooleanField("Keep me signed in on this device")


class CodeForm(SiteForm):
    code = StringField(
        "Code",
        [InputRequired("Type the code."), Length(max=40, message=TOO_LONG)],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"},
    )


class PasskeyAnswerForm(SiteForm):
    """What a browser sends of a passkey, in JSON; its script fills it in."""

    credential = HiddenField(
        validators=[
            InputRequired("Your browser sent no passkey. Try again."),
            Length(max=passkeys.ANSWER_LENGTH, message="Your browser sent too much. Try again."),
        ]
    )


class PasskeySignInForm(PasskeyAnswerForm):
    """Comes from the page for signing in, and asks for a token as that does."""

    keep = BooleanField()

    def __init__(self) -> None:
        super().__init__(meta={"csrf": not sent_from_here()})


class ForgottenForm(SiteForm):
    email = EmailField(
        "E-mail address",
        [
            InputRequired("Type your e-mail address."),
            Length(max=EMAIL_LENGTH, message=TOO_LONG),
            Email("This is not an e-mail address. Write it like name@example.org."),
        ],
        filters=[addresses.bare],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )


class CurrentPasswordForm(SiteForm):
    current = PasswordField(
        "Current password",
        [InputRequired("Type the password you use now."), Length(max=passwords.LONGEST_TYPED, message=TOO_LONG)],
        render_kw={"autocomplete": "current-password"},
    )


class NewPasskeyForm(CurrentPasswordForm):
    name = StringField(
        "Name",
        [
            DataRequired("Give the passkey a name, so that you know it again."),
            Length(max=passkeys.PASSKEY_NAME_LENGTH, message=TOO_LONG),
        ],
        filters=[one_line],
        render_kw={"autocomplete": "off", "dir": "auto"},
    )


class RemovePasskeyForm(CurrentPasswordForm):
    passkey = HiddenField()


class NewPasswordForm(SiteForm):
    """A password is chosen: judged with the name and address of whom it is for, by ``is_strong``."""

    password = PasswordField(
        "New password", [InputRequired("Choose a password.")], render_kw={"autocomplete": "new-password"}
    )
    again = PasswordField(
        "The same password again",
        [EqualTo("password", "The two passwords differ. Type the same one twice.")],
        render_kw={"autocomplete": "new-password"},
    )

    def __init__(self, person: Person) -> None:
        super().__init__()
        self._person = person

    def is_strong(self) -> bool:
        """Whether the password will do, and say so beside it if not; asked last, because judging takes its time."""
        weakness = passwords.weakness(self.password.data or "", name=self._person.name, email=self._person.email)
        if weakness:
            self.password.errors = [*self.password.errors, weakness]
        return weakness is None


class ChangePasswordForm(CurrentPasswordForm, NewPasswordForm):
    pass


# Fields stand in the order in which they are made: these three come in every form that has them in this order.


class NameForm(SiteForm):
    name = name_field("Name", "Type the person's name.")


class EmailForm(SiteForm):
    email = EmailField(
        "E-mail address",
        [
            DataRequired("Type the person's e-mail address."),
            Length(max=EMAIL_LENGTH, message=TOO_LONG),
            Email("This is not an e-mail address. Write it like name@example.org."),
        ],
        filters=[addresses.bare],
        render_kw={"autocomplete": "off"},
    )


class RolesForm(SiteForm):
    roles = Ticks(
        "Roles",
        "Choose at least one role.",
        coerce=Role,
        choices=[SelectChoice(role.value, role.value.capitalize()) for role in Role],
    )


def number_field(label: str) -> StringField:
    """A number or short name by which somebody knows a person; ``data`` is ``None`` where there is none."""
    return StringField(
        label,
        [Length(max=NUMBER_LENGTH, message="Use at most %(max)d characters.")],
        filters=[one_line, lambda text: text or None],
        render_kw={"autocomplete": "off"},
    )


class PersonForm(NameForm, RolesForm):
    reference = number_field("Centre reference")
    awarding_body_number = number_field("Awarding-body number")


class AddressForm(EmailForm):
    """``before`` is the address that the page showed, so that of two who correct it the second is told."""

    before = HiddenField()


def _day(label: str) -> DateField:
    return DateField(label, [Optional(), _in_this_age], invalid_value_message=_LIKE)


_LIKE = "Write the day like 2026-12-05."


def _in_this_age(_form: Form, field: DateField) -> None:
    """Days that no clock could count to are slips."""
    if field.data and not 2000 <= field.data.year <= 2100:
        raise ValidationError(_LIKE)


class AuditForm(SitePart):
    """Which entries of the audit somebody looks for; it comes with the address of the page."""

    kind = SelectField(
        "Kind",
        choices=[
            SelectChoice("", "Everything"),
            *(SelectChoice(kind.value, kind.value.capitalize()) for kind in AuditKind),
        ],
        validate_choice=False,
    )
    person = StringField("Person", filters=[one_line], render_kw={"type": "search", "dir": "auto"})
    since = _day("From")
    until = _day("Until")

    def validate_until(self, field: DateField) -> None:
        if self.since.data and field.data and field.data < self.since.data:
            raise ValidationError("This day is before the first one. Choose a later day.")

    @property
    def wanted(self) -> Wanted:
        """All of the last day is meant too."""
        kind = next((kind for kind in AuditKind if kind == self.kind.data), None)
        since, until = self.since.data, self.until.data
        return Wanted(kind, since=since and _midnight(since), until=until and _midnight(until + timedelta(days=1)))

    @property
    def chosen(self) -> dict[str, str]:
        """What the address of another page of the same entries says."""
        return {field.name: str(field.data) for field in self if field.data}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


class TypedPersonForm(NameForm, EmailForm):
    """What is typed on a command line is looked at as on the page; there it comes with no token."""

    def __init__(self, *, name: str, email: str) -> None:
        super().__init__(MultiDict({"name": name, "email": email}), meta={"csrf": False})


def _one_of(label: str, **choices: str) -> RadioField:
    """A choice; the words are as they are kept, with ``_`` for ``-``."""
    listed = [SelectChoice(value.replace("_", "-"), words) for value, words in choices.items()]
    return RadioField(label, choices=listed)


class ReadingSettingsForm(SiteForm):
    size = _one_of("Text size", small="Small", usual="Usual", large="Large", largest="Largest")
    spacing = _one_of("Line spacing", usual="Usual", open="Open", widest="Widest")
    width = _one_of("Line length", narrow="Short", usual="Usual", wide="Long")
    font = _one_of("Letters", serif="Serif", sans="Sans serif", open_spaced="Spaced out")
    theme = _one_of("Light and dark", system="As my device", light="Light", dark="Dark")
    motion = _one_of("Movement", system="As my device", reduced="As little as possible")

    @property
    def reading_settings(self) -> ReadingSettings:
        return from_chosen({field.name: field.data for field in self if isinstance(field, RadioField)})
