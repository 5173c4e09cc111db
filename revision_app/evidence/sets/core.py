"""A set of files is a draft until it is handed in, as a reflection is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from ...shared.refusal import Refusal
from ..core import Draft, NotHandedIn
from ..files.core.file import StoredFile, lacking
from ..files.core.pair import frozen

KIND = "set of files"
TITLE_LIMIT = 120  # characters
ABOUT_LIMIT = 5_000  # characters
MOST_FILES = 30  # of one set


class NoSuchSet(Refusal):
    status = 404


class ChangedElsewhere(Refusal):
    """Another version was saved since this one was opened."""


@dataclass(frozen=True)
class Text:
    """What a learner says of a set: its title, what it shows, the criteria, and the ids of its files."""

    title: str
    about: str = ""
    criteria: tuple[str, ...] = ()
    files: tuple[int, ...] = ()


@dataclass(frozen=True)
class FileSet:
    """``revision`` counts what was saved, so that one tab cannot overwrite another unseen."""

    id: int
    learner_id: int
    text: Text
    changed_at: datetime
    revision: int = 1

    def saved(self, text: Text, *, revision: int, at: datetime) -> "FileSet":
        """This set with ``text``, by someone who had seen ``revision``; itself where nothing changes."""
        if text == self.text:
            return self
        if revision != self.revision:
            raise ChangedElsewhere(
                "Another version of this set was saved after you opened it here, in another tab or on another device. "
                "The fields hold what you typed; the saved version stands below. What you save next counts."
            )
        return replace(self, text=text, changed_at=at, revision=self.revision + 1)

    def as_evidence(self, files: Sequence[StoredFile]) -> Draft:
        """The piece that it would be if it were handed in now, with these files."""
        content = {"about": self.text.about, "files": frozen(files)}
        return Draft(KIND, self.id, self.text.title, content, self.text.criteria)

    def lacking(self, files: Sequence[StoredFile], today: date) -> list[str]:
        """What stands between the set and being handed in, in words."""
        reasons = lacking(files, today)
        if not files:
            reasons.append("No file is chosen. Choose at least one.")
        if not self.text.about:
            reasons.append("Say what the files show, so that your tutor knows what to look for.")
        return reasons

    def must_be_seen(self, revision: int) -> None:
        """Raise ``NotHandedIn`` unless whoever hands it in had the latest ``revision`` before them."""
        if revision != self.revision:
            raise NotHandedIn("The set has changed since you opened this page. Look at it again, then hand it in.")
