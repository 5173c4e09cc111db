"""The depth explorer's file, choices, words and drawing."""

from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from revision_app.study.core.depths import Choice, Depths, Explanation, choose, draw, explain, parse_depths
from revision_app.study.core.depths.explanation import ending
from revision_app.study.core.depths.file import Extent, Thickness
from revision_app.study.core.depths.plate import DEEPEST, PER_MM, SURFACE, y
from tests.support.collected import collected, document

CONTENT = Path(__file__).resolve().parents[2] / "content"
TEXT = (CONTENT / "depths.yml").read_text(encoding="utf-8")
REFERENCES = {each["id"] for each in document((CONTENT / "references.yml").read_text(encoding="utf-8"), "r").value}
LENGTHS = {"mm", "low", "high", "points"}


@cache
def depths() -> Depths:
    made, problems = collected(parse_depths, document(TEXT, "content/depths.yml"), REFERENCES)
    assert isinstance(made, Depths), problems
    return made


def told(**asked: str) -> Explanation:
    chosen = choose(depths(), asked)
    assert isinstance(chosen, Choice), chosen
    return explain(depths(), chosen)


def problems(old: str, new: str) -> list[str]:
    assert old in TEXT
    _made, found = collected(parse_depths, document(TEXT.replace(old, new, 1), "content/depths.yml"), REFERENCES)
    assert found
    return [str(problem) for problem in found]


def parts(value: Any) -> list[dict[str, Any]]:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
    return [*([value] if isinstance(value, dict) else []), *(part for each in inside for part in parts(each))]


def extent(least: float, most: float | None = None) -> Extent:
    ends = {"mm": least} if most is None else {"low": least, "high": most}
    return Extent(**ends, cites=("a",), mark="sourced")


def skin(epidermis: Extent, full: Extent | None = None) -> Thickness:
    return Thickness(measure="m", sites=("s",), epidermis=epidermis, full=full)


def test_every_number_of_the_file_has_its_citation_and_its_mark() -> None:
    measured = [part for part in parts(document(TEXT, "d").value) if LENGTHS & part.keys()]
    assert len(measured) > 80
    assert [part for part in measured if not part.get("cites") or part.get("mark") not in ("sourced", "derived")] == []
    assert [part for part in measured if part["mark"] == "derived" and not part.get("how")] == []


def test_every_law_says_where_and_when_it_was_checked() -> None:
    laws = [ceiling for ceiling in depths().ceilings if ceiling.kind == "law"]
    assert {(law.jurisdiction, law.checked) for law in laws} == {
        ("Scotland", "November 2026"),
        ("England", "November 2026"),
    }
    assert "commencement pending" in laws[0].text


def test_a_wrong_name_a_missing_source_and_a_wrong_sum_are_told_at_their_lines() -> None:
    lines = TEXT.split("\n")
    [found] = problems("cites: [harris2015]", "cites: [haris2015]")
    line = lines.index("    cites: [harris2015]") + 1
    expected = f"content/depths.yml:{line}: there is no reference haris2015; add it to references.yml or mend the name"
    assert found == expected
    [found] = problems("epidermis: {mm: 0.20, cites: [meng2022], mark", "epidermis: {mm: 0.20, cites: [], mark")
    assert "names its source" in found
    [found] = problems("full: {mm: 1.06", "full: {mm: 1.16")
    assert "`full` is not epidermis and dermis together" in found
    [found] = problems("sites: [thigh]" if "sites: [thigh]" in TEXT else "sites: [under-jaw]", "sites: [chin]")
    assert "there is no site chin; write one of forehead" in found
    [found] = problems("- {id: scalp,", "- {id: thigh,")[:1]
    assert "there is no site scalp" in found or "two sites are called thigh" in found


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("needle: 1.0}", "needle: 1.1}", "`needle` is none of `needles`"),
        ("mm: 1.0\n", "mm: deep\n", "must be a number"),
        ("checked: November 2026\n    cites: [scotland2026]", "cites: [scotland2026]", "a law names where and when"),
        ("low: 0.25\n    high: 2.0", "low: 2.25\n    high: 2.0", "`low` must be less than `high`"),
        ("mark: derived\n    how: From mean", "mark: derived\n    # From mean", "what is derived says how"),
        ("short: L6, powered", "short: Level 6, powered device", "short"),
    ],
)
def test_what_else_an_author_can_get_wrong_is_said(old: str, new: str, words: str) -> None:
    assert words in " ".join(problems(old, new))


def test_what_is_left_out_is_chosen_for_the_visitor() -> None:
    chosen = choose(depths(), {})
    assert isinstance(chosen, Choice)
    assert (chosen.site.id, chosen.concern.id, chosen.needle, chosen.phototype) == ("cheek", "acne-scars", 1.0, None)
    assert chosen.thickness is not None
    assert chosen.thickness.measure == "ultrasound-women"
    assert told(site="scalp").choice.concern.id == "hair-loss"


def test_a_measure_that_does_not_know_the_site_gives_way_to_one_that_does() -> None:
    assert told(site="back", measure="ultrasound-men").choice.thickness == depths().measured("back")[0]
    assert told(site="cheek", measure="ultrasound-men").headline == (
        "Cheek (ultrasound, men, thinner series): "
        "fully inserted, 1.0 mm would end in the dermis, 0.33 mm above its base."
    )


@pytest.mark.parametrize("field", ["site", "concern", "phototype", "needle", "measure"])
@pytest.mark.parametrize("value", ["nowhere", "<script>", "nan", "VII", "1e999", "x" * 5000])
def test_a_choice_that_we_do_not_have_is_told_with_what_to_choose(field: str, value: str) -> None:
    found = choose(depths(), {field: value})
    assert isinstance(found, dict)
    assert set(found) == {field}
    assert "hoose" in found[field]
    assert len(found[field]) < 120


