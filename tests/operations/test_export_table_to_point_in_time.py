"""ExportTableToPointInTime: API reference "ExportTableToPointInTime"; developer guide, "Requesting a table export in DynamoDB" and "DynamoDB
table export output format". Error texts and their order as recorded on AWS in October 2026."""

import datetime
import random
import re
import time

import pytest
from support import api, tables
from support.buckets import BUCKET, Storage, binaries
from support.clock import as_datetime, next_second
from support.expect import assert_same_items, constraint, invalid, invalid_parameter, refused, violation
from support.server import Server
from support.shifted_clock import build, shifted

pytestmark = pytest.mark.own_server

ON = {"PointInTimeRecoveryEnabled": True}
EXPORT_ID = r"\d{14}-[0-9a-f]{8}"
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


@pytest.fixture(scope="session")
def db(storage):
    return storage.db


def items_of(count: int) -> list:
    return [{"pk": {"S": f"p{number % 5}"}, "sk": {"S": f"{number:04}"}, "number": {"N": f"-{number}.50"}, "raw": {"B": bytes([number % 256, 0, 255])},
             "text": {"S": f'"quoted" \\ und Grüße\n{number}'}, "none": {"NULL": True}, "yes": {"BOOL": number % 2 == 0},
             "sets": {"L": [{"SS": ["a", str(number)]}, {"NS": ["1", "2.5"]}, {"BS": [b"x", b"\x00"]}]}, "map": {"M": {"deep": {"M": {"er": {"S": ""}}}}}}
            for number in range(count)]


def exported_items(storage, description) -> list:
    lines = storage.lines(description)
    assert all(set(line) == {"Item"} for line in lines)
    return [binaries(line["Item"]) for line in lines]


