"""Asking for somebody's own password before what a stranger at an open device must not do."""

from collections.abc import Callable
from typing import TypeVar

from ..access import me, recognise
from ..core.throttle import TooManyTries
from ..forms import CurrentPasswordForm
from .blueprint import Answer

OwnPasswordForm = TypeVar("OwnPasswordForm", bound=CurrentPasswordForm)


def refused(form: OwnPasswordForm, page: Callable[[OwnPasswordForm], str]) -> Answer | None:
    """The page again where a form is not filled in or its password is not theirs; ``None`` where all is right."""
    if not form.validate():
        return page(form), 422
    try:
        known = recognise(me().email, form.current.data)
    except TooManyTries as refusal:
        form.current.errors = [str(refusal)]
        return page(form), refusal.status, {"Retry-After": str(refusal.seconds)}
    if known is None:
        form.current.errors = ["This is not your current password."]
        return page(form), 422
    return None
