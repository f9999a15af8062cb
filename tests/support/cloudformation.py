"""What CloudFormation, and so the CDK, does with a table: the handlers of the resource type AWS::DynamoDB::Table. The type's public schema says
which calls each handler makes and which properties it reads; the order is that of the dependencies, as the handlers themselves are not
public. CloudFormation itself does not run here."""

import json

from .clock import until

# Properties that CreateTable and UpdateTable have by the same name.
SAME = ("BillingMode", "ProvisionedThroughput", "OnDemandThroughput", "WarmThroughput", "TableClass", "DeletionProtectionEnabled")
# What takes a property away, where leaving it out does not.
NO_MORE = {"OnDemandThroughput": {"MaxReadRequestUnits": -1, "MaxWriteRequestUnits": -1}, "DeletionProtectionEnabled": False}
INDEX = ("IndexName", "KeySchema", "Projection", "ProvisionedThroughput", "OnDemandThroughput", "WarmThroughput")


class Handlers:
    """A resource's model is a dict of the type's properties, as a template has them."""

    def __init__(self, client):
        self._client = client

    def create(self, model: dict) -> dict:
        name = model["TableName"]
        parameters = {key: model[key] for key in (*SAME, "TableName", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes",
                                                  "LocalSecondaryIndexes", "Tags") if key in model}
        if "StreamSpecification" in model:
            parameters["StreamSpecification"] = {"StreamEnabled": True, **model["StreamSpecification"]}
        if "SSESpecification" in model:
            parameters["SSESpecification"] = {"Enabled": model["SSESpecification"]["SSEEnabled"]}
        if "ResourcePolicy" in model:
            parameters["ResourcePolicy"] = json.dumps(model["ResourcePolicy"]["PolicyDocument"])
        self._client.create_table(**parameters)
        self._wait_active(name)
        if "TimeToLiveSpecification" in model:
            self._set_expiry(name, model["TimeToLiveSpecification"])
        if "PointInTimeRecoverySpecification" in model:
            self._set_recovery(name, model["PointInTimeRecoverySpecification"])
        return self.read(name)

    def read(self, name: str) -> dict:
        """The present model, with what is read only; a table that is not there is a ResourceNotFoundException."""
        table = self._client.describe_table(TableName=name)["Table"]
        arn = table["TableArn"]
        recovery = self._client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
        insights = self._client.describe_contributor_insights(TableName=name)["ContributorInsightsStatus"]
        kinesis = self._client.describe_kinesis_streaming_destination(TableName=name)["KinesisDataStreamDestinations"]
        expiry = self._client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        model = {
            "TableName": name, "Arn": arn, "AttributeDefinitions": table["AttributeDefinitions"], "KeySchema": table["KeySchema"],
            "BillingMode": table.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED"),
            "DeletionProtectionEnabled": table["DeletionProtectionEnabled"],
            "TableClass": table.get("TableClassSummary", {}).get("TableClass", "STANDARD"),
            "SSESpecification": {"SSEEnabled": table.get("SSEDescription", {}).get("Status") == "ENABLED"},
            "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": recovery["PointInTimeRecoveryStatus"] == "ENABLED"},
            "ContributorInsightsSpecification": {"Enabled": insights == "ENABLED"},
            "GlobalSecondaryIndexes": [self._index(name, index) for index in table.get("GlobalSecondaryIndexes", [])],
            "LocalSecondaryIndexes": [_chosen(index, INDEX) for index in table.get("LocalSecondaryIndexes", [])],
            "Tags": self._client.list_tags_of_resource(ResourceArn=arn).get("Tags", []),
            "WarmThroughput": _chosen(table["WarmThroughput"], ("ReadUnitsPerSecond", "WriteUnitsPerSecond"))}
        if "RecoveryPeriodInDays" in recovery:
            model["PointInTimeRecoverySpecification"]["RecoveryPeriodInDays"] = recovery["RecoveryPeriodInDays"]
        if model["BillingMode"] == "PROVISIONED":
            model["ProvisionedThroughput"] = _units(table["ProvisionedThroughput"])
        if "OnDemandThroughput" in table:
            model["OnDemandThroughput"] = table["OnDemandThroughput"]
        if table.get("StreamSpecification", {}).get("StreamEnabled"):
            model |= {"StreamSpecification": _chosen(table["StreamSpecification"], ("StreamViewType",)), "StreamArn": table["LatestStreamArn"]}
        if expiry["TimeToLiveStatus"] == "ENABLED":
            model["TimeToLiveSpecification"] = {"Enabled": True, "AttributeName": expiry["AttributeName"]}
        if kinesis:
            model["KinesisStreamSpecification"] = {"StreamArn": kinesis[0]["StreamArn"]}
        try:
            policy = self._client.get_resource_policy(ResourceArn=arn)["Policy"]
            model["ResourcePolicy"] = {"PolicyDocument": json.loads(policy)}
        except self._client.exceptions.PolicyNotFoundException:
            pass
        return model

    def update(self, before: dict, wanted: dict) -> dict:
        """One index is made or deleted at a time, and what cannot be changed with something else goes alone, as UpdateTable asks for."""
        name, arn = wanted["TableName"], self._client.describe_table(TableName=wanted["TableName"])["Table"]["TableArn"]
        changed = {key for key in before.keys() | wanted.keys() if before.get(key) != wanted.get(key)}
        old, new = ({index["IndexName"]: index for index in model.get("GlobalSecondaryIndexes", [])} for model in (before, wanted))
        for index in old.keys() - new.keys():
            self._update_table(name, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": index}}])
        for index in new.keys() - old.keys():
            self._update_table(name, AttributeDefinitions=wanted["AttributeDefinitions"], GlobalSecondaryIndexUpdates=[{"Create": new[index]}])
        capacities = {key: wanted[key] for key in ("BillingMode", "ProvisionedThroughput") if key in wanted}
        resized = [{"Update": {"IndexName": index, "ProvisionedThroughput": new[index]["ProvisionedThroughput"]}}
                   for index in old.keys() & new.keys() if new[index].get("ProvisionedThroughput") != old[index].get("ProvisionedThroughput")
                   and "ProvisionedThroughput" in new[index]]
        if changed & {"BillingMode", "ProvisionedThroughput"} or resized:
            self._update_table(name, **(capacities if changed & capacities.keys() else {}),
                               **({"GlobalSecondaryIndexUpdates": resized} if resized else {}))
        for key in ("OnDemandThroughput", "WarmThroughput", "TableClass", "DeletionProtectionEnabled"):
            value = wanted.get(key, NO_MORE.get(key))
            if key in changed and value is not None:
                self._update_table(name, **{key: value})
        if "SSESpecification" in changed:
            self._update_table(name, SSESpecification={"Enabled": wanted.get("SSESpecification", {}).get("SSEEnabled", False)})
        if "StreamSpecification" in changed:
            if "StreamSpecification" in before:
                self._update_table(name, StreamSpecification={"StreamEnabled": False})
            if "StreamSpecification" in wanted:
                self._update_table(name, StreamSpecification={"StreamEnabled": True, **wanted["StreamSpecification"]})
        if "TimeToLiveSpecification" in changed:
            if before.get("TimeToLiveSpecification", {}).get("Enabled"):
                self._set_expiry(name, {**before["TimeToLiveSpecification"], "Enabled": False})
            if wanted.get("TimeToLiveSpecification", {}).get("Enabled"):
                self._set_expiry(name, wanted["TimeToLiveSpecification"])
        if "PointInTimeRecoverySpecification" in changed:
            self._set_recovery(name, wanted.get("PointInTimeRecoverySpecification", {"PointInTimeRecoveryEnabled": False}))
        self._change_tags(arn, before.get("Tags", []), wanted.get("Tags", []))
        if "ResourcePolicy" in changed:
            if "ResourcePolicy" in wanted:
                self._client.put_resource_policy(ResourceArn=arn, Policy=json.dumps(wanted["ResourcePolicy"]["PolicyDocument"]))
            else:
                self._client.delete_resource_policy(ResourceArn=arn)
        return self.read(name)

    def delete(self, name: str) -> None:
        self._client.delete_table(TableName=name)

        def gone() -> bool:
            try:
                self._client.describe_table(TableName=name)
            except self._client.exceptions.ResourceNotFoundException:
                return True
            return False

        until(gone)

    def list(self) -> list:
        return [name for page in self._client.get_paginator("list_tables").paginate() for name in page["TableNames"]]

    def _wait_active(self, name: str) -> None:
        until(lambda: self._client.describe_table(TableName=name)["Table"]["TableStatus"] == "ACTIVE")

    def _update_table(self, name: str, **parameters) -> None:
        self._client.update_table(TableName=name, **parameters)
        self._wait_active(name)

    def _set_expiry(self, name: str, wanted: dict) -> None:
        self._client.update_time_to_live(TableName=name, TimeToLiveSpecification=wanted)
        status = "ENABLED" if wanted["Enabled"] else "DISABLED"
        until(lambda: self._client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]["TimeToLiveStatus"] == status)

    def _set_recovery(self, name: str, wanted: dict) -> None:
        self._client.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=wanted)

    def _change_tags(self, arn: str, before: list, wanted: list) -> None:
        if removed := {tag["Key"] for tag in before} - {tag["Key"] for tag in wanted}:
            self._client.untag_resource(ResourceArn=arn, TagKeys=sorted(removed))
        if updated := [tag for tag in wanted if tag not in before]:
            self._client.tag_resource(ResourceArn=arn, Tags=updated)

    def _index(self, table: str, index: dict) -> dict:
        insights = self._client.describe_contributor_insights(TableName=table, IndexName=index["IndexName"])
        return {**_chosen(index, INDEX), "ContributorInsightsSpecification": {"Enabled": insights["ContributorInsightsStatus"] == "ENABLED"}}