def utc(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


# ---- full exports ----


def test_exports_the_table_as_it_was(db, storage, recorded):
    """API reference, ExportTime: "a snapshot of the table's state at this point in time"; item by item what the past view says."""
    name = recorded()
    tables.put_all(db, name, items_of(300))
    second = next_second()
    tables.put_all(db, name, [{**item, "text": {"S": "changed"}} for item in items_of(100)])
    for item in items_of(300)[200:]:
        db.delete_item(TableName=name, Key={"pk": item["pk"], "sk": item["sk"]})

    before = storage.export(name, ExportTime=as_datetime(second))
    assert_same_items(exported_items(storage, before), tables.scan_all(db, f"{name}@{second}"), "pk", "sk")
    assert_same_items(exported_items(storage, before), items_of(300), "pk", "sk")
    now = storage.export(name)
    assert_same_items(exported_items(storage, now), tables.scan_all(db, name), "pk", "sk")


def test_what_was_acknowledged_is_in_an_export_of_now(db, storage, recorded):
    """API reference, ExportTime: now when it is missing; an item that was acknowledged before the request is in it."""
    name = recorded("pk:S")
    for number in range(5):
        db.put_item(TableName=name, Item={"pk": {"S": str(number)}})
        assert storage.export(name)["ItemCount"] == number + 1


def test_files_and_manifests(db, storage, recorded):
    """Developer guide, output format: the folders, the files, and every field of the two manifests of a full export."""
    name = recorded()
    tables.put_all(db, name, items_of(30))
    found = storage.export(name, S3Prefix="shop/daily")
    export_id = found["ExportArn"].rpartition("/")[2]
    assert re.fullmatch(EXPORT_ID, export_id)
    base = f"shop/daily/AWSDynamoDB/{export_id}/"
    files = storage.data_files(found)
    assert storage.keys(base) == {base + own for own in (
        "_started", "manifest-files.json", "manifest-files.md5", "manifest-summary.json", "manifest-summary.md5")} | {
            file["dataFileS3Key"] for file in files}
    assert storage.get(base + "_started") == b""
    for file in files:
        assert set(file) == {"itemCount", "md5Checksum", "etag", "dataFileS3Key"}
        assert re.fullmatch(re.escape(base) + r"data/[a-z2-7]{26}\.json\.gz", file["dataFileS3Key"])
    assert found["ExportManifest"] == base + "manifest-summary.json"

    summary, table = storage.summary(found), db.describe_table(TableName=name)["Table"]
    times = {member: summary.pop(member) for member in ("startTime", "endTime", "exportTime")}
    assert all(re.fullmatch(TIME, text) for text in times.values())
    assert utc(times["startTime"]) == found["StartTime"] <= utc(times["endTime"]) == found["EndTime"]
    assert utc(times["exportTime"]) == found["ExportTime"]
    assert summary == {
        "version": "2020-06-30", "exportArn": found["ExportArn"], "tableArn": table["TableArn"], "tableId": table["TableId"],
        "s3Bucket": BUCKET, "s3Prefix": "shop/daily", "s3SseAlgorithm": "AES256", "s3SseKmsKeyId": None,
        "manifestFilesS3Key": base + "manifest-files.json", "billedSizeBytes": found["BilledSizeBytes"], "itemCount": 30,
        "outputFormat": "DYNAMODB_JSON"}


@pytest.mark.parametrize("prefix, folder", [(None, ""), ("foo", "foo/"), ("foo/", "foo/"), ("a/b", "a/b/")])
def test_prefix(db, storage, recorded, prefix, folder):
    """Developer guide: <prefix>/AWSDynamoDB/<export id>; a prefix is kept as it was given, and divided from the rest by one slash."""
    name = recorded("pk:S")
    parameters = {} if prefix is None else {"S3Prefix": prefix}
    started = db.export_table_to_point_in_time(TableArn=storage.arn(name), S3Bucket=BUCKET, **parameters)["ExportDescription"]
    found = storage.ended_export(started["ExportArn"])
    assert found.get("S3Prefix") == prefix
    assert found["ExportManifest"] == f"{folder}AWSDynamoDB/{found['ExportArn'].rpartition('/')[2]}/manifest-summary.json"
    assert storage.summary(found)["s3Prefix"] == prefix


def test_empty_table(storage, recorded):
    """Developer guide: "The export creates at least 1 file per partition. For partitions that are empty, ... an empty file"."""
    found = storage.export(recorded("pk:S"))
    assert (found["ItemCount"], found["BilledSizeBytes"]) == (0, 0)
    file, = storage.data_files(found)
    assert file["itemCount"] == 0
    assert storage.lines(found) == []


# ---- incremental exports ----


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return build(tmp_path_factory.mktemp("clock"))


def test_incremental_export_against_a_model(tmp_path, library):
    """Developer guide, incremental export output: one line an item that changed in [from, to): keys, new and old image, the time of the last
    change; inserted and deleted again is no line; [from, to) lasts 15 minutes at least, so a server from half an hour ago writes first."""
    seed = random.randrange(2**32)
    print("seed", seed)
    rng = random.Random(seed)
    storage, name, behind = Storage(tmp_path), "orders", 1800
    written = []  # (second before which it was acknowledged, pk, item or None)

    def write(times: int, second_of_server: int) -> None:
        for _ in range(times):
            pk = f"p{rng.randrange(12)}"
            item = None if rng.random() < 0.4 else {"pk": {"S": pk}, "value": {"N": str(rng.randrange(1000))}}
            if item:
                storage.db.put_item(TableName=name, Item=item)
            else:
                storage.db.delete_item(TableName=name, Key={"pk": {"S": pk}})
            written.append((second_of_server, pk, item))

    with shifted(library, -behind):
        storage.start()
    storage.db.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S"))
    storage.db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=ON)
    seconds = []
    for _ in range(3):
        seconds.append(next_second() - behind)
        write(15, seconds[-1])
    storage.server.stop()
    storage.start()
    for _ in range(3):
        seconds.append(next_second())
        write(15, seconds[-1])
    seconds.append(next_second())

    def held(at: int) -> dict:
        """What was there at the beginning of the second."""
        found = {}
        for second, pk, item in written:
            if second < at:
                found[pk] = item
        return {pk: item for pk, item in found.items() if item}

    def changed(begin: int, end: int) -> set:
        there, found = held(begin), set()
        for second, pk, item in written:
            if begin <= second < end and (item or pk in there):
                found.add(pk)
            if begin <= second < end:
                there.pop(pk, None)
                there.update({pk: item} if item else {})
        return found

    for begin in seconds[:3]:
        for end in seconds[3:]:
            for view in ("NEW_IMAGE", "NEW_AND_OLD_IMAGES"):
                interval = {"ExportFromTime": as_datetime(begin), "ExportToTime": as_datetime(end), "ExportViewType": view}
                found = storage.export(name, ExportType="INCREMENTAL_EXPORT", IncrementalExportSpecification=interval)
                old, new = held(begin), held(end)
                expected = {pk for pk in changed(begin, end) if pk in old or pk in new}
                lines = {line["Keys"]["pk"]["S"]: line for line in storage.lines(found)}
                assert lines.keys() == expected
                for pk, line in lines.items():
                    assert line.get("NewImage") == new.get(pk)
                    assert line.get("OldImage") == (old.get(pk) if view == "NEW_AND_OLD_IMAGES" else None)
                    assert line["Keys"] == {"pk": {"S": pk}}
                    assert set(line["Metadata"]) == {"WriteTimestampMicros"}
                    assert begin * 10**6 <= int(line["Metadata"]["WriteTimestampMicros"]["N"]) < end * 10**6
                assert len(lines) == found["ItemCount"]

    # The last one, in detail.
    export_id = found["ExportArn"].rpartition("/")[2]
    base = found["S3Prefix"] + "/AWSDynamoDB/"
    assert found["ExportManifest"] == f"{base}{export_id}/manifest-summary.json"
    files = storage.data_files(found)
    assert storage.keys(base) == {f"{base}{export_id}/{own}" for own in (
        "_started", "manifest-files.json", "manifest-files.md5", "manifest-summary.json", "manifest-summary.md5")} | {
            file["dataFileS3Key"] for file in files}
    assert all(re.fullmatch(re.escape(base) + r"data/[a-z2-7]{26}\.json\.gz", file["dataFileS3Key"]) for file in files)
    summary = storage.summary(found)
    assert (summary["version"], summary["exportType"], summary["outputView"]) == ("2023-08-01", "INCREMENTAL_EXPORT", "NEW_AND_OLD_IMAGES")
    assert (utc(summary["exportFromTime"]), utc(summary["exportToTime"])) == (interval["ExportFromTime"], interval["ExportToTime"])
    assert "exportTime" not in summary
    assert found["IncrementalExportSpecification"] == interval
    assert found["ExportType"] == "INCREMENTAL_EXPORT"
    assert "ExportTime" not in found
    assert found["BilledSizeBytes"] == summary["billedSizeBytes"] == 10_000_000

    # Until now, and both images, when nothing else is said.
    found = storage.export(name, ExportType="INCREMENTAL_EXPORT", IncrementalExportSpecification={"ExportFromTime": as_datetime(seconds[0])})
    assert found["IncrementalExportSpecification"]["ExportViewType"] == "NEW_AND_OLD_IMAGES"
    assert abs(found["IncrementalExportSpecification"]["ExportToTime"].timestamp() - time.time()) < 30

    # What the interval may not be.
    def interval_refused(message: str, **given):
        given = {member: as_datetime(second) for member, second in given.items()}
        with refused("InvalidExportTimeException", message):
            storage.start_export(name, ExportType="INCREMENTAL_EXPORT", IncrementalExportSpecification=given)

    def iso(second: int) -> str:
        return as_datetime(second).strftime("%Y-%m-%dT%H:%M:%SZ")

    first, last = seconds[0], seconds[-1]
    interval_refused(f"Incremental export period from time cannot be less than the table creation time : {iso(first - 3600)}",
                     ExportFromTime=first - 3600, ExportToTime=last)
    interval_refused(f"Incremental export period to time cannot be greater than the current time : {iso(last + 3600)}",
                     ExportFromTime=first, ExportToTime=last + 3600)
    interval_refused("Difference between export period from time and export period to time is less than 15 minutes",
                     ExportFromTime=last - 899, ExportToTime=last)
    for to in (first, first - 1):
        interval_refused("Incremental export period from time should not be greater or equal to incremental export period to time",
                         ExportFromTime=first, ExportToTime=to)
    storage.server.stop()


