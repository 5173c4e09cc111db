"""The regions of the shipped hotspots lie where their drawings say it, also after a drawing was drawn anew."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from revision_app.quiz.bank.core.bank import Bank
from revision_app.quiz.bank.core.items.hotspot import Hotspot, Region
from tests.support.shipped import shipped

ROOT = Path(__file__).resolve().parents[2]

# By the name of the item: words that its drawing has in the key and nowhere else.
WORDS = {
    "a-row-for-this-sentence": "4  Analysis",
    "a-row-not-yet-there": "Instead",
    "adaeze-three-findings": "Refer",
    "last-chance-on-the-day": "Check again",
    "next-to-nothing-in-the-drawing": "from 0.2",
    "olu-on-the-ladder": "Same day: GP or prescriber",
    "monday-to-wednesday": "still possible",
    "petronella-monday": "Check",
}


@pytest.fixture(scope="module")
def bank() -> Bank:
    bank = shipped().bank
    assert bank
    return bank


def written(part: ElementTree.Element, right: float = 0, down: float = 0) -> Iterator[tuple[float, float, str]]:
    """Where each line of words in a drawing begins, and what it says."""
    if moved := re.match(r"translate\((\S+) (\S+)\)", part.get("transform", "")):
        right, down = right + float(moved[1]), down + float(moved[2])
    if part.tag.endswith("}text"):
        yield float(part.get("x", 0)) + right, float(part.get("y", 0)) + down, "".join(part.itertext())
    for inner in part:
        yield from written(inner, right, down)


def words_in(region: Region, figure: str) -> list[str]:
    drawing = ElementTree.parse(ROOT / "content" / "figures" / f"{figure}.svg").getroot()
    across, along = zip(*region.shape.corners, strict=True)
    return [
        words for x, y, words in written(drawing) if min(across) <= x <= max(across) and min(along) <= y <= max(along)
    ]


@pytest.mark.parametrize("name", WORDS)
def test_the_key_lies_on_the_words_that_make_it_right_and_no_other_region_does(bank: Bank, name: str) -> None:
    item = bank.items[name].item
    assert isinstance(item, Hotspot)
    key = item.regions[item.key]
    assert WORDS[name] in words_in(key, item.figure)
    others = [region for region in item.regions.values() if region is not key]
    assert not any(WORDS[name] in words_in(region, item.figure) for region in others)
