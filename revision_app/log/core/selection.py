"""Records that a learner puts forward together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ...evidence.core import Content, Draft, NotHandedIn
from ...shared.refusal import Refusal
from .guide import Guide, in_words
from .record import Record, Standing

KIND = "log selection"
"""What a selection that was handed in is as a piece of evidence."""
TITLE_LIMIT = 120
MOST_SELECTIONS = 100


class NoSuchSelection(Refusal):
    status = 404

    def __init__(self) -> None:
        super().__init__("There is no such selection in your log.")


class TooMany(Refusal):
    """A learner has as many as are kept."""


class SelectionChangedElsewhere(Refusal):
    def __init__(self) -> None:
        super().__init__(
            "Another version of this selection was saved after you opened it here. Below is what you chose: look "
            "through it, then save it again."
        )


@dataclass(frozen=True)
class Choice:
    """What a learner chose: a title, records by their ids, and the criteria they show."""

    title: str
    records: tuple[int, ...] = ()
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True)
class Selection:
    id: int
    learner_id: int
    choice: Choice
    changed_at: datetime
    revision: int = 1

    def saved(self, choice: Choice, *, revision: int, at: datetime) -> "Selection":
        if choice == self.choice:
            return self
        if revision != self.revision:
            raise SelectionChangedElsewhere
        return replace(self, choice=choice, changed_at=at, revision=self.revision + 1)

    def chosen(self, records: Iterable[Record]) -> list[Record]:
        """Its records as they now stand, without deleted ones."""
        return [record for record in records if record.id in self.choice.records and not record.deleted_at]

    def as_evidence(self, guide: Guide, records: Iterable[Record]) -> Draft:
        """The piece that it would be if it were handed in now: what the records say, in words of today."""
        content: Content = {"records": [frozen(guide, record) for record in self.chosen(records)]}
        return Draft(KIND, self.id, self.choice.title, content, self.choice.criteria)

    def must_be_seen(self, revision: int, draft: Draft, digest: str) -> None:
        """Raise ``NotHandedIn`` unless whoever hands it in had this before them, records included."""
        if revision != self.revision or digest != draft.digest:
            raise NotHandedIn(
                "The selection or a record in it has changed since you opened this page. Look at it again."
            )


def frozen(guide: Guide, record: Record) -> dict[str, object]:
    signed = record.countersignature
    return {
        "id": record.id,
        "version": record.latest.number,
        "title": guide.title_of(record.values),
        "lines": [[label, lines] for label, lines in guide.lines(record.values)],
        "standing": record.standing.value,
        "signed": {
            "name": signed.name,
            "role": signed.role,
            "registration": signed.registration,
            "declaration": signed.declaration,
            "version": signed.number,
            "on": in_words(signed.at.date()),
        }
        if signed and record.standing is not Standing.UNSIGNED
        else None,
    }


def lacking(records: Sequence[Record]) -> list[str]:
    """What it needs before it can be handed in, in words."""
    return [] if records else ["No record is chosen. Choose at least one."]
