"""What the log says of a fault: which one, and where in the code, and never what somebody wrote.

An exception's own words may quote a learner's text or an address (PostgreSQL names the value that stood in the way), so
of an exception only its kind is written down, and of a traceback only the places.
"""

import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from flask import Flask, current_app, request
from sqlalchemy.exc import DBAPIError


class Site(Flask):
    """A Flask that logs unhandled exceptions without their words."""

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType | None] | tuple[None, None, None],
        *_others: Any,
    ) -> None:
        if exc_info[1] is not None:
            self.logger.error("%s\n%s", described(exc_info[1]), "".join(places(exc_info[1])))


def note(error: BaseException) -> None:
    """Leave one line in the log about a fault that is answered with a page."""
    current_app.logger.error("%s", described(error))


def described(error: BaseException) -> str:
    """Which request failed, and with which kind of fault."""
    kinds = " from ".join(kind(each) for each in causes(error))
    return f"{request.method} {request.endpoint}: {kinds}"


def kind(error: BaseException) -> str:
    """The name of an exception; of a database's the database's own, with its code."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
        return f"{type(error).__name__} ({type(error.orig).__name__} {code or ''})".replace(" )", ")")
    code = getattr(error, "sqlite_errorname", None)
    return f"{type(error).__name__} ({code})" if code else type(error).__name__


def causes(error: BaseException) -> Iterator[BaseException]:
    """An exception, what caused it, what caused that."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def places(error: BaseException) -> Iterator[str]:
    """The lines of code through which an exception came."""
    for each in causes(error):
        yield f"{kind(each)}:\n"
        yield from traceback.format_list(traceback.extract_tb(each.__traceback__))
