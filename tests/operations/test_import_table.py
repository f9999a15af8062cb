"""ImportTable: API reference "ImportTable"; developer guide, "Requesting a table import in DynamoDB", "Amazon S3 import formats for DynamoDB",
"Import format quotas and validation". Counts, statuses and error texts as recorded on AWS in October 2026."""

import gzip
import json
import random
import shutil
import subprocess
import time

import pytest
from support import api, indexes, tables
from support.buckets import BUCKET, Storage, as_lines, counts, table_of
from support.clock import until
from support.expect import assert_same_items, constraint, invalid, invalid_parameter, refused, violation
from support.indexes import index
from support.server import Server

pytestmark = pytest.mark.own_server

WRONG_ITEMS = "Some of the items failed validation checks and were not imported. Please check CloudWatch error logs for more details."


@pytest.fixture(scope="session")
def db(storage):
    return storage.db


@pytest.fixture
def prefix() -> str:
    return tables.unique_name("source") + "/"


@pytest.fixture
def importing(storage, make_table):
    """Starts an import, waits for its end, answers (description, table's name)."""
    def run(prefix: str, *keys: str, **parameters) -> tuple:
        started = storage.start_import(prefix, *keys, **parameters)
        make_table.later(table_of(started))
        return storage.ended_import(started["ImportArn"]), table_of(started)

    return run


def items_of(count: int) -> list:
    return [{"pk": {"S": f"p{number % 5}"}, "sk": {"N": str(number)}, "text": {"S": f'"{number}" Grüße'}, "raw": {"B": "AAH/"},
             "more": {"L": [{"SS": ["a", "b"]}, {"M": {"x": {"BOOL": True}}}, {"NULL": True}]}} for number in range(count)]


def with_bytes(items: list) -> list:
    return [{**item, "raw": {"B": b"\x00\x01\xff"}} for item in items]


# ---- formats ----


@pytest.mark.parametrize("compression", ["NONE", "GZIP", "ZSTD", None])
def test_dynamodb_json(db, storage, importing, prefix, compression):
    """Developer guide, DynamoDB JSON: {"Item": {...}} a line, in any number of objects, compressed or not; NONE when nothing is said."""
    pack = {"GZIP": gzip.compress, "ZSTD": lambda content: subprocess.run(["zstd", "-c"], input=content, capture_output=True, check=True).stdout}
    items = items_of(500)
    content = [as_lines(items[:200]), as_lines(items[200:300]), as_lines(items[300:]).rstrip("\n")]
    for number, text in enumerate(content):
        storage.put(f"{prefix}{number}", pack.get(compression, bytes)(text.encode()))
    found, name = importing(prefix, "pk:S", "sk:N", **({"InputCompressionType": compression} if compression else {}))
    assert found["ImportStatus"] == "COMPLETED", found
    assert counts(found) == (500, 500, 0)
    assert found["ProcessedSizeBytes"] == sum(len(text.encode()) for text in content)
    assert found["InputCompressionType"] == (compression or "NONE")
    assert db.describe_table(TableName=name)["Table"]["TableStatus"] == "ACTIVE"
    assert_same_items(tables.scan_all(db, name), with_bytes(items), "pk", "sk")


def test_what_was_exported_here(db, storage, recorded, importing):
    """Developer guide: "exports from point-in-time are supported as an import source": the data folder of a full export, as GZIP."""
    source = recorded("pk:S", "sk:N")
    tables.put_all(db, source, with_bytes(items_of(300)))
    exported = storage.export(source)
    folder = exported["ExportManifest"].removesuffix("manifest-summary.json")
    found, name = importing(folder + "data/", "pk:S", "sk:N", InputCompressionType="GZIP")
    assert (found["ImportStatus"], *counts(found)) == ("COMPLETED", 300, 300, 0)
    assert_same_items(tables.scan_all(db, name), tables.scan_all(db, source), "pk", "sk")
    # The manifests beside it are no items; the empty _started is no error.
    found, name = importing(folder, "pk:S", "sk:N", InputCompressionType="GZIP")
    assert (found["ImportStatus"], found["FailureCode"], *counts(found)) == ("FAILED", "ItemValidationError", 304, 300, 4)
    assert len(tables.scan_all(db, name)) == 300


