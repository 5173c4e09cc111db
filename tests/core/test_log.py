"""What a log asks for, what typed text means, how records count and what may happen to them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from revision_app.files import Folder
from revision_app.links.core import LASTS, Link, LinkClosed, LinkState
from revision_app.log import library
from revision_app.log.core import counting
from revision_app.log.core.entry import Entry, name_of, read, written
from revision_app.log.core.guide import Guide
from revision_app.log.core.record import (
    MOST_VERSIONS,
    ChangedElsewhere,
    Countersignature,
    NotChanged,
    Record,
    Standing,
    Version,
    looks_like_a_name,
    warnings,
)
from revision_app.log.core.selection import Choice, Selection, SelectionChangedElsewhere, frozen, lacking
from revision_app.shared.problem import Problems

AT = datetime(2026, 9, 1, 12, tzinfo=UTC)
TODAY = date(2026, 9, 1)
FILE = """
title: Dive log
one: dive
many: dives
lede: One for each.
privacy: No names.
declaration: I was there.
when: day
who: buddy
summary: [site, part]
filters: [part, site]
charts: [part, site]
familiar: [Diver]
fields:
  - {id: day, label: Date, kind: date, required: true}
  - {id: buddy, label: Pseudonym, kind: text, required: true}
  - {id: part, label: Your part, kind: choice, options: [Watched, Led], repeats: true}
  - {id: site, label: Site, kind: choices, options: [Reef, Wreck, Cave]}
  - {id: air, label: Air, kind: number, unit: bar, least: 0.5, most: 300, decimals: 1}
  - id: stop
    label: Stops
    kind: rows
    lines: 3
    columns:
      - {id: at, label: Depth, kind: number, unit: m, least: 1, most: 60}
      - {id: gas, label: Gas, kind: choice, options: [Air, Nitrox]}
      - {id: why, label: Why, kind: text}
  - {id: notes, label: Notes, kind: text, long: true, more: true}
  - {id: leader, label: Leader, kind: text, unchecked: true, more: true}
targets:
  - {least: 3, label: led, none: no dive led, where: {part: [Led]}}
  - {least: 1, label: in a cave, none: no cave, where: {part: [Led], site: [Cave]}}
  - {least: 2, label: on a reef, none: no reef, where: {site: [Reef]}}
