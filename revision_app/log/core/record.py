"""Records and their versions, and what may happen to them.

*Ours:* a correction is a further version; a record that stands in a piece of evidence is never deleted; what was
deleted can be had back for a day. A countersignature is of one version: when the record changes it stays as history.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from ...shared.anonymity import Finding, Identifier, check
from ...shared.refusal import Refusal
from ...shared.undo import UNDO
from .guide import FieldKind, Guide, Value

MOST_RECORDS = 500
"""*Ours:* of one learner, far beyond what any target asks for."""
MOST_VERSIONS = 100
SHOWN_AT_ONCE = 20  # findings
PURPOSE = "countersign a record"


class NoSuchRecord(Refusal):
    status = 404

    def __init__(self) -> None:
        super().__init__("There is no such record in your log.")


class ChangedElsewhere(Refusal):
    """Another version was saved since this one was opened."""


class SavedBefore(Refusal):
    """The same form was sent again, and says something else now."""

    def __init__(self, record_id: int | None) -> None:
        super().__init__("This form saved a record before, and it says something else now.")
        self.record_id = record_id


class NotChanged(Refusal):
    """The state of the record does not allow it."""


class Standing(StrEnum):
    """How a record's countersignature stands."""

    UNSIGNED = "not countersigned"
    SIGNED = "countersigned"
    CHANGED = "changed since"


@dataclass(frozen=True)
class Countersignature:
    """What somebody declared of one version; ``digest`` is that of what the version said."""

    number: int
    digest: str
    at: datetime
    name: str
    role: str
    registration: str
    declaration: str


@dataclass(frozen=True)
class Version:
    number: int
    at: datetime
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Record:
    """A record as it now stands; ``put_forward`` says whether it stands in a piece of evidence."""

    id: int
    learner_id: int
    latest: Version
    made_at: datetime
    deleted_at: datetime | None = None
    put_forward: bool = False
    countersignature: Countersignature | None = None

    @property
    def values(self) -> Mapping[str, Value]:
        return self.latest.values

    @property
    def digest(self) -> str:
        """The SHA-256 of what it says now."""
        said = {"record": self.id, "values": self.values}
        return sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    @property
    def standing(self) -> Standing:
        if self.countersignature is None:
            return Standing.UNSIGNED
        return Standing.SIGNED if self.countersignature.digest == self.digest else Standing.CHANGED

    @property
    def undo_until(self) -> datetime | None:
        return self.deleted_at + UNDO if self.deleted_at else None

    def corrected(self, values: Mapping[str, Value], *, seen: int) -> bool:
        """Whether ``values``, typed by somebody who had seen that version, make a further one.

        Raises ``ChangedElsewhere`` and ``NotChanged``.
        """
        if values == self.values:
            return False
        self.must_be_there()
        if seen != self.latest.number:
            raise ChangedElsewhere("Another version of this record was saved after you opened it here.")
        if self.latest.number >= MOST_VERSIONS:
            raise NotChanged(f"This record has been corrected {MOST_VERSIONS - 1} times. Make a new one instead.")
        return True

    def must_be_there(self) -> None:
        if self.deleted_at:
            raise NotChanged("This record has been deleted. Take the deletion back before you change it.")

    def deleted(self) -> bool:
        """Whether deleting it now deletes something. Raises ``NotChanged``."""
        if self.deleted_at:
            return False
        if self.put_forward:
            raise NotChanged("This record stands in something that you handed in, so it stays. You can correct it.")
        return True

    def restored(self, at: datetime) -> bool:
        """Whether taking the deletion back does something. Raises ``NotChanged``."""
        if self.undo_until is None:
            return False
        if at >= self.undo_until:
            raise NotChanged("More than a day has passed since this record was deleted, so it cannot be had back.")
        return True

    def must_say(self, digest: str) -> None:
        """Raise ``NotChanged`` unless it still says what a link was made for."""
        if self.deleted_at or digest != self.digest:
            raise NotChanged(
                "This record has changed since the link was made, so it cannot be countersigned by it. Ask whoever "
                "sent it to you for a new link."
            )


@dataclass(frozen=True)
class Passage:
    """A passage of a field that could say who somebody is; another wording is proposed but for a pseudonym."""

    label: str
    finding: Finding
    before: str
    after: str
    proposes: bool


def warnings(guide: Guide, values: Mapping[str, Value]) -> list[Passage]:
    """What in a record's texts could identify somebody: shown, and kept nowhere."""
    found = []
    for label, text, lead in _texts(guide, values):
        for finding in check(lead + text, familiar=guide.familiar):
            if finding.start >= len(lead):
                before, after = finding.around(lead + text)
                found.append(
                    Passage(label, finding, before.removeprefix(lead), after, bool(finding.wording and not lead))
                )
    return found


def _texts(guide: Guide, values: Mapping[str, Value]) -> Iterable[tuple[str, str, str]]:
    """Each text with its label and the words it is read after: a pseudonym is no beginning of a sentence."""
    for field in guide.fields:
        said = field.fitted(values.get(field.id))
        if not said or field.unchecked:
            continue
        if field.kind is FieldKind.TEXT:
            yield field.label, said, "Today I treated " if field.id == guide.who else ""
        elif field.kind is FieldKind.ROWS:
            for column in field.columns:
                if column.kind is FieldKind.TEXT and not column.unchecked:
                    yield from (
                        (f"{field.label}, {column.label.lower()}", row[column.id], "")
                        for row in said
                        if row.get(column.id)
                    )


def looks_like_a_name(guide: Guide, values: Mapping[str, Value]) -> bool:
    """Whether the pseudonym does."""
    label = guide.field(guide.who).label
    return any(found.label == label and found.finding.kind is Identifier.NAME for found in warnings(guide, values))