def test_incremental_export_of_more_than_a_day(tmp_path, library):
    """Developer guide: "an export period window of 15 minutes to 24 hours"; and the table's recovery must reach back to its beginning."""
    storage, name, behind = Storage(tmp_path), "orders", 86400 + 7200
    with shifted(library, -behind):
        storage.start()
    storage.db.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S"))
    created = next_second() - behind
    storage.server.stop()
    with shifted(library, -3600):
        storage.start()
    storage.db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=ON)
    enabled = next_second() - 3600
    storage.server.stop()
    storage.start()

    def export(begin: int, end: int) -> dict:
        interval = {"ExportFromTime": as_datetime(begin), "ExportToTime": as_datetime(end)}
        return storage.start_export(name, ExportType="INCREMENTAL_EXPORT", IncrementalExportSpecification=interval)

    with refused("InvalidExportTimeException", "Difference between export period from time and export period to time is greater than 24 hours"):
        export(created, created + 86401)
    with refused("InvalidExportTimeException", "Point in Time Recovery is not available for specified export time"):
        export(created, created + 86400)
    assert storage.ended_export(export(enabled, enabled + 900)["ExportArn"])["ItemCount"] == 0
    storage.db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False})
    with refused("PointInTimeRecoveryUnavailableException", f"Point in time recovery is not enabled for table '{name}'"):
        export(enabled, enabled + 900)
    storage.server.stop()


