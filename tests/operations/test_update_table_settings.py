"""UpdateTable's and CreateTable's TableClass, SSESpecification, OnDemandThroughput and WarmThroughput, and the daily decreases of provisioned
throughput. The texts were recorded on DynamoDB by ack-api-quirks (October 2026)."""

import time

import pytest
from support import api, tables
from support.admin import Admin
from support.expect import invalid, invalid_parameter, refused
from support.indexes import index
from support.server import Server

KEY = "arn:aws:kms:us-east-1:000000000000:key/301f0bb6-edf0-476a-9525-14f2ee58148a"
DAY = 86400
INFREQUENT = "STANDARD_INFREQUENT_ACCESS"


def units(read: int, write: int) -> dict:
    return {"ReadCapacityUnits": read, "WriteCapacityUnits": write}


def warm(read: int, write: int) -> dict:
    return {"ReadUnitsPerSecond": read, "WriteUnitsPerSecond": write}


@pytest.fixture
def provisioned(make_table):
    return make_table(BillingMode="PROVISIONED", ProvisionedThroughput=units(10, 10))


@pytest.fixture
def update(db):
    """update(name, ...): the table when it is ACTIVE again."""
    def run(name, **parameters) -> dict:
        db.update_table(TableName=name, **parameters)
        return tables.wait_active(db, name)

    return run


def test_the_table_class(db, make_table, update):
    """API reference, TableClass; DDB-TABLE-026: a table that has always been STANDARD has no TableClassSummary."""
    name = make_table()
    assert "TableClassSummary" not in update(name, TableClass="STANDARD")
    changed = update(name, TableClass=INFREQUENT)["TableClassSummary"]
    assert (changed["TableClass"], "LastUpdateDateTime" in changed) == (INFREQUENT, True)
    assert update(name, TableClass="STANDARD")["TableClassSummary"]["TableClass"] == "STANDARD"
    assert db.describe_table(TableName=make_table(TableClass=INFREQUENT))["Table"]["TableClassSummary"] == {"TableClass": INFREQUENT}


@pytest.fixture
def ticking(tmp_path):
    """A server whose clock is moved by hand, and a table that is made and changed there."""
    with Server(tmp_path, "--test-clock") as server:
        db, admin = api.client(server.endpoint), Admin(server.endpoint)
        db.create_table(TableName="ticking", **tables.definition("pk:S"), BillingMode="PAY_PER_REQUEST")
        yield db, admin, lambda **parameters: db.update_table(TableName="ticking", **parameters)


@pytest.mark.own_server
def test_two_changes_of_the_class_in_30_days(ticking):
    """Service quotas, table class: two changes in a trailing 30 days. DDB-TABLE-443, 377: the text; then the present class is refused, too;
    a table that is made anew begins anew."""
    db, admin, update = ticking
    limited = "Subscriber limit exceeded: Updates to TableClass are limited to 2 times in 30 day(s)."
    update(TableClass=INFREQUENT)
    update(TableClass=INFREQUENT)
    admin.advance_clock(Seconds=10 * DAY)
    update(TableClass="STANDARD")
    for wanted in (INFREQUENT, "STANDARD"):
        with refused("LimitExceededException", limited):
            update(TableClass=wanted)
    admin.advance_clock(Seconds=20 * DAY - 60)
    with refused("LimitExceededException", limited):
        update(TableClass=INFREQUENT)
    admin.advance_clock(Seconds=61)
    update(TableClass=INFREQUENT)
    with refused("LimitExceededException", limited):
        update(TableClass="STANDARD")
    assert tables.wait_active(db, "ticking")["TableClassSummary"]["TableClass"] == INFREQUENT
    db.delete_table(TableName="ticking")
    db.create_table(TableName="ticking", **tables.definition("pk:S"), BillingMode="PAY_PER_REQUEST")
    update(TableClass=INFREQUENT)


@pytest.mark.own_server
def test_four_changes_of_the_encryption_a_day_and_then_one_in_six_hours(ticking):
    """Service quotas, encryption: four changes in 24 hours, and one more when there was none for six hours. DDB-TABLE-081, 443: the text, the
    window from the first change on, and that it comes before what is wrong with the change."""
    _, admin, update = ticking
    specifications = [{"Enabled": True}, {"Enabled": False}]

    def change(number: int) -> None:
        update(SSESpecification=specifications[number % 2])

    for number in range(4):
        change(number)
    moment = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
    text = (rf"^Subscriber limit exceeded: Encryption mode changes are limited in the 24h window ending at {moment}\. After the first 4 change, each "
            rf"subsequent change in the same window can be performed at most once every 21600 seconds\. Number of updates today: (\d)\. "
            rf"Last change at {moment}\. Next changes can be made at {moment}\.$")
    for number in (4, 5):  # the second one would change nothing
        with refused("LimitExceededException", matching=text):
            change(number)
    for number in (4, 5, 6):
        admin.advance_clock(Seconds=6 * 3600 - 60)
        with refused("LimitExceededException", matching=text):
            change(number)
        admin.advance_clock(Seconds=60)
        change(number)
    admin.advance_clock(Seconds=6 * 3600)
    for number in range(7, 11):
        change(number)
    with refused("LimitExceededException", matching=text):
        change(11)


