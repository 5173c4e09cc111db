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

__all__ = [
    "NoAttemptsLeft",
    "NoSuchAttempt",
    "NoSuchPaper",
    "NotOpenNow",
    "Receipt",
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
