"""The kill campaign: load on a table with point-in-time recovery, `kill -9` at random moments, restart, and a judgement by the state held
outside: every acknowledged write is there, what was under way is there or not, nothing is torn; and past seconds, sampled from the
whole run, are restored and read as they were.

    python -m campaign.kills --kills 200 [--seed N]
"""

import argparse
import os
import pathlib
import random
import shutil
import sys
import tempfile
import threading
import time

from campaign.expected_state import ExpectedState
from campaign.load import Writer, values_of
from support import api, tables
from support.clock import as_datetime, next_second
from support.server import Server

TABLE = "campaign"
THREADS = 8
PAST_SECONDS_EACH = 2  # past seconds that are looked at after each kill
LONGEST_RUN_SECONDS = 2.5
CLOCK_AHEAD_SECONDS = 0.55  # CommitClock::kLeaseAhead_us, and a little


class Campaign:
    def __init__(self, folder: pathlib.Path, seed: int, say=print):
        self._data, self._random, self._say = folder / "data", random.Random(seed), say
        self._state = ExpectedState()
        self._first_second = 0
        self._ahead_until = 0.0
        self.acknowledged = self.past_seconds = 0

    def run(self, kills: int) -> None:
        self._create()
        for number in range(1, kills + 1):
            self._round(number, kills)

    def _create(self) -> None:
        with Server(self._data) as server:
            db = api.client(server.endpoint)
            db.create_table(TableName=TABLE, BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S"))
            tables.wait_active(db, TABLE)
            db.update_continuous_backups(TableName=TABLE, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
            self._first_second = next_second()

    def _round(self, number: int, kills: int) -> None:
        server = Server(self._data).start()
        try:
            self._judge(server, f"before kill {number}")
            stop = threading.Event()
            writers = [Writer(thread, TABLE, server.port, self._state, self._random.getrandbits(64), stop, self._ahead_until)
                       for thread in range(THREADS)]
            for writer in writers:
                writer.start()
            wait = self._random.uniform(0.05, LONGEST_RUN_SECONDS)
            restore = self._random.random() < 0.3  # sometimes a restore is cut off too
            stop.wait(wait / 2)
            if restore:
                self._start_restore(server, number)
            stop.wait(wait / 2)
            server.kill()
            self._ahead_until = time.time() + CLOCK_AHEAD_SECONDS
            stop.set()
            for writer in writers:
                writer.join()
            acknowledged = sum(writer.acknowledged for writer in writers)
            self.acknowledged += acknowledged
            unexpected = [line for writer in writers for line in writer.unexpected]
            assert not unexpected, f"kill {number}: answers that no write should get: {unexpected[:5]}"
        finally:
            server.kill()

        # Whoever reads the files next is a new process; what it finds is the truth from here on.
        with Server(self._data) as server:
            self._judge(server, f"after kill {number}")
            self._judge_the_past(server, f"after kill {number}")
        self._say(f"kill {number}/{kills}: {wait:.2f} s of load, {acknowledged} writes acknowledged{', a restore cut off' if restore else ''}: ok")

    def _start_restore(self, server: Server, number: int) -> None:
        db = api.client(server.endpoint)
        db.restore_table_to_point_in_time(SourceTableName=TABLE, TargetTableName=f"cut-{number}", UseLatestRestorableTime=True)

    def _judge(self, server: Server, when: str) -> None:
        db = api.client(server.endpoint)
        found = values_of(tables.scan_all(db, TABLE))
        violations = list(self._state.violations_now(found))
        assert not violations, f"{when}: {len(violations)} violations, such as {violations[:5]}"
        self._state.settle(found, max(time.time(), self._ahead_until))
        for name in db.list_tables()["TableNames"]:  # a restore that was cut off is finished, or nothing of it is left
            if name.startswith("cut-"):
                tables.wait_active(db, name)
                torn = [value for value in values_of(tables.scan_all(db, name)).values() if not isinstance(value, int)]
                assert not torn, f"{when}: {name}: {torn[:3]}"
                tables.drop(db, name)
                tables.wait_gone(db, name)

    def _judge_the_past(self, server: Server, when: str) -> None:
        """Restores to a recent second and to one from anywhere in the run, and compares every key."""
        db = api.client(server.endpoint)
        now = next_second()
        recent = self._random.randint(max(self._first_second, now - 4), now)
        for second in (recent, *(self._random.randint(self._first_second, now) for _ in range(PAST_SECONDS_EACH - 1))):
            name = f"past-{second}-{self._random.getrandbits(32)}"
            db.restore_table_to_point_in_time(SourceTableName=TABLE, TargetTableName=name, RestoreDateTime=as_datetime(second))
            tables.wait_active(db, name)
            violations = list(self._state.violations_at(second, values_of(tables.scan_all(db, name))))
            assert not violations, f"{when}: {len(violations)} violations, such as {violations[:5]}"
            self.past_seconds += 1
            tables.drop(db, name)
            tables.wait_gone(db, name)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(os.environ.get("QUONDAM_SEED") or random.SystemRandom().getrandbits(32)))
    parser.add_argument("--keep", action="store_true", help="keep the data of a run that failed")
    arguments = parser.parse_args()
    print(f"kill campaign: {arguments.kills} kills, seed {arguments.seed}", flush=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="quondam-kills-"))
    campaign = Campaign(folder, arguments.seed, say=lambda line: print(line, flush=True))
    well = False
    try:
        campaign.run(arguments.kills)
        well = True
    finally:
        if not well:
            print(f"failed; repeat with: QUONDAM_SEED={arguments.seed} make campaign KILLS={arguments.kills}", flush=True)
        if well or not arguments.keep:
            shutil.rmtree(folder)
        else:
            print(f"the data is in {folder}", flush=True)
    print(f"kill campaign: ok: {arguments.kills} kills, {campaign.acknowledged} acknowledged writes, none lost, none half applied; "
          f"{campaign.past_seconds} past seconds read as they were")
    return 0


if __name__ == "__main__":
    sys.exit(main())
