"""The list of references is what the site rests on: each is cited, each citation leads to one, few are unfinished."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.support.shipped import shipped

ROOT = Path(__file__).resolve().parents[2]
CITED = re.compile(r"@([a-z0-9-]+)|(?:citations|cites|citation): \[?([a-z0-9, -]+)")


@pytest.fixture(scope="module")
def flagged() -> dict[str, bool]:
    """By id: whether details are still to be confirmed."""
    references = shipped().shelf.references
    return {reference.id: reference.unconfirmed for reference in references.values()}


@pytest.fixture(scope="module")
def cited(flagged: dict[str, bool]) -> Counter[str]:
    """How often each reference is cited, in units, entries, questions, cases and all that is read from files."""
    files = [file for folder in ("content", "quizzes") for file in (ROOT / folder).rglob("*.*")]
    texts = [file.read_text("utf-8") for file in files if file.suffix in (".md", ".yml") and file.stem != "references"]
    found = [one or many for text in texts for one, many in CITED.findall(text)]
    return Counter(name for names in found for name in re.split(r", *", names) if name in flagged)


def test_every_reference_is_cited_somewhere(flagged: dict[str, bool], cited: Counter[str]) -> None:
    assert sorted(set(flagged) - set(cited)) == []


def test_at_most_a_tenth_of_the_references_and_of_the_citations_are_still_to_be_confirmed(
    flagged: dict[str, bool], cited: Counter[str]
) -> None:
    open_ones = {name for name, unconfirmed in flagged.items() if unconfirmed}
    print(f"\n{len(open_ones)} of {len(flagged)} references are still to be confirmed")
    assert len(open_ones) <= len(flagged) / 10
    assert sum(cited[name] for name in open_ones) <= cited.total() / 10