def test_kind_and_specification_go_together(storage, recorded):
    """API reference, ExportType and IncrementalExportSpecification: one needs the other."""
    name, now = recorded("pk:S"), time.time()
    with invalid("Invalid Request: Export Type expected to be Incremental Export when incremental export specification is provided"):
        storage.start_export(name, IncrementalExportSpecification={"ExportFromTime": now})
    with invalid("Invalid Request: When Export Type is Full Export , Incremental Export Specification should not be provided"):
        storage.start_export(name, ExportType="FULL_EXPORT", IncrementalExportSpecification={"ExportFromTime": now})
    with invalid("Invalid Request: Incremental Export Specification expected when export type is set as Incremental Export"):
        storage.start_export(name, ExportType="INCREMENTAL_EXPORT")
    for given in ({}, {"ExportViewType": "NEW_IMAGE"}, {"ExportToTime": now}):
        with invalid("Invalid Request: ExportFromTime must be provided in IncrementalExportSpecification"):
            storage.start_export(name, ExportType="INCREMENTAL_EXPORT", IncrementalExportSpecification=given)


# ---- the moment and the table ----


def test_moments_outside_the_window(db, storage, make_table):
    """API reference, InvalidExportTimeException: before the table, in the future, or where recovery does not reach."""
    name = make_table("pk:S")
    created = next_second()
    db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=ON)
    for second in (created - 3600, int(time.time()) + 3600):
        with refused("InvalidExportTimeException", "Export Time is invalid"):
            storage.start_export(name, ExportTime=as_datetime(second))
    with refused("InvalidExportTimeException", "Point in Time Recovery is not available for specified export time"):
        storage.start_export(name, ExportTime=as_datetime(created))


def test_without_recovery(db, storage, make_table):
    """API reference, PointInTimeRecoveryUnavailableException; it comes before anything about the bucket."""
    name = make_table("pk:S")
    message = f"Point in time recovery is not enabled for table '{name}'"
    with refused("PointInTimeRecoveryUnavailableException", message):
        storage.start_export(name)
    with refused("PointInTimeRecoveryUnavailableException", message):
        db.export_table_to_point_in_time(TableArn=storage.arn(name), S3Bucket="nowhere")
    assert db.list_exports(TableArn=storage.arn(name))["ExportSummaries"] == []


