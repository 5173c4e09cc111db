"""What pages and saves cost the database: little, and no more on item 60 or with thirty attempts behind one."""

import pytest

from revision_app.db import db
from revision_app.quiz.attempts.actions import grading
from revision_app.quiz.attempts.core.attempt import Save
from revision_app.quiz.attempts.queries import attempts as queries
from revision_app.quiz.bank import queries as papers
from revision_app.web.clock import now
from tests.support.builders import a_person
from tests.support.papers import a_paper, an_item, offer
from tests.support.sitting import JSON, Sitting, later
from tests.support.statements import counted

MOST_FOR_A_SAVE = 4
MOST_FOR_A_PAGE = 8


@pytest.fixture
def sitting(app, as_) -> Sitting:
    """A paper of 60 items, warm: its text has been read once."""
    offer(app, a_paper(tuple(an_item(f"item-{n}") for n in range(1, 61)), attempts=100, minutes=60))
    return Sitting(as_(a_person(app)))


@pytest.fixture
def statements(app):
    return lambda: counted(app)


def cost(statements, do) -> int:
    with statements() as sent:
        assert do().status_code in (200, 303)
    return len(sent)


def test_a_save_costs_at_most_four_statements_on_every_item(sitting, statements):
    costs = set()
    for n in range(1, 61):
        page = sitting.open(n)
        for choice in "ab":
            page["key"] = f"{page['key'][:30]}-{choice}"
            with statements() as sent:
                receipt = sitting.answer(n, choice, page=page, headers=JSON)
            page["seen"] = receipt.json["step"]
            costs.add(len(sent))
    assert len(costs) == 1
    assert max(costs) <= MOST_FOR_A_SAVE


def test_a_save_by_its_button_costs_no_more(sitting, statements):
    page = sitting.open(5)
    assert cost(statements, lambda: sitting.answer(5, "b", page=page, then="6")) <= MOST_FOR_A_SAVE


def test_a_save_that_changes_nothing_writes_nothing(sitting, statements):
    page = sitting.open(1)
    sitting.answer(1, "b", page=page)
    with statements() as sent:
        sitting.answer(1, "b", page=page)
    assert not any(statement.startswith("INSERT") for statement in sent)


def test_beginning_a_paper_writes_no_question_that_somebody_has_sat(app, as_, statements):
    offer(app, a_paper(tuple(an_item(f"item-{n}") for n in range(1, 61)), shuffle=True))
    Sitting(as_(a_person(app)))
    another = as_(a_person(app))
    with statements() as sent:
        Sitting(another)
    written = [statement.split()[2] for statement in sent if statement.startswith("INSERT")]
    assert written == ["paper_versions", "attempts"]


def test_pages_cost_little_and_as_much_with_thirty_attempts_as_with_one(app, sitting, statements):
    browser = sitting.browser

    def costs(current: Sitting, over: Sitting) -> dict[str, int]:
        paths = ["/quizzes/", "/quizzes/first-paper", current.url(1), current.url(60), f"/attempts/{current.id}/review"]
        pages = {path.replace(str(current.id), "#"): path for path in paths} | {"result": f"/attempts/{over.id}/result"}
        return {name: cost(statements, lambda path=path: browser.get(path)) for name, path in pages.items()}

    def one_more(current: Sitting) -> Sitting:
        for n in (1, 30, 60):
            current.answer(n, "b")
        current.submit()
        return Sitting(browser)

    current = one_more(sitting)
    few = costs(current, sitting)
    for _ in range(30):
        current = one_more(current)
    many = costs(current, sitting)
    assert few == many
    assert max(few.values()) <= MOST_FOR_A_PAGE


def test_starting_and_submitting_cost_little_too(sitting, statements):
    sitting.answer(1, "b")
    assert cost(statements, sitting.submit) <= MOST_FOR_A_PAGE
    assert cost(statements, lambda: sitting.browser.post("/quizzes/first-paper")) <= MOST_FOR_A_PAGE


def test_the_text_of_a_paper_no_longer_offered_is_read_from_the_database_once(app, sitting, statements):
    offer(app, a_paper())
    papers._thawed.clear()
    cold = cost(statements, lambda: sitting.browser.get(sitting.url(2)))
    warm = cost(statements, lambda: sitting.browser.get(sitting.url(2)))
    assert (cold - warm, cold <= MOST_FOR_A_PAGE) == (2, True)


def test_settling_many_costs_as_much_as_settling_one(app, as_, statements):
    def settled(attempts: int) -> int:
        for _ in range(attempts):
            Sitting(as_(a_person(app)))
        later(app, hours=2)
        with app.app_context(), statements() as sent:
            assert grading.sweep(at=now()) == attempts
        return len(sent)

    offer(app, a_paper())
    assert settled(1) == settled(20)


def test_of_an_answer_that_has_changed_two_hundred_times_saves_and_pages_read_the_last(sitting, statements):
    page = sitting.open(1)

    def save(n: int) -> None:
        receipt = sitting.answer(1, "ab"[n % 2], page={**page, "key": f"change-{n}"}, headers=JSON)
        page["seen"] = receipt.json["step"]

    for n in range(200):
        save(n)
    sitting.answer(2, "a", flag="1")
    sitting.answer(2, flag="0")
    with sitting.browser.app.app_context():
        found = queries.attempt_at(Save("item-1", ["a"], "another-key", 0), sitting.id, learner_id=1)
        whole = queries.attempt(sitting.id, learner_id=1)
        page = queries.attempt_as_it_stands(sitting.id, learner_id=1)
    assert len(found.steps) == 1
    assert (len(whole.steps), len(page.steps)) == (204, 4)
    for shown in ("answers", "flags", "checked", "window", "notes", "submitted_at"):
        assert getattr(page, shown) == getattr(whole, shown)
    assert page.last_saved_at() == whole.last_saved_at()


@pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)  # which counts its own steps
def test_a_save_is_as_much_work_after_two_hundred_answers_as_after_two(sitting):
    def work() -> int:
        steps = [0]

        def step() -> None:
            steps[0] += 1

        with sitting.browser.app.app_context():
            raw = db.session.connection().connection.dbapi_connection
            queries.attempt_at(Save("item-1", ["a"], "another-key", 0), sitting.id, learner_id=1)  # prepared now
            raw.set_progress_handler(step, 1)
            queries.attempt_at(Save("item-1", ["a"], "another-key", 0), sitting.id, learner_id=1)
            raw.set_progress_handler(None, 1)
        return steps[0]

    page = sitting.open(1)
    for n in range(200):
        receipt = sitting.answer(1, "ab"[n % 2], page={**page, "key": f"change-{n}"}, headers=JSON)
        page["seen"] = receipt.json["step"]
        if n == 1:
            few = work()
    assert work() <= few + 5
