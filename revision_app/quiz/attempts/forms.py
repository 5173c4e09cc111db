"""What the page of an item sends. A fault in a field that nobody types refuses the whole."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from werkzeug.datastructures import MultiDict
from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from ...criteria.core import Criterion
from ...evidence.forms import DeclarationForm
from ..bank.core.items import Unreadable
from ..bank.forms import unveiled
from .core.activity import ActivityKind, Reported
from .core.attempt import Save


class ResultEvidenceForm(DeclarationForm):
    criteria = SelectMultipleField(
        "Criteria this shows",
        choices=[],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    @classmethod
    def asking(cls, criteria: Iterable[Criterion]) -> "ResultEvidenceForm":
        """The form for a paper that asks these criteria."""
        form = cls()
        form.criteria.choices = [SelectChoice(each.id, f"{each.id} {each.title}") for each in criteria]
        return form

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(choice.value for choice in self.criteria.choices if choice.value in self.criteria.data)


SHAPES = {
    "item": re.compile(r"[A-Za-z0-9_-]{1,200}"),
    "key": re.compile(r"[A-Za-z0-9-]{8,64}"),
    "seen": re.compile(r"[0-9]{1,15}"),
    "flag": re.compile(r"[01]?"),
    "certainty": re.compile(r"[0-3]?"),
    "window": re.compile(r"([A-Za-z0-9-]{8,64})?"),
    "then": re.compile(r"([1-9][0-9]{0,3}|review|check)?"),
}
_PART = re.compile(r"answer\.([a-z0-9-]{1,80}|[A-Za-z0-9_-]{43,200})")
_MOST_FIELDS = 40
_LONGEST = 20_000


@dataclass(frozen=True)
class Sent:
    """An answer to one item, of whatever kind: what the values mean is for the item to say. ``then`` is where to go."""

    save: Save
    then: str


def read(form: MultiDict[str, str]) -> Sent:
    """The save that a form says; raises ``Unreadable`` where no page of ours would have sent it."""
    given = {name: form.get(name, "") for name in SHAPES}
    if not all(shape.fullmatch(given[name]) for name, shape in SHAPES.items()):
        raise Unreadable("Something was missing from the page. Open the question again and choose once more.")
    save = Save(
        item_id=unveiled(given["item"]),
        submitted=submitted(form),
        key=given["key"],
        seen=int(given["seen"]),
        certainty=int(given["certainty"]) if given["certainty"] else None,
        window=given["window"] or None,
        flagged={"1": True, "0": False}.get(given["flag"]),
    )
    return Sent(save, given["then"])


def window(form: MultiDict[str, str]) -> str:
    """The name that a window gives itself; raises ``Unreadable`` where it gives none."""
    name = form.get("window", "")
    if not name or not SHAPES["window"].fullmatch(name):
        raise Unreadable("Something was missing from the page. Open the paper again.")
    return name


def key(form: MultiDict[str, str]) -> str:
    """The sender's own name for what it sends; raises ``Unreadable`` where there is none."""
    name = form.get("key", "")
    if not SHAPES["key"].fullmatch(name):
        raise Unreadable("Something was missing from the page. Open the paper again.")
    return name


_REPORT = re.compile(r"(left|returned|pasted) ([1-9][0-9]{0,3}) ([0-9]{1,6}) ([0-9]{1,6})")


def reported(form: MultiDict[str, str]) -> list[Reported]:
    """What a page saw: each ``activity`` is a kind, the question's place, seconds ago, and the size of a paste."""
    matches = [_REPORT.fullmatch(written) for written in form.getlist("activity")]
    return [
        Reported(ActivityKind(match[1]), int(match[2]), timedelta(seconds=int(match[3])), int(match[4]))
        for match in matches
        if match
    ]


def submitted(form: MultiDict[str, str]) -> tuple[str, ...]:
    """The answer's fields in the order of the page: ``answer`` as it is, ``answer.part`` as ``part=value`` if filled.

    Raises ``Unreadable`` where there is more than any item asks for.
    """
    fields = [(name, value) for name, value in form.items(multi=True) if name.partition(".")[0] == "answer"]
    if len(fields) > _MOST_FIELDS or any(len(value) > _LONGEST for _, value in fields):
        raise Unreadable("This is more than the question asks for. Shorten it, then save again.")
    values = []
    for name, value in fields:
        if name == "answer":
            values.append(unveiled(value))
        elif not (part := _PART.fullmatch(name)):
            raise Unreadable("Something was missing from the page. Open the question again and choose once more.")
        elif value.strip():
            values.append(f"{unveiled(part[1])}={unveiled(value)}")
    return tuple(values)
