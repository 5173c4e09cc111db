"""What can happen to an attempt."""

from .attempts import NoAttemptsLeft, NoSuchAttempt, NoSuchPaper, Receipt, respond, start, submit
from .results import settle, sweep

__all__ = [
    "NoAttemptsLeft",
    "NoSuchAttempt",
    "NoSuchPaper",
    "Receipt",
    "respond",
    "settle",
    "start",
    "submit",
    "sweep",
]
