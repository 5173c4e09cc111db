"""The one cleaning of what is typed: what stays, what goes, and that no text takes it longer than its length."""

import sys
from unicodedata import combining, is_normalized, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revision_app.accounts.core.addresses import address_of
from revision_app.quiz.bank.core.items.number import meanings
from revision_app.quiz.bank.core.items.short_answer import plain
from revision_app.shared.text import clean, one_line, trimmed
from revision_app.study.core.search.typed import terms

ANYTHING = st.text(st.characters(codec=None, categories=None) | st.sampled_from("\r\n\u200d\u0301\u0327\u3164\ud800"))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b", "ab"),
        ("a\ud800b\udfff", "ab"),
        ("a\x07\x1b\x7f\x9bb", "ab"),
        ("a\ufffeb\uffff\U0001ffff", "ab"),
        ("a\r\nb\rc\n\td", "a\nb\nc\n\td"),
        ("a\vb\fc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\nf"),
        ("e\u0301", "é"),
        ("\u212b", "Å"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("👩\u200d🎓", "👩\u200d🎓"),
        ("  a  ", "  a  "),
        ("ﬁ ½ ＡＢ", "ﬁ ½ ＡＢ"),
    ],
)
def test_text_is_cleaned_alike_whatever_it_was_typed_on(typed, kept):
    assert clean(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Lena \n Vogel\t", "Lena Vogel"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("क्\u200dष", "क्\u200dष"),
        ("\u200bLena\u200b\ufeff", "Lena"),
        ("Le\u00adna", "Lena"),
        ("\u202eanelL", "anelL"),
        ("Ze\u0308lie", "Zëlie"),
        ("\u3164", ""),
        ("\u200d\u200c", ""),
        ("\u2800 \u00a0", ""),
    ],
)
def test_a_name_is_one_line_that_can_be_seen(typed, kept):
    assert one_line(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\n\n a\n\n b \n", "a\n\n b"),
        ("\u200b\ufeff a \u3000\u3164", "a"),
        ("\u00ada\u2060", "a"),
        (" \u200b ", ""),
        (None, ""),
    ],
)
def test_nothing_stands_around_a_text(typed, kept):
    assert trimmed(typed) == kept


@given(ANYTHING)
def test_what_is_cleaned_is_clean_and_can_be_kept_anywhere(typed):
    for shape in (clean, trimmed, one_line):
        kept = shape(typed)
        assert shape(kept) == kept
        assert is_normalized("NFC", kept)
        assert "\x00" not in kept.encode().decode()
        assert "\r" not in kept


def test_every_mark_is_known_as_one():
    marks = [chr(code) for code in range(sys.maxunicode + 1) if combining(normalize("NFKD", chr(code))[0])]
    assert {len(clean("a" + mark * 99)) for mark in marks} <= {30, 31}  # the first may be composed with its letter


MANY = 300_000
ONE_AFTER_ANOTHER = [
    "\u0315\u0300",
    "\uff9e\u0327",
    "\u0f73\u0300",
    "\U0001d165\U0001d16e",
    "\x00",
    "\r\n",
    "1 ",
    "1,",
    ".,",
    "'s",
]


@pytest.mark.parametrize("signs", ONE_AFTER_ANOTHER, ids=ascii)
def test_no_text_takes_longer_than_its_length(signs):
    """Composing alone would take these marks an hour."""
    typed = clean("a" + signs * MANY)
    for read in (one_line, trimmed, meanings, plain, terms, address_of):
        read(typed)


@pytest.mark.parametrize(
    "unseen", ["\u200e\u200f\u2061", "\u17b4\u034f", "\u034f", "\u0301", "\u2800", "\u3164", "\u00ad"]
)
def test_text_that_nobody_sees_is_no_text(unseen: str) -> None:
    assert (trimmed(unseen), one_line(unseen), trimmed(f"{unseen}a")[-1:]) == ("", "", "a")
