"""Enrolments and tutors of cohorts have dates and are ended, not deleted; an attempt knows the cohorts it began in.

Until now rows were deleted, so those that are there go on. When a tutor began was not written down: they are taken to
have taught since the cohort was made. Attempts began, as far as is known, in the cohorts that their learner is in now:
these are the cohorts whose dates have counted for them.
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

GOES_ON = sa.text('ended_at IS NULL')


def upgrade() -> None:
    _rebuild('enrolments', 'learner_id', 'SELECT cohort_id, learner_id, at FROM enrolments_before'
             ' ORDER BY at, cohort_id, learner_id')
    _rebuild('cohort_tutors', 'tutor_id', 'SELECT cohort_id, tutor_id, made_at FROM cohort_tutors_before'
             ' JOIN cohorts ON cohorts.id = cohort_id ORDER BY made_at, cohort_id, tutor_id')

    op.create_table('attempt_cohorts',
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('assignment_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['assignment_id'], ['assignments.id'], name=op.f('fk_attempt_cohorts_assignment_id')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempts.id'], name=op.f('fk_attempt_cohorts_attempt_id')),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohorts.id'], name=op.f('fk_attempt_cohorts_cohort_id')),
    sa.PrimaryKeyConstraint('attempt_id', 'cohort_id', name=op.f('pk_attempt_cohorts'))
    )
    op.create_index(op.f('ix_attempt_cohorts_cohort_id'), 'attempt_cohorts', ['cohort_id'], unique=False)
    op.execute('INSERT INTO attempt_cohorts (attempt_id, cohort_id, assignment_id)'
               ' SELECT attempts.id, enrolments.cohort_id, (SELECT max(assignments.id) FROM assignments'
               ' WHERE assignments.cohort_id = enrolments.cohort_id AND assignments.paper_id = attempts.paper_id)'
               ' FROM attempts JOIN enrolments ON enrolments.learner_id = attempts.learner_id'
               ' WHERE enrolments.started_at <= attempts.started_at OR NOT EXISTS (SELECT 1 FROM enrolments AS earlier'
               ' WHERE earlier.learner_id = attempts.learner_id AND earlier.started_at <= attempts.started_at)')


def _rebuild(table: str, person: str, rows: str) -> None:
    """Make a table anew with an id and an end, and fill it with what these rows of the old one say."""
    op.execute(f'CREATE TABLE {table}_before AS SELECT * FROM {table}')
    op.drop_table(table)
    op.create_table(table,
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column(person, sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohorts.id'], name=op.f(f'fk_{table}_cohort_id')),
    sa.ForeignKeyConstraint([person], ['people.id'], name=op.f(f'fk_{table}_{person}')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['people.id'], name=op.f(f'fk_{table}_ended_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}'))
    )
    op.create_index(op.f(f'ix_{table}_cohort_id'), table, ['cohort_id'], unique=False)
    op.create_index(op.f(f'ix_{table}_{person}'), table, [person], unique=False)
    op.create_index(op.f(f'ix_{table}_cohort_id_{person}'), table, ['cohort_id', person], unique=True,
                    sqlite_where=GOES_ON, postgresql_where=GOES_ON)
    op.execute(f'INSERT INTO {table} (cohort_id, {person}, started_at) {rows}')
    op.drop_table(f'{table}_before')


def downgrade() -> None:
    """What has ended is deleted, as it was before."""
    op.drop_table('attempt_cohorts')
    _rebuild_as_before('cohort_tutors', 'tutor_id')
    _rebuild_as_before('enrolments', 'learner_id', sa.Column('at', sa.DateTime(), nullable=False))


def _rebuild_as_before(table: str, person: str, *more: sa.Column) -> None:
    op.execute(f'CREATE TABLE {table}_after AS SELECT * FROM {table} WHERE ended_at IS NULL')
    op.drop_table(table)
    op.create_table(table,
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column(person, sa.Integer(), nullable=False),
    *more,
    sa.ForeignKeyConstraint(['cohort_id'], ['cohorts.id'], name=op.f(f'fk_{table}_cohort_id')),
    sa.ForeignKeyConstraint([person], ['people.id'], name=op.f(f'fk_{table}_{person}')),
    sa.PrimaryKeyConstraint('cohort_id', person, name=op.f(f'pk_{table}'))
    )
    op.create_index(op.f(f'ix_{table}_{person}'), table, [person], unique=False)
    started = ', started_at' if more else ''
    op.execute(f'INSERT INTO {table} SELECT cohort_id, {person}{started} FROM {table}_after')
    op.drop_table(f'{table}_after')
