"""What is found for what somebody types, how it is ranked and what is shown of it."""

from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revision_app.shared.findable import Kind, Passage, SearchEntry
from revision_app.study.core.glossary import Glossary, Term
from revision_app.study.core.reference import Reference
from revision_app.study.core.search.entries import of_references, of_terms
from revision_app.study.core.search.index import MOST_BEST, Answer, Index
from revision_app.study.core.search.marked import LONGEST, Span
from revision_app.study.core.search.passages import by_section
from revision_app.study.core.search.synonyms import Synonym, SynonymFile, Synonyms, faults, synonyms
from revision_app.study.core.search.typed import MOST_TERMS
from revision_app.study.core.search.vocabulary import Vocabulary
from revision_app.study.core.search.wanted import wants


def unit(title: str, *texts: str, url: str = "", within: str = "") -> SearchEntry:
    passages = tuple(Passage(f"b{number}", text) for number, text in enumerate(texts, start=1))
    return SearchEntry(Kind.UNIT, title, url or f"/study/{title.lower().replace(' ', '-')}", passages, "top", within)


BOAT = unit(
    "Small boats",
    "A boat wants water under its keel. Sails are reefed early.",
    "Take ibuprofen only with food; the anchor is counted in fathoms of 1.83 m.",
    "The anchorage is charted, and the after-guard keeps the watch.",
)
SAIL = unit("Sails and sailing", "Everything about a sail: luff, leech and foot.")
KNOT = unit("Knots", *("A sail is bent on with a sheet bend; a sail, a sail, a sail." for _ in range(3)))
BOOK = SearchEntry(
    Kind.REFERENCE, "On the café of the harbour", "/references/", (Passage("", "Ames A (1901)."),), "ames1901"
)
QUIZ = SearchEntry(Kind.QUIZ, "First watch", "/quizzes/first-watch", (Passage("", "Zoe steers by the compass."),))
INDEX = Index([BOAT, SAIL, KNOT, BOOK, QUIZ])


def found(answer: Answer) -> list[str]:
    return [result.url for group in answer.groups for result in group.results]


def urls(typed: str, **options: object) -> list[str]:
    return found(INDEX.find(typed, **options))


def shown(spans: tuple[Span, ...]) -> str:
    return "".join(f"[{span.text}]" if span.found else span.text for span in spans)


def test_a_word_leads_to_the_passage_that_says_it() -> None:
    [group] = INDEX.find("keel").groups
    [result] = group.results
    assert result.url == "/study/small-boats#b1"
    assert shown(result.snippet) == "A boat wants water under its [keel]. Sails are reefed early."
    assert urls("fathoms") == ["/study/small-boats#b2"]
    assert urls("café") == urls("CAFE") == ["/references/#ames1901"]


def test_forms_of_a_word_are_one_word() -> None:
    assert urls("reefing") == ["/study/small-boats#b1"]
    assert not INDEX.find("reefing").offered


def test_a_title_counts_for_more_than_many_words_in_a_text() -> None:
    assert urls("sail")[0] == "/study/sails-and-sailing#b1"
    assert urls("sail")[1] == "/study/knots#b1"
    [group] = INDEX.find("sailing").groups
    assert shown(group.results[0].title) == "[Sails] and [sailing]"


def test_results_are_grouped_by_kind_in_one_order() -> None:
    index = Index([QUIZ, BOOK, unit("Compass"), SearchEntry(Kind.REFERENCE, "Compass", "/references/", (), "c")])
    assert [group.kind for group in index.find("compass").groups] == [Kind.UNIT, Kind.REFERENCE, Kind.QUIZ]


def test_all_words_are_wanted_and_some_will_do_where_nothing_has_all() -> None:
    assert urls("sail keel") == ["/study/small-boats#b1"]
    answer = INDEX.find("keel sheet")
    assert answer.some
    assert sorted(found(answer)) == ["/study/knots#b1", "/study/small-boats#b1"]
    assert urls("zymurgy quux") == []


