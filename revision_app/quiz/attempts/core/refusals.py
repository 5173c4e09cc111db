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


class OpenElsewhere(Refusal):
    """The attempt has been taken over by another window or device."""