def as_table(model: dict) -> dict:
    """The model of an AWS::DynamoDB::GlobalTable of one region, which is what the CDK's TableV2 makes, as that of the table that it is."""
    replica, = model["Replicas"]
    caps = {**model.get("WriteOnDemandThroughputSettings", {}), **replica.get("ReadOnDemandThroughputSettings", {}),
            **model.get("ReadOnDemandThroughputSettings", {})}
    shared = {key: value for key, value in model.items() if key != "Replicas" and not key.endswith("ThroughputSettings")}
    own = {key: value for key, value in replica.items() if key != "Region" and not key.endswith("ThroughputSettings")}
    return {**shared, **own, **({"OnDemandThroughput": caps} if caps else {})}


def drift(template: dict, model: dict) -> dict:
    """What a template says otherwise than the present model, in the order-free way of drift detection: only what the template says counts."""
    return {key: (value, model.get(key)) for key, value in template.items() if not _agrees(value, model.get(key))}


def _agrees(wanted, present) -> bool:
    if isinstance(wanted, dict):
        return isinstance(present, dict) and all(_agrees(value, present.get(key)) for key, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(present, list) and len(wanted) == len(present) and all(
            any(_agrees(one, other) for other in present) for one in wanted)
    return wanted == present


def _units(throughput: dict) -> dict:
    return _chosen(throughput, ("ReadCapacityUnits", "WriteCapacityUnits"))


def _chosen(description: dict, names: tuple) -> dict:
    found = {name: description[name] for name in names if name in description}
    if "ProvisionedThroughput" in found:
        found["ProvisionedThroughput"] = _units(found["ProvisionedThroughput"])
    return found