def test_csv(db, storage, importing, prefix):
    """Developer guide, CSV: the first line is the header; keys of the table and of its indexes have their types, all else is a string; empty
    columns are left out; quotes are doubled."""
    storage.put(prefix + "a.csv", 'pk,sk,group,rank,text\na,1,g,10,"x, ""y""\nz"\nb,02,,,\nc,3,h,,3\n')
    storage.put(prefix + "b.csv", "sk,pk,extra\n4,d,e\n")
    gsi = [index("by-group", "group", "rank")]
    found, name = importing(prefix, "pk:S", "sk:N", InputFormat="CSV", attributes=("group:S", "rank:N"), creation={"GlobalSecondaryIndexes": gsi})
    assert (found["ImportStatus"], *counts(found)) == ("COMPLETED", 4, 4, 0)
    assert "InputFormatOptions" not in found
    expected = [
        {"pk": {"S": "a"}, "sk": {"N": "1"}, "group": {"S": "g"}, "rank": {"N": "10"}, "text": {"S": 'x, "y"\nz'}},
        {"pk": {"S": "b"}, "sk": {"N": "2"}},
        {"pk": {"S": "c"}, "sk": {"N": "3"}, "group": {"S": "h"}, "text": {"S": "3"}},
        {"pk": {"S": "d"}, "sk": {"N": "4"}, "extra": {"S": "e"}},
    ]
    assert_same_items(tables.scan_all(db, name), expected, "pk", "sk")
    assert_same_items(indexes.scan_index(db, name, "by-group"), expected[:1], "pk", "sk")


@pytest.mark.parametrize("delimiter", list(",;:|\t "))
def test_csv_options(db, storage, importing, prefix, delimiter):
    """API reference, CsvOptions: the delimiter; with a HeaderList the first line is data."""
    options = {"Csv": {"Delimiter": delimiter, "HeaderList": ["pk", "val"]}}
    storage.put(prefix + "a.csv", f"a{delimiter}1\nb{delimiter}2\n")
    found, name = importing(prefix, InputFormat="CSV", InputFormatOptions=options)
    assert (found["ImportStatus"], *counts(found)) == ("COMPLETED", 2, 2, 0)
    assert found["InputFormatOptions"] == options
    assert_same_items(tables.scan_all(db, name), [{"pk": {"S": "a"}, "val": {"S": "1"}}, {"pk": {"S": "b"}, "val": {"S": "2"}}], "pk")


# ---- the table ----


def test_table_and_its_indexes(db, storage, importing, prefix):
    """API reference, TableCreationParameters: keys, billing and global indexes; the indexes are complete when the table is ACTIVE, and its
    description says nothing of an import."""
    items = [{"pk": {"S": str(number)}, "group": {"S": f"g{number % 3}"}, "rank": {"N": str(number)}} for number in range(60)]
    storage.put(prefix + "1", as_lines(items))
    units = {"ReadCapacityUnits": 3, "WriteCapacityUnits": 4}
    creation = {"BillingMode": "PROVISIONED", "ProvisionedThroughput": units,
                "GlobalSecondaryIndexes": [index("by-group", "group", "rank", projection=indexes.KEYS_ONLY) | {"ProvisionedThroughput": units}]}
    found, name = importing(prefix, "pk:S", attributes=("group:S", "rank:N"), creation=creation)
    table = db.describe_table(TableName=name)["Table"]
    assert found["TableId"] == table["TableId"]
    assert (table["TableStatus"], table["GlobalSecondaryIndexes"][0]["IndexStatus"]) == ("ACTIVE", "ACTIVE")
    assert table["ProvisionedThroughput"]["WriteCapacityUnits"] == 4
    assert not [member for member in table if "Import" in member]
    entries = indexes.query_index(db, name, "by-group", "#g = :g", {":g": {"S": "g1"}}, ExpressionAttributeNames={"#g": "group"})
    assert_same_items(entries, items[1::3], "pk")
    db.put_item(TableName=name, Item={"pk": {"S": "1"}, "group": {"S": "g2"}, "rank": {"N": "1"}})
    assert len(indexes.scan_index(db, name, "by-group")) == 60


