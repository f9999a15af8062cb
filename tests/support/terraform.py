"""What Terraform does with a table: the calls that its AWS provider makes for the resource aws_dynamodb_table, in the provider's order and
with its waits, and the attributes that it reads back. Written after the documentation and the behaviour of terraform-provider-aws 6
(internal/service/dynamodb); Terraform itself does not run here.

A configuration is a dict of the resource's arguments. Blocks that can stand several times are dicts by name; what the provider takes as a
set is a frozenset; the blocks key_schema of an index are pairs of a name and a type."""

import botocore.exceptions

from .clock import until

PROVISIONED, ON_DEMAND = "PROVISIONED", "PAY_PER_REQUEST"
DEFAULTS = {
    "billing_mode": PROVISIONED, "range_key": None, "read_capacity": 0, "write_capacity": 0, "local_secondary_index": {},
    "global_secondary_index": {}, "stream_enabled": False, "stream_view_type": "", "server_side_encryption": None,
    "deletion_protection_enabled": False, "table_class": "STANDARD", "on_demand_throughput": {}, "warm_throughput": {},
    "ttl": {"enabled": False, "attribute_name": ""}, "point_in_time_recovery": {"enabled": False}, "tags": {}}
LOCAL_DEFAULTS = {"range_key": None, "non_key_attributes": frozenset()}
GLOBAL_DEFAULTS = {"non_key_attributes": frozenset(), "read_capacity": 0, "write_capacity": 0, "on_demand_throughput": {}, "warm_throughput": {}}
CHANGEABLE = {"read_capacity", "write_capacity", "on_demand_throughput", "warm_throughput"}


