"""A learner marks written practice against its guide; a tutor marks what they are asked to: two marks, never one."""

import re
from fractions import Fraction

import pytest

from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.quiz.attempts.models import MarkRequestRow, ResultRow, SelfMarkRow
from revision_app.quiz.bank.models import ItemVersionRow
from revision_app.quiz.tutoring.queries import open_answers
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, an_item, an_open_answer, offer
from tests.support.sitting import Sitting

ITEMS = (an_item("one"), an_open_answer("open"), an_open_answer("open-too"))


@pytest.fixture
def centre(app, as_):
    practice = a_paper(ITEMS, id="written-practice", mode="practice", pass_mark=..., minutes=..., attempts=...)
    offer(app, a_paper((an_open_answer("examined"),)), practice)
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    return as_(learner), as_(tutor, Role.TUTOR)


def practised(learner, words: str = "My words.") -> Sitting:
    sitting = Sitting(learner, "written-practice")
    sitting.answer(1, "b")
    sitting.answer(2, words)
    sitting.answer(3, "More words.")
    sitting.submit()
    return sitting


def tick(sitting: Sitting, *points: int, item: str = "open"):
    return sitting.browser.post(
        f"/attempts/{sitting.id}/self-marks", {"item": item, "place": "2", "point": list(map(str, points))}
    )


def ask(sitting: Sitting, item: str = "open"):
    return sitting.browser.post(f"/attempts/{sitting.id}/mark-requests", {"item": item, "place": "2"})


def mark(tutor, item: str, sitting: Sitting, marks: str, **more):
    return tutor.post(f"/open-answers/{item}", {"answer": sitting.marked_as(item), "seen": 0, "marks": marks, **more})


def question(page: str, n: int = 2) -> str:
    return " ".join(page.partition(f'id="question-{n}"')[2].partition("</article>")[0].split())


def rows(app, table) -> list:
    with app.app_context():
        return db.session.scalars(db.select(table).order_by(table.id)).all()


def test_the_result_shows_the_answer_then_the_guide_to_tick_then_a_good_answer(centre):
    learner, _ = centre
    page = question(practised(learner).result().text)
    places = [page.index(words) for words in ("My words.", 'name="point"', "A good answer", "In full.")]
    assert places == sorted(places)
    assert page.count('name="point"') == 2
    assert '<details class="model-answer">' in page


def test_what_is_ticked_is_kept_as_the_learners_and_changes_no_result(app, centre):
    learner, _ = centre
    sitting = practised(learner)
    before = rows(app, ResultRow)
    sent = tick(sitting, 0)
    assert sent.location.endswith("#question-2")
    page = sitting.result().text
    assert "Self-marked by you:</b> 2 of 3 marks" in question(page)
    assert '<details class="model-answer" open>' in question(page)
    assert re.findall(r'value="(\d)" checked', question(page)) == ["0"]
    assert "<b>1</b> of 7" in page
    after = rows(app, ResultRow)
    assert [(row.id, row.scored_num, row.pending) for row in after] == [
        (row.id, row.scored_num, row.pending) for row in before
    ]


def test_ticking_again_is_added_and_the_latest_counts(app, centre):
    learner, _ = centre
    sitting = practised(learner)
    tick(sitting, 0, 1)
    tick(sitting)
    assert "Self-marked by you:</b> 0 of 3 marks" in question(sitting.result().text)
    assert [row.points for row in rows(app, SelfMarkRow)] == [[0, 1], []]


def test_practice_waits_for_nobody_until_a_tutor_is_asked(app, centre):
    learner, tutor = centre
    sitting = practised(learner)
    page = sitting.result().text
    assert "Provisional" not in page
    assert "2 answers are for you to mark against the guide below. The score has no marks" in " ".join(page.split())
    assert "Nothing waits for you" in tutor.get("/open-answers/").text
    assert "written answer" not in tutor.get("/today").text
    assert mark(tutor, "open", sitting, "3").status_code == 404


def test_a_tutor_who_is_asked_marks_with_the_learners_own_marking_beside_the_guide(app, centre):
    learner, tutor = centre
    sitting = practised(learner)
    tick(sitting, 1)
    assert ask(sitting).status_code == 303
    assert "<b>Provisional.</b> 1 answer is still with your tutor." in sitting.result().text
    assert "Mark 1 written answer" in tutor.get("/today").text
    page = " ".join(tutor.get("/open-answers/open").text.split())
    assert "Self-marked:</b> 1 of 3 marks" in page
    assert page.count("Ticked by the learner") == 1
    mark(tutor, "open", sitting, "3/2", comment="The rule is there too.")
    page = sitting.result().text
    assert "<b>2½</b> of 7" in page
    assert "The rule is there too." in question(page)
    assert "Self-marked by you:</b> 1 of 3 marks" in question(page)
    assert "Provisional" not in page


