"""Streams as the tests read them: by a plain poller, which follows the shards from parents to children."""

ENABLE = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
DISABLE = {"StreamEnabled": False}


def describe(streams, arn: str, **parameters) -> dict:
    return streams.describe_stream(StreamArn=arn, **parameters)["StreamDescription"]


def shards(streams, arn: str) -> list:
    return describe(streams, arn)["Shards"]


def iterator(streams, arn: str, kind: str = "TRIM_HORIZON", shard: str | None = None, **parameters) -> str:
    """One of the stream's last shard, or the named one."""
    shard = shard or shards(streams, arn)[-1]["ShardId"]
    return streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType=kind, **parameters)["ShardIterator"]


def read(streams, arn: str, **parameters) -> list:
    """Every record that the stream has now."""
    return Poller(streams, arn, **parameters).poll()


class Poller:
    """Reads a stream from its trim horizon on. `limit`: records a call."""

    def __init__(self, streams, arn: str, limit: int | None = None):
        self.streams, self.arn = streams, arn
        self._limit = {} if limit is None else {"Limit": limit}
        self._iterators: dict[str, str] = {}  # of shards that are being read
        self._finished: set[str] = set()

    def poll(self) -> list:
        """What is new, to the present end of every shard. A shard is read after its parent."""
        found = []
        for shard in shards(self.streams, self.arn):
            name = shard["ShardId"]
            if name in self._finished:
                continue
            if name not in self._iterators:
                self._iterators[name] = iterator(self.streams, self.arn, shard=name)
            found += self._read(name)
        return found

    def _read(self, name: str) -> list:
        found = []
        while True:
            page = self.streams.get_records(ShardIterator=self._iterators[name], **self._limit)
            found += page["Records"]
            if "NextShardIterator" not in page:
                self._finished.add(name)
                return found
            self._iterators[name] = page["NextShardIterator"]
            if not page["Records"]:
                return found


def events(records: list) -> list:
    """Each record as (eventName, Keys, OldImage, NewImage); None for an image that is not there."""
    return [(record["eventName"], record["dynamodb"]["Keys"], record["dynamodb"].get("OldImage"), record["dynamodb"].get("NewImage"))
            for record in records]
