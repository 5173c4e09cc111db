import re
from itertools import combinations
from xml.etree import ElementTree

from hypothesis import HealthCheck, given, settings

from revision_app.quiz.bank.core.items.branching_case import BranchingCase
from revision_app.quiz.bank.core.items.cases.explore import explore
from revision_app.quiz.bank.core.items.cases.layout import NODE_WIDTH, laid_out
from revision_app.quiz.bank.core.items.cases.picture import draw, in_words
from revision_app.quiz.bank.core.items.cases.play import played
from revision_app.study.core.figure import Figure, parse_figure
from tests.core.test_cases_random import cases
from tests.support.cases import a_branching
from tests.support.collected import collected

CASE = a_branching()


def test_a_drawing_may_stand_in_a_page_as_a_figure_may():
    drawn = re.sub(r' aria-\w+="[^"]*"', "", draw(CASE))  # a figure gets these when it is read
    figure, problems = collected(parse_figure, "drawing", drawn, "drawing.svg")
    assert isinstance(figure, Figure), problems
    assert figure.title == "Sam comes: every way through"
    assert figure.description == in_words(CASE)


def test_the_drawing_says_every_way_in_words():
    assert in_words(CASE).startswith("2 stages and 4 endings.")
    assert "A stage: b leads to A stage." in in_words(CASE)
    assert "A stage: a leads to A good ending, if what was done before allows it." in in_words(CASE)


def test_what_was_walked_is_bold_and_numbered_and_nothing_else_is():
    plain, walked = draw(CASE), draw(CASE, played(CASE, ("talk=a", "talk=b", "act=a+x")))
    assert 'stroke-width="4"' not in plain
    assert walked.count("<path") == plain.count("<path")
    assert len(re.findall(r'<path [^>]*stroke-width="4"', walked)) == 3
    assert len(re.findall(r'<rect [^>]*stroke-width="4"', walked)) == 3
    assert ">1, 2</text>" in walked  # the stage that was come to twice
    assert ">4</text>" in walked


def test_words_of_the_author_stay_words():
    drawn = draw(a_branching(title="5 < 6 & more"))
    assert "5 < 6" not in drawn
    assert "5 &lt; 6 &amp; more" in drawn


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_nothing_is_drawn_over_anything_else(written):
    case = BranchingCase.model_validate(written)
    reached = {situation.at for situation in explore(case).moves}
    links = {
        (name, way.to): None
        for name, stage in case.stages.items()
        if name in reached
        for choice in stage.choices.values()
        for way in choice.next
        if way.to != name
    }
    nodes = list(dict.fromkeys([case.begin, *(end for link in links for end in link)]))
    heights = {name: 54 + 20 * (n % 3) for n, name in enumerate(nodes)}
    layout = laid_out(case.begin, list(links), heights)
    assert set(layout.centres) == set(nodes)
    for one, other in combinations(nodes, 2):
        (x, y), (x2, y2) = layout.centres[one], layout.centres[other]
        assert abs(x - x2) >= NODE_WIDTH or abs(y - y2) >= (heights[one] + heights[other]) / 2
    for node, (x, y) in layout.centres.items():
        assert NODE_WIDTH / 2 <= x <= layout.width - NODE_WIDTH / 2
        assert 0 <= y - heights[node] // 2 < layout.height
    for (source, target), points in layout.routes.items():
        ends = [target, source] if (source, target) in layout.upward else [source, target]
        for end, (x, y) in zip(ends, (points[0], points[-1]), strict=True):
            assert abs(x - layout.centres[end][0]) <= NODE_WIDTH / 2
            assert abs(abs(y - layout.centres[end][1]) - heights[end] / 2) <= 1
        assert [y for _, y in points] == sorted(y for _, y in points)
        for x, top in points[1:-1]:
            beside = [c for c, y in layout.centres.values() if abs(y - top) < 20]
            assert all(abs(x - middle) > NODE_WIDTH / 2 for middle in beside)


def test_a_drawing_is_written_alike_whatever_a_library_registers_for_its_own_files() -> None:
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><title>A</title><desc>B</desc></svg>'
    first, _ = collected(parse_figure, "drawing", drawn, "drawing.svg")
    ElementTree.register_namespace("", "http://example.org/other")
    second, _ = collected(parse_figure, "drawing", drawn, "drawing.svg")
    assert first == second
    assert "<svg " in second.svg
