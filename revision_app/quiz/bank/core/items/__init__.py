"""The registry of the kinds of item that a file may use.

To add one: its module in this package, its two lines here, and ``templates/quiz/kinds/<its name>.html``. Everything
that lists kinds asks the registry; what is missing is said when the site starts.
"""

from collections.abc import Iterable
from typing import get_args

from .base import Item, Kind, Response, Unreadable
from .branching_case import BranchingCase
from .choose_and_justify import ChooseAndJustify
from .cloze import Cloze
from .extended_matching import ExtendedMatching
from .hotspot import Hotspot
from .multiple_response import MultipleResponse
from .numeric import Numeric
from .open_answer import OpenAnswer
from .ordering import Ordering
from .short_answer import ShortAnswer
from .single_best_answer import SingleBestAnswer
from .situational_judgement import SituationalJudgement

_REGISTERED: tuple[type[Kind], ...] = (
    SingleBestAnswer,
    MultipleResponse,
    ExtendedMatching,
    Ordering,
    Numeric,
    Hotspot,
    ShortAnswer,
    Cloze,
    OpenAnswer,
    SituationalJudgement,
    ChooseAndJustify,
    BranchingCase,
)


def registered(kinds: Iterable[type[Kind]]) -> dict[str, type[Kind]]:
    """Kinds by the name that files and templates give them. Raises ``TypeError`` in words if one is not whole."""
    return {_name_of(kind): kind for kind in kinds}


def _name_of(kind: type[Kind]) -> str:
    field = getattr(kind, "model_fields", {}).get("kind")
    names = get_args(field.annotation) if field else ()
    if len(names) != 1:
        raise TypeError(f'{kind.__name__} does not say what files call it; write `kind: Literal["its_name"]` in it')
    for part, what in _PARTS.items():
        if not getattr(kind, part, None):
            raise TypeError(f"the kind {names[0]} does not say {what}; write `{part}` in {kind.__name__}")
    return str(names[0])


_PARTS = {
    "NAME": "what pages call it",
    "ASKS": "what it asks of a learner, for the cover of a paper",
    "keys": "which response earns every mark",
    "read": "how a response is read",
    "mark": "how a response is marked",
    "unsafe": "what would harm a client",
}
KINDS = registered(_REGISTERED)
"""The kinds in the order in which pages list them."""

__all__ = ["KINDS", "Item", "Kind", "Response", "Unreadable", "registered"]
