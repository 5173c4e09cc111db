from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from revision_app.accounts.core.reading_settings import USUAL, Font, ReadingSettings, Size, Theme, from_chosen
from revision_app.study.core.figure import Figure
from revision_app.study.core.note import Anchor, Note, Place, as_markdown, clipped, place, placed
from revision_app.study.core.parsing import Parsed, parse_unit
from revision_app.study.core.reading import Read, State, bands, fair_time, left_off, reading
from revision_app.study.core.unit import Unit
from tests.core.test_unit import HEAD, figure, known
from tests.support.collected import collected

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
FIRST = "The depth of a stroke follows from what it has to reach, and from nothing else that a client asks for."
SECOND = "Short strokes end above the layer that bleeds. Long strokes end in it, and one sees that within a minute."
THIRD = "A stop is a stop: put the device down, press, and say aloud what you see before you go on."


def unit(first: str = FIRST, second: str = SECOND, third: str = THIRD, more: str = "") -> Unit:
    text = (
        f'{HEAD}## One {{: #one criteria="1.1" }}\n\n{more}{first}\n\n{second}\n\n'
        f'## Two {{: #two criteria="1.1" }}\n\n{third}\n'
    )
    another = figure("<rect/>", "other")
    assert isinstance(another, Figure)
    with_another = replace(known(), figures={**known().figures, "other": another})
    parsed, problems = collected(parse_unit, text, "content/units/one.md", with_another)
    assert isinstance(parsed, Parsed), problems
    return parsed.unit


def block(of: Unit, text: str) -> str:
    return next(block.id for section in of.sections for block in section.blocks if block.text == text)


def anchor(words: str, text: str = FIRST) -> Anchor:
    before, _, after = text.partition(words)
    return clipped(Anchor(block(unit(), text), words, before, after))


def read(section: str, *, of: Unit, at: int = 0, done: bool = True, digest: str = "") -> Read:
    moment = NOON + timedelta(minutes=at)
    own = next(one.digest for one in of.sections if one.id == section)
    return Read(of.id, section, moment, moment if done else None, digest or own)


# How far


@pytest.mark.parametrize(("words", "seconds"), [(1, 8), (200, 8), (250, 10), (1000, 40), (9000, 60)])
def test_the_fair_time_grows_with_the_words_between_a_least_and_a_most(words: int, seconds: int) -> None:
    assert fair_time(words) == seconds


def test_seen_is_not_read() -> None:
    one = unit()
    mine = reading(one, [read("one", of=one, done=False)])
    assert [step.state for step in mine.steps] == [State.SEEN, State.UNREAD]
    assert mine.read == 0
    assert mine.next
    assert mine.next.id == "one"


def test_a_section_whose_text_differs_from_the_one_read_says_so_and_counts_as_unread() -> None:
    before, after = unit(), unit(third=THIRD + " Then write it down.")
    reads = [read(name, of=before) for name in ("one", "two")]
    assert reading(before, reads).next is None
    mine = reading(after, reads)
    assert [step.state for step in mine.steps] == [State.READ, State.CHANGED]
    assert [section.id for section in mine.changed] == ["two"]
    assert mine.read == 1


def test_citations_figures_and_edits_elsewhere_change_no_section() -> None:
    plain, cited = unit(), unit(third=THIRD[:-1] + " [@alpha].", more="New words [@beta].\n\n")
    assert plain.sections[1].digest == cited.sections[1].digest
    assert plain.sections[0].digest != cited.sections[0].digest
    shown, other = (f"/// figure | {name}\nWhat it shows.\n///\n\n" for name in ("drawing", "other"))
    assert "Figure 2." in unit(third=shown, more=other).html
    assert unit(third=shown).sections[1].digest == unit(third=shown, more=other).sections[1].digest


def test_one_goes_on_where_one_was_last_and_then_from_the_top() -> None:
    one = unit()
    assert reading(one, [read("two", of=one, done=False)]).next == one.sections[1]
    assert reading(one, [read("two", of=one)]).next == one.sections[0]


def test_after_a_finished_unit_one_goes_on_with_the_next_and_before_the_first_nowhere() -> None:
    one, other = unit(), unit("Other words altogether.")
    done = reading(one, [read(name, of=one) for name in ("one", "two")])
    assert left_off([done, reading(other, [])]) == (other, other.sections[0])
    assert left_off([reading(other, []), done]) == (other, other.sections[0])
    assert left_off([done]) is None
    assert left_off([reading(one, [])]) is None