def test_the_last_of_a_key_stays(db, storage, importing, prefix):
    """Developer guide: "multiple items that share the same key ... will overwrite until one remains", which is no error; here the last."""
    storage.put(prefix + "1", as_lines([{"pk": {"S": "a"}, "group": {"S": "1"}}, {"pk": {"S": "a"}, "group": {"S": "2"}}]))
    storage.put(prefix + "2", as_lines([{"pk": {"S": "a"}, "group": {"S": "3"}}]))
    found, name = importing(prefix, attributes=("group:S",), creation={"GlobalSecondaryIndexes": [index("by-group", "group")]})
    assert (found["ImportStatus"], *counts(found)) == ("COMPLETED", 3, 3, 0)
    assert tables.scan_all(db, name) == indexes.scan_index(db, name, "by-group") == [{"pk": {"S": "a"}, "group": {"S": "3"}}]


def test_taken_name(db, storage, make_table, prefix):
    """API reference, ResourceInUseException: a new table only."""
    name = make_table("pk:S")
    with refused("ResourceInUseException", f"Table already exists: {name}"):
        storage.start_import(prefix, name=name)
    assert db.list_imports(TableArn=storage.arn(name))["ImportSummaryList"] == []


# ---- errors in the data ----


def test_wrong_item(db, storage, importing, prefix):
    """An item that the table cannot take is counted; the import goes on, and is FAILED; what is right is in the ACTIVE table."""
    items = [{"pk": {"S": str(number)}} for number in range(10)]
    items[3] = {"other": {"S": "x"}}
    storage.put(prefix + "1", as_lines(items))
    found, name = importing(prefix)
    assert (found["ImportStatus"], found["FailureCode"], found["FailureMessage"]) == ("FAILED", "ItemValidationError", WRONG_ITEMS)
    assert counts(found) == (10, 9, 1)
    assert db.describe_table(TableName=name)["Table"]["TableStatus"] == "ACTIVE"
    assert_same_items(tables.scan_all(db, name), [item for item in items if "pk" in item], "pk")


@pytest.mark.parametrize("item", [
    {"pk": {"N": "1"}}, {"pk": {"S": ""}}, {"pk": {"S": "x" * 2049}}, {"pk": {"S": "a"}, "group": {"N": "1"}}, {"pk": {"S": "a"}, "big": {"S": "x" * 410_000}},
    {"pk": {"S": "a"}, "n": {"N": "abc"}}, {"pk": {"S": "a"}, "set": {"SS": []}}, {"pk": {"S": "a"}, "what": {"Q": "1"}}], ids=lambda item: json.dumps(item)[:40])
def test_items_that_put_item_refuses(db, storage, importing, prefix, item):
    """Developer guide, data validation errors: types and sizes of keys, of index keys, of items; values."""
    storage.put(prefix + "1", as_lines([item, {"pk": {"S": "right"}}]))
    found, name = importing(prefix, attributes=("group:S",), creation={"GlobalSecondaryIndexes": [index("by-group", "group")]})
    assert counts(found) == (2, 1, 1)
    assert tables.scan_all(db, name) == [{"pk": {"S": "right"}}]


def test_line_that_is_no_item(db, storage, importing, prefix):
    """Developer guide: "we may skip processing the remaining portion of the object": behind a line that cannot be read; the next object is."""
    items = [{"pk": {"S": str(number)}} for number in range(10)]
    storage.put(prefix + "1", as_lines(items[:5]) + "garbage\n" + as_lines(items[5:9]))
    storage.put(prefix + "2", as_lines(items[9:]))
    found, name = importing(prefix)
    assert (found["ImportStatus"], *counts(found)) == ("FAILED", 7, 6, 1)
    assert_same_items(tables.scan_all(db, name), items[:5] + items[9:], "pk")


@pytest.mark.parametrize("compression", ["GZIP", "ZSTD"])
def test_object_that_is_not_compressed(db, storage, importing, prefix, compression):
    """A compression that the objects do not have is found out item by item: one error an object, and an empty ACTIVE table."""
    storage.put(prefix + "1", as_lines([{"pk": {"S": "a"}}]))
    storage.put(prefix + "2", b"")
    found, name = importing(prefix, InputCompressionType=compression)
    assert (found["ImportStatus"], found["FailureCode"], *counts(found)) == ("FAILED", "ItemValidationError", 1, 0, 1)
    assert tables.scan_all(db, name) == []