def test_what_is_asked_later_is_marked_later(app, centre):
    learner, tutor = centre
    sitting = practised(learner)
    ask(sitting)
    mark(tutor, "open", sitting, "1")
    ask(sitting, "open-too")
    mark(tutor, "open-too", sitting, "2")
    last = rows(app, ResultRow)[-1]
    assert (Fraction(last.scored_num, last.scored_den), last.pending, last.number) == (1 + 1 + 2, 0, 3)


def test_asking_twice_asks_once_and_what_is_marked_is_not_asked_for(app, centre):
    learner, tutor = centre
    sitting = practised(learner)
    ask(sitting)
    ask(sitting)
    assert len(rows(app, MarkRequestRow)) == 1
    mark(tutor, "open", sitting, "1")
    assert ask(sitting).status_code == 409
    assert ask(sitting, "one").status_code == 409
    assert "Ask your tutor to mark this answer" not in question(sitting.result().text)


def test_the_tutor_reads_the_learners_marking_as_the_learners(centre):
    learner, tutor = centre
    sitting = practised(learner)
    tick(sitting, 0)
    page = question(tutor.get(f"/attempts/{sitting.id}/result").text)
    assert "Self-marked by the learner:</b> 2 of 3 marks" in page
    assert 'name="point"' not in page
    assert "Ask your tutor" not in page


def test_only_written_practice_with_an_answer_is_self_marked(app, centre):
    learner, tutor = centre
    examined = Sitting(learner)
    examined.answer(1, "My words.")
    examined.submit()
    assert tick(examined, 0, item="examined").status_code == 409
    assert ask(examined, "examined").status_code == 303  # it is with a tutor anyway
    assert 'name="point"' not in examined.result().text
    assert "<b>1</b> to mark" in tutor.get("/open-answers/").text
    sitting = practised(learner, words="")
    assert tick(sitting, 0).status_code == 409
    assert tick(sitting, 0, item="one").status_code == 409
    assert tick(sitting, 0, item="nothing").status_code == 404


@pytest.mark.parametrize("point", ["2", "-1", "x", "9999999", "٣"])
def test_a_point_that_the_guide_does_not_have_is_refused(app, centre, point):
    learner, _ = centre
    sitting = practised(learner)
    sent = learner.post(f"/attempts/{sitting.id}/self-marks", {"item": "open", "point": point})
    assert sent.status_code in (400, 409, 422)
    assert rows(app, SelfMarkRow) == []


def test_nobody_else_marks_or_asks_for_it(app, as_, centre):
    learner, _ = centre
    sitting = practised(learner)
    stranger = as_(a_person(app))
    for path in ("self-marks", "mark-requests"):
        assert stranger.post(f"/attempts/{sitting.id}/{path}", {"item": "open", "point": "0"}).status_code == 404


def test_before_the_practice_is_handed_in_nothing_is_marked(app, centre):
    learner, _ = centre
    sitting = Sitting(learner, "written-practice")
    sitting.answer(2, "My words.")
    assert tick(sitting, 0).status_code == 404
    assert "You mark it yourself, against the guide" in learner.get(sitting.url(3)).text


def test_a_mark_of_ones_own_is_no_decision_and_enters_no_count(app, centre):
    learner, _ = centre
    sitting = practised(learner)
    before = learner.get("/criteria/").text.partition("<table")[2]
    tick(sitting, 0, 1)
    assert (
        learner.get("/criteria/").text.partition("<table")[2].partition("</table>")[0]
        == before.partition("</table>")[0]
    )
    with app.app_context():
        assert open_answers.marks_given([sitting.id]) == {sitting.id: {}}


def test_a_marking_against_another_guide_no_longer_counts(app, centre):
    learner, _ = centre
    Sitting(learner)  # freezes another question
    sitting = practised(learner)
    tick(sitting, 0)
    with app.app_context():
        row = db.session.scalars(db.select(SelfMarkRow)).one()
        other = db.select(ItemVersionRow.digest).where(ItemVersionRow.item_id == "examined")
        row.item_digest = db.session.scalar(other)
        db.session.commit()
    assert "Self-marked" not in sitting.result().text