def test_encryption_is_shown(db, make_table, update):
    """DDB-TABLE-027, 044: SSEDescription only of tables with a KMS key; SSEType alone turns it on; Enabled false takes it away."""
    assert db.describe_table(TableName=make_table(SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": KEY}))["Table"]["SSEDescription"] == {
        "Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": KEY}
    for nothing in ({}, {"Enabled": False}):
        assert "SSEDescription" not in db.describe_table(TableName=make_table(SSESpecification=nothing))["Table"]
    name = make_table()
    assert update(name, SSESpecification={"SSEType": "KMS"})["SSEDescription"]["KMSMasterKeyArn"].startswith("arn:aws:kms:us-east-1:000000000000:key/")
    assert update(name, SSESpecification={"SSEType": "KMS", "KMSMasterKeyId": KEY})["SSEDescription"]["KMSMasterKeyArn"] == KEY
    with refused("ValidationException", matching="already encrypted"):
        update(name, SSESpecification={"SSEType": "KMS", "KMSMasterKeyId": KEY})
    assert "SSEDescription" not in update(name, SSESpecification={"Enabled": False})
    with invalid_parameter("Table is already encrypted by default"):
        update(name, SSESpecification={"Enabled": False})


@pytest.mark.parametrize("specification, text", [
    ({"Enabled": True, "SSEType": "AES256"}, "SSEType AES256 is not supported"),
    ({"Enabled": False, "SSEType": "KMS"}, "SSEType can not be specified if Enabled is false"),
    ({"Enabled": False, "KMSMasterKeyId": KEY}, "KMSMasterKeyId can not be specified if Enabled is false"),
    ({"Enabled": True, "KMSMasterKeyId": KEY}, "SSEType KMS is required if KMSMasterKeyId is specified")])
def test_encryption_that_is_refused(db, make_table, specification, text):
    """ack-api-quirks, the texts of CreateTable and UpdateTable about SSESpecification."""
    for call in (lambda: make_table(SSESpecification=specification), lambda: db.update_table(TableName=make_table(), SSESpecification=specification)):
        with invalid_parameter(text):
            call()


def test_on_demand_limits(db, make_table, update):
    """DDB-TABLE-178, 182: merged member by member; -1 takes one away; nothing is shown of none."""
    name = make_table(OnDemandThroughput={"MaxReadRequestUnits": 100})
    assert tables.wait_active(db, name)["OnDemandThroughput"] == {"MaxReadRequestUnits": 100}
    assert update(name, OnDemandThroughput={"MaxWriteRequestUnits": 500})["OnDemandThroughput"] == {"MaxReadRequestUnits": 100, "MaxWriteRequestUnits": 500}
    assert update(name, OnDemandThroughput={"MaxReadRequestUnits": -1})["OnDemandThroughput"] == {"MaxWriteRequestUnits": 500}
    assert "OnDemandThroughput" not in update(name, OnDemandThroughput={"MaxWriteRequestUnits": -1})


def test_on_demand_limits_that_are_refused(db, make_table, provisioned):
    """DDB-TABLE-038, 039, 051, 059, 154."""
    outside = "Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid range"
    for number in (0, -1, -2):
        with invalid_parameter(outside):
            make_table(OnDemandThroughput={"MaxReadRequestUnits": number})
    with invalid_parameter(outside):
        db.update_table(TableName=make_table(), OnDemandThroughput={"MaxReadRequestUnits": -2})
    with invalid_parameter("MaxReadRequestUnits for OnDemandThroughput cannot be specified when table BillingMode is PROVISIONED."):
        make_table(BillingMode="PROVISIONED", ProvisionedThroughput=units(1, 1), OnDemandThroughput={"MaxReadRequestUnits": 5})
    with invalid_parameter("MaxReadRequestUnits for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED"):
        db.update_table(TableName=provisioned, OnDemandThroughput={"MaxReadRequestUnits": 5})
    with refused("LimitExceededException", "Subscriber limit exceeded: Requested MaxReadRequestUnits for OnDemandThroughput for table exceeds "
                                           "TableMaxReadCapacityUnits of the account in region us-east-1"):
        db.update_table(TableName=make_table(), OnDemandThroughput={"MaxReadRequestUnits": 40001})


def test_warm_throughput(db, make_table, provisioned, update):
    """DDB-TABLE-032, 061: 12,000 and 4,000 on demand; what was provisioned at most otherwise; it never goes down, and stays after a switch."""
    assert tables.wait_active(db, make_table())["WarmThroughput"] == {**warm(12000, 4000), "Status": "ACTIVE"}
    assert tables.wait_active(db, provisioned)["WarmThroughput"] == {**warm(10, 10), "Status": "ACTIVE"}
    assert update(provisioned, ProvisionedThroughput=units(20, 5))["WarmThroughput"] == {**warm(20, 10), "Status": "ACTIVE"}
    assert update(provisioned, WarmThroughput={"ReadUnitsPerSecond": 50})["WarmThroughput"] == {**warm(50, 10), "Status": "ACTIVE"}
    assert update(provisioned, BillingMode="PAY_PER_REQUEST")["WarmThroughput"] == {**warm(12000, 4000), "Status": "ACTIVE"}
    back = update(provisioned, BillingMode="PROVISIONED", ProvisionedThroughput=units(1, 1))
    assert back["WarmThroughput"] == {**warm(12000, 4000), "Status": "ACTIVE"}


def test_warm_throughput_that_is_refused(db, make_table, provisioned):
    """DDB-TABLE-039, 059: never less than there is."""
    lower = "Requested ReadUnitsPerSecond for WarmThroughput for table is lower than "
    with invalid_parameter(lower + "initial throughput for OnDemand. See: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
                                   "on-demand-capacity-mode.html#on-demand-capacity-mode-initial"):
        make_table(WarmThroughput=warm(1, 1))
    with invalid_parameter(lower + "ReadCapacityUnits of ProvisionedThroughput"):
        make_table(BillingMode="PROVISIONED", ProvisionedThroughput=units(10, 10), WarmThroughput=warm(5, 5))
    with invalid_parameter(lower + "current WarmThroughput, decreasing WarmThroughput is not supported"):
        db.update_table(TableName=provisioned, WarmThroughput=warm(1, 1))


def test_of_an_index(db, make_table, update):
    """API reference, GlobalSecondaryIndex and UpdateGlobalSecondaryIndexAction: OnDemandThroughput and WarmThroughput."""
    index = {"IndexName": "by-a", "KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"},
             "OnDemandThroughput": {"MaxReadRequestUnits": 5}}
    name = make_table(attributes=("a:S",), GlobalSecondaryIndexes=[index])
    shown, = tables.wait_active(db, name)["GlobalSecondaryIndexes"]
    assert (shown["OnDemandThroughput"], shown["WarmThroughput"]) == ({"MaxReadRequestUnits": 5}, {**warm(12000, 4000), "Status": "ACTIVE"})
    change = {"IndexName": "by-a", "OnDemandThroughput": {"MaxWriteRequestUnits": 6}, "WarmThroughput": {"WriteUnitsPerSecond": 5000}}
    shown, = update(name, GlobalSecondaryIndexUpdates=[{"Update": change}])["GlobalSecondaryIndexes"]
    assert shown["OnDemandThroughput"] == {"MaxReadRequestUnits": 5, "MaxWriteRequestUnits": 6}
    assert shown["WarmThroughput"] == {**warm(12000, 5000), "Status": "ACTIVE"}