def test_words_that_say_little_are_left_out_unless_they_are_all_there_is() -> None:
    assert urls("what is the keel of a boat") == ["/study/small-boats#b1"]
    assert urls("under its") == ["/study/small-boats#b1"]
    assert INDEX.find("of the").words == "of the"


def test_the_beginning_of_a_word_will_do_and_it_is_said_which_words_were_found() -> None:
    answer = INDEX.find("anch")
    assert found(answer)[0].startswith("/study/small-boats#")
    assert answer.beginnings == ("anchor", "anchorage")
    assert INDEX.find("anchora").beginnings == ("anchorage",)  # longer than the stem that the index keeps
    assert INDEX.find("anchor").beginnings == ()
    assert urls("z") == []


@pytest.mark.parametrize("typed", ["ibuprofin", "ibuprophen", "ibprofen", "ibuporfen", "Ibuprofenn"])
def test_for_a_slip_of_the_finger_what_was_meant_is_offered_and_found(typed: str) -> None:
    answer = INDEX.find(typed)
    assert (answer.words, answer.unknown, answer.offered) == (typed.lower(), (typed.lower(),), "ibuprofen")
    assert answer.offered_shown
    assert found(answer) == ["/study/small-boats#b2"]


def test_only_what_is_nowhere_is_corrected() -> None:
    answer = INDEX.find("ibuprofin anchor")
    assert (answer.unknown, answer.offered) == (("ibuprofin",), "ibuprofen anchor")
    assert not any(
        INDEX.find(typed).offered for typed in ("xylophone", "1.84", "1.83", "anchor", "keel", '"early reefed"')
    )


def test_a_word_that_is_only_somewhat_alike_is_offered_and_not_looked_for() -> None:
    index = Index([unit("Log", "The log is accurate."), unit("Chart", "A chart.")])
    answer = index.find("accutane")
    assert (answer.offered, answer.offered_shown, found(answer)) == ("accurate", False, [])
    beside = index.find("accutane chart")
    assert (beside.offered, beside.offered_shown) == ("accurate chart", False)
    assert found(beside) == ["/study/chart#b1"]


SYNONYMS = SynonymFile(
    assumed=("boat",),
    synonyms=(
        Synonym(means=("anchor", "keel"), typed=("mud hook", "kedge")),
        Synonym(means=("ibuprofen",), typed=("Nurofen", "Brufen")),
    ),
)
KNOWING = Index([BOAT, SAIL, KNOT, BOOK, QUIZ], synonyms(SYNONYMS))


def test_what_people_call_something_leads_to_what_it_is_called_here() -> None:
    answer = KNOWING.find("nurofen")
    assert found(answer) == ["/study/small-boats#b2"]
    assert (answer.called, answer.offered) == ((("nurofen", "ibuprofen"),), "")
    assert found(KNOWING.find("where is the mud hook")) == ["/study/small-boats#b2"]
    assert found(KNOWING.find("kedges")) == ["/study/small-boats#b2"]
    assert found(KNOWING.find('"mud hook"')) == []


def test_what_everything_is_about_is_looked_for_only_by_itself() -> None:
    assert found(KNOWING.find("sheet boat")) == ["/study/knots#b1"]
    assert found(KNOWING.find("boat")) == ["/study/small-boats#b1"]


@pytest.mark.parametrize(
    ("synonym", "message"),
    [
        (Synonym(means=("xebec",), typed=("ship",)), "nothing on the site says xebec"),
        (Synonym(means=("small keel",), typed=("ship",)), "nothing on the site says small keel"),
        (Synonym(means=("anchor",), typed=("hook", "HOOK")), "hook is written 2 times"),
        (Synonym(means=("anchor",), typed=("hook", "anchor")), "anchor means itself in the end"),
        (Synonym(means=("anchor",), typed=("a hook in the mud",)), "has more than 4 words"),
        (Synonym(means=("anchor",), typed=("?",)), "there is no letter and no digit in this"),
    ],
)
def test_a_synonym_that_cannot_work_is_reported(synonym: Synonym, message: str) -> None:
    told = [told for _, told in faults(SynonymFile(synonyms=(synonym,)), INDEX.occurs)]
    assert any(message in each for each in told), told