def test_table_arn(db, storage, recorded):
    """API reference, TableArn: an ARN of a table of this account and region."""
    arn = storage.arn(recorded("pk:S"))

    def export(table_arn):
        db.export_table_to_point_in_time(TableArn=table_arn, S3Bucket=BUCKET)

    with invalid_parameter("tableArn is not a valid ARN"):
        export(arn.rpartition("/")[2])
    with invalid("Invalid Request: Table ARN is invalid."):
        export(arn + "/index/by-date")
    for missing in (arn + "x", arn.replace("us-east-1", "us-west-2")):
        with refused("TableNotFoundException", f"Table not found: {missing}"):
            export(missing)
    with refused("AccessDeniedException", "Access is denied"):
        export(arn.replace("000000000000", "123456789012"))


# ---- where it goes ----


def test_missing_bucket(db, storage, recorded):
    """A bucket that does not exist is found out in the background: the export is accepted, and FAILED."""
    name = recorded("pk:S")
    started = db.export_table_to_point_in_time(TableArn=storage.arn(name), S3Bucket="nowhere")["ExportDescription"]
    assert started["ExportStatus"] == "IN_PROGRESS"
    found = storage.ended_export(started["ExportArn"])
    assert (found["ExportStatus"], found["FailureCode"]) == ("FAILED", "S3NoSuchBucket")
    assert found["FailureMessage"].startswith("The specified bucket does not exist")
    assert not {"ExportManifest", "ItemCount", "BilledSizeBytes"} & found.keys()


def test_parameters_of_the_bucket_are_kept(storage, recorded):
    """API reference, ExportDescription: owner and encryption are shown as they were given; AES256 when nothing was."""
    name = recorded("pk:S")
    given = {"S3BucketOwner": "123456789012", "S3SseAlgorithm": "KMS", "S3SseKmsKeyId": "alias/aws/s3"}
    found = storage.export(name, **given)
    assert {member: found[member] for member in given} == given
    summary = storage.summary(found)
    assert (summary["s3SseAlgorithm"], summary["s3SseKmsKeyId"]) == ("KMS", "alias/aws/s3")
    plain = storage.export(name)
    assert plain["S3SseAlgorithm"] == "AES256"
    assert not {"S3BucketOwner", "S3SseKmsKeyId"} & plain.keys()


@pytest.mark.parametrize("algorithm", [{}, {"S3SseAlgorithm": "AES256"}])
def test_key_without_kms(storage, recorded, algorithm):
    """API reference, S3SseKmsKeyId: of KMS only."""
    with invalid("Invalid Request: KMS Key Id is not supported for this encryption type"):
        storage.start_export(recorded("pk:S"), S3SseKmsKeyId="alias/aws/s3", **algorithm)


def test_values_of_parameters(db, storage, recorded):
    """API reference: the patterns and enumerations of the parameters."""
    arn = storage.arn(recorded("pk:S"))
    for bucket in ("arn:aws:s3:::bucket", "..", "a", "a/b"):
        with constraint(violation(bucket, "s3Bucket", r"satisfy regular expression pattern: ^[a-z0-9A-Z]+[\.\-\w]*[a-z0-9A-Z]+$")):
            db.export_table_to_point_in_time(TableArn=arn, S3Bucket=bucket)
    for parameter, value, must in [
            ("S3BucketOwner", "not-an-account", "satisfy regular expression pattern: [0-9]{12}"),
            ("ClientToken", "a$", r"satisfy regular expression pattern: ^[^\$]+$"),
            ("ExportFormat", "CSV", "satisfy enum value set: [ION, DYNAMODB_JSON]"),
    ]:
        with constraint(violation(value, parameter[0].lower() + parameter[1:], must)):
            db.export_table_to_point_in_time(TableArn=arn, S3Bucket=BUCKET, **{parameter: value})
    with refused("ValidationException", matching="'\\.\\.' cannot be a part of a key"):
        db.export_table_to_point_in_time(TableArn=arn, S3Bucket=BUCKET, S3Prefix="a/../../b")


def test_what_is_not_there_yet(storage, recorded):
    """Amazon Ion and filters are not implemented, and the answer says so."""
    name = recorded("pk:S")
    with invalid("ExportFormat ION is not implemented yet by Quondam"):
        storage.start_export(name, ExportFormat="ION")
    with invalid("FilterSpecification is not implemented yet by Quondam"):
        storage.start_export(name, FilterSpecification={"FilterExpression": "attribute_exists(pk)"})


