"""What an assessor has typed into the cards and comments of a submission and not saved as marking yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .submission import Judgement, MarkedElsewhere

NEW_COMMENT = 0
"""The id by which the comment is kept that is to be added."""


class TypedElsewhere(MarkedElsewhere):
    """The same assessor has typed something else into the same fields, in another window or on another device."""


@dataclass(frozen=True)
class TypedComment:
    """The words of a comment as far as they are typed, with the passage that is chosen for a new one, as forms say it.

    ``gone`` says that the tick stands which takes it away.
    """

    text: str = ""
    passage: str = ""
    gone: bool = False


@dataclass(frozen=True)
class TypedWords:
    """What stands in the fields of a sheet: its judgements by criterion, its comments by id."""

    judgements: Mapping[str, Judgement] = field(default_factory=dict)
    comments: Mapping[int, TypedComment] = field(default_factory=dict)

    def over(self, saved: "TypedWords") -> "TypedWords":
        """What is saved, with these words in the place of it where there are any."""
        return TypedWords({**saved.judgements, **self.judgements}, {**saved.comments, **self.comments})

    def without(self, saved: "TypedWords") -> "TypedWords":
        """Those of these words that are not saved just so."""
        return TypedWords(
            {
                criterion: judged
                for criterion, judged in self.judgements.items()
                if judged != saved.judgements[criterion]
            },
            {id_: said for id_, said in self.comments.items() if said != saved.comments.get(id_, TypedComment())},
        )

    def says(self, others: "TypedWords") -> bool:
        """Whether all of ``others`` stands here, word for word."""
        return all(self.judgements.get(criterion) == judged for criterion, judged in others.judgements.items()) and all(
            self.comments.get(id_) == said for id_, said in others.comments.items()
        )


@dataclass(frozen=True)
class TypedMarking(TypedWords):
    """It is the assessor's alone until they save it. ``revision`` counts what was kept of it, by whichever window.

    Of what a window sends, ``revision`` is what its writer had before them.
    """

    revision: int = 0
    saved_at: datetime | None = None

    def changed(self, typed: "TypedMarking", saved: TypedWords, *, at: datetime) -> "TypedMarking":
        """This with what a window sends; itself where it says so already. Raises ``TypedElsewhere``.

        ``saved`` is what is saved as marking: what is the same there is not waiting to be saved.
        """
        waiting = typed.without(saved)
        if (waiting.judgements, waiting.comments) == (self.judgements, self.comments):
            return self
        if typed.revision != self.revision:
            raise self._elsewhere()
        return TypedMarking(waiting.judgements, waiting.comments, self.revision + 1, at)

    def must_be_seen(self, posted: "TypedMarking") -> None:
        """Raise ``TypedElsewhere`` where what is to be saved as marking would pass over words that were not seen."""
        if not posted.says(self) and posted.revision != self.revision:
            raise self._elsewhere()

    def _elsewhere(self) -> TypedElsewhere:
        return TypedElsewhere(
            "You typed something else into these fields after you opened this page, in another window or on another "
            "device. Both are shown below; what you save next counts."
        )