def test_synonyms_that_lead_round_in_a_circle_are_reported() -> None:
    circle = (Synonym(means=("keel",), typed=("anchor",)), Synonym(means=("anchor",), typed=("keel",)))
    told = list(faults(SynonymFile(synonyms=circle), INDEX.occurs))
    assert [place for place, _ in told] == [("synonyms", 0, "typed", 0), ("synonyms", 1, "typed", 0)]
    assert list(faults(SYNONYMS, INDEX.occurs)) == []


def test_the_best_of_all_kinds_come_first_and_are_shown_once() -> None:
    entries = [unit(f"Part {number}", "A buoy.", url=f"/study/{number}") for number in range(5)]
    question = SearchEntry(Kind.QUESTION, "What is a buoy?", "/faq/", (Passage("", "A mark afloat."),), "buoy")
    answer = Index([*entries, question]).find("what is a buoy")
    assert answer.best[0].entry == "/faq/#buoy"
    assert len(answer.best) <= MOST_BEST
    assert sorted(result.entry for result in answer.in_order) == sorted(entry.place for entry in [*entries, question])


def test_other_names_find_a_thing_and_are_not_shown() -> None:
    entry = SearchEntry(Kind.SYLLABUS, "1.2 Knots", "/syllabus/", (), "c", also=("criterion 1.2", "AC 1.2"))
    [group] = Index([entry, KNOT]).find("AC 1.2").groups
    assert shown(group.results[0].title) == "[1.2] Knots"


def test_words_written_together_apart_or_with_a_hyphen_are_the_same() -> None:
    assert urls("afterguard") == urls("after-guard") == urls('"after guard"') == ["/study/small-boats#b3"]
    assert urls("sheet-bend") == ["/study/knots#b1"]


def test_numbers_and_quotations_are_looked_for_as_they_stand() -> None:
    assert urls("1.83") == ["/study/small-boats#b2"]
    assert urls('"reefed early"') == ["/study/small-boats#b1"]
    assert urls('"early reefed"') == []
    assert all(urls(f"boat{apostrophe}s") == urls("boat") for apostrophe in "'’‘ʼ´`＇")
    assert urls("bo\N{ZERO WIDTH SPACE}at") == urls("boat")


def test_a_kind_that_one_may_not_read_is_neither_found_nor_helps_to_guess() -> None:
    assert urls("zoe") == ["/quizzes/first-watch"]
    others = frozenset(Kind) - {Kind.QUIZ}
    assert urls("zoe", kinds=others) == []
    assert INDEX.find("compas", others).words == "compas"
    assert INDEX.find("compas").beginnings == ("compass",)


