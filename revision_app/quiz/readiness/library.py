"""What the model needs to know of each question in the bank, worked out once for each bank."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import cast

from flask import current_app

from ..bank import library
from ..bank.core.bank import Bank
from .core.question import Fair, Question, guess, question

Measured = Mapping[str, tuple[int, float]]
"""By item: how many have answered it, and what they earned together, as shares of its marks."""


@dataclass(frozen=True)
class Asked:
    """A question of the bank: its criteria, the level it asks for, and the chance of guessing it."""

    criteria: tuple[str, ...]
    level: str
    guess: float


@dataclass(frozen=True)
class Known:
    bank: Bank

    @cached_property
    def asked(self) -> dict[str, Asked]:
        return {
            name: Asked(
                version.item.criteria,
                version.item.difficulty,
                guess(version.item.kind, version.item.offers, in_parts=version.item.is_in_parts),
            )
            for name, version in self.bank.items.items()
        }

    @cached_property
    def criteria(self) -> tuple[str, ...]:
        """Those that any question is about."""
        return tuple(sorted({criterion for asked in self.asked.values() for criterion in asked.criteria}))

    @cached_property
    def digest(self) -> str:
        """Of what the bank asks: other questions, or others about a criterion, have another."""
        told = "\n".join(f"{name} {asked}" for name, asked in sorted(self.asked.items()))
        return sha256(told.encode()).hexdigest()[:12]

    def questions(self, measured: Measured) -> dict[str, Question]:
        """Each question with how hard it is."""
        return {
            name: question(
                asked.level,
                asked.guess,
                answers=measured.get(name, (0, 0.0))[0],
                earned=measured.get(name, (0, 0.0))[1],
            )
            for name, asked in self.asked.items()
        }

    def fair(self, questions: Mapping[str, Question]) -> dict[str, Fair]:
        """For each criterion that is asked about, what a fair question is."""
        on: dict[str, list[Question]] = {}
        for name, asked in self.asked.items():
            for criterion in asked.criteria:
                on.setdefault(criterion, []).append(questions[name])
        return {criterion: Fair.of(several) for criterion, several in on.items()}


def known() -> Known:
    """What is known of the bank that is offered now."""
    kept = current_app.extensions.get("readiness")
    if kept is None or kept.bank is not library.bank():
        kept = current_app.extensions["readiness"] = Known(library.bank())
    return cast(Known, kept)
