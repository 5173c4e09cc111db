"""What can happen to an attempt."""

from .attempts import (
    NoAttemptsLeft,
    NoSuchAttempt,
    NoSuchPaper,
    NotOpenNow,
    Receipt,
    WrongPage,
    check,
    decide,
    open_in,
    respond,
    rest,
    resume,
    start,
    submit,
)
from .challenges import challenge, reply
from .misses import explain_miss, retry_missed
from .open_answers import mark_answer
from .practice import BeingSat, NoSuchQuestion, practise
from .record import note, witness
from .regrading import begin_regrade, regrade_some
from .results import going_on, settle, sweep
from .rules import adjust, assign, withdraw
from .sittings import extend, reopen, void

__all__ = [
    "BeingSat",
    "NoAttemptsLeft",
    "NoSuchAttempt",
    "NoSuchPaper",
    "NoSuchQuestion",
    "NotOpenNow",
    "Receipt",
    "WrongPage",
    "adjust",
    "assign",
    "begin_regrade",
    "challenge",
    "check",
    "decide",
    "explain_miss",
    "extend",
    "going_on",
    "mark_answer",
    "note",
    "open_in",
    "practise",
    "regrade_some",
    "reopen",
    "reply",
    "respond",
    "rest",
    "resume",
    "retry_missed",
    "settle",
    "start",
    "submit",
    "sweep",
    "void",
    "withdraw",
    "witness",
]
