"""The bank as a whole: enough of everything, nothing that gives a key away, both sides of every conflict, no copies.

The tables are printed: ``./run test tests/content/test_bank.py -s -n 0`` shows them.
"""

import re
from collections import Counter
from collections.abc import Iterator
from heapq import nlargest
from itertools import combinations
from pathlib import Path

import pytest

from revision_app.quiz.bank.core.items import Item
from revision_app.quiz.bank.core.items.single_best_answer import SingleBestAnswer
from revision_app.quiz.bank.core.paper import ItemVersion
from tests.support.shipped import shipped

ROOT = Path(__file__).resolve().parents[2]

# By number of the conflict: where the syllabus and the literature stand side by side, and a word of it in an item.
CONFLICTS = {
    1: ("contraindications", "Isotretinoin", "isotretinoin"),
    2: ("depth-selection", "How deep may you go?", "depth|deep|mm"),
    3: ("mechanism", "Elastin", "elastin"),
    4: ("indications-and-evidence", "Pigment", "melasma|pigment"),
    5: ("aftercare", "Downtime", "downtime|redness|down time"),
    6: ("aftercare", "When may actives return?", "active|retino"),
    7: ("indications-and-evidence", "How well does it work on scars?", "scar"),
    8: ("indications-and-evidence", "Hair", "hair"),
    9: ("indications-and-evidence", "Adding PRP or serums", "serum|PRP"),
    10: ("contraindications", "Keloid", "keloid"),
    11: ("mechanism", "How invasive is it?", "invasive"),
    12: ("indications-and-evidence", "Surgical scars", "surgical|operation|section scar|scar from"),
}
SAYS_WHICH = re.compile(
    r"syllabus|evidence|trial|review|stud(y|ies)|published|guidance|literature|label", re.IGNORECASE
)
BANNED = re.compile(r"which of the following is (true|correct|false)|all of the above|none of the above", re.IGNORECASE)
SITES = "cheek forehead temple neck lip nose eye jaw chin back chest shoulder scalp abdomen thigh arm hand".split()


@pytest.fixture(scope="module")
def versions() -> list[ItemVersion]:
    bank = shipped().bank
    assert bank
    return list(bank.items.values())


@pytest.fixture(scope="module")
def singles(versions: list[ItemVersion]) -> list[SingleBestAnswer]:
    return [version.item for version in versions if isinstance(version.item, SingleBestAnswer)]


def told(version: ItemVersion) -> str:
    """What a learner reads before answering."""
    return " ".join(filter(None, [version.case and version.case.vignette, version.item.update, version.item.stem]))


def words_of(item: Item) -> Iterator[str]:
    """Every text of an item that a learner may see, rationales included."""

    def walk(value: object, name: str = "") -> Iterator[str]:
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from walk(inner, key)
        elif isinstance(value, list | tuple):
            for inner in value:
                yield from walk(inner, name)
        elif isinstance(value, str) and name not in ("id", "kind", "section", "citations", "criteria", "difficulty"):
            yield value

    yield from walk(item.model_dump(exclude_none=True))


def test_there_is_enough_of_everything(versions: list[ItemVersion]) -> None:
    kinds = Counter(version.item.kind for version in versions)
    criteria = Counter(name for version in versions for name in version.item.criteria)
    difficulty = Counter(version.item.difficulty for version in versions)
    print(f"\n{len(versions)} items: {dict(kinds)}\ncriteria {dict(sorted(criteria.items()))}\n{dict(difficulty)}")
    assert len(versions) >= 300
    assert kinds["single_best_answer"] + kinds["extended_matching"] >= 200
    assert all(kinds[name] >= 5 for name in ("ordering", "numeric", "hotspot", "short_answer", "open_answer", "cloze"))
    assert min(criteria.values()) >= 30
    assert difficulty["apply"] + difficulty["analyse"] + difficulty["evaluate"] >= 0.6 * len(versions)
    assert difficulty["analyse"] + difficulty["evaluate"] >= 0.2 * len(versions)
    assert not difficulty["judge"]  # the old word, which only attempts from before may say


def test_every_item_leads_to_a_source(versions: list[ItemVersion]) -> None:
    assert [version.item.id for version in versions if not version.item.citations] == []