"""


def of(text: str, tmp_path: Path, references: tuple[str, ...] = ()) -> tuple[Guide | None, list[str]]:
    (tmp_path / "log.yml").write_text(text, encoding="utf-8")
    folder = Folder(tmp_path, Problems())
    guide = library.load(folder)
    if guide:
        library.link(folder, guide, references)
    return guide, [f"{problem.line}: {problem.message}" for problem in folder.problems]


@pytest.fixture
def guide(tmp_path: Path) -> Guide:
    found, problems = of(FILE, tmp_path)
    assert problems == []
    assert found is not None
    return found


def typed(guide: Guide, before: dict[str, object] | None = None, **sent: str | tuple[str, ...]) -> Entry:
    """What the form means when a day and a pseudonym were typed, and this; ``stop_1_at`` is a field of rows."""
    fields = {"day": "2026-08-31", "buddy": "Diver 7", **sent}
    return read(
        guide,
        {f"log-{name.replace('_', '-')}": (text,) if isinstance(text, str) else text for name, text in fields.items()},
        today=TODAY,
        before=before,
    )


# The file


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: number, unit: bar", "kind: figure, unit: bar", "there is no such kind; write one of date, choice"),
        (", options: [Watched, Led]", "", "a choice needs `options`"),
        ("kind: text, required: true}", "kind: text, required: true, unit: m}", "a text has no `unit`; remove it"),
        ("least: 0.5, most: 300", "least: 500, most: 300", "`least` is more than `most`"),
        ("[Reef, Wreck, Cave]", "[Reef, Reef]", "each written once"),
        ("lines: 3", "lines: 99", "lines"),
        ("kind: choice, options: [Air, Nitrox]", "kind: date", "columns are choices of one, numbers or texts"),
        ("{id: air", "{id: site", "the id site is taken"),
        ("{id: air", "{id: page", "the id page is taken"),
        ("{id: air", "{id: stop-1-at", "the rows of stop are called like stop-1-at"),
        ("when: day", "when: buddy", "write the id of a field that is a date and required"),
        ("who: buddy", "who: notes", "write the id of a field that is a text and required"),
        ("summary: [site, part]", "summary: [place]", "there is no field place; write one of day, buddy"),
        ("filters: [part, site]", "filters: [notes]", "name fields that are a choice or choices"),
        ("where: {site: [Reef]}", "where: {site: [Lake]}", "site has no option Lake; write one of Reef, Wreck, Cave"),
        ("where: {site: [Reef]}", "where: {lake: [Reef]}", "there is no field lake"),
        ("kind: date, required: true", "kind: date, required: true, more: true", "is not folded away"),
        ("label: Air,", "label: Air, citation: nobody2020,", "there is no reference nobody2020"),
        ("title: Dive log", "titel: Dive log", "did you mean `title`"),
    ],
)
def test_what_is_wrong_in_the_file_is_said_at_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in FILE
    _, problems = of(FILE.replace(old, new, 1), tmp_path)
    assert any(said in problem for problem in problems), problems
    assert all(int(problem.split(":")[0]) >= 1 for problem in problems)


def test_a_fault_stands_at_the_line_of_what_is_wrong(tmp_path: Path) -> None:
    _, problems = of(FILE.replace("[Reef]", "[Lake]"), tmp_path)
    line = next(n for n, text in enumerate(FILE.splitlines(), 1) if "on a reef" in text)
    assert problems[0].startswith(f"{line}: ")


def test_a_centre_without_the_file_has_no_log(tmp_path: Path) -> None:
    assert library.load(Folder(tmp_path, Problems())) is None


# What is typed


@pytest.mark.parametrize(
    ("sent", "values"),
    [
        ({"air": "12,50"}, {"air": "12.5"}),
        ({"air": "300"}, {"air": "300"}),
        ({"air": "٣"}, {"air": "3"}),
        ({"part": "Led"}, {"part": "Led"}),
        ({"site": ("Cave", "Reef")}, {"site": ["Reef", "Cave"]}),
        ({"notes": " a\r\nb "}, {"notes": "a\nb"}),
        ({"stop_2_at": "5", "stop_2_gas": "Air"}, {"stop": [{"at": "5", "gas": "Air"}]}),
        ({"site": ("",), "air": " ", "stop_1_why": " "}, {}),
    ],
)
def test_typed_text_means(guide: Guide, sent: dict[str, str], values: dict[str, object]) -> None:
    entry = typed(guide, **sent)
    assert entry.faults == {}
    assert entry.values == {"day": "2026-08-31", "buddy": "Diver 7", **values}


@pytest.mark.parametrize(
    ("sent", "name", "said"),
    [
        ({"day": ""}, "day", "Date: write it down."),
        ({"buddy": " \u200b "}, "buddy", "Pseudonym: write it down."),
        ({"day": "2026-09-02"}, "day", "choose a day from 1990 to today"),
        ({"day": "31/08/2026"}, "day", "write a date like 2026-09-01"),
        ({"day": "20260831"}, "day", "write a date like"),
        ({"day": "9" * 5000}, "day", "write a date like"),
        ({"air": "0"}, "air", "0 is outside 0.5 to 300 bar"),
        ({"air": "301"}, "air", "is outside"),
        ({"air": "1e9"}, "air", "write a number from 0.5 to 300 bar"),
        ({"air": "9" * 4000}, "air", "write a number"),
        ({"air": "1.25"}, "air", "at most 1 decimals"),
        ({"part": "Sank"}, "part", "choose from the list"),
        ({"site": ("Reef", "Lake")}, "site", "choose from the list"),
        ({"buddy": "x" * 201}, "buddy", "write at most 200 characters; these are 201"),
        ({"stop_1_at": "1.5"}, "stop-1-at", "Stops, row 1, depth: write a whole number"),
        ({"stop_3_gas": "Helium"}, "stop-3-gas", "choose from the list"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    guide: Guide, sent: dict[str, str], name: str, said: str
) -> None:
    entry = typed(guide, **sent)
    fault = entry.faults.get(f"log-{name}", "")
    assert said in fault
    for field, text in sent.items():
        assert list(entry.chosen(f"log-{field.replace('_', '-')}")) == ([text] if isinstance(text, str) else list(text))


def test_an_option_that_is_no_longer_offered_may_stay_in_a_record_that_has_it(guide: Guide) -> None:
    before = {"part": "Steered", "site": ["Lake"], "stop": [{"gas": "Helium"}]}
    entry = typed(guide, before, part="Steered", site=("Lake", "Reef"), stop_1_gas="Helium")
    assert entry.faults == {}
    assert entry.values["site"] == ["Reef", "Lake"]


def test_what_a_form_of_a_record_holds_means_the_same_record_again(guide: Guide) -> None:
    values = typed(
        guide, part="Led", site=("Reef", "Cave"), air="12.5", stop_1_at="5", stop_1_why="Slow", notes="Deep."
    ).values
    assert read(guide, written(guide, values).typed, today=TODAY).values == values


def test_a_new_record_begins_with_what_is_the_same_each_time(guide: Guide) -> None:
    assert guide.repeated(typed(guide, part="Led", notes="Deep.").values) == {"part": "Led"}


def test_rows_show_one_more_than_are_filled(guide: Guide) -> None:
    stops = guide.field("stop")
    assert typed(guide).rows(stops) == 2
    assert typed(guide, stop_2_at="5").rows(stops) == 3
    assert typed(guide, stop_3_at="5").rows(stops) == 3


def test_the_folded_part_opens_where_it_has_something_to_show(guide: Guide) -> None:
    assert not typed(guide).has_more(guide)
    assert typed(guide, notes="Deep.").has_more(guide)
    assert typed(guide, notes="x" * 9000).has_more(guide)


def test_a_record_in_words(guide: Guide) -> None:
    values = typed(guide, site=("Reef", "Cave"), air="12.5", stop_1_at="5", stop_1_gas="Air", stop_1_why="Slow").values
    assert guide.title_of(values) == "31 August 2026, Diver 7"
    assert dict(guide.lines(values))["Stops"] == ["5 m, gas: Air, why: Slow"]
    assert dict(guide.lines(values))["Air"] == ["12.5 bar"]
    assert guide.summary_of(values) == ["Reef, Cave"]
    assert name_of("stop", 1, "at") == "log-stop-1-at"


@pytest.mark.parametrize(
    "kept",
    [{"site": "Reef"}, {"part": ["Led"]}, {"day": "some day"}, {"stop": "slow"}, {"air": [{"a": "b"}]}, {"buddy": 7}],
)
def test_what_was_kept_in_a_field_of_another_kind_is_shown_and_breaks_nothing(
    guide: Guide, kept: dict[str, object]
) -> None:
    values = dict(typed(guide).values) | kept
    assert guide.title_of(values)
    guide.lines(values)
    warnings(guide, values)
    counting.charts(guide, [values], today=TODAY)
    read(guide, written(guide, values).typed, today=TODAY, before=values)
    assert counting.options_of(guide.field("site"), {"site": "Reef"}) == ("Reef",)
    assert counting.options_of(guide.field("part"), {"part": ["Led"]}) == ("Led",)


# Anonymity


@pytest.mark.parametrize(
    ("name", "is_one"),
    [("Sarah", True), ("Mrs Sarah Jones", True), ("Diver 7", False), ("Client A", False), ("blue heron", False)],
)
def test_a_pseudonym_that_looks_like_a_name_is_pointed_out(guide: Guide, name: str, is_one: bool) -> None:
    assert looks_like_a_name(guide, typed(guide, buddy=name).values) is is_one


def test_texts_are_looked_through_but_for_a_supervisors_name(guide: Guide) -> None:
    found = warnings(guide, typed(guide, notes="Call her on 07700 900123.", stop_1_why="Sarah Jones asked").values)
    assert {passage.label for passage in found} == {"Notes", "Stops, why"}
    assert warnings(guide, typed(guide, leader="Sarah Jones").values) == []


# Counting


def said(guide: Guide, *records: tuple[str, tuple[str, ...]]) -> list[dict[str, object]]:
    return [dict(typed(guide, part=part, site=site).values) for part, site in records]


@pytest.mark.parametrize(
    ("records", "gaps"),
    [
        ([], "No dive led, no cave and no reef yet."),
        ([("Watched", ("Reef", "Cave"))], "No dive led and no cave yet; 1 of 2 on a reef."),
        ([("Led", ("Cave",))], "No reef yet; 1 of 3 led."),
        ([("Led", ("Cave", "Reef"))] * 3, ""),
        ([("Led", ("Cave", "Reef"))] * 2, "2 of 3 led."),
    ],
)
def test_gaps_are_named_in_words(guide: Guide, records: list[tuple[str, tuple[str, ...]]], gaps: str) -> None:
    assert counting.gaps(counting.standings(guide, said(guide, *records))) == gaps


def test_the_next_gap_begins_with_the_logs_name(guide: Guide) -> None:
    assert counting.next_gap(guide, []) == "Dive log: no dive led, no cave and no reef yet"
    assert counting.next_gap(guide, said(guide, *[("Led", ("Cave", "Reef"))] * 3)) == ""


def test_charts_count_each_option_and_say_so(guide: Guide) -> None:
    records = said(guide, ("Led", ("Cave", "Reef")), ("Led", ("Reef",)))
    part, site, months = counting.charts(guide, records, today=TODAY)
    assert [(bar.label, bar.count) for bar in site.bars] == [("Reef", 2), ("Wreck", 0), ("Cave", 1)]
    assert site.sentence == "Most: Reef, 2. 1 of 3 options has none."
    assert part.sentence == "Most: Led, 2. 1 of 2 options has none."
    assert (months.bars[-1].label, months.bars[0].label) == ("September 2026", "October 2025")
    assert months.bars[-2].count == 2


def test_charts_of_nothing_say_so(guide: Guide) -> None:
    assert {chart.sentence for chart in counting.charts(guide, [], today=TODAY)} == {"Nothing to count yet."}


def test_a_filter_narrows_by_all_that_is_chosen(guide: Guide) -> None:
    records = said(guide, ("Led", ("Cave", "Reef")), ("Watched", ("Reef",)))
    assert counting.narrowed(guide, records, {"site": "Reef"}) == [0, 1]
    assert counting.narrowed(guide, records, {"site": "Reef", "part": "Led"}) == [0]


# What may happen to a record


SIGNED = Countersignature(1, "", AT, "Demo Supervisor", "Supervisor", "", "I was there.")


def a_record(**given: object) -> Record:
    return replace(Record(1, 7, Version(1, AT, {"day": "2026-08-31"}), AT), **given)  # type: ignore[arg-type]


PLAIN = a_record()
DELETED = a_record(deleted_at=AT)
PUT_FORWARD = a_record(put_forward=True)
FULL = a_record(latest=Version(MOST_VERSIONS, AT, {}))
OTHER = {"day": "2026-08-30"}

Act = Callable[[Record], bool]


def correct(record: Record) -> bool:
    return record.corrected(OTHER, seen=record.latest.number)


def correct_an_old_version(record: Record) -> bool:
    return record.corrected(OTHER, seen=record.latest.number - 1)


def save_unchanged(record: Record) -> bool:
    return record.corrected(record.values, seen=0)


def delete(record: Record) -> bool:
    return record.deleted()


def restore(record: Record) -> bool:
    return record.restored(AT + timedelta(hours=23, minutes=59))


def restore_too_late(record: Record) -> bool:
    return record.restored(AT + timedelta(days=1))


@pytest.mark.parametrize(
    ("record", "act", "outcome"),
    [
        (PLAIN, correct, True),
        (PLAIN, save_unchanged, False),
        (PLAIN, correct_an_old_version, ChangedElsewhere),
        (PLAIN, delete, True),
        (PLAIN, restore, False),
        (DELETED, correct, NotChanged),
        (DELETED, save_unchanged, False),
        (DELETED, delete, False),
        (DELETED, restore, True),
        (DELETED, restore_too_late, NotChanged),
        (PUT_FORWARD, correct, True),
        (PUT_FORWARD, delete, NotChanged),
        (FULL, correct, NotChanged),
    ],
)
def test_what_is_allowed_and_refused(record: Record, act: Act, outcome: bool | type[Exception]) -> None:
    if isinstance(outcome, bool):
        assert act(record) is outcome
    else:
        with pytest.raises(outcome):
            act(record)


def test_a_countersignature_holds_for_what_it_was_given_for() -> None:
    signed = a_record(countersignature=replace(SIGNED, digest=PLAIN.digest))
    assert PLAIN.standing is Standing.UNSIGNED
    assert signed.standing is Standing.SIGNED
    assert replace(signed, latest=Version(2, AT, OTHER)).standing is Standing.CHANGED
    assert replace(signed, latest=Version(3, AT, PLAIN.values)).standing is Standing.SIGNED
    assert replace(PLAIN, id=2).digest != PLAIN.digest


@pytest.mark.parametrize("record", [DELETED, replace(PLAIN, latest=Version(2, AT, OTHER))])
def test_a_link_opens_nothing_but_what_it_was_made_for(record: Record) -> None:
    PLAIN.must_say(PLAIN.digest)
    with pytest.raises(NotChanged):
        record.must_say(PLAIN.digest)


# Links

LINK = Link(1, "sign", 1, "digest", 7, AT, AT + LASTS)


@pytest.mark.parametrize(
    ("link", "at", "state"),
    [
        (LINK, AT, LinkState.OPEN),
        (LINK, AT + LASTS - timedelta(seconds=1), LinkState.OPEN),
        (LINK, AT + LASTS, LinkState.EXPIRED),
        (replace(LINK, used_at=AT), AT + 2 * LASTS, LinkState.USED),
        (replace(LINK, revoked_at=AT), AT, LinkState.REVOKED),
    ],
)
def test_a_link_works_once_until_it_ends_or_is_revoked(link: Link, at: datetime, state: LinkState) -> None:
    assert link.state(at) is state
    if state is not LinkState.OPEN:
        with pytest.raises(LinkClosed, match="used already" if state is LinkState.USED else "no longer works"):
            link.must_be_open(at)


# Selections


def test_a_selection_freezes_what_its_records_say(guide: Guide) -> None:
    values = typed(guide, part="Led").values
    record = a_record(latest=Version(2, AT, values), countersignature=replace(SIGNED, digest="before"))
    said = frozen(guide, record)
    assert said["title"] == "31 August 2026, Diver 7"
    assert (said["version"], said["standing"]) == (2, "changed since")
    assert said["signed"] is not None
    draft = Selection(3, 7, Choice("Led dives", (1, 99), ("1.1",)), AT).as_evidence(guide, [record, a_record(id=2)])
    assert [one["id"] for one in draft.content["records"]] == [1]
    assert (draft.title, draft.criteria) == ("Led dives", ("1.1",))


def test_a_selection_without_records_cannot_be_handed_in() -> None:
    assert lacking([]) == ["No record is chosen. Choose at least one."]
    assert lacking([PLAIN]) == []


def test_two_tabs_do_not_overwrite_each_others_choice() -> None:
    selection = Selection(3, 7, Choice("Led dives"), AT)
    saved = selection.saved(Choice("Led dives", (1,)), revision=1, at=AT)
    assert saved.revision == 2
    assert saved.saved(saved.choice, revision=1, at=AT) == saved
    with pytest.raises(SelectionChangedElsewhere):
        saved.saved(Choice("Led dives", (2,)), revision=1, at=AT)


def test_a_choice_that_nobody_can_see_is_none() -> None:
    assert Entry({"log-area": [" ", "\N{ZERO WIDTH SPACE}", "Face"]}, {}, {}).shown("log-area") == ["Face"]
