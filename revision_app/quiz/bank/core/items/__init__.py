"""The kinds of item a file may use. To add one: its module, its line here, and its template part."""

from .base import Item, Response, Unreadable
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

Kind = (
    SingleBestAnswer
    | MultipleResponse
    | ExtendedMatching
    | Ordering
    | Numeric
    | Hotspot
    | ShortAnswer
    | Cloze
    | OpenAnswer
    | SituationalJudgement
    | ChooseAndJustify
    | BranchingCase
)
KINDS: dict[str, type[Kind]] = {
    "single_best_answer": SingleBestAnswer,
    "multiple_response": MultipleResponse,
    "extended_matching": ExtendedMatching,
    "ordering": Ordering,
    "numeric": Numeric,
    "hotspot": Hotspot,
    "short_answer": ShortAnswer,
    "cloze": Cloze,
    "open_answer": OpenAnswer,
    "situational_judgement": SituationalJudgement,
    "choose_and_justify": ChooseAndJustify,
    "branching_case": BranchingCase,
}

__all__ = ["KINDS", "Item", "Response", "Unreadable"]
