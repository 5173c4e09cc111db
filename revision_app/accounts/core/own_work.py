"""Nobody acts on their own work, in whatever role: what is judged, given or decided has to come from somebody else.

*Ours:* people who learn here may teach or administer here as well. Every action that judges, adjusts, reopens, voids,
extends, marks or answers asks this before it does anything; tests/pages/test_own_work.py goes through all of them.
"""

from ...shared.refusal import Refusal


class OwnWork(Refusal):
    """It is whoever acts that it would be done for."""


def must_be_anothers(learner_id: int, *, actor_id: int | None, what: str = "This is your own work") -> None:
    """Raise ``OwnWork`` where somebody would act on their own. ``what`` says what is theirs; no actor is nobody."""
    if learner_id == actor_id:
        raise OwnWork(f"{what}. Somebody else has to do this.")
