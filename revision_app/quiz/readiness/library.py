"""What the model needs to know of each question in the bank, worked out once for each bank."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any, TypeVar, cast

from flask import current_app

from ..bank import library
from ..bank.core.bank import Bank
from .core.question import Fair, Question, guess, question

R = TypeVar("R")
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
    """``kept`` is what was worked out last, beside what of: how hard questions are is measured once a week."""

    bank: Bank
    kept: dict[str, tuple[object, Any]] = field(default_factory=dict, compare=False, repr=False)

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

        def of(name: str, asked: Asked) -> Question:
            answers, earned = measured.get(name, (0, 0.0))
            return question(asked.level, asked.guess, answers=answers, earned=earned)

        return self._unless_kept(
            "questions", measured, lambda: {name: of(name, asked) for name, asked in self.asked.items()}
        )

    def fair(self, questions: Mapping[str, Question]) -> dict[str, Fair]:
        """For each criterion that is asked about, what a fair question is."""
        return self._unless_kept("fair", questions, lambda: self._fair(questions))

    def _fair(self, questions: Mapping[str, Question]) -> dict[str, Fair]:
        on: dict[str, list[Question]] = {}
        for name, asked in self.asked.items():
            for criterion in asked.criteria:
                on.setdefault(criterion, []).append(questions[name])
        return {criterion: Fair.of(several) for criterion, several in on.items()}

    def _unless_kept(self, name: str, of: Mapping[str, Any], work_out: Callable[[], dict[str, R]]) -> dict[str, R]:
        """What is worked out of something under a name; what was worked out last, where that was of the same."""
        kept = self.kept.get(name)
        if kept is None or kept[0] != of:
            kept = self.kept[name] = of, work_out()
        return cast(dict[str, R], kept[1])


def known() -> Known:
    """What is known of the bank that is offered now."""
    kept = current_app.extensions.get("readiness")
    if kept is None or kept.bank is not library.bank():
        kept = current_app.extensions["readiness"] = Known(library.bank())
    return cast(Known, kept)
