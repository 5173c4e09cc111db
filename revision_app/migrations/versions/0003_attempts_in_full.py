"""Attempts in full: time that changes, seeds, segments; adjustments, dates, marks by hand, challenges, practice"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

OLD = sa.table(
    "attempts",
    sa.column("id", sa.Integer),
    sa.column("started_at", sa.DateTime),
    sa.column("allowance_seconds", sa.Integer),
    sa.column("limit_seconds", sa.Integer),
    sa.column("deadline_at", sa.DateTime),
)


def upgrade() -> None:
    op.create_table('adjustments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('learner_id', sa.Integer(), nullable=False),
    sa.Column('extra_percent', sa.Integer(), nullable=False),
    sa.Column('extra_minutes', sa.Integer(), nullable=False),
    sa.Column('rest_minutes', sa.Integer(), nullable=False),
    sa.Column('untimed', sa.Boolean(), nullable=False),
    sa.Column('calm_timer', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['people.id'], name=op.f('fk_adjustments_author_id')),
    sa.ForeignKeyConstraint(['learner_id'], ['people.id'], name=op.f('fk_adjustments_learner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_adjustments'))
    )
    with op.batch_alter_table('adjustments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_adjustments_learner_id'), ['learner_id'], unique=False)

    op.create_table('assignments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('paper_id', sa.String(), nullable=False),
    sa.Column('opens_at', sa.DateTime(), nullable=True),
    sa.Column('closes_at', sa.DateTime(), nullable=True),
    sa.Column('release_at', sa.DateTime(), nullable=True),
    sa.Column('withdrawn', sa.Boolean(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['people.id'], name=op.f('fk_assignments_author_id')),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohorts.id'], name=op.f('fk_assignments_cohort_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignments'))
    )
    with op.batch_alter_table('assignments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assignments_cohort_id_paper_id_id'), ['cohort_id', 'paper_id', 'id'], unique=False)

    op.create_table('practice_answers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('learner_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.String(), nullable=False),
    sa.Column('item_digest', sa.String(), nullable=False),
    sa.Column('response', sa.JSON(), nullable=False),
    sa.Column('mark_num', sa.Integer(), nullable=False),
    sa.Column('mark_den', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['item_digest'], ['item_versions.digest'], name=op.f('fk_practice_answers_item_digest')),
    sa.ForeignKeyConstraint(['learner_id'], ['people.id'], name=op.f('fk_practice_answers_learner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_answers'))
    )
    with op.batch_alter_table('practice_answers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_practice_answers_learner_id_item_id_id'), ['learner_id', 'item_id', 'id'], unique=False)

    op.create_table('challenges',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.String(), nullable=False),
    sa.Column('item_digest', sa.String(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('learner_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempts.id'], name=op.f('fk_challenges_attempt_id')),
    sa.ForeignKeyConstraint(['item_digest'], ['item_versions.digest'], name=op.f('fk_challenges_item_digest')),
    sa.ForeignKeyConstraint(['learner_id'], ['people.id'], name=op.f('fk_challenges_learner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenges'))
    )
    with op.batch_alter_table('challenges', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_challenges_item_id'), ['item_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_challenges_learner_id'), ['learner_id'], unique=False)

    op.create_table('given_marks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.String(), nullable=False),
    sa.Column('share_num', sa.Integer(), nullable=False),
    sa.Column('share_den', sa.Integer(), nullable=False),
    sa.Column('comment', sa.String(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempts.id'], name=op.f('fk_given_marks_attempt_id')),
    sa.ForeignKeyConstraint(['author_id'], ['people.id'], name=op.f('fk_given_marks_author_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_given_marks'))
    )
    with op.batch_alter_table('given_marks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_given_marks_attempt_id_item_id_id'), ['attempt_id', 'item_id', 'id'], unique=False)

    op.create_table('misses',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempts.id'], name=op.f('fk_misses_attempt_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_misses'))
    )
    with op.batch_alter_table('misses', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_misses_attempt_id_item_id_id'), ['attempt_id', 'item_id', 'id'], unique=False)

    op.create_table('challenge_replies',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('challenge_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=True),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['people.id'], name=op.f('fk_challenge_replies_author_id')),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_challenge_replies_challenge_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenge_replies'))
    )
    with op.batch_alter_table('challenge_replies', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_challenge_replies_challenge_id'), ['challenge_id'], unique=False)

    with op.batch_alter_table('attempt_steps', schema=None) as batch_op:
        batch_op.add_column(sa.Column('certainty', sa.Integer(), nullable=True))

    with op.batch_alter_table('attempts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('mode', sa.String(), nullable=False, server_default='timed'))
        batch_op.add_column(sa.Column('seed', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('segment', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('limit_seconds', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('extended_seconds', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('rest_seconds', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('rested_seconds', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('resting_since', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('closes_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('deadline_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('voided_at', sa.DateTime(), nullable=True))
        batch_op.create_index(batch_op.f('ix_attempts_deadline_at'), ['deadline_at'], unique=False)

    _say_when_each_attempt_ends()
    with op.batch_alter_table('attempts', schema=None) as batch_op:
        batch_op.drop_column('allowance_seconds')
        for column in ('mode', 'seed', 'segment', 'extended_seconds', 'rest_seconds', 'rested_seconds'):
            batch_op.alter_column(column, server_default=None)

    with op.batch_alter_table('result_items', schema=None) as batch_op:
        batch_op.add_column(sa.Column('pending', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('certainty', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('seconds', sa.Integer(), nullable=True))

    with op.batch_alter_table('results', schema=None) as batch_op:
        batch_op.add_column(sa.Column('segment', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('pending', sa.Integer(), nullable=False, server_default='0'))

    with op.batch_alter_table('results', schema=None) as batch_op:
        for column in ('segment', 'pending'):
            batch_op.alter_column(column, server_default=None)

    with op.batch_alter_table('result_items', schema=None) as batch_op:
        batch_op.alter_column('pending', server_default=None)


def _say_when_each_attempt_ends() -> None:
    connection = op.get_bind()
    for attempt in connection.execute(sa.select(OLD.c.id, OLD.c.started_at, OLD.c.allowance_seconds)).all():
        deadline = attempt.started_at + timedelta(seconds=attempt.allowance_seconds)
        values = {"limit_seconds": attempt.allowance_seconds, "deadline_at": deadline}
        connection.execute(sa.update(OLD).where(OLD.c.id == attempt.id).values(values))


def downgrade() -> None:
    with op.batch_alter_table('results', schema=None) as batch_op:
        batch_op.drop_column('pending')
        batch_op.drop_column('segment')

    with op.batch_alter_table('result_items', schema=None) as batch_op:
        batch_op.drop_column('seconds')
        batch_op.drop_column('certainty')
        batch_op.drop_column('pending')

    with op.batch_alter_table('attempts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('allowance_seconds', sa.Integer(), nullable=False, server_default='0'))
        batch_op.drop_index(batch_op.f('ix_attempts_deadline_at'))
        batch_op.drop_column('voided_at')
        batch_op.drop_column('deadline_at')
        batch_op.drop_column('closes_at')
        batch_op.drop_column('resting_since')
        batch_op.drop_column('rested_seconds')
        batch_op.drop_column('rest_seconds')
        batch_op.drop_column('extended_seconds')
        batch_op.drop_column('limit_seconds')
        batch_op.drop_column('segment')
        batch_op.drop_column('seed')
        batch_op.drop_column('mode')

    with op.batch_alter_table('attempt_steps', schema=None) as batch_op:
        batch_op.drop_column('certainty')

    with op.batch_alter_table('challenge_replies', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_challenge_replies_challenge_id'))

    op.drop_table('challenge_replies')
    with op.batch_alter_table('misses', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_misses_attempt_id_item_id_id'))

    op.drop_table('misses')
    with op.batch_alter_table('given_marks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_given_marks_attempt_id_item_id_id'))

    op.drop_table('given_marks')
    with op.batch_alter_table('challenges', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_challenges_learner_id'))
        batch_op.drop_index(batch_op.f('ix_challenges_item_id'))

    op.drop_table('challenges')
    with op.batch_alter_table('practice_answers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_practice_answers_learner_id_item_id_id'))

    op.drop_table('practice_answers')
    with op.batch_alter_table('assignments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_assignments_cohort_id_paper_id_id'))

    op.drop_table('assignments')
    with op.batch_alter_table('adjustments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_adjustments_learner_id'))

    op.drop_table('adjustments')