def test_csv_keys_of_other_types(storage, importing, prefix):
    """Developer guide, CSV: keys take the key's type; a value that has not got it is an error of its item."""
    storage.put(prefix + "a.csv", "pk,val\nx,1\n7,2\n")
    found, _ = importing(prefix, "pk:N", InputFormat="CSV")
    assert counts(found) == (2, 1, 1)


# ---- the source ----


def test_prefix_is_no_folder(db, storage, importing, prefix):
    """API reference, S3KeyPrefix: every key that begins with it; a whole key is a prefix too."""
    base = prefix.rstrip("/")
    storage.put(f"{base}/1.json", as_lines([{"pk": {"S": "a"}}]))
    storage.put(f"{base}2/x.json", "garbage")
    storage.put(f"{base}.bak", "garbage")
    found, _ = importing(base)
    assert counts(found) == (3, 1, 2)
    assert found["S3BucketSource"] == {"S3BucketOwner": "000000000000", "S3Bucket": BUCKET, "S3KeyPrefix": base}
    found, _ = importing(f"{base}/1.json")
    assert (found["ImportStatus"], *counts(found)) == ("COMPLETED", 1, 1, 0)


def test_nothing_under_the_prefix(db, importing, prefix):
    """An import of nothing is COMPLETED: an empty ACTIVE table."""
    found, name = importing(prefix)
    assert (found["ImportStatus"], *counts(found), found["ProcessedSizeBytes"]) == ("COMPLETED", 0, 0, 0, 0)
    assert tables.scan_all(db, name) == []


def test_missing_bucket(db, storage):
    """A bucket that does not exist is found out in the background; there never is a table, and the description names it all the same."""
    name = tables.unique_name()
    started = db.import_table(S3BucketSource={"S3Bucket": "nowhere"}, InputFormat="CSV", TableCreationParameters={
        "TableName": name, "BillingMode": "PAY_PER_REQUEST", **tables.definition("pk:S")})["ImportTableDescription"]
    assert started["ImportStatus"] == "IN_PROGRESS"
    found = storage.ended_import(started["ImportArn"])
    assert (found["ImportStatus"], found["FailureCode"], *counts(found)) == ("FAILED", "S3NoSuchBucket", 0, 0, 0)
    assert found["FailureMessage"].startswith("The specified bucket does not exist")
    assert table_of(found) == name and found["TableId"]
    with refused("ResourceNotFoundException"):
        db.describe_table(TableName=name)


# ---- the request ----


def test_parameters_that_do_not_go_together(storage, prefix):
    """API reference: billing and throughput as CreateTable has it; options of the format."""
    with invalid_parameter("ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED"):
        storage.start_import(prefix, creation={"BillingMode": None})
    with invalid("Invalid Request: Unsupported InputFormatOptions for the given input format: DYNAMODB_JSON."):
        storage.start_import(prefix, InputFormatOptions={"Csv": {"Delimiter": ","}})
    with invalid_parameter("Some index key attributes are not defined in AttributeDefinitions. Keys: [sk], AttributeDefinitions: [pk]"):
        storage.start_import(prefix, creation={"KeySchema": [{"AttributeName": "sk", "KeyType": "HASH"}]})


def test_values_of_parameters(storage, prefix):
    """API reference: patterns and enumerations."""
    with constraint(violation("BZIP2", "inputCompressionType", "satisfy enum value set: [ZSTD, NONE, GZIP]")):
        storage.start_import(prefix, InputCompressionType="BZIP2")
    with constraint(violation(";;", "inputFormatOptions.csv.delimiter", r"satisfy regular expression pattern: [,;:|\t ]"),
                    violation(";;", "inputFormatOptions.csv.delimiter", "have length less than or equal to 1")):
        storage.start_import(prefix, InputFormat="CSV", InputFormatOptions={"Csv": {"Delimiter": ";;"}})
    with constraint(violation('a"', "inputFormatOptions.csv.headerList.1.member", r"satisfy regular expression pattern: [\x20-\x21\x23-\x2B\x2D-\x7E]*")):
        storage.start_import(prefix, InputFormat="CSV", InputFormatOptions={"Csv": {"HeaderList": ['a"']}})
    with invalid("InputFormat ION is not implemented yet by Quondam"):
        storage.start_import(prefix, InputFormat="ION")


