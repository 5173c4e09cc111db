"""From when until when a cohort is taught. *Ours.*"""

from collections.abc import Mapping
from datetime import date


def faults(
    starts_on: date | None, ends_on: date | None, *, before: tuple[date | None, date | None], today: date, ahead: int
) -> Mapping[str, str]:
    """What is wrong with the dates of a cohort, in words, by the field it is wrong in; empty where nothing is.

    A cohort may have begun in the year before, and nobody plans more than ``ahead`` years; a date that stood there
    ``before`` stays. Either date may be missing.
    """
    first, last = today.year - 1, today.year + ahead
    found = {
        name: f"Choose a year from {first} to {last}."
        for name, day, stood in (("starts_on", starts_on, before[0]), ("ends_on", ends_on, before[1]))
        if day and day != stood and not first <= day.year <= last
    }
    if not found and starts_on and ends_on and ends_on < starts_on:
        found["ends_on"] = "The cohort would end before it starts. Choose a later end, or an earlier start."
    return found