HOSTILE = [
    "",
    '"',
    '""',
    "'",
    "*",
    "a*",
    "NEAR(a b)",
    "keel AND",
    "OR OR",
    "NOT keel",
    "title:keel",
    "{title body}: keel",
    "^keel",
    "-keel",
    "(keel",
    "keel)",
    "\\",
    "\x00",
    "keel\x00",
    "😀",
    "👩‍👩‍👧",
    "'; DROP TABLE unit; --",
    "%",
    "\u202e",
    "\ud800",
    "½ ² ﬁ",
    "İ",
    "x" * 10_000,
    "keel " * 2_000,
    '"' * 10_001,
    "\x02keel\x03\x1e",
    "𞤀𞤁",
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_that_is_typed_is_an_error(typed: str) -> None:
    INDEX.find(typed)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_no_text_at_all_is_an_error(typed: str) -> None:
    answer = INDEX.find(typed)
    assert len(wants(typed, Synonyms(), str.isalpha)) <= MOST_TERMS
    assert answer.groups == () or answer.words


def test_operators_are_words() -> None:
    for typed in ("NOT keel", "keel OR xebec", "keel NEAR"):
        assert urls(typed) == urls("keel")


def test_a_snippet_is_short_and_says_where_it_was_cut() -> None:
    long = unit("Long", " ".join(["before"] * 100) + " needle " + " ".join(["after"] * 100))
    [group] = Index([long]).find("needle").groups
    text = shown(group.results[0].snippet)
    assert text.startswith("… before")
    assert text.endswith("after …")
    assert "before [needle] after" in text
    assert len(text) <= LONGEST + 10


def test_the_passage_with_most_of_the_words_is_shown() -> None:
    entry = unit("Three", "An oar.", "An oar and a rowlock.", "A rowlock.")
    [group] = Index([entry]).find("rowlock oar").groups
    assert group.results[0].url.endswith("#b2")
    assert shown(group.results[0].snippet) == "An [oar] and a [rowlock]."


def test_more_than_are_shown_is_said() -> None:
    many = Index([unit(f"Buoy {number}", "Red.", url=f"/study/{number}") for number in range(12)])
    [group] = many.find("buoy").groups
    assert (len(group.results), group.more) == (10, True)
    assert not INDEX.find("keel").groups[0].more


def test_many_threads_find_the_same() -> None:
    wrong: list[str] = []

    def ask() -> None:
        asked = ("keel", "ibuprofin", "anch") * 20
        wrong.extend(typed for typed in asked if not urls(typed)[0].startswith("/study/small-boats#"))

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_an_index_of_nothing_finds_nothing() -> None:
    assert Index([]).find("keel") == Answer(words="keel")


def test_distances_count_letters_left_out_added_changed_and_swapped() -> None:
    others = {"keel": 0, "kel": 1, "keels": 1, "kiel": 1, "kele": 1}
    assert {other: (Vocabulary([other]).nearest("keel") or (None,))[0] for other in others} == others
    assert Vocabulary(["sail"]).nearest("keel") is None
    assert Vocabulary(["keel", "keel", "kerl"]).nearest("kell") == (1, -2, "keel")
    assert Vocabulary(["keel"]).nearest("ke1l") is None
    assert Vocabulary(["oar"]).nearest("oat") is None


def test_passages_are_the_words_of_a_section_each_with_its_place() -> None:
    html = (
        '<section id="one" aria-labelledby="one-heading"><h2 id="one-heading">One</h2>\n'
        '<p id="p1">Salt &amp; <em>water</em><sup class="cites"><a href="#reference-1">1</a></sup>.</p>'
        '<aside class="note" id="n1"><p class="block-title">Ask?</p><p>Who <b>knows</b>.</p></aside>'
        '<div class="drawing"><svg><title>Not read</title></svg></div>'
        '<div id="t1" title="a > b"><table><tr><td>a</td><td>b</td></tr></table></div><ul><li>bare</li></ul></section>'
        '<section id="two"></section><section id="sources"><p>Never</p></section>'
    )
    assert by_section(html, ["one", "two"]) == {
        "one": (
            Passage("p1", "Salt & water."),
            Passage("n1", "Ask? Who knows."),
            Passage("t1", "a · b"),
            Passage("one", "bare"),
        ),
        "two": (),
    }


def test_a_word_of_the_glossary_is_found_by_its_forms_and_by_what_it_means() -> None:
    term = Term("keel", "Keel", "", "The <lowest> timber of a hull.", forms=("Keel", "keelson"))
    index = Index(of_terms(Glossary({"keel": term})))
    for typed in ("keel", "keelson", "timber", "keelsno"):
        assert found(index.find(typed)) == ["/glossary/#keel"]
    assert shown(index.find("keelson").groups[0].results[0].snippet) == "Also: [keelson]."
    assert shown(index.find("lowest").groups[0].results[0].snippet) == "The <[lowest]> timber of a hull."


def test_a_reference_is_found_by_author_year_and_title() -> None:
    entries = list(of_references([Reference(id="ames1901", type="book", authors="Ames A", title="Oars", year=1901)]))
    index = Index(entries)
    for typed in ("ames", "1901", "oars", "ames 1901"):
        assert found(index.find(typed)) == ["/references/#ames1901"]
