"""The mark of the few views that need no sign-in; every other view names its roles (``accounts.access``)."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

ANYONE = frozenset({"anyone"})


def open_to_anyone(view: View) -> View:
    view.open_to = ANYONE  # type: ignore[attr-defined]  # a mark; types know none on functions
    return view
