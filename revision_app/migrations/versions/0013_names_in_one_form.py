"""People are sorted and found by their names in small plain letters, on every database alike."""

import sqlalchemy as sa
from alembic import op

from revision_app.accounts.core.names import name_key

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

KEY = sa.String().with_variant(sa.String(collation='C'), 'postgresql')
PEOPLE = sa.table('people', sa.column('id', sa.Integer), sa.column('name', sa.String), sa.column('name_key', KEY))


def upgrade() -> None:
    op.add_column('people', sa.Column('name_key', KEY))
    connection = op.get_bind()
    for person in connection.execute(sa.select(PEOPLE.c.id, PEOPLE.c.name)).all():
        connection.execute(PEOPLE.update().where(PEOPLE.c.id == person.id).values(name_key=name_key(person.name)))
    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.alter_column('name_key', existing_type=KEY, nullable=False)
        batch_op.create_index(batch_op.f('ix_people_name_key'), ['name_key'])


def downgrade() -> None:
    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_people_name_key'))
        batch_op.drop_column('name_key')