def test_server_without_buckets():
    """`quondam serve` without --s3-root says so."""
    with Server(None) as server, refused("ValidationException", matching="--s3-root"):
        api.client(server.endpoint).import_table(S3BucketSource={"S3Bucket": BUCKET}, InputFormat="CSV", TableCreationParameters={
            "TableName": "orders", "BillingMode": "PAY_PER_REQUEST", **tables.definition("pk:S")})


def test_client_token(db, storage, make_table, prefix):
    """API reference, ClientToken: the same request again is the same import, also later; another one with it is an ImportConflictException."""
    storage.put(prefix + "1", as_lines([{"pk": {"S": "a"}}]))
    token, name = tables.unique_name("token"), tables.unique_name()
    make_table.later(name)
    first = storage.start_import(prefix, name=name, ClientToken=token)
    assert first["ClientToken"] == token
    assert storage.start_import(prefix, name=name, ClientToken=token)["ImportArn"] == first["ImportArn"]
    storage.ended_import(first["ImportArn"])
    assert storage.start_import(prefix, name=name, ClientToken=token)["ImportArn"] == first["ImportArn"]
    with refused("ImportConflictException", "Import conflict: Duplicate request detected with conflicting parameters"):
        storage.start_import(prefix, name=tables.unique_name(), ClientToken=token)
    db.delete_table(TableName=name)
    assert storage.start_import(prefix, name=name, ClientToken=token)["ImportArn"] == first["ImportArn"]


# ---- while it runs, and when it is cut off ----


@pytest.mark.slow
def test_table_while_it_is_filled_and_kills(tmp_path):
    """The table is CREATING until it is whole: it can neither be read nor written nor deleted. An import that a kill cuts off is begun again."""
    rng = random.Random(seed := random.randrange(2**32))
    print("seed", seed)
    storage = Storage(tmp_path).start()
    items = [{"pk": {"S": f"p{number % 7}"}, "sk": {"N": str(number)}, "group": {"S": f"g{number % 11}"}, "text": {"S": "x" * 300}} for number in range(20_000)]
    for number in range(10):
        storage.put(f"data/{number}", gzip.compress(as_lines(items[number::10]).encode(), 1))
    cut_off = 0
    for attempt in range(5):
        name = f"orders{attempt}"
        started = storage.start_import("data/", "pk:S", "sk:N", name=name, attributes=("group:S",), InputCompressionType="GZIP",
                                       creation={"GlobalSecondaryIndexes": [index("by-group", "group", "sk")]})
        if storage.db.describe_table(TableName=name)["Table"]["TableStatus"] == "CREATING":
            with refused("ResourceNotFoundException"):
                storage.db.scan(TableName=name)
            with refused("ResourceInUseException"):
                storage.db.delete_table(TableName=name)
        time.sleep(rng.random() * 0.5)
        storage.server.kill()
        storage.start()
        cut_off += storage.db.describe_import(ImportArn=started["ImportArn"])["ImportTableDescription"]["ImportStatus"] == "IN_PROGRESS"
        found = storage.ended_import(started["ImportArn"])
        assert (found["ImportStatus"], *counts(found)) == ("COMPLETED", 20_000, 20_000, 0)
        assert storage.db.describe_table(TableName=name)["Table"]["TableStatus"] == "ACTIVE"
        assert_same_items(tables.scan_all(storage.db, name), items, "pk", "sk")
        assert_same_items(indexes.scan_index(storage.db, name, "by-group"), items, "pk", "sk")
    print("cut off", cut_off)
    storage.server.stop()


def test_source_that_vanishes(tmp_path):
    """The bucket is gone when an import is begun again: it is FAILED, and its table goes with it."""
    storage = Storage(tmp_path).start()
    for number in range(20):
        storage.put(f"data/{number}", as_lines([{"pk": {"S": f"{number}-{item}"}, "text": {"S": "x" * 500}} for item in range(1000)]))
    started = storage.start_import("data/", name="orders")
    storage.server.kill()
    shutil.rmtree(storage.root / BUCKET)
    storage.start()
    found = storage.ended_import(started["ImportArn"])
    if found["ImportStatus"] == "FAILED":
        assert found["FailureCode"] == "S3NoSuchBucket"
        until(lambda: storage.db.list_tables()["TableNames"] == [])
    storage.server.stop()
