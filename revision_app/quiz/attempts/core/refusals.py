"""What an attempt says no to, beside what it says itself."""

from ....shared.refusal import Refusal


class NoSuchItem(Refusal):
    """The item is not part of this paper."""

    status = 404


class AlreadyChecked(Refusal):
    """The reasons have been shown, so the answer stands."""


class AlreadyDecided(Refusal):
    """What was decided before stands, and this would undo it."""


class NoBreakLeft(Refusal):
    """Breaks have taken all the time that they may."""


class Withheld(Refusal):
    """A timed paper asks the item, so nothing else may tell its key."""

    def __init__(self) -> None:
        super().__init__(
            "This question is in a timed paper that is open to you, so it is kept for that paper. "
            "Come back here when the paper is over."
        )


class NothingToPractise(Refusal):
    """Timed papers ask all that this practice could."""

    def __init__(self) -> None:
        super().__init__(
            "Every question of this practice is in a timed paper that is open to you. "
            "Come back here when the paper is over."
        )


class OpenElsewhere(Refusal):
    """The attempt has been taken over by another window or device."""
