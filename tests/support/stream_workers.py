"""Streams as the Kinesis client library reads them through DynamoDB's adapter: workers hold leases of shards and keep checkpoints there."""

import dataclasses

from .streams import describe, iterator

TRIM_HORIZON = "TRIM_HORIZON"
SHARD_END = "SHARD_END"


@dataclasses.dataclass
class Lease:
    """Of a shard: what the library keeps in its lease table."""

    parent: str | None
    owner: "Worker | None" = None
    checkpoint: str = TRIM_HORIZON


class Worker:
    """Reads the shards whose leases it holds. `leases`, by shard, are common to all workers of a stream."""

    limit = 5  # records a call

    def __init__(self, streams, arn: str, leases: dict[str, Lease]):
        self.streams, self.arn, self.leases = streams, arn, leases
        self._iterators: dict[str, str] = {}

    def sync_leases(self) -> None:
        """DescribeStream, page by page: a lease for each shard that has none yet."""
        start = {}
        while True:
            page = describe(self.streams, self.arn, Limit=1, **start)
            for shard in page["Shards"]:
                self.leases.setdefault(shard["ShardId"], Lease(shard.get("ParentShardId")))
            if "LastEvaluatedShardId" not in page:
                return
            start = {"ExclusiveStartShardId": page["LastEvaluatedShardId"]}

    def take(self, *shards: str) -> None:
        for shard in shards:
            self.leases[shard].owner = self

    def work(self, checkpoints: bool = True) -> list:
        """One page of each shard that it holds and that may be read; a worker that dies before its `checkpoints` leaves them as they were."""
        self.sync_leases()
        processed = []
        for shard in sorted(self.leases):
            lease = self.leases[shard]
            if lease.owner is not self or lease.checkpoint == SHARD_END or not self._parent_is_drained(lease):
                continue
            page = self.streams.get_records(ShardIterator=self._iterators.get(shard) or self._begin(shard, lease), Limit=self.limit)
            processed += page["Records"]
            if not checkpoints:
                continue
            if page["Records"]:
                lease.checkpoint = page["Records"][-1]["dynamodb"]["SequenceNumber"]
            if "NextShardIterator" in page:
                self._iterators[shard] = page["NextShardIterator"]
            else:
                lease.checkpoint = SHARD_END
        return processed

    def _parent_is_drained(self, lease: Lease) -> bool:
        """A parent without a lease is trimmed already."""
        return lease.parent not in self.leases or self.leases[lease.parent].checkpoint == SHARD_END

    def _begin(self, shard: str, lease: Lease) -> str:
        if lease.checkpoint == TRIM_HORIZON:
            return iterator(self.streams, self.arn, TRIM_HORIZON, shard=shard)
        return iterator(self.streams, self.arn, "AFTER_SEQUENCE_NUMBER", shard=shard, SequenceNumber=lease.checkpoint)