def test_the_longest_option_is_the_key_hardly_more_often_than_chance(singles: list[SingleBestAnswer]) -> None:
    chance = sum(1 / len(item.options) for item in singles) / len(singles)
    longest = [max(item.options, key=lambda one: len(item.options[one].text)) == item.key for item in singles]
    print(f"\nthe key is the longest option in {sum(longest)} of {len(singles)}; chance gives {chance:.0%}")
    assert sum(longest) / len(singles) <= chance + 0.05


def test_keys_stand_in_every_place_alike(singles: list[SingleBestAnswer]) -> None:
    places = Counter(list(item.options).index(item.key) for item in singles if len(item.options) == 4)
    print(f"\nkeys by place: {dict(sorted(places.items()))}")
    share = [count / sum(places.values()) for count in places.values()]
    assert all(0.18 <= one <= 0.32 for one in share)


def test_no_stem_or_option_has_a_form_that_is_banned(versions: list[ItemVersion]) -> None:
    found = [version.item.id for version in versions for text in words_of(version.item) if BANNED.search(text)]
    assert found == []


def test_a_negative_in_a_stem_is_bold(versions: list[ItemVersion]) -> None:
    plain = [one.item.id for one in versions if re.search(r"(?<!\*)\bNOT\b(?!\*)", one.item.stem)]
    assert plain == []


@pytest.mark.parametrize("number", CONFLICTS)
def test_each_conflict_stands_side_by_side_and_is_asked_by_name(versions: list[ItemVersion], number: int) -> None:
    unit, title, word = CONFLICTS[number]
    text = (ROOT / "content" / "units" / f"{unit}.md").read_text(encoding="utf-8")
    assert f"//// compare | {title}" in text
    about = re.compile(word, re.IGNORECASE)
    asked = [
        version.item.id
        for version in versions
        if about.search(" ".join(words_of(version.item))) and SAYS_WHICH.search(version.item.stem)
    ]
    print(f"\nconflict {number}: {len(asked)} items, such as {asked[:4]}")
    assert asked


def test_clients_are_spread_over_phototypes_ages_genders_and_sites(versions: list[ItemVersion]) -> None:
    texts = [told(version) for version in versions]
    types = Counter(found for text in texts for found in re.findall(r"[Pp]hototypes? \**(VI|IV|V|I{1,3})\b", text))
    ages = [int(age) for text in texts for age in re.findall(r"\b([1-8]\d)\b(?:,| and| years|-year|\*\* years)", text)]
    decades = Counter(10 * (age // 10) for age in ages if 16 <= age <= 80)
    genders = Counter(word.lower() for text in texts for word in re.findall(r"\b(she|he|they)\b", text, re.IGNORECASE))
    sites = Counter(site for text in texts for site in SITES if re.search(rf"\b{site}s?\b", text, re.IGNORECASE))
    print(f"\nphototypes {dict(sorted(types.items()))}\ndecades {dict(sorted(decades.items()))}")
    print(f"pronouns {dict(genders)}\nsites {dict(sites.most_common())}")
    assert set(types) == {"I", "II", "III", "IV", "V", "VI"}
    assert max(types.values()) <= 2.5 * min(types.values())
    assert {20, 30, 40, 50, 60} <= set(decades)
    assert 0.25 <= genders["he"] / (genders["he"] + genders["she"]) <= 0.75
    assert len(sites) >= 10


def test_no_two_items_are_near_copies(versions: list[ItemVersion]) -> None:
    """By the share of runs of three words that two items have in common; the twenty closest pairs are printed."""
    runs = {}
    for version in versions:
        words = re.findall(r"[a-z0-9.]+", " ".join(words_of(version.item)).lower())
        runs[version.item.id] = {tuple(words[n : n + 3]) for n in range(len(words) - 2)}
    pairs = nlargest(20, ((_shared(a, b), one, other) for (one, a), (other, b) in combinations(runs.items(), 2)))
    for share, one, other in pairs:
        print(f"\n{share:.2f} {one} / {other}", end="")
    assert pairs[0][0] < 0.25


def _shared(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    both = len(one & other)
    return both / (len(one) + len(other) - both)