def test_server_without_buckets(tmp_path):
    """`quondam serve` without --s3-root says so."""
    with Server(None) as server:
        client = api.client(server.endpoint)
        with refused("ValidationException", matching="--s3-root"):
            client.export_table_to_point_in_time(TableArn="arn:aws:dynamodb:us-east-1:000000000000:table/orders", S3Bucket=BUCKET)


# ---- tokens, deletion, restarts ----


def test_client_token(db, storage, recorded):
    """API reference, ClientToken: the same request again is the same export; another one with the token is an ExportConflictException."""
    name, token = recorded("pk:S"), tables.unique_name("token")
    first = storage.start_export(name, ClientToken=token, S3Prefix="tokens")
    assert first["ClientToken"] == token
    assert storage.start_export(name, ClientToken=token, S3Prefix="tokens")["ExportArn"] == first["ExportArn"]
    storage.ended_export(first["ExportArn"])
    assert storage.start_export(name, ClientToken=token, S3Prefix="tokens")["ExportArn"] == first["ExportArn"]
    conflict = "Export conflict: Duplicate request detected with conflicting parameters"
    with refused("ExportConflictException", conflict):
        storage.start_export(name, ClientToken=token, S3Prefix="others")
    with refused("ExportConflictException", conflict):
        storage.start_export(recorded("pk:S"), ClientToken=token, S3Prefix="tokens")
    assert storage.start_export(name, S3Prefix="tokens")["ExportArn"] != first["ExportArn"]
    assert len(db.list_exports(TableArn=storage.arn(name))["ExportSummaries"]) == 2


def test_table_deleted_meanwhile(db, storage, recorded):
    """An export that has begun is completed, though its table is deleted meanwhile; its description outlives the table."""
    name = recorded()
    tables.put_all(db, name, items_of(200))
    started = storage.start_export(name)
    db.delete_table(TableName=name)
    found = storage.ended_export(started["ExportArn"])
    assert (found["ExportStatus"], found["ItemCount"]) == ("COMPLETED", 200)
    assert_same_items(exported_items(storage, found), items_of(200), "pk", "sk")


@pytest.mark.slow
def test_kill_during_an_export(tmp_path):
    """An export that a kill cuts off is begun again at the next start; what it had written is gone, and what is there is whole."""
    rng = random.Random(seed := random.randrange(2**32))
    print("seed", seed)
    storage = Storage(tmp_path).start()
    name = "orders"
    storage.db.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S", "sk:S"))
    storage.db.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=ON)
    payload = rng.randbytes(1000).hex()
    items = [{"pk": {"S": f"p{number % 7}"}, "sk": {"S": f"{number:05}"}, "text": {"S": payload}} for number in range(6000)]
    tables.put_all(storage.db, name, items)
    second = next_second()
    tables.put_all(storage.db, name, [{**item, "text": {"S": "new"}} for item in items[:1000]])
    cut_off = 0
    for attempt in range(6):
        started = storage.start_export(name, S3Prefix=f"exports{attempt}", ExportTime=as_datetime(second))
        time.sleep(rng.random() * 0.3)
        storage.server.kill()
        storage.start()
        cut_off += storage.db.describe_export(ExportArn=started["ExportArn"])["ExportDescription"]["ExportStatus"] == "IN_PROGRESS"
        found = storage.ended_export(started["ExportArn"])
        assert found["ExportStatus"] == "COMPLETED", found
        lines = storage.lines(found)
        assert_same_items([line["Item"] for line in lines], items, "pk", "sk")
        base = found["ExportManifest"].removesuffix("manifest-summary.json")
        assert storage.keys(f"exports{attempt}/") == {base + own for own in (
            "_started", "manifest-files.json", "manifest-files.md5", "manifest-summary.json", "manifest-summary.md5")} | {
                file["dataFileS3Key"] for file in storage.data_files(found)}
    print("cut off", cut_off)
    storage.server.stop()
