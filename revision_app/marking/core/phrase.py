"""The feedback bank: phrases that a centre's tutors keep, with places for the learner and the criterion."""

from dataclasses import dataclass
from datetime import datetime

from ...shared.refusal import Refusal
from .submission import Judgement

PHRASE_LIMIT = 1_000  # characters
PHRASE_NAME_LIMIT = 60  # characters
LEARNER, CRITERION = "{learner}", "{criterion}"


class NothingToKeep(Refusal):
    """The phrase would have no words."""


class NoSuchPhrase(Refusal):
    status = 404


@dataclass(frozen=True)
class Wording:
    """What a phrase says: for one criterion, or for any where that is empty; the short name may be empty."""

    text: str
    criterion: str = ""
    name: str = ""

    @classmethod
    def of(cls, comment: str, *, learner: str, criterion: str) -> "Wording":
        """A comment that was written to one learner, as a phrase for all: their name becomes a place for a name."""
        return cls(comment.replace(learner, LEARNER), criterion)

    def filled(self, *, learner: str, criterion: str) -> str:
        """The words to one learner on one criterion."""
        return self.text.replace(CRITERION, criterion).replace(LEARNER, learner)

    def fits(self, criterion: str) -> bool:
        return self.criterion in ("", criterion)

    def is_said_in(self, judged: Judgement, *, learner: str, criterion: str) -> bool:
        """Whether a judgement says these words in its comment or its next step, however its lines break. *Ours.*"""
        words = " ".join(self.filled(learner=learner, criterion=criterion).split())
        said = (" ".join(text.split()) for text in (judged.comment, judged.next_step))
        return self.fits(criterion) and any(words in text for text in said)


@dataclass(frozen=True)
class Phrase(Wording):
    """A phrase as it is kept. ``uses`` counts the decisions that were released with it."""

    id: int = 0
    uses: int = 0
    retired_at: datetime | None = None

    def speaks_of(self, words: str) -> bool:
        """Whether each of these words is in it, capitals or not."""
        said = f"{self.text} {self.name} {self.criterion}".casefold()
        return all(word in said for word in words.casefold().split())


def appended(comment: str, words: str) -> str:
    """A comment with further words after it, in a paragraph of their own."""
    return f"{comment}\n\n{words}" if comment else words
