"""What a feature has to offer to a learner's portfolio, so that the portfolio need not know of the feature."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class Original:
    """A file as it was uploaded. ``name`` is unique in its part; ``alternative`` says what a picture shows.

    ``read`` gives its bytes, or ``None`` where they have gone since; it is asked once, and not kept. ``shown`` gives a
    small picture of it for reading, where it is one. ``after`` is the name of the picture in the same part that shows
    the same later: the two are shown side by side, or neither.
    """

    name: str
    caption: str
    alternative: str
    read: Callable[[], bytes | None]
    shown: Callable[[], bytes | None] | None = None
    after: str | None = None


@dataclass(frozen=True)
class Part:
    """One part of the portfolio. ``name`` is that of its folder; ``template`` shows ``data``, which is kept as JSON."""

    name: str
    title: str
    template: str
    data: Mapping[str, Any]
    originals: tuple[Original, ...] = ()

    @property
    def together(self) -> list[tuple[Original, ...]]:
        """The originals as they are shown: each by itself, and those that show before and after side by side."""
        by_name = {original.name: original for original in self.originals}
        afters = {original.after for original in self.originals}
        listed: list[tuple[Original, ...]] = []
        for original in self.originals:
            if original.after:
                listed.append((original, by_name[original.after]))
            elif original.name not in afters:
                listed.append((original,))
        return listed


class Offer(Protocol):
    """What of a learner's may be in their portfolio at this moment: asked of every feature that has something.

    Nothing of others, nothing without live consent, and nothing that is not released.
    """

    def __call__(self, learner_id: int, *, at: datetime) -> Iterable[Part]: ...


def exports_about(learner_id: int) -> tuple[str, str]:
    """What jobs that make the portfolio of a learner say they are about: their own or a tutor's, an administrator's."""
    return f"learner {learner_id}", f"learner {learner_id} as administrator"