def test_warm_throughput_of_a_table_and_its_index(db, make_table, update):
    """Developer guide, "Increase your existing DynamoDB table's warm throughput": its example sets both in one request. Nothing else goes
    with them."""
    name = make_table(attributes=("a:S",), BillingMode="PROVISIONED", ProvisionedThroughput=units(20, 10),
                      GlobalSecondaryIndexes=[index("by-a", "a", ProvisionedThroughput=units(20, 10))])
    both = {"WarmThroughput": warm(12345, 4567), "GlobalSecondaryIndexUpdates": [{"Update": {"IndexName": "by-a", "WarmThroughput": warm(88, 77)}}]}
    shown = update(name, **both)
    assert shown["WarmThroughput"] == {**warm(12345, 4567), "Status": "ACTIVE"}
    assert shown["GlobalSecondaryIndexes"][0]["WarmThroughput"] == {**warm(88, 77), "Status": "ACTIVE"}
    alone = "WarmThroughput modification must be the only operation in the request"
    for more in ({"ProvisionedThroughput": units(30, 10)}, {"GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "by-a"}}]},
                 {"GlobalSecondaryIndexUpdates": [{"Update": {"IndexName": "by-a", "ProvisionedThroughput": units(30, 10)}}]}):
        with invalid_parameter(alone):
            db.update_table(TableName=name, **{**both, **more})


@pytest.mark.parametrize("both", [
    {"TableClass": INFREQUENT, "DeletionProtectionEnabled": True}, {"SSESpecification": {"Enabled": True}, "TableClass": INFREQUENT},
    {"WarmThroughput": warm(13000, 5000), "BillingMode": "PAY_PER_REQUEST"}])
def test_one_concern_a_request(db, hash_table, both):
    """DDB-TABLE-433: each must be the only operation of a request."""
    with refused("ValidationException", matching="modification must be the only operation in the request$"):
        db.update_table(TableName=hash_table, **both)


@pytest.mark.parametrize("parameter", [
    {"ReplicaUpdates": [{"Create": {"RegionName": "eu-west-1"}}]}, {"MultiRegionConsistency": "STRONG"}, {"GlobalTableSettingsReplicationMode": "ENABLED"},
    {"GlobalTableWitnessUpdates": [{"Create": {"RegionName": "eu-west-1"}}]}, {"DisassociationProtectionEnabled": True}])
def test_global_tables_are_refused(db, hash_table, parameter):
    """Design, section 5: no answer is invented."""
    with invalid("Global tables are not supported by Quondam"):
        db.update_table(TableName=hash_table, **parameter)


def test_vector_indexes_are_refused(db, make_table, hash_table):
    """Design, section 5: no answer is invented."""
    with invalid("Vector indexes are not supported by Quondam"):
        db.update_table(TableName=hash_table, VectorIndexUpdates=[{"Delete": {"IndexName": "vectors"}}])
    index = {"IndexName": "vectors", "VectorAttribute": {"AttributeName": "v"}, "Projection": {"ProjectionType": "ALL"}, "Dimensions": 3,
             "DistanceFunction": "COSINE"}
    with invalid("Vector indexes are not supported by Quondam"):
        make_table(VectorIndexes=[index])


def decrease(db, name):
    now = tables.wait_active(db, name)["ProvisionedThroughput"]["ReadCapacityUnits"]
    db.update_table(TableName=name, ProvisionedThroughput=units(now - 1, 100))


def test_four_decreases_and_then_no_more(db, make_table):
    """DDB-TABLE-184: four at once; the fifth names the times; an increase is still possible."""
    name = make_table(BillingMode="PROVISIONED", ProvisionedThroughput=units(100, 100))
    for number in range(1, 5):
        decrease(db, name)
        shown = tables.wait_active(db, name)["ProvisionedThroughput"]
        assert (shown["NumberOfDecreasesToday"], "LastDecreaseDateTime" in shown) == (number, True)
    spoken = r"\w+day, \w+ \d{1,2}, \d{4} at \d{1,2}:\d\d:\d\d [AP]M Coordinated Universal Time"
    with refused("LimitExceededException", matching=(
            r"^Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day\. After the first 4 decreases, each subsequent "
            r"decrease in the same UTC day can be performed at most once every 3600 seconds\. Number of decreases today: 4\. "
            rf"Last decrease at {spoken}\. Next decrease can be made at {spoken}\.$")):
        decrease(db, name)
    assert tables.wait_active(db, name)["ProvisionedThroughput"]["NumberOfDecreasesToday"] == 4
    db.update_table(TableName=name, ProvisionedThroughput=units(200, 200))
    assert tables.wait_active(db, name)["ProvisionedThroughput"]["ReadCapacityUnits"] == 200


@pytest.mark.own_server
def test_twenty_seven_decreases_a_day(tmp_path):
    """Service quotas, decreasing provisioned throughput: four at once and one each hour, 27 a UTC day; the next day begins anew."""
    with Server(tmp_path, "--test-clock") as server:
        db, admin = api.client(server.endpoint), Admin(server.endpoint)
        admin.advance_clock(Seconds=DAY - int(time.time()) % DAY)
        db.create_table(TableName="decreasing", **tables.definition("pk:S"), BillingMode="PROVISIONED", ProvisionedThroughput=units(100, 100))
        done = 0
        for hour in range(24):
            for _ in range(5):
                try:
                    decrease(db, "decreasing")
                    done += 1
                except db.exceptions.LimitExceededException:
                    break
            if hour < 23:
                admin.advance_clock(Seconds=3600)
        assert done == 27
        admin.advance_clock(Seconds=3600)
        assert tables.wait_active(db, "decreasing")["ProvisionedThroughput"]["NumberOfDecreasesToday"] == 0
        decrease(db, "decreasing")
