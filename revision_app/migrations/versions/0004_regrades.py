"""Regrades: the decision, the results that it wrote, and what was ruled of an item"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('regrades',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.String(), nullable=False),
    sa.Column('way', sa.String(length=40), nullable=False),
    sa.Column('from_digests', sa.JSON(), nullable=False),
    sa.Column('to_digest', sa.String(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('counted', sa.Integer(), nullable=False),
    sa.Column('finished_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['people.id'], name=op.f('fk_regrades_author_id')),
    sa.ForeignKeyConstraint(['to_digest'], ['item_versions.digest'], name=op.f('fk_regrades_to_digest')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_regrades'))
    )
    with op.batch_alter_table('regrades', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_regrades_item_id'), ['item_id'], unique=False)

    with op.batch_alter_table('results', schema=None) as batch_op:
        batch_op.add_column(sa.Column('regrade_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_results_regrade_id'), 'regrades', ['regrade_id'], ['id'])
        batch_op.create_index(batch_op.f('ix_results_regrade_id'), ['regrade_id'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_results_attempt_id_regrade_id'), ['attempt_id', 'regrade_id'])

    with op.batch_alter_table('result_items', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ruling', sa.String(length=40), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('result_items', schema=None) as batch_op:
        batch_op.drop_column('ruling')

    with op.batch_alter_table('results', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_results_attempt_id_regrade_id'), type_='unique')
        batch_op.drop_index(batch_op.f('ix_results_regrade_id'))
        batch_op.drop_constraint(batch_op.f('fk_results_regrade_id'), type_='foreignkey')
        batch_op.drop_column('regrade_id')

    with op.batch_alter_table('regrades', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_regrades_item_id'))

    op.drop_table('regrades')
