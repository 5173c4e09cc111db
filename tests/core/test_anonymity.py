"""The anonymity check on sentences that were labelled before its rules were made (``anonymity.txt``)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pytest
import yaml

from revision_app.journal.core.text import STAGE_LIMIT, TITLE_LIMIT, Found, Text, WordingNotSaved
from revision_app.settings import ROOT
from revision_app.shared.anonymity import Finding, Identifier, check
from tests.core.test_journal import DRAFT
from tests.support.processor import least_seconds, slowness
from tests.support.reflections import a_text

LABEL = re.compile(r"\[([^:\]]+): ([^\]]+)\]")
FAMILIAR = yaml.safe_load((ROOT / "content" / "journal.yml").read_text("utf-8"))["familiar"]
LEAST_FOUND, MOST_FLAGGED = 0.95, 0.10
WORDS, SECONDS = 5_000, 0.050


@dataclass(frozen=True)
class Sentence:
    """What a learner wrote, and what in it is an identifier of which kind, from a character to before another."""

    text: str
    identifiers: tuple[tuple[str, int, int], ...]
    is_aside: bool

    @property
    def findings(self) -> tuple[Finding, ...]:
        return check(self.text, familiar=FAMILIAR)

    def finds(self, kind: str, start: int, end: int) -> bool:
        """Whether every letter and digit of an identifier is within findings; some of a combination is enough."""
        findings = self.findings
        if kind == Identifier.COMBINATION:
            return any(each.kind == kind and each.start < end and start < each.end for each in findings)
        within = {n for each in findings if each.kind != Identifier.COMBINATION for n in range(each.start, each.end)}
        return all(n in within for n in range(start, end) if self.text[n].isalnum())


def sentences() -> Iterator[Sentence]:
    for line in Path(__file__).with_name("anonymity.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            text, identifiers, read = "", [], 0
            for label in LABEL.finditer(line):
                text += line[read : label.start()]
                identifiers.append((label[1], len(text), len(text) + len(label[2])))
                text, read = text + label[2], label.end()
            is_aside = int(sha256(line.encode()).hexdigest(), 16) % 3 == 0
            yield Sentence(text + line[read:], tuple(identifiers), is_aside)


SENTENCES = tuple(sentences())


def test_there_are_two_hundred_sentences_about_half_of_them_harmless() -> None:
    harmless = [sentence for sentence in SENTENCES if not sentence.identifiers]
    assert len(SENTENCES) >= 200
    assert 0.4 < len(harmless) / len(SENTENCES) < 0.6
    assert {kind for each in SENTENCES for kind, _, _ in each.identifiers} == set(Identifier)


@pytest.mark.parametrize("is_aside", [False, True], ids=["seen while the rules were made", "kept aside"])
def test_identifiers_are_found_and_harmless_sentences_left_alone(is_aside: bool) -> None:
    part = [sentence for sentence in SENTENCES if sentence.is_aside == is_aside]
    found = [sentence.finds(*identifier) for sentence in part for identifier in sentence.identifiers]
    flagged = [bool(sentence.findings) for sentence in part if not sentence.identifiers]
    print(
        f"kept aside: {is_aside}; {sum(found)} of {len(found)} identifiers found, "
        f"{sum(flagged)} of {len(flagged)} harmless sentences flagged"
    )
    assert sum(found) >= LEAST_FOUND * len(found)
    assert sum(flagged) <= MOST_FLAGGED * len(flagged)


# How long it takes


def seconds(text: str) -> float:
    return least_seconds(lambda: check(text, familiar=FAMILIAR))


def test_five_thousand_words_take_at_most_fifty_milliseconds() -> None:
    words = " ".join(sentence.text for sentence in SENTENCES).split() * 2
    assert seconds(" ".join(words[:WORDS])) <= SECONDS * slowness()


@pytest.mark.parametrize(
    "part",
    [
        *("a", "A ", "Sandra ", "a@", "@", "0 ", "1-", "12/", "A.", "o'", "St ", "in A", "(", "(2018", "Mrs ", "Aa, "),
        *("Aa and ", "de ", "Will ", "+", "on the ", "policy ", "\n", " ", "NHS ", "1 Aa ", "born ", "my wife ", ". "),
    ],
)
def test_the_time_grows_with_the_length_and_no_faster(part: str) -> None:
    short = part * (4_000 // len(part))
    assert seconds(short * 4) < 8 * seconds(short) + 0.02


# What a finding says


def the(text: str, **options: tuple[str, ...]) -> Finding:
    """The one thing that is found."""
    (finding,) = check(text, **options)
    return finding


@pytest.mark.parametrize(
    ("text", "reworded"),
    [
        ("I saw Sandra again.", "I saw the client again."),
        ("Sandra's skin was red.", "The client's skin was red."),
        ("My client Sandra was late.", "My client was late."),
        ("I asked Mrs O’Neill about it.", "I asked the client about it."),
        ("A lady called Bronwen came.", "A lady called Client A came."),
        ("We met on Tuesday 3 Nov 2026.", "We met in November 2026."),
        ("On 03/09/26 it was red.", "In September 2026 it was red."),
        ("She was born on 12/03/1985.", "She was born in the 1980s."),
        ("Ring 07700 900 461 then.", "Ring (phone number left out) then."),
        ("A 47-year-old vet from Grassington came.", "A vet from the area came."),
        ("My aunt, 55, is a midwife in Kendal.", "My aunt, in their fifties, is a midwife in the area."),
    ],
)
def test_a_wording_can_be_taken_over_as_it_is(text: str, reworded: str) -> None:
    finding = the(text)
    assert finding.replaced(text, finding.wording) == reworded
    assert the(text).why


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence.text[:30])
def test_what_was_taken_over_is_not_found_again(sentence: Sentence) -> None:
    text = sentence.text
    for _ in range(9):
        if not (findings := check(text, familiar=FAMILIAR)):
            break
        text = findings[0].replaced(text, findings[0].wording)
    assert check(text, familiar=FAMILIAR) == ()


def test_a_wording_begins_as_the_sentence_does_and_none_takes_its_blank_along() -> None:
    assert the("Sandra came.").replaced("Sandra came.", "she") == "She came."
    assert the("I saw Sandra today.").replaced("I saw Sandra today.", "") == "I saw today."


def test_a_name_that_is_no_clients_is_left_alone_in_any_letters() -> None:
    assert the("I told Lucy McAllister.").name == "lucy mcallister"
    assert check("I told LUCY McAllister.", not_clients=("lucy mcallister",)) == ()
    assert the("I told Lucy.", not_clients=("lucy mcallister",)).text == "Lucy"


def test_a_name_that_is_known_once_counts_wherever_it_stands() -> None:
    text = "My friend Wioletta came. The cheeks of this Wioletta were red."
    assert [finding.text for finding in check(text)] == ["friend Wioletta", "Wioletta"]


def test_a_source_is_nobody_and_a_deadline_no_appointment() -> None:
    assert check("See Smith and Jones (2019), and Taylor et al. on scars (Harris, 2015).") == ()
    assert check("I will read it by 14 October 2026.") == ()


def test_only_the_words_on_the_same_line_are_shown_around_a_finding() -> None:
    text = f"First line.\n{'x ' * 100}I saw Sandra today.\nLast line."
    before, after = the(text).around(text)
    assert before.startswith("… x x")
    assert before.endswith("I saw ")
    assert after == " today."


# Taking a wording over

FOUND = Found("feelings", 2, 8)
HERE = a_text(feelings="I Sandra, and sandra.", analysis="Sandra knew.")


def reworded(text: Text, found: Found = FOUND, wording: str = "the client", *, everywhere: bool = False) -> Text:
    draft = replace(DRAFT, text=text)
    return draft.reworded(found, wording, everywhere=everywhere, revision=3, familiar=())


def test_a_wording_takes_one_place_or_all() -> None:
    once, all_over = reworded(HERE), reworded(HERE, everywhere=True)
    assert (once.passages["feelings"], once.passages["analysis"]) == ("I the client, and sandra.", "Sandra knew.")
    assert all_over.passages["feelings"] == "I the client, and the client."
    assert all_over.passages["analysis"] == "The client knew."


@pytest.mark.parametrize(
    "found", [Found("feelings", 2, 7), Found("analysis", 2, 8), Found("title", -1, 10**30)], ids=str
)
def test_a_place_where_nothing_is_found_takes_no_wording(found: Found) -> None:
    with pytest.raises(WordingNotSaved):
        reworded(HERE, found)


def test_a_wording_makes_no_passage_too_long_and_no_title_empty() -> None:
    long = "Sandra " + "x" * (STAGE_LIMIT - 7)
    with pytest.raises(WordingNotSaved, match="shorter"):
        reworded(a_text(feelings=long), Found("feelings", 0, 6), "a" * 20)
    with pytest.raises(WordingNotSaved, match=str(TITLE_LIMIT)):
        reworded(a_text("Sandra"), Found("title", 0, 6), "")
