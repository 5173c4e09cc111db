from datetime import datetime

from sqlalchemy import delete, update

from ..db import db, insert_missing, transaction
from ..progress.actions import keep_aim
from ..progress.core.aim import Aim
from .core.study_time import StudyTime
from .models import StudyTimeRow


@transaction
def choose(aim: Aim, time: StudyTime, *, learner_id: int, at: datetime) -> None:
    """Plan towards a date with so much time, in the place of any plan before; of two at once the later one stands."""
    keep_aim(aim, learner_id=learner_id, at=at)
    values = {"minutes": " ".join(map(str, time.minutes)), "days_off": _written(time), "at": at}
    db.session.execute(insert_missing(StudyTimeRow), {"learner_id": learner_id, **values})
    db.session.execute(update(StudyTimeRow).where(StudyTimeRow.learner_id == learner_id).values(values))


def _written(time: StudyTime) -> str:
    return " ".join(day.isoformat() for day in sorted(time.days_off))


@transaction
def remove(*, learner_id: int) -> None:
    """Have no plan any more; the date stays. Removed a second time nothing happens."""
    db.session.execute(delete(StudyTimeRow).where(StudyTimeRow.learner_id == learner_id))