@pytest.mark.parametrize(
    ("needle", "thickness", "words"),
    [
        (0.25, skin(extent(0.3), extent(1.0)), "in the epidermis"),
        (0.25, skin(extent(0.2, 0.3), extent(1.0)), "about the base of the epidermis"),
        (0.5, skin(extent(0.2), extent(1.0)), "in the dermis, 0.50 mm above its base"),
        (0.5, skin(extent(0.2), extent(1.0, 1.2)), "in the dermis, at least 0.50 mm above its base"),
        (1.0, skin(extent(0.2), extent(1.0)), "at the base of the dermis"),
        (1.0, skin(extent(0.2), extent(0.9, 1.2)), "somewhere about the base of the dermis"),
        (1.5, skin(extent(0.2), extent(1.0)), "below the dermis, 0.50 mm past its base"),
        (1.5, skin(extent(0.2), extent(1.0, 1.2)), "below the dermis, at least 0.30 mm past its base"),
        (1.0, skin(extent(0.1)), "0.90 mm below the epidermis; this source gives no dermis"),
    ],
)
def test_where_a_needle_ends(needle: float, thickness: Thickness, words: str) -> None:
    assert ending(needle, thickness) == words


def test_the_picture_is_to_scale() -> None:
    plate = draw(depths(), told(site="cheek", concern="acne-scars", needle="1.5"))
    assert plate.tip == y(1.5) == SURFACE + 1.5 * PER_MM
    assert plate.skin is not None
    assert (plate.skin.epidermis, plate.skin.base) == (y(0.20), y(1.07))
    syllabus, band, median, registry = plate.columns
    assert (syllabus.top, syllabus.bottom) == (y(0.5), y(2.5))
    assert (band.kind, band.top, band.bottom) == ("band", y(0.5), y(1.0))
    assert median.points == (y(1.5),)
    assert (registry.top, registry.bottom, registry.open) == (y(0.25), y(2.0), False)
    assert [(line.y, [text for _, text in line.words]) for line in plate.lines] == [
        (y(1.0), ["1.0 mm", "L6, powered"]),
        (y(1.5), ["1.5 mm", "L6, manual", "a pen’s label", "Scots law"]),
    ]


def test_up_to_begins_at_the_surface_and_what_is_deeper_than_the_picture_ends_at_its_edge() -> None:
    neck = draw(depths(), told(site="neck", concern="fine-lines"))
    assert neck.columns[-1].open
    assert (neck.columns[-1].top, neck.columns[-1].bottom) == (SURFACE, y(2.5))
    scalp = draw(depths(), told(site="scalp"))
    assert scalp.skin is not None
    assert (scalp.skin.base, scalp.skin.base_most) == (y(2.192), y(DEEPEST))


def test_words_of_the_ceilings_never_stand_on_each_other_and_all_lies_in_the_picture() -> None:
    for site in depths().sites:
        for concern in depths().concerns:
            plate = draw(depths(), told(site=site.id, concern=concern.id))
            rows = [at for line in plate.lines for at, _ in line.words]
            assert all(after - before >= 17 for before, after in pairwise(rows))
            assert max([*rows, plate.bottom]) < plate.height
            assert all(plate.right < column.x < plate.width - 92 for column in plate.columns)


def test_a_site_that_is_never_treated_has_no_needle_no_ranges_and_no_ceilings() -> None:
    eyelid = told(site="eyelid")
    plate = draw(depths(), eyelid)
    assert eyelid.headline == "Eyelid: never inside the orbital rim."
    assert (plate.tip, plate.columns, plate.lines) == (None, (), ())
    assert plate.skin is not None
    assert not eyelid.protocols
    assert "No needle is drawn." in plate.description


def test_the_description_says_all_that_is_drawn() -> None:
    assert draw(depths(), told(needle="1.0")).description == (
        "Cheek (ultrasound, women, thinner series): "
        "fully inserted, 1.0 mm would end in the dermis, 0.07 mm above its base. "
        "The skin as drawn (over the zygoma): epidermis 0.20 mm, dermis 0.87 mm, both together 1.07 mm. "
        "The syllabus range runs from 0.5 to 2.5 mm. The derived working band: 0.5–1.0 mm, powered. "
        "Published, reference 4: Median 1.5 mm. Published, reference 5: 0.25–2.0 mm by site. "
        "A line at 1.0 mm: Level 6 guidance, powered device. A line at 1.5 mm: Level 6 guidance, manual device. "
        "A line at 1.5 mm: One pen’s label. A line at 1.5 mm: Law in Scotland. "
        "Depth is to scale; the width of the needle is not."
    )


def test_without_a_protocol_the_sites_that_have_one_are_named() -> None:
    assert told(site="temple", concern="stretch-marks").elsewhere == ("Abdomen", "Thigh")


def test_phototypes_choose_what_is_said_and_move_nothing() -> None:
    pale, dark = told(phototype="II"), told(phototype="V")
    assert any("fewer passes" in each.text for each in dark.adjustments)
    assert not any("fewer passes" in each.text for each in pale.adjustments)
    assert draw(depths(), pale).columns[0].top == draw(depths(), dark).columns[0].top


def test_every_source_cited_on_the_page_has_one_number() -> None:
    for site in depths().sites:
        numbers = told(site=site.id).numbers
        assert list(numbers.values()) == list(range(1, len(numbers) + 1))
        assert set(numbers) <= REFERENCES
