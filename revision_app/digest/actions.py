from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, update

from ..db import db, insert_missing, transaction
from ..outbox import actions as outbox
from ..outbox.core import Letter
from .core import HowOften, Reader
from .models import DigestRow

AT_ONCE = 500  # people in one statement


@transaction
def choose(person_id: int, how_often: HowOften) -> None:
    """Be told so often from now on."""
    db.session.execute(insert_missing(DigestRow).values(person_id=person_id))
    mine = update(DigestRow).where(DigestRow.person_id == person_id)
    db.session.execute(mine.values(how_often=how_often))


@transaction
def tell(reader: Reader, letters: Sequence[Letter], told: Mapping[str, Collection[str]], *, at: datetime) -> bool:
    """Have somebody told, and remember what waited; whether nobody else looked meanwhile, and they chose as before.

    Whatever happens to this process, there is the letter and that it was written, or neither.
    """
    values = {"looked_at": at, "told": dict(told) or None}
    row, person_id = DigestRow, reader.person.id
    if reader.is_known:
        as_before = (
            row.person_id == person_id,
            row.looked_at.is_not_distinct_from(reader.looked_at),
            row.how_often.is_not_distinct_from(reader.chosen),
        )
        noted = db.session.scalar(update(row).where(*as_before).values(**values).returning(row.person_id))
    else:
        noted = db.session.scalar(insert_missing(row, "person_id").values(person_id=person_id, **values))
    if noted is None:
        return False
    outbox.put(letters, at=at)
    return True


@transaction
def note_looked(person_ids: Collection[int], *, at: datetime) -> None:
    """Nothing new waits for these people, who are told once a day or once a week."""
    ids = list(person_ids)
    for some in (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)):
        db.session.execute(insert_missing(DigestRow).values([{"person_id": each} for each in some]))
        earlier = or_(DigestRow.looked_at.is_(None), DigestRow.looked_at < at)
        db.session.execute(update(DigestRow).where(DigestRow.person_id.in_(some), earlier).values(looked_at=at))