class Table:
    """The resource: apply() makes or changes the table, read() answers its attributes as the provider keeps them."""

    def __init__(self, client, name: str):
        self._client, self.name, self._applied = client, name, None

    # ---- what a person does ----

    def apply(self, **configuration) -> None:
        wanted = {**DEFAULTS, **configuration}
        if self._applied is None:
            (self._restore if "restore_source_name" in wanted else self._create)(wanted)
            self._complete(wanted)
        else:
            self._update(self._applied, wanted)
        self._applied = wanted

    def plan(self, **configuration) -> dict:
        """What Terraform would change, having read the table: an attribute's present and its wanted value."""
        arguments = {name: value for name, value in configuration.items() if not name.startswith("restore_")}
        wanted, present = _comparable({**DEFAULTS, **arguments}), _comparable(self.read())
        return {name: (present[name], value) for name, value in wanted.items() if present[name] != value}

    def refresh(self) -> None:
        """What was applied becomes what is there."""
        self._applied = {**self._applied, **{name: value for name, value in self.read().items() if name in self._applied}}

    def destroy(self) -> None:
        """A table that is gone already is fine; the provider knows it by the error's text."""
        in_use = self._client.exceptions.ResourceInUseException
        try:
            until(lambda: self._done(in_use, self._client.delete_table, TableName=self.name))
        except self._client.exceptions.ResourceNotFoundException as gone:
            if "Requested resource not found: Table: " not in str(gone):
                raise
        until(lambda: self._described() is None)
        self._applied = None

    # ---- reading ----

    def read(self) -> dict:
        """The attributes, by the calls of a refresh or an import."""
        table = self._described()
        throughput, stream = table.get("ProvisionedThroughput", {}), table.get("StreamSpecification", {})
        recovery = self._recovery()
        expiry = self._client.describe_time_to_live(TableName=self.name)["TimeToLiveDescription"]
        return {
            "name": table["TableName"], "arn": table["TableArn"], **_keys(table["KeySchema"]),
            "attribute": {each["AttributeName"]: each["AttributeType"] for each in table["AttributeDefinitions"]},
            "billing_mode": table.get("BillingModeSummary", {}).get("BillingMode", PROVISIONED),
            "read_capacity": throughput.get("ReadCapacityUnits", 0), "write_capacity": throughput.get("WriteCapacityUnits", 0),
            "deletion_protection_enabled": table["DeletionProtectionEnabled"],
            "local_secondary_index": {index["IndexName"]: _local_read(index) for index in table.get("LocalSecondaryIndexes", [])},
            "global_secondary_index": {index["IndexName"]: _global_read(index) for index in table.get("GlobalSecondaryIndexes", [])},
            "stream_enabled": stream.get("StreamEnabled", False), "stream_view_type": stream.get("StreamViewType", ""),
            "stream_arn": table.get("LatestStreamArn", ""), "stream_label": table.get("LatestStreamLabel", ""),
            "server_side_encryption": table.get("SSEDescription", {}).get("Status") == "ENABLED",
            "replica": table.get("Replicas", []),
            "table_class": table.get("TableClassSummary", {}).get("TableClass", "STANDARD"),
            "on_demand_throughput": _on_demand_read(table), "warm_throughput": _warm_read(table),
            "point_in_time_recovery": recovery,
            "ttl": {"enabled": expiry["TimeToLiveStatus"] == "ENABLED", "attribute_name": expiry.get("AttributeName", "")},
            "tags": self._tags(table["TableArn"]),
        }

    def _described(self) -> dict | None:
        try:
            return self._client.describe_table(TableName=self.name)["Table"]
        except self._client.exceptions.ResourceNotFoundException:
            return None

    def _recovery(self) -> dict:
        backups = self._client.describe_continuous_backups(TableName=self.name)["ContinuousBackupsDescription"]
        found = backups.get("PointInTimeRecoveryDescription", {})
        if found.get("PointInTimeRecoveryStatus") != "ENABLED":
            return {"enabled": False}
        return {"enabled": True, "recovery_period_in_days": found["RecoveryPeriodInDays"]}

    def _tags(self, arn: str) -> dict:
        return {tag["Key"]: tag["Value"] for tag in self._client.list_tags_of_resource(ResourceArn=arn).get("Tags", [])}

    # ---- making and changing ----

    def _create(self, wanted: dict) -> None:
        parameters = {
            "TableName": self.name, "BillingMode": wanted["billing_mode"], "KeySchema": _schema(wanted),
            "AttributeDefinitions": _definitions(wanted["attribute"]),
            "Tags": [{"Key": key, "Value": value} for key, value in wanted["tags"].items()]}
        parameters |= _throughput(wanted, wanted["billing_mode"]) | _caps(wanted) | _warm(wanted)
        if wanted["deletion_protection_enabled"]:
            parameters["DeletionProtectionEnabled"] = True
        parameters |= _indexes_of(wanted)
        if wanted["stream_enabled"]:
            parameters["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": wanted["stream_view_type"]}
        parameters |= _encryption(wanted)
        parameters["TableClass"] = wanted["table_class"]
        self._client.create_table(**parameters)

    def _restore(self, wanted: dict) -> None:
        moment = {"RestoreDateTime": wanted["restore_date_time"]} if "restore_date_time" in wanted else {"UseLatestRestorableTime": True}
        overrides = {**_indexes_of(wanted), **_encryption(wanted)}
        if wanted["read_capacity"] and wanted["write_capacity"]:
            overrides |= _throughput(wanted, wanted["billing_mode"])
        overrides = {name.replace("Indexes", "Index") + "Override": value for name, value in overrides.items()}
        self._client.restore_table_to_point_in_time(
            SourceTableName=wanted["restore_source_name"], TargetTableName=self.name, **moment, **overrides)

    def _complete(self, wanted: dict) -> None:
        """What follows when a table was made in either way."""
        self._wait_active()
        self._wait_warm()
        for index in wanted["global_secondary_index"]:
            self._wait_index(index)
        if wanted["ttl"]["enabled"]:
            self._set_expiry(wanted["ttl"])
        if wanted["point_in_time_recovery"]["enabled"]:
            self._set_recovery(wanted["point_in_time_recovery"])

    def _update(self, before: dict, wanted: dict) -> None:
        """The provider's order: tags come before everything else; indexes go first, come last, and change with their table."""
        changed = {name for name, value in wanted.items() if before.get(name) != value}
        billing = wanted["billing_mode"]
        self._change_tags(before["tags"], wanted["tags"])
        old, new = (_global_indexes(arguments) for arguments in (before, wanted))
        both = old.keys() & new.keys()
        remade = {name for name in both if _needs_another(old[name], new[name])}
        for name in (old.keys() - new.keys()) | remade:
            self._client.update_table(TableName=self.name, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": name}}])
            until(lambda gone=name: gone not in self._indexes())
        if "table_class" in changed:
            self._update_table(TableClass=wanted["table_class"])
        parameters = {}
        if changed & {"billing_mode", "read_capacity", "write_capacity"}:
            parameters |= {"BillingMode": billing, **_throughput(wanted, billing)}
        if "deletion_protection_enabled" in changed:
            parameters["DeletionProtectionEnabled"] = wanted["deletion_protection_enabled"]
        if "on_demand_throughput" in changed:
            parameters |= _caps(wanted)
        if "stream_enabled" in changed:
            view = {"StreamViewType": wanted["stream_view_type"]} if wanted["stream_enabled"] else {}
            parameters["StreamSpecification"] = {"StreamEnabled": wanted["stream_enabled"], **view}
        elif "stream_view_type" in changed and wanted["stream_enabled"]:
            # A stream's view never changes: the stream ends and another one begins.
            self._update_table(StreamSpecification={"StreamEnabled": False})
            self._update_table(StreamSpecification={"StreamEnabled": True, "StreamViewType": wanted["stream_view_type"]})
        resizings = {name: _resizing(old[name], new[name], billing) for name in sorted(both - remade)}
        resized = {name: change for name, change in resizings.items() if change}
        if resized:
            parameters["GlobalSecondaryIndexUpdates"] = [{"Update": {"IndexName": name, **change}} for name, change in resized.items()]
        if parameters:
            self._update_table(**parameters)
            self._wait_warm()
            for name in resized:
                self._wait_index(name)
        for name in sorted(both - remade):
            if new[name]["warm_throughput"] not in ({}, old[name]["warm_throughput"]):
                self._client.update_table(TableName=self.name, GlobalSecondaryIndexUpdates=[{"Update": {"IndexName": name, **_warm(new[name])}}])
                self._wait_index(name)
        for name in (new.keys() - old.keys()) | remade:
            self._client.update_table(TableName=self.name, AttributeDefinitions=_definitions(wanted["attribute"]),
                                      GlobalSecondaryIndexUpdates=[{"Create": _index(name, new[name], billing)}])
            self._wait_index(name)
        if "server_side_encryption" in changed:
            self._client.update_table(TableName=self.name, SSESpecification={"Enabled": bool(wanted["server_side_encryption"])})
            self._wait_active()  # the provider waits half a minute instead
            until(lambda: self._described().get("SSEDescription", {"Status": "DISABLED"})["Status"] in ("ENABLED", "DISABLED"))
        if "ttl" in changed:
            self._set_expiry(wanted["ttl"])
        if "point_in_time_recovery" in changed:
            self._set_recovery(wanted["point_in_time_recovery"])
        if "warm_throughput" in changed:
            self._update_table(**_warm(wanted))
            self._wait_warm()

    def _update_table(self, **parameters) -> None:
        self._client.update_table(TableName=self.name, **parameters)
        self._wait_active()

    def _change_tags(self, before: dict, wanted: dict) -> None:
        arn = self._described()["TableArn"]
        if removed := sorted(before.keys() - wanted.keys()):
            self._client.untag_resource(ResourceArn=arn, TagKeys=removed)
        if updated := {key: value for key, value in wanted.items() if before.get(key) != value}:
            self._client.tag_resource(ResourceArn=arn, Tags=[{"Key": key, "Value": value} for key, value in updated.items()])
        until(lambda: self._tags(arn) == wanted)

    def _set_expiry(self, wanted: dict) -> None:
        self._client.update_time_to_live(TableName=self.name, TimeToLiveSpecification={
            "AttributeName": wanted["attribute_name"], "Enabled": wanted["enabled"]})
        status = "ENABLED" if wanted["enabled"] else "DISABLED"
        until(lambda: self._client.describe_time_to_live(TableName=self.name)["TimeToLiveDescription"]["TimeToLiveStatus"] == status)

    def _set_recovery(self, wanted: dict) -> None:
        specification = {"PointInTimeRecoveryEnabled": wanted["enabled"]}
        if wanted["enabled"] and wanted.get("recovery_period_in_days"):
            specification["RecoveryPeriodInDays"] = wanted["recovery_period_in_days"]
        early = self._client.exceptions.ContinuousBackupsUnavailableException
        until(lambda: self._done(early, self._client.update_continuous_backups, TableName=self.name,
                                 PointInTimeRecoverySpecification=specification))
        until(lambda: self._recovery()["enabled"] == wanted["enabled"])

    # ---- waiting ----

    @staticmethod
    def _done(retried: type[botocore.exceptions.ClientError], call, **parameters) -> bool:
        try:
            call(**parameters)
        except retried:
            return False
        return True

    def _wait_active(self) -> None:
        for _ in range(2):  # the provider believes it when it has seen it twice
            until(lambda: self._described()["TableStatus"] == "ACTIVE")

    def _wait_warm(self) -> None:
        until(lambda: self._described()["WarmThroughput"]["Status"] == "ACTIVE")

    def _indexes(self) -> dict:
        return {index["IndexName"]: index for index in self._described().get("GlobalSecondaryIndexes", [])}

    def _wait_index(self, name: str) -> None:
        until(lambda: self._indexes()[name]["IndexStatus"] == "ACTIVE")
        until(lambda: self._indexes()[name]["WarmThroughput"]["Status"] == "ACTIVE")


# ---- arguments to parameters ----

def _key_schema(keys: dict) -> tuple:
    """Pairs of a name and a type."""
    named = ((keys.get("hash_key"), "HASH"), (keys.get("range_key"), "RANGE"))
    return keys.get("key_schema") or tuple(key for key in named if key[0])


def _schema(keys: dict) -> list:
    return [{"AttributeName": name, "KeyType": kind} for name, kind in _key_schema(keys)]


def _definitions(attributes: dict) -> list:
    return [{"AttributeName": name, "AttributeType": kind} for name, kind in attributes.items()]


def _projection(index: dict) -> dict:
    others = sorted(index.get("non_key_attributes", ()))
    return {"ProjectionType": index["projection_type"], **({"NonKeyAttributes": others} if others else {})}


def _throughput(block: dict, billing: str) -> dict:
    if billing == ON_DEMAND:
        return {}
    return {"ProvisionedThroughput": {"ReadCapacityUnits": block["read_capacity"], "WriteCapacityUnits": block["write_capacity"]}}


def _index(name: str, index: dict, billing: str) -> dict:
    caps = _caps(index) if billing == ON_DEMAND else {}
    return {"IndexName": name, "KeySchema": _schema(index), "Projection": _projection(index), **_throughput(index, billing), **caps, **_warm(index)}


def _indexes_of(wanted: dict) -> dict:
    """Both kinds, as a new table has them."""
    local = [{"IndexName": name, "KeySchema": _schema({"hash_key": wanted["hash_key"], **index}), "Projection": _projection(index)}
             for name, index in wanted["local_secondary_index"].items()]
    indexes = [_index(name, index, wanted["billing_mode"]) for name, index in _global_indexes(wanted).items()]
    return {**({"LocalSecondaryIndexes": local} if local else {}), **({"GlobalSecondaryIndexes": indexes} if indexes else {})}


def _encryption(wanted: dict) -> dict:
    said = wanted["server_side_encryption"]
    return {} if said is None else {"SSESpecification": {"Enabled": said}}


def _caps(wanted: dict) -> dict:
    units = {name: wanted["on_demand_throughput"].get(key) for name, key in (
        ("MaxReadRequestUnits", "max_read_request_units"), ("MaxWriteRequestUnits", "max_write_request_units"))}
    units = {name: value for name, value in units.items() if value}
    return {"OnDemandThroughput": units} if units else {}


def _warm(wanted: dict) -> dict:
    warm = wanted["warm_throughput"]
    return {"WarmThroughput": {"ReadUnitsPerSecond": warm["read_units_per_second"],
                               "WriteUnitsPerSecond": warm["write_units_per_second"]}} if warm else {}


# ---- descriptions to attributes ----

def _keys(schema: list) -> dict:
    named = {key["KeyType"]: key["AttributeName"] for key in schema}
    return {"hash_key": named["HASH"], "range_key": named.get("RANGE")}


def _local_read(index: dict) -> dict:
    return {**_keys(index["KeySchema"]), **_projection_read(index)}


def _global_read(index: dict) -> dict:
    throughput = index["ProvisionedThroughput"]  # the provider's version 5 has no name for an index that lacks it
    return {
        "key_schema": tuple((key["AttributeName"], key["KeyType"]) for key in index["KeySchema"]), **_projection_read(index),
        "read_capacity": throughput["ReadCapacityUnits"], "write_capacity": throughput["WriteCapacityUnits"],
        "on_demand_throughput": _on_demand_read(index), "warm_throughput": _warm_read(index)}


def _projection_read(index: dict) -> dict:
    return {"projection_type": index["Projection"]["ProjectionType"],
            "non_key_attributes": frozenset(index["Projection"].get("NonKeyAttributes", ()))}


def _on_demand_read(table: dict) -> dict:
    units = table.get("OnDemandThroughput", {})
    return {key: units[name] for name, key in (
        ("MaxReadRequestUnits", "max_read_request_units"), ("MaxWriteRequestUnits", "max_write_request_units")) if name in units}


def _warm_read(table: dict) -> dict:
    """What everybody has counts as nothing."""
    warm = table["WarmThroughput"]
    units = (warm["ReadUnitsPerSecond"], warm["WriteUnitsPerSecond"])
    if units == (12000, 4000) or (units[0] < 12000 and units[1] < 4000):
        return {}
    return {"read_units_per_second": units[0], "write_units_per_second": units[1]}


# ---- comparing ----

def _global_indexes(arguments: dict) -> dict:
    """The blocks with all of their arguments, their keys as key_schema."""
    def whole(index: dict) -> dict:
        said = {name: value for name, value in index.items() if name not in ("hash_key", "range_key")}
        return {**GLOBAL_DEFAULTS, **said, "key_schema": _key_schema(index)}
    return {name: whole(index) for name, index in arguments["global_secondary_index"].items()}


def _needs_another(old: dict, new: dict) -> bool:
    """What cannot be changed in an index, or not to less, takes another index of that name."""
    less = new["warm_throughput"] and any(new["warm_throughput"][name] < units for name, units in old["warm_throughput"].items())
    return less or any(old[name] != new[name] for name in old.keys() - CHANGEABLE)


def _resizing(old: dict, new: dict, billing: str) -> dict:
    if billing == ON_DEMAND:
        return _caps(new) if old["on_demand_throughput"] != new["on_demand_throughput"] else {}
    return _throughput(new, billing) if any(old[name] != new[name] for name in ("read_capacity", "write_capacity")) else {}


def _limits(caps: dict) -> dict:
    """-1 is no limit, which is not read back."""
    return {name: units for name, units in caps.items() if units > 0}


def _comparable(attributes: dict) -> dict:
    """Attributes with what stands for nothing left out of their blocks; a local index has its table's key and no capacity of its own. To
    switch the expiry off takes its attribute's name, which is not read back then."""
    found = dict(attributes)
    found["global_secondary_index"] = {
        name: {**index, "on_demand_throughput": _limits(index["on_demand_throughput"])} for name, index in _global_indexes(found).items()}
    found["local_secondary_index"] = {
        name: {**LOCAL_DEFAULTS, **index, "hash_key": found["hash_key"]} for name, index in found["local_secondary_index"].items()}
    if not found["ttl"]["enabled"]:
        found["ttl"] = {**found["ttl"], "attribute_name": ""}
    found["server_side_encryption"] = bool(found["server_side_encryption"])
    found["on_demand_throughput"] = _limits(found["on_demand_throughput"])
    return found
