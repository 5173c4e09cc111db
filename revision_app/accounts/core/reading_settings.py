"""How somebody likes pages to look: kept with their account, so that it follows them to every device."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any


class Size(StrEnum):
    SMALL = "small"
    USUAL = "usual"
    LARGE = "large"
    LARGEST = "largest"


class Spacing(StrEnum):
    USUAL = "usual"
    OPEN = "open"
    WIDEST = "widest"


class Width(StrEnum):
    NARROW = "narrow"
    USUAL = "usual"
    WIDE = "wide"


class Font(StrEnum):
    SERIF = "serif"
    SANS = "sans"
    OPEN_SPACED = "open-spaced"


class Theme(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Motion(StrEnum):
    SYSTEM = "system"
    REDUCED = "reduced"


@dataclass(frozen=True)
class ReadingSettings:
    size: Size = Size.USUAL
    spacing: Spacing = Spacing.USUAL
    width: Width = Width.USUAL
    font: Font = Font.SERIF
    theme: Theme = Theme.SYSTEM
    motion: Motion = Motion.SYSTEM

    @property
    def chosen(self) -> dict[str, str]:
        """What differs from how the site comes, by name: what is kept, and what a page says of itself."""
        return {
            field.name: str(value) for field in fields(self) if (value := getattr(self, field.name)) != field.default
        }

    @property
    def attributes(self) -> dict[str, str]:
        """What is chosen, as attributes of a page's root element."""
        return {f"data-{name}": value for name, value in self.chosen.items()}


USUAL = ReadingSettings()


def from_chosen(chosen: Mapping[str, str] | None) -> ReadingSettings:
    """What was kept; a word that is not known (any more) is as the site comes."""
    if not chosen:
        return USUAL
    known: dict[str, Any] = {}
    for field in fields(ReadingSettings):
        words: type[StrEnum] = type(getattr(USUAL, field.name))
        if chosen.get(field.name) in list(words):
            known[field.name] = words(chosen[field.name])
    return replace(USUAL, **known)
