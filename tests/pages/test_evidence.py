"""A kind of evidence is a feature that makes pieces and a template that shows one; nothing else has to know of it."""

from collections.abc import Callable

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from revision_app.accounts.core import Role
from revision_app.db import transaction
from revision_app.evidence import library, queries
from revision_app.evidence.actions import put_forward
from revision_app.evidence.core import Draft, Kind
from revision_app.journal.views import AS_EVIDENCE
from revision_app.marking.core.submission import Quality
from revision_app.marking.queries.submissions import judged_by, settled
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import DECLARED

As = Callable[..., Browser]

OBSERVATION = Kind(
    "observation",
    template="observation/piece.html",
    draft=lambda source_id: f"/observations/{source_id}",
    shelf="Observations",
    shelf_address=lambda: "/observations/",
)
SHOWN = """<h{{ level }}>Seen by {{ content.observer }}</h{{ level }}>
{% for act in content.acts %}<p>{{ act }}</p>{% endfor %}"""


@pytest.fixture
def with_observations(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The site with one more kind of evidence, as its feature would register it."""
    loader = ChoiceLoader([DictLoader({OBSERVATION.template: SHOWN}), app.jinja_env.loader])
    monkeypatch.setattr(app.jinja_env, "loader", loader)
    library.register(app, [AS_EVIDENCE, OBSERVATION], settled=settled, judged_by=judged_by)
    return app


@transaction
def observe(source_id: int, *, learner_id: int) -> int:
    """What such a feature's own action would do."""
    content = {"observer": "Demo Supervisor", "acts": ["Washed both hands", "Changed the cartridge"]}
    draft = Draft("observation", source_id, "A first neck", content, ("1.2", "1.5"))
    last = queries.last("observation", source_id, learner_id=learner_id, at=now())
    return put_forward(draft, last, declaration=DECLARED, learner_id=learner_id, at=now())


def test_a_piece_of_another_kind_is_marked_released_and_read(with_observations: Flask, as_: As) -> None:
    app = with_observations
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    with app.app_context():
        piece = observe(40, learner_id=learner)
    assessor, reader = as_(tutor), as_(learner)

    assert "A first neck" in assessor.get("/marking/").text
    page = assessor.get(f"/submissions/{piece}").text
    assert "<h2>Seen by Demo Supervisor</h2>\n<p>Washed both hands</p>" in page
    referred = {"criterion-1.2-outcome": "referred", "criterion-1.2-comment": "Gloves, too."}
    referred["criterion-1.2-next_step"] = "Put on gloves before the skin is touched."
    achieved = {"criterion-1.5-outcome": "achieved", "criterion-1.5-met": [quality.value for quality in Quality]}
    done = assessor.post(f"/submissions/{piece}", {"seen": 0, **referred, **achieved, "release": "1"})
    assert done.status_code == 303

    page = reader.get(f"/evidence/{piece}").text
    assert "Gloves, too." in page
    assert '<a href="/observations/">Observations</a> / <a href="/observations/40">A first neck</a>' in page
    assert '<a class="btn primary" href="/observations/40">Work on it again</a>' in page
    matrix = reader.get("/criteria/").text
    # The cell of each criterion leads to the decision on it, and so does what is to be read of the referral.
    assert [matrix.count(f'href="/evidence/{piece}#about-{piece}-{criterion}"') for criterion in ("1.2", "1.5")] == [
        2,
        1,
    ]
    assert "A first neck" in assessor.get(f"/learners/{learner}").text


def test_pieces_of_two_kinds_from_sources_with_one_id_are_two_series(with_observations: Flask, as_: As) -> None:
    app = with_observations
    learner = a_person(app)
    other = a_person(app)
    with app.app_context():
        first, others = observe(40, learner_id=learner), observe(41, learner_id=other)
        assert queries.last("reflection", 40, learner_id=learner, at=now()) is None
        assert queries.last("observation", 40, learner_id=other, at=now()) is None
        assert queries.last("observation", 40, learner_id=learner, at=now()).piece.id == first != others
    assert as_(learner).get(f"/evidence/{others}").status_code == 404


def test_no_piece_of_another_kind_stands_in_the_journal(with_observations: Flask, as_: As) -> None:
    app = with_observations
    learner = a_person(app)
    browser = as_(learner)
    browser.post("/journal/", {"title": "A reflection that was never handed in"})
    with app.app_context():
        observe(1, learner_id=learner)
    assert "Draft</span>" in browser.get("/journal/").text
    assert "A reflection that was never handed in" in browser.get("/today").text
