from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ...evidence.core import Draft, NotHandedIn
from ...shared.refusal import Refusal
from ...shared.undo import UNDO
from .guide import LAST_TIME, NO_STAGES, Asking, Model, Stage
from .text import Found, Text, WordingNotSaved

KIND = "reflection"
"""What a reflection that was handed in is as a piece of evidence."""

NAMES_LIMIT = 500
"""How many names a learner may say are no client's."""


class NoSuchReflection(Refusal):
    status = 404


class NoSuchModel(Refusal):
    """The model of reflection that was chosen is not among the files, or the context is not."""

    status = 422


class TooManyNames(Refusal):
    """A learner has said of as many names as are kept that they are no client's."""


class NotDeleted(Refusal):
    """The draft has been handed in, so it stays."""


class DraftDeleted(Refusal):
    """The draft was deleted after it was opened here."""


class ChangedElsewhere(Refusal):
    """Another version was saved since this one was opened."""


@dataclass(frozen=True)
class Reflection:
    """A learner's draft. ``revision`` counts what was saved, so that one tab cannot overwrite another unseen.

    ``model`` names the file of the model it was begun with, empty for Gibbs', and ``asking`` are its stages. It may go
    on from another that it ``continues``, and ``answers`` the action plan of an earlier one. One with ``deleted_at``
    was deleted.
    """

    id: int
    learner_id: int
    text: Text
    started_at: datetime
    changed_at: datetime
    revision: int = 1
    model: str = ""
    asking: Asking = NO_STAGES
    continues: int | None = None
    answers: int | None = None
    deleted_at: datetime | None = None

    @property
    def undo_until(self) -> datetime | None:
        return self.deleted_at + UNDO if self.deleted_at else None

    def saved(self, text: Text, *, revision: int, at: datetime) -> "Reflection":
        """This reflection with ``text``, written by someone who had seen ``revision``; itself where nothing changes.

        Raises ``DraftDeleted`` and ``ChangedElsewhere``.
        """
        if self.deleted_at:
            raise DraftDeleted("This draft was deleted, in another tab or on another device. Undo that to save this.")
        if text == self.text:
            return self
        if revision != self.revision:
            raise ChangedElsewhere(
                "Another version of this reflection was saved after you opened it here, in another tab or on another "
                "device. Press “Save draft” to see both; neither is lost."
            )
        return replace(self, text=text, changed_at=at, revision=self.revision + 1)

    def reworded(self, found: Found, wording: str, *, everywhere: bool, revision: int, familiar: Iterable[str]) -> Text:
        """The text with another ``wording`` for what was found, and for the same words wherever else they are found.

        Raises ``WordingNotSaved`` where ``revision`` is not the latest, or where nothing is found there.
        """
        checked = self.text.shared.checked(familiar=familiar).findings
        here = [finding for finding in checked[found.passage] if finding.is_at(found.start, found.end)]
        if revision != self.revision or not here:
            raise WordingNotSaved("The draft has changed since you opened this page. Here is how it stands now.")
        if not everywhere:
            return self.text.reworded(found.passage, here, wording)
        text = self.text
        for passage, findings in checked.items():
            text = text.reworded(passage, [finding for finding in findings if finding.repeats(here[0])], wording)
        return text

    @property
    def model_name(self) -> str:
        """What the model is called, in full where its file is still there."""
        return self.asking.name if isinstance(self.asking, Model) else self.model

    @property
    def plan(self) -> str:
        """What the learner says they will do next time."""
        return self.text.said_in(self.asking.covering(Stage.ACTION_PLAN))

    @property
    def as_evidence(self) -> Draft:
        """The piece of evidence that it would be if it were handed in now."""
        written = self.text.shared.writing
        content: dict[str, Any] = {str(name): words for name, words in written.items() if name != LAST_TIME or words}
        if self.model:  # Gibbs' six stages have their names for good; another model's file may change or go
            stages = [{"id": str(stage.id), "title": stage.title} for stage in self.asking.stages]
            content["model"] = {"name": self.model_name, "stages": stages}
        return Draft(KIND, self.id, self.text.title, content, self.text.criteria)

    def must_be_a_draft_only(self, *, put_forward: bool) -> None:
        """Raise ``NotDeleted`` for one that was handed in, withdrawn or not."""
        if put_forward:
            raise NotDeleted("You have handed this in, so it stays. You can go on writing in it.")

    def must_be_seen(self, revision: int) -> None:
        """Raise ``NotHandedIn`` unless whoever hands it in had the latest ``revision`` before them."""
        if revision != self.revision:
            raise NotHandedIn(
                "The draft has changed since you opened this page. Here is how it stands now: look at it again, then "
                "hand it in."
            )


@dataclass(frozen=True)
class Opened:
    """A draft with the learner's others that it answers, goes on from, or that go on from it, the first begun first.

    ``prompted`` says whether its learner wants prompts for depth.
    """

    draft: Reflection
    near: tuple[Reflection, ...]
    prompted: bool

    @property
    def answered(self) -> Reflection | None:
        """The one whose action plan it answers."""
        return next((each for each in self.near if each.id == self.draft.answers), None)

    @property
    def continued(self) -> Reflection | None:
        return next((each for each in self.near if each.id == self.draft.continues), None)

    @property
    def continuing(self) -> list[Reflection]:
        return [each for each in self.near if each.continues == self.draft.id]
