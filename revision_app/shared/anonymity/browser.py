"""The rules of the anonymity check for ``static/js/anonymity.js``, which follows them where a learner types.

They have one source, ``rules``.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from ..javascript import as_javascript
from . import DECADES, MONTHS, SHOWN, WHY, WORDINGS, Identifier, folded, rules

Served = dict[str, Any]


def served(familiar: Iterable[str], not_clients: Iterable[str]) -> Served:
    """What the check goes by, to be written as JSON; ``familiar`` and ``not_clients`` as for ``check``."""
    return _rules() | {"familiar": sorted(map(folded, familiar)), "notClients": sorted(not_clients)}


@cache
def _rules() -> Served:
    words = defaultdict(list)
    for word, tag in sorted(rules.TAGS.items()):
        words[tag].append(word)
    return {
        "shown": SHOWN,
        "tags": {tag: " ".join(listed) for tag, listed in words.items()},
        "lists": {
            name: " ".join(sorted(getattr(rules, name)))
            for name in ("SURE_NAMES", "SURNAMES", "NAMES_TOO", "MONTHS_TOO", "HARMLESS")
        },
        "names": [as_javascript(pattern) for pattern in rules.NAMES],
        "patterns": {
            name: as_javascript(pattern)
            for name, pattern in vars(rules).items()
            if isinstance(pattern, re.Pattern) and name.isupper()
        },
        "facets": [[facet, as_javascript(pattern)] for facet, pattern in rules.TAGGED_FACETS.items()],
        "together": rules.LEAST_TOGETHER,
        "wordings": [[kind.value, wording] for kind, wording in WORDINGS.items()],
        "kinds": {kind.value: {"label": kind.label, "why": WHY[kind], "pattern": kind.name} for kind in Identifier},
        "months": MONTHS,
        "decades": DECADES,
    }
