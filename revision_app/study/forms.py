"""What a learner sends of their reading and writes on a page."""

import secrets
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from ..shared.text import clean, trimmed
from ..web.forms import SiteForm
from .core.note import LONGEST_BODY, Anchor
from .core.reading import State
from .core.unit import Unit

STATES = {"seen": State.SEEN, "read": State.READ, "unread": State.UNREAD}


class SectionForm(SiteForm):
    state = RadioField(choices=[SelectChoice(name) for name in STATES], default="read")
    digest = HiddenField(validators=[Length(max=64)], filters=[clean])


class NoteForm(SiteForm):
    """A note on a place: a section chosen from a list, or a block and the words that a script found selected."""

    key = HiddenField(validators=[Length(max=64)])
    place = SelectField("About", validate_choice=False)
    block = HiddenField(validators=[Length(max=200)], filters=[clean])
    quotation = HiddenField(filters=[clean])
    prefix = HiddenField(filters=[clean])
    suffix = HiddenField(filters=[clean])
    body = TextAreaField(
        "Note", [Length(max=LONGEST_BODY, message="Use at most %(max)d characters.")], filters=[trimmed]
    )

    @classmethod
    def about(cls, units: dict[str, Unit], **given: Any) -> "NoteForm":
        """A form that offers every section of these units."""
        form = cls(**given)
        form.place.choices = [SelectChoice("", "Choose a section")] + [
            SelectChoice(f"{unit.id}#{section.id}", section.title, optgroup=unit.heading.title)
            for unit in units.values()
            for section in unit.sections
        ]
        form.key.data = form.key.data or secrets.token_urlsafe(16)
        return form

    @property
    def unit_id(self) -> str:
        return (self.place.data or "").partition("#")[0]

    @property
    def anchor(self) -> Anchor:
        section = (self.place.data or "").partition("#")[2]
        return Anchor(self.block.data or section, self.quotation.data, self.prefix.data, self.suffix.data)

    def validate_place(self, field: SelectField) -> None:
        if not field.data or field.data not in {choice.value for choice in field.choices}:
            raise ValidationError("Choose the section that the note is about.")

    def validate_body(self, field: TextAreaField) -> None:
        if not field.data and not (self.quotation.data or "").strip():
            raise ValidationError("Write the note.")


class ChangeNoteForm(SiteForm):
    body = TextAreaField(
        "Note", [Length(max=LONGEST_BODY, message="Use at most %(max)d characters.")], filters=[trimmed]
    )
