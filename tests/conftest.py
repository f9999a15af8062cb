"""Fixtures of the tests that speak the API. They start the server of build/release on a free port, once a session, or talk to the
endpoint that QUONDAM_TEST_ENDPOINT names."""

import os

import pytest
from support import api, tables
from support.admin import Admin
from support.clock import as_datetime, next_second, until
from support.server import Server

FOREIGN_ENDPOINT = os.environ.get("QUONDAM_TEST_ENDPOINT")


def pytest_collection_modifyitems(config, items):
    if not FOREIGN_ENDPOINT:
        return
    own = [item for item in items if item.get_closest_marker("own_server")]
    config.hook.pytest_deselected(items=own)
    items[:] = [item for item in items if item not in own]


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The session's server; tests that stop or kill one start their own."""
    with Server(tmp_path_factory.mktemp("data")) as running:
        yield running
        assert running.is_running(), f"the server ended during the tests:\n{running.output()}"


@pytest.fixture(scope="session")
def endpoint(request) -> str:
    return FOREIGN_ENDPOINT or request.getfixturevalue("server").endpoint


@pytest.fixture(scope="session")
def db(endpoint):
    return api.client(endpoint)


@pytest.fixture(scope="session")
def streams(endpoint):
    """The Streams API."""
    return api.client(endpoint, service="dynamodbstreams")


@pytest.fixture(scope="session")
def raw(endpoint) -> api.RawApi:
    return api.RawApi(endpoint)


@pytest.fixture(scope="session")
def admin(endpoint) -> Admin:
    return Admin(endpoint)


@pytest.fixture
def make_table(db):
    """Creates on-demand tables, waits until they are active, deletes them afterwards: make_table("pk:S", "sk:N") answers a name.
    `attributes` are more attribute definitions, for the keys of secondary indexes."""
    made = []

    def make(*keys: str, name: str | None = None, attributes: tuple = (), **parameters) -> str:
        name = name or tables.unique_name()
        made.append(name)
        parameters.setdefault("BillingMode", "PAY_PER_REQUEST")
        db.create_table(TableName=name, **tables.definition(*(keys or ("pk:S",)), attributes=attributes), **parameters)
        tables.wait_active(db, name)
        return name

    make.later = made.append  # for tables that a test creates otherwise
    yield make
    for name in made:
        tables.drop(db, name)


@pytest.fixture
def streamed(db, make_table):
    """streamed("pk:S", "sk:S", view="KEYS_ONLY"): a table with a stream; its name and the stream's ARN."""
    def make(*keys: str, view: str = "NEW_AND_OLD_IMAGES", **parameters) -> tuple[str, str]:
        name = make_table(*keys, StreamSpecification={"StreamEnabled": True, "StreamViewType": view}, **parameters)
        return name, db.describe_table(TableName=name)["Table"]["LatestStreamArn"]

    return make


@pytest.fixture
def recorded(db, make_table):
    """A table with point-in-time recovery, and a whole second that lies after the beginning of its window."""
    def make(*keys, **parameters) -> str:
        name = make_table(*(keys or ("pk:S", "sk:S")), **parameters)
        db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
        next_second()
        return name

    return make


@pytest.fixture
def restore(db, make_table):
    """restore(source, second): starts the restore, waits until it is ACTIVE, answers the new table's name."""
    def run(source: str, second: int | None = None, **parameters) -> str:
        target = tables.unique_name("restored")
        make_table.later(target)
        when = {"UseLatestRestorableTime": True} if second is None else {"RestoreDateTime": as_datetime(second)}
        db.restore_table_to_point_in_time(SourceTableName=source, TargetTableName=target, **when, **parameters)
        tables.wait_active(db, target)
        return target

    return run


@pytest.fixture
def make_backup(db):
    made = []

    def make(table: str, name: str = "nightly") -> str:
        made.append(db.create_backup(TableName=table, BackupName=name)["BackupDetails"]["BackupArn"])
        until(lambda: db.describe_backup(BackupArn=made[-1])["BackupDescription"]["BackupDetails"]["BackupStatus"] == "AVAILABLE")
        return made[-1]

    yield make
    for arn in made:
        try:
            db.delete_backup(BackupArn=arn)
        except db.exceptions.BackupNotFoundException:
            pass


@pytest.fixture
def restore_backup(db, make_table):
    def run(arn: str, **parameters) -> str:
        target = tables.unique_name("restored")
        make_table.later(target)
        description = db.restore_table_from_backup(BackupArn=arn, TargetTableName=target, **parameters)["TableDescription"]
        assert description["TableStatus"] == "CREATING"
        assert (description["RestoreSummary"]["SourceBackupArn"], description["RestoreSummary"]["RestoreInProgress"]) == (arn, True)
        tables.wait_active(db, target)
        return target

    return run


def shared_table(*keys: str):
    @pytest.fixture(scope="session")
    def table(db):
        name = tables.unique_name()
        db.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **tables.definition(*keys))
        tables.wait_active(db, name)
        yield name
        tables.drop(db, name)

    return table


# Tables that tests share: each test uses the partition key that `pk` gives it.
hash_table = shared_table("pk:S")
sorted_table = shared_table("pk:S", "sk:S")
number_table = shared_table("pk:S", "sk:N")
binary_table = shared_table("pk:S", "sk:B")


@pytest.fixture
def pk() -> str:
    return tables.unique_name("key")
