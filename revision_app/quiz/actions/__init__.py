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
from .rules import adjust, assign, withdraw

__all__ = [
    "NoAttemptsLeft",
    "NoSuchAttempt",
    "NoSuchPaper",
    "NotOpenNow",
    "Receipt",
    "adjust",
    "assign",
    "check",
    "open_in",
    "respond",
    "rest",
    "resume",
    "settle",
    "start",
    "submit",
    "sweep",
    "withdraw",
]
