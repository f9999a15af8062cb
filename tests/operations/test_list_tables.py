"""ListTables: API reference "ListTables"."""

import pytest
from support import tables
from support.expect import constraint, refused, violation


def test_lists_in_order_of_names(db, make_table):
    """API reference, ListTables: the names of the account's tables; recorded on AWS: ordered by name."""
    names = sorted(make_table(name=tables.unique_name(f"list-{letter}")) for letter in "cab")
    listed = [name for page in db.get_paginator("list_tables").paginate() for name in page["TableNames"]]
    assert [name for name in listed if name in names] == names
    assert listed == sorted(listed)


def test_pages(db, make_table):
    """API reference, ListTables: Limit names at most are answered, and LastEvaluatedTableName where more follow."""
    names = sorted(make_table() for _ in range(5))
    start, listed = names[0][:-1], []  # a name that does not exist and sorts before
    while start:
        page = db.list_tables(Limit=2, ExclusiveStartTableName=start)
        assert len(page["TableNames"]) <= 2
        listed += page["TableNames"]
        start = page.get("LastEvaluatedTableName")
        assert start is None or start == page["TableNames"][-1]
    assert [name for name in listed if name in names] == names


def test_begins_after_the_start_name(db, make_table):
    """API reference, ListTables, ExclusiveStartTableName: the first name that this operation will evaluate comes after it."""
    first, second = sorted(make_table() for _ in range(2))
    listed = db.list_tables(ExclusiveStartTableName=first)["TableNames"]
    assert first not in listed and second in listed


def test_the_last_page_has_no_end(db, make_table):
    """API reference, ListTables: no LastEvaluatedTableName when there are no more tables."""
    make_table()
    assert "LastEvaluatedTableName" not in db.list_tables(ExclusiveStartTableName="zzzzzzzz")


def test_a_deleted_table_is_not_listed(db, make_table):
    """API reference, DeleteTable: a deleted table is gone from the lists (dynamodb-conformance, tier1/deleteTable)."""
    name = make_table()
    db.delete_table(TableName=name)
    tables.wait_gone(db, name)
    listed = [name for page in db.get_paginator("list_tables").paginate() for name in page["TableNames"]]
    assert name not in listed


@pytest.mark.parametrize("limit, must", [
    (0, "have value greater than or equal to 1"), (-1, "have value greater than or equal to 1"),
    (101, "have value less than or equal to 100")])
def test_a_bad_limit_is_refused(db, limit, must):
    """Service model, ListTablesInputLimit: 1 to 100."""
    with constraint(violation(limit, "limit", must)):
        db.list_tables(Limit=limit)


def test_a_bad_start_name_is_refused(db):
    """Service model, TableName: at least 3 characters of a-z, A-Z, 0-9, '_', '-', '.'."""
    with refused("ValidationException", matching="exclusiveStartTableName"):
        db.list_tables(ExclusiveStartTableName="a;")
