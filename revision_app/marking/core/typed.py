"""What an assessor has typed into the cards of a submission and not saved as marking yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .submission import Judgement, MarkedElsewhere


class TypedElsewhere(MarkedElsewhere):
    """The same assessor has typed something else into the same cards, in another window or on another device."""


@dataclass(frozen=True)
class TypedMarking:
    """It is the assessor's alone until they save it. ``revision`` counts what was kept of it, by whichever window."""

    judgements: Mapping[str, Judgement] = field(default_factory=dict)
    revision: int = 0
    saved_at: datetime | None = None

    def changed(
        self, typed: Mapping[str, Judgement], decided: Mapping[str, Judgement], *, revision: int, at: datetime
    ) -> "TypedMarking":
        """This with what was ``typed`` by someone who had seen ``revision``; itself where it says so already.

        ``decided`` is what is saved as marking: what is the same there is not waiting to be saved.
        """
        if dict(typed) == {**decided, **self.judgements}:
            return self
        if revision != self.revision:
            raise self._elsewhere()
        waiting = {criterion: judged for criterion, judged in typed.items() if judged != decided[criterion]}
        return TypedMarking(waiting, self.revision + 1, at)

    def must_be_seen(self, posted: Mapping[str, Judgement], *, revision: int) -> None:
        """Raise ``TypedElsewhere`` where what is to be saved as marking would pass over words that were not seen."""
        unseen = any(posted.get(criterion) != judged for criterion, judged in self.judgements.items())
        if unseen and revision != self.revision:
            raise self._elsewhere()

    def _elsewhere(self) -> TypedElsewhere:
        return TypedElsewhere(
            "You typed something else into these cards after you opened this page, in another window or on another "
            "device. Both are shown below; what you save next counts."
        )