def test_the_rail_gives_each_section_its_share_of_the_words() -> None:
    one = unit()
    found = bands(reading(one, [read("one", of=one)]))
    assert [band.state for band in found] == ["read", "unread"]
    assert found[0].top == 0
    assert found[0].height > found[1].height
    assert found[1].top == found[0].height
    assert round(sum(band.height for band in found)) == 100


def test_a_page_is_cut_at_the_foot_of_each_section_and_nothing_is_lost() -> None:
    one = unit()
    assert [fragment.section for fragment in one.fragments] == ["one", "two", ""]
    assert "".join(fragment.html for fragment in one.fragments) == one.html
    assert all(fragment.html.startswith("</section>") for fragment in one.fragments[1:])


# Notes


def test_a_note_stands_where_it_was_made() -> None:
    assert place(anchor("what it has to reach"), unit()) == Place(block(unit(), FIRST), "one", "what it has to reach")


def test_a_note_follows_its_words_when_their_block_is_rewritten_around_them() -> None:
    edited = "Depth: " + FIRST
    found = place(anchor("what it has to reach"), unit(first=edited))
    assert found == Place(block(unit(first=edited), edited), "one", "what it has to reach")


def test_a_note_follows_its_words_into_another_section() -> None:
    moved = unit(first="Something else.", third=FIRST)
    found = place(anchor("what it has to reach"), moved)
    assert found
    assert found.section == "two"


def test_of_equal_words_those_with_the_old_neighbours_are_meant() -> None:
    twice = "Long strokes end in bone. " + SECOND
    found = place(anchor("Long strokes end in", SECOND), unit(first="Long strokes end in bone.", second=twice))
    assert found
    assert found.block == block(unit(first="Long strokes end in bone.", second=twice), twice)


def test_words_that_were_changed_a_little_are_found_again_as_they_now_are() -> None:
    edited = FIRST.replace("has to reach", "must reach")
    found = place(anchor("follows from what it has to reach, and from nothing else"), unit(first=edited))
    assert found
    assert found.words.startswith("follows from what it must reach, and")


def test_words_that_are_gone_are_not_put_anywhere_else() -> None:
    gone = placed(Note(1, "one", anchor("what it has to reach"), "Mine", NOON, NOON), unit(first="Quite new."))
    assert gone.place is None
    assert gone.section is None


def test_a_note_without_words_stands_on_its_section_while_there_is_one() -> None:
    assert place(Anchor("two"), unit()) == Place("two", "two", "")
    assert place(Anchor("three"), unit()) is None
    assert placed(Note(1, "none", Anchor("two"), "", NOON, NOON), None).place is None


def test_spaces_do_not_keep_a_note_from_its_words() -> None:
    assert place(Anchor("", "whatit has\n to reach"), unit())


def test_what_is_kept_of_an_anchor_is_bounded() -> None:
    kept = clipped(Anchor("b", "q " * 900, "p " * 900 + "last", "first" + " s" * 900))
    assert (len(kept.quotation), len(kept.prefix), len(kept.suffix)) == (600, 60, 60)
    assert kept.prefix.endswith("last")
    assert kept.suffix.startswith("first")


def test_notes_are_exported_as_markdown_by_unit_and_section() -> None:
    mine = Note(1, "one", anchor("what it has to reach"), "Ask about this.", NOON, NOON)
    lost = Note(2, "one", Anchor("x", "no such words here"), "", NOON, NOON)
    text = as_markdown("My notes", [(unit(), [placed(mine, unit()), placed(lost, unit())])])
    assert text == (
        "# My notes\n\n## One\n\n### One\n\n> what it has to reach\n\nAsk about this.\n\n"
        "### The text has changed\n\n> no such words here\n"
    )


# Reading settings


def test_only_what_differs_from_how_the_site_comes_is_kept() -> None:
    liked = ReadingSettings(size=Size.LARGE, font=Font.OPEN_SPACED, theme=Theme.DARK)
    assert liked.chosen == {"size": "large", "font": "open-spaced", "theme": "dark"}
    assert from_chosen(liked.chosen) == liked
    assert USUAL.chosen == {}


def test_words_that_are_not_known_are_as_the_site_comes() -> None:
    assert from_chosen({"size": "huge", "theme": "dark", "colour": "red"}) == ReadingSettings(theme=Theme.DARK)
    assert from_chosen(None) is USUAL
