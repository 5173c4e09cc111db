"""What was corrected in the content stays out of it, and so does the English that readers stumbled over."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {
    file.relative_to(ROOT): re.sub(r"\s+", " ", file.read_text(encoding="utf-8").replace("*", ""))
    for folder in ("content", "quizzes")
    for file in sorted((ROOT / folder).rglob("*"))
    if file.suffix in (".md", ".yml", ".svg") and file.name != "changes.yml"
}

# A quotation mark before a claim says that somebody is quoted who is wrong. The log of changes may name what it was.
CORRECTED = {
    "a depth that was not tested against the other": r"0\.6 (mm )?(beat|did better than|was better than) 1\.2",
    "a change that was there at three months": r"took six months|significant at (6|six),? (and )?not",
    "a difference against other treatments told as an effect": r"moved (the score )?by 0\.42",
    "a share of those who were cultured told of all": r"75 ?% of (the )?28\b",
    "channels in dark skin": r"may (be|close) slower|possibly slower",
    "one series told as a rule": r"(?<!one ultrasound series )no facial site averages",
    "thinning told of everybody": r"\b(everybody|everyone|all skin|men's dermis) thins",
    "a word that the review does not use": r"poor methods?\b",
    "two arms that both took the drug": r'(?<!")valaciclovir (is|was) 100 ?% effective',
    "a limit for vein puncture": r'(?<!")75 minutes is (within|inside)',
    "the highest risk told as the usual one": r"averages? (about )?(1 in 3|one in three)\b|\b1 in 300?\b",
    "whoever controls the premises": r'(?<!")the self-employed report\b',
    "a preference that the syllabus does not have": r"syllabus (also )?prefers",
    "neither of two rules": r"(?<!\")\b(never|always) ring the surgery",
}
ODD = (
    "your eyes open",
    "doubt claims",
    "no needling data seen",
    "is an invitation",
    "one size of type",
    "come without thought",
    "comes without thought",
    "count for nothing",
    "counts for nothing",
    "reckon with",
    "until somebody shows otherwise",
    "tells against a rule",
    "at one remove",
    "what else to think of there",
    "in how many colours",
    "hand veins swell",
    "goes by 999",
    "such a patch does",
    "as far as that can guide you",
    "only beside topical",
    "beside other treatment",
)


@pytest.mark.parametrize("claim", CORRECTED)
def test_no_text_makes_a_corrected_claim_in_its_old_words(claim: str) -> None:
    said = re.compile(CORRECTED[claim], re.IGNORECASE)
    assert {str(file): found[0] for file, text in TEXTS.items() if (found := said.search(text))} == {}


@pytest.mark.parametrize("words", ODD)
def test_no_text_says_what_has_to_be_read_twice(words: str) -> None:
    assert [str(file) for file, text in TEXTS.items() if words in text.lower()] == []


def test_what_a_treatment_is_stopped_at_is_spelled_in_one_way() -> None:
    """Whoever types or searches for it in two words is understood all the same."""
    two = re.compile(r"\bend points?\b", re.IGNORECASE)
    lists = re.compile(r"\b(forms|accepted): \[[^]]*\]")
    assert [str(file) for file, text in TEXTS.items() if two.search(lists.sub("", text))] == []


def test_no_reason_begins_with_the_verdict_that_stands_above_it() -> None:
    verdict = re.compile(r"\brationale: (?:>-? )?[\"']?(?:Right|Wrong|Correct)\.", re.IGNORECASE)
    assert {str(file): found for file, text in TEXTS.items() if (found := verdict.findall(text))} == {}
