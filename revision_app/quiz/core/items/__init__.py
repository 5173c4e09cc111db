"""The kinds of item a file may use. To add one: its module, its line here, its field and its template part."""

from .base import Item, Response, Unreadable
from .multiple_response import MultipleResponse
from .single_best_answer import SingleBestAnswer

KINDS: dict[str, type[SingleBestAnswer] | type[MultipleResponse]] = {
    "single_best_answer": SingleBestAnswer,
    "multiple_response": MultipleResponse,
}

__all__ = ["KINDS", "Item", "Response", "Unreadable"]
