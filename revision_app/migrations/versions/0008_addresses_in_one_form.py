"""Addresses are compared in one form: composed letters, and domains in letters instead of Punycode.

An address whose form is another account's already stays as it is: two accounts of one person are for an administrator
to put together.
"""

import sqlalchemy as sa
from alembic import op

from revision_app.accounts.core.addresses import address_of

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

PEOPLE = sa.table('people', sa.column('id', sa.Integer), sa.column('email', sa.String))


def upgrade() -> None:
    connection = op.get_bind()
    people = connection.execute(sa.select(PEOPLE.c.id, PEOPLE.c.email)).all()
    taken = {person.email for person in people}
    for person in people:
        address = address_of(person.email)
        if address not in taken:
            connection.execute(PEOPLE.update().where(PEOPLE.c.id == person.id).values(email=address))
            taken.add(address)


def downgrade() -> None:
    """The form of before was one that was typed, and any is right."""
