"""Who may read keys: a tutor or an administrator who learns as well is a learner first."""

from collections.abc import Iterable

from ...accounts.access import me
from ...accounts.core import Role
from ...web.clock import now
from .queries.withheld import must_be_free


def may_read_keys(item_ids: Iterable[str]) -> None:
    """Raise ``Withheld`` where a timed paper asks one of these items of whoever is signed in, in whatever role."""
    if Role.LEARNER in me().roles:
        must_be_free(item_ids, me().id, at=now())
