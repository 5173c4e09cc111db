"""What a plan says of whether the time is enough."""

from dataclasses import dataclass

from .plan import Feasibility, StudyPlan


@dataclass(frozen=True)
class Verdict:
    heading: str
    sentence: str
    what_helps: str = ""


def feasibility(plan: StudyPlan) -> Verdict:
    """Whether it fits, from when to when it would, and what would make room."""
    needed, available = plan.needed, plan.available
    both = (
        f"What there is to do takes {hours(needed.best)} at best, {hours(needed.likely)} likely and"
        f" {hours(needed.worst)} at worst; you have {hours(available)} for it until your date."
    )
    more = (
        f"{hours(plan.lacking)} more a week would likely make room for everything."
        " Otherwise the plan keeps what brings most."
    )
    match plan.feasibility:
        case Feasibility.NOTHING:
            return Verdict(
                "Nothing is left to do", "You are ready on every criterion, and its evidence is there or waits."
            )
        case Feasibility.NO_TIME:
            return Verdict("No time is left in this plan", f"What there is to do takes about {hours(needed.likely)}.")
        case Feasibility.SAFE:
            return Verdict("It fits", f"{both} Even at worst there is room.")
        case Feasibility.LIKELY:
            return Verdict("It likely fits", f"{both} At worst, something has to be left out.")
        case Feasibility.AT_BEST:
            return Verdict("It fits only if everything goes well", both, more)
        case Feasibility.NOT:
            return Verdict("Not everything fits", both, more)


def hours(minutes: int) -> str:
    """``45 minutes``, ``2 hours``, ``3½ hours``: about as exactly as such a thing is known."""
    if minutes < 60:
        return f"{minutes} minutes"
    halves = round(minutes / 30)
    whole, half = divmod(halves, 2)
    return "1 hour" if halves == 2 else f"{whole}{'½' if half else ''} hours"
