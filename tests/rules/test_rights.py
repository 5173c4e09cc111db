"""No table that holds a person is forgotten, neither when they take along what is about them nor when it goes."""

from sqlalchemy import Table

from revision_app.db import Base
from revision_app.rights.core.holdings import HOLDINGS, OF_STAFF


def refers_to(table: Table) -> set[str]:
    return {key.column.table.name for key in table.foreign_keys}


def hold_a_person() -> set[str]:
    """The tables that refer to people, or to a table that does."""
    found = {"people"}
    for table in Base.metadata.sorted_tables * 2:  # a second time for references in circles
        if refers_to(table) & found:
            found.add(table.name)
    return found


def test_every_table_that_holds_a_person_is_taken_along_or_says_why_not() -> None:
    assert HOLDINGS.keys() | OF_STAFF.keys() == hold_a_person()
    assert not HOLDINGS.keys() & OF_STAFF.keys()


def test_every_way_to_a_person_leads_there_and_every_named_column_is_one() -> None:
    for holding in HOLDINGS.values():
        table = Base.metadata.tables[holding.table]
        assert {*holding.by, *holding.blank, *holding.without} <= set(table.columns.keys()), holding.table
        for name in holding.by if holding.table != "people" else ():
            (target,) = (key.column.table.name for key in table.columns[name].foreign_keys)
            assert target in HOLDINGS, f"{holding.table}.{name}"


def test_what_is_blanked_is_in_rows_that_are_kept() -> None:
    assert all(holding.kept for holding in HOLDINGS.values() if holding.blank)


def test_nothing_that_lets_somebody_in_is_taken_along() -> None:
    secrets = ("people", "sign_ins", "password_links", "one_time_links", "letters", "second_steps", "recovery_codes")
    secrets += ("calendar_addresses",)
    for table in secrets:
        assert {"password_hash", "digest", "text", "secret"} & set(HOLDINGS[table].without), table
