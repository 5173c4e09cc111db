"""What forms call items and options: names that say nothing, because an author's own may tell the answer.

Each attempt has names of its own, so that two learners who compare pages learn nothing by them.
"""

from flask import request

from ...web import opaque


def veiled(name: str, text: str = "") -> str:
    """What a page calls an item or an option; ``text`` tells apart options that have the same name in two items."""
    return opaque.veiled(name, _scope(), text)


def unveiled(sent: str) -> str:
    """The name behind what a form sends. An author's own is taken too: it may wait on a device from before."""
    return opaque.unveiled(sent, _scope()) or sent


def _scope() -> object:
    """The attempt whose page this is; the questions of units share one."""
    return (request.view_args or {}).get("attempt_id", "")
