from dataclasses import dataclass

from ...journal.core import Reflection, Stage, Text
from ...shared.refusal import Refusal
from .submission import Submission


class NotHandedIn(Refusal):
    """Something stands between this draft and the tutor."""


@dataclass(frozen=True)
class HandedIn:
    """A submission together with the text that was frozen."""

    submission: Submission
    text: Text

    def repeated_by(self, text: Text) -> bool:
        """Whether handing in ``text`` would only say again what the tutor has before them, as a second click does."""
        return self.submission.release is None and text == self.text


def obstacles(text: Text, last: HandedIn | None) -> list[str]:
    """Why this text cannot be handed in after ``last``, each in words; empty when it can."""
    if last and last.submission.release is None:
        return ["Your last submission of this reflection is with your tutor. You can hand in again once it is marked."]
    found = []
    if Stage.DESCRIPTION in text.unwritten:
        found.append("The description is empty. Write what happened, so that your tutor can follow the rest.")
    if not text.criteria:
        found.append("No criterion is tagged. Tag at least one: your tutor decides on each that you tag.")
    if last and text == last.text:
        found.append("Nothing has changed since you last handed it in. Work on what your tutor asked for first.")
    return found


def number(reflection: Reflection, last: HandedIn | None, *, revision: int) -> int:
    """Which submission of this reflection the next one is, handed in by someone who had seen ``revision``."""
    if revision != reflection.revision:
        raise NotHandedIn(
            "The draft has changed since you opened this page. Here is how it stands now: look at it again, then hand "
            "it in."
        )
    if found := obstacles(reflection.text, last):
        raise NotHandedIn(" ".join(found))
    return last.submission.number + 1 if last else 1
