"""What can happen to an attempt."""

from .attempts import (
    NoAttemptsLeft,
    NoSuchAttempt,
    NoSuchPaper,
    NotOpenNow,
    Receipt,
    check,
    open_in,
    respond,
    rest,
    resume,
    start,
    submit,
)
from .results import settle, sweep
from .rules import adjust

__all__ = [
    "NoAttemptsLeft",
    "NoSuchAttempt",
    "NoSuchPaper",
    "NotOpenNow",
    "Receipt",
    "adjust",
    "check",
    "open_in",
    "respond",
    "rest",
    "resume",
    "settle",
    "start",
    "submit",
    "sweep",
]
