"""Take the words beside photographs and recordings whose consent was withdrawn out of what was handed in.

They were left there until now. Marked as ``redacted``, as ``evidence.files.core.pair`` does from now on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

PIECES = sa.table("pieces", sa.column("id", sa.Integer), sa.column("content", sa.JSON))
PIECE_FILES = sa.table("piece_files", sa.column("piece_id", sa.Integer), sa.column("file_id", sa.Integer))
CONSENTS = sa.table(
    "consents", sa.column("id", sa.Integer), sa.column("file_id", sa.Integer), sa.column("withdrawn", sa.Boolean)
)


def upgrade() -> None:
    connection = op.get_bind()
    withdrawn = set(connection.scalars(sa.select(CONSENTS.c.file_id).where(CONSENTS.c.withdrawn)))
    within = sa.select(PIECE_FILES.c.piece_id).where(
        PIECE_FILES.c.file_id.in_(sa.select(CONSENTS.c.file_id).where(CONSENTS.c.withdrawn))
    )
    for id_, content in connection.execute(sa.select(PIECES).where(PIECES.c.id.in_(within))).all():
        files = [_redacted(each, withdrawn) for each in content.get("files", ())]
        values = {"content": {**content, "files": files}}
        connection.execute(sa.update(PIECES).where(PIECES.c.id == id_).values(values))


def _redacted(said: dict[str, object], withdrawn: set[int]) -> dict[str, object]:
    pair = said.get("pair")
    own = said["id"] in withdrawn
    if not own and not (isinstance(pair, dict) and pair["after"] in withdrawn):
        return said
    of_pair = {"pair": {**pair, "caption": ""}} if isinstance(pair, dict) else {}
    words = {"name": "", "caption": "", "alternative": ""} if own else {}
    return {**said, **words, **of_pair, "redacted": True}


def downgrade() -> None:
    """What was deleted does not come back."""
