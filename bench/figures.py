"""One measured number and what was promised."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """``FIGURE name value unit target``; the target is ``>=`` or ``<=`` a number."""

    name: str
    value: float
    unit: str
    target: str

    @property
    def met(self) -> bool:
        bound = float(self.target[2:])
        return self.value >= bound if self.target.startswith(">=") else self.value <= bound

    def __str__(self) -> str:
        return f"FIGURE {self.name} {self.value:.3g} {self.unit} {self.target}"
