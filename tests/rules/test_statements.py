"""What a page asks of the database is bounded, however much there is."""

from flask import Flask

from revision_app import demonstration
from revision_app.web.clock import now
from tests.support.crowd import add_a_crowd, statements

MOST = 8
# A cohort's page also reads how ready each of its learners is. An export of it writes its entry of the audit as well,
# which on PostgreSQL waits for its turn in the chain with one more. The records of a cohort put together what six
# features know, and ask for tutors besides when they taught those who have left.
MOST_OF = {"progress.cohort(tutor)": 10, "progress.cohort_csv(tutor)": 12, "progress.cohort_xlsx(tutor)": 12}
MOST_OF |= {"progress.today(learner)": 11, "calendars.calendar(learner)": 11}  # which work out their study plan, too
MOST_OF |= {"records.cohort(administrator)": 9, "records.cohort(tutor)": 10}
MOST_OF |= {f"records.cohort_{kind}(administrator)": 12 for kind in ("csv", "xlsx")}
MOST_OF |= {f"records.cohort_{kind}(tutor)": 13 for kind in ("csv", "xlsx")}


def test_no_page_sends_more_than_eight_statements_and_as_many_for_more_rows(app: Flask) -> None:
    with app.app_context():
        demonstration.seed(app.extensions["settings"], at=now())
    before = statements(app)
    assert {name: sent for name, sent in before.items() if sent > MOST_OF.get(name, MOST)} == {}
    add_a_crowd(app, 12)
    assert statements(app) == before
