import pytest

from revision_app.study.core.glossary import Glossary, parse_glossary
from revision_app.study.core.parsing import Known, Parsed, parse_unit
from revision_app.study.core.unit import Unit, Use
from tests.core.test_unit import HEAD, SECTION, known
from tests.support.collected import collected, document

TERMS = """
- id: dose
  term: Dose
  forms: [doses]
  definition: How *much* of it [@alpha], < all.
  say: dohss
  citations: [beta]
- id: dose-limit
  term: Dose limit
  definition: The most.
- id: last
  term: LAST
  forms: [local systemic toxicity]
  definition: An emergency.
- id: grade
  term: Grade
  definition: Not marked.
  mark: false
- id: 3d-scan
  term: 3D scan
  definition: A picture.
"""


def read(text: str) -> tuple[Glossary, list[str]]:
    glossary, problems = collected(parse_glossary, document(text, "content/glossary.yml"), {"alpha", "beta"})
    return glossary, [str(problem) for problem in problems]


def unit(body: str) -> Unit:
    plain = known()
    with_terms = Known(plain.criteria, plain.outcomes, plain.units, plain.references, plain.figures, read(TERMS)[0])
    parsed, problems = collected(parse_unit, HEAD + SECTION + body, "content/units/one.md", with_terms)
    assert isinstance(parsed, Parsed), problems
    return parsed.unit


def marked(body: str) -> list[str]:
    return [part.split("</a>")[0].split(">")[1] for part in unit(body).html.split('class="term"')[1:]]


def test_a_term_has_a_definition_its_sources_and_no_markup_of_its_own() -> None:
    dose = read(TERMS)[0].terms["dose"]
    assert dose.html == "How <em>much</em> of it, &lt; all."
    assert dose.plain == "How much of it, < all."
    assert dose.citations == ("beta", "alpha")
    assert dose.say == "dohss"


def test_terms_stand_under_their_letters_in_the_order_of_a_dictionary() -> None:
    letters = read(TERMS)[0].letters
    assert [(letter, [term.id for term in terms]) for letter, terms in letters] == [
        ("0–9", ["3d-scan"]),
        ("D", ["dose", "dose-limit"]),
        ("G", ["grade"]),
        ("L", ["last"]),
    ]


def test_only_the_first_use_in_a_section_is_marked() -> None:
    assert marked("A dose, a dose.\n\nTwo doses.") == ["dose"]
    assert marked('A dose.\n\n## Second {: #second criteria="1.1" }\n\nDoses.') == ["dose", "Doses"]


def test_a_mark_is_a_link_that_is_described_by_the_definition() -> None:
    assert (
        '<a aria-describedby="definition-dose" class="term" href="/glossary/#dose">dose</a> and more'
        in unit("A dose and more.").html
    )


def test_the_longest_term_wins_and_line_breaks_do_not_matter() -> None:
    assert marked("The dose\nlimit, and the dose.") == ["dose\nlimit", "dose"]


def test_whole_words_only_and_capitals_inside_a_term_are_meant() -> None:
    assert marked("An overdose, a dose-response, a micro-dose, dosed; at last a grade.") == []
    assert marked("LAST, or local systemic toxicity.") == ["LAST"]
    assert marked("A 3D scan of it.") == ["3D scan"]


def test_headings_links_code_abbreviations_and_titles_are_left_alone() -> None:
    assert (
        marked(
            "### Dose\n\n[dose](https://example.org) `dose` D\n\n/// note | definition Dose\nWords.\n///\n\n"
            "```\ndose\n```\n\n*[D]: dose\n"
        )
        == []
    )


def test_marks_stand_in_lists_tables_notes_and_captions_and_lose_no_word() -> None:
    for body in ("- *a* dose *b*", "| x |\n|---|\n| a **dose** b |", "/// stop\nA dose.\n///", "> dose"):
        assert marked(body) == ["dose"], body
    assert "a <a" in unit("*x* a dose, b [@alpha] c").html
    assert unit("*x* a dose, b [@alpha] c").sections[0].blocks[0].text == "x a dose, b c"


def test_a_unit_knows_which_terms_it_uses_and_where() -> None:
    found = unit("Nothing.\n\nA dose.\n\nLAST.")
    blocks = found.sections[0].blocks
    assert found.sections[0].terms == (Use("dose", blocks[1].id), Use("last", blocks[2].id))
    assert found.terms == ["dose", "last"]


def test_marks_change_no_id() -> None:
    parsed, _problems = collected(parse_unit, HEAD + SECTION + "A dose.", "content/units/one.md", known())
    assert isinstance(parsed, Parsed)
    assert parsed.unit.sections[0].blocks == unit("A dose.").sections[0].blocks


def test_what_an_author_can_get_wrong_is_told_with_its_line() -> None:
    wrong = """
- id: dose
  term: Dose
  definition: One [@gamma].
- id: dose
  term: Other
  forms: [dose]
  definition: Two.
  citations: [delta]
- id: third
  term: dose
  definition: Three.
- id: main
  term: "*"
  definition: Four.
"""
    assert read(wrong)[1] == [
        "content/glossary.yml:4: there is no reference gamma; add it to references.yml or mend the name",
        "content/glossary.yml:5: two terms are called dose; give this one another id",
        "content/glossary.yml:9: there is no reference delta; add it to references.yml or mend the name",
        "content/glossary.yml:10: `dose` is marked as dose already; keep it in one of the two",
        "content/glossary.yml:13: #main is an id that the page itself gives; choose another",
        "content/glossary.yml:13: `*` does not begin with a letter or digit; write it as the text has it",
    ]
    assert "`terms → number 1` must hold" in read("- dose\n")[1][0]
    assert read("- id: a\n  term: A\n  definition: x\n  meaning: y\n")[1][0].startswith("content/glossary.yml:4:")


def test_a_definition_cannot_bring_script() -> None:
    glossary, problems = read("- id: a\n  term: A\n  definition: '<script>x</script> <i onclick=x>w</i>'\n")
    assert problems == ["content/glossary.yml:3: `number 1 → definition`: <i> is not shown here; remove it"]
    assert not glossary.terms


@pytest.mark.parametrize(
    ("definition", "said"),
    [
        ("![x](photo.jpg)", "a picture is not shown here"),
        ("[x](https://example.org)", "a link is not shown here"),
        ("- 5 °C", "<li> is not shown here"),
        ("[Rule]: rest", "is read as an address and not shown"),
    ],
)
def test_what_a_definition_would_lose_is_told(definition: str, said: str) -> None:
    [problem] = read(f'- id: a\n  term: A\n  definition: "{definition}"\n')[1]
    assert problem.startswith("content/glossary.yml:3:")
    assert said in problem
