"""Moments by the clock in London, which skips an hour in spring and shows one twice in autumn."""

from datetime import UTC, datetime

from .clock import LONDON


def moments_of(local: datetime) -> list[datetime]:
    """The moments at which the clock shows a time, in UTC: one, two in autumn, or none in spring."""
    both = {local.replace(tzinfo=LONDON, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(moment for moment in both if shown(moment) == local)


def shown(moment: datetime) -> datetime:
    """What the clock shows at a moment. Two of these are not to be compared: that is for moments."""
    return moment.astimezone(LONDON).replace(tzinfo=None)
