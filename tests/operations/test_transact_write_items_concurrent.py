"""TransactWriteItems under concurrency, retries and restarts: API reference "TransactWriteItems" (ClientRequestToken); developer guide, "Amazon
DynamoDB Transactions: How it works" (idempotency, transaction conflict handling)."""

import collections
import os
import random
import re
import threading
import uuid

import pytest
from botocore.exceptions import ClientError
from support import api, tables
from support.expect import refused
from support.server import Server
from support.transactions import check, delete, get, put, read, stored, update, write

ONE = {":one": {"N": "1"}}
CONFLICT = re.compile(r"^Transaction is ongoing for the item\.?$")  # API reference, TransactionCanceledException
THREADS = 6
ROUNDS = 40


def seed() -> int:
    value = int(os.environ.get("QUONDAM_SEED") or random.SystemRandom().getrandbits(32))
    print(f"seed {value}; repeat with QUONDAM_SEED={value}")
    return value


def together(*work) -> None:
    """Runs each in a thread of its own, all beginning at once; the first error of one is raised here."""
    barrier, errors = threading.Barrier(len(work)), []

    def run(one):
        try:
            barrier.wait()
            one()
        except BaseException as error:  # pylint: disable=broad-except
            errors.append(error)

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def attempt(db, actions: list, shared: set, **parameters) -> bool:
    """True when the transaction was done. When it was not, the reasons say so for actions on `shared` items, and for no other."""
    try:
        write(db, *actions, **parameters)
        return True
    except ClientError as error:
        assert error.response["Error"]["Code"] == "TransactionCanceledException", error
        reasons = error.response["CancellationReasons"]
        assert len(reasons) == len(actions)
        assert "TransactionConflict" in {reason["Code"] for reason in reasons}
        for position, reason in enumerate(reasons):
            assert reason["Code"] == "None" or position in shared and reason["Code"] == "TransactionConflict", reasons
            if reason["Code"] == "TransactionConflict":
                assert CONFLICT.match(reason["Message"]), reason
        return False


def count(db, table: str, key: dict) -> int:
    return int((stored(db, table, key) or {"n": {"N": "0"}})["n"]["N"])


# ---- conflicts ----

def test_overlapping_transactions(db, hash_table, sorted_table, pk):
    """Developer guide, "Transaction conflict handling": each transaction is done or cancelled with TransactionConflict in the place of an
    item that another one touches; the items are the sum of those that were done, in both tables."""
    base = seed()
    targets = [(hash_table, {"pk": {"S": f"{pk}-{n}"}}) for n in range(2)] + [(sorted_table, {"pk": {"S": pk}, "sk": {"S": str(n)}}) for n in range(2)]
    done = [collections.Counter() for _ in range(THREADS)]

    def work(number: int) -> None:
        choose = random.Random(base + number)
        for _ in range(ROUNDS):
            chosen = choose.sample(range(len(targets)), choose.randint(1, 3))
            actions = [update(*targets[n], "ADD n :one", ONE) for n in chosen]
            place = choose.randint(0, len(actions))
            actions.insert(place, update(hash_table, {"pk": {"S": f"{pk}-own-{number}"}}, "ADD n :one", ONE))
            if attempt(db, actions, {position for position in range(len(actions)) if position != place}):
                done[number].update([*chosen, "own"])

    together(*(lambda number=number: work(number) for number in range(THREADS)))
    total = sum(done, collections.Counter())
    assert total["own"] > 0
    assert [count(db, *target) for target in targets] == [total[n] for n in range(len(targets))]
    assert [count(db, hash_table, {"pk": {"S": f"{pk}-own-{n}"}}) for n in range(THREADS)] == [done[n]["own"] for n in range(THREADS)]


def test_single_writes_between_transactions(db, hash_table, pk):
    """Developer guide, "Transaction conflict handling": a single write of an item of an ongoing transaction is done or refused with
    TransactionConflictException; none is lost."""
    keys = [{"pk": {"S": f"{pk}-{n}"}} for n in range(2)]
    transactions, singles = [0] * 3, [0] * 3

    def transact(number: int) -> None:
        for _ in range(ROUNDS):
            transactions[number] += attempt(db, [update(hash_table, key, "ADD n :one", ONE) for key in keys], {0, 1})

    def single(number: int) -> None:
        for _ in range(ROUNDS):
            try:
                db.update_item(TableName=hash_table, Key=keys[0], UpdateExpression="ADD n :one, m :one", ExpressionAttributeValues=ONE)
                singles[number] += 1
            except ClientError as error:
                assert error.response["Error"]["Code"] == "TransactionConflictException", error

    together(*(lambda number=number, work=work: work(number) for number in range(3) for work in (transact, single)))
    assert count(db, hash_table, keys[1]) == sum(transactions) > 0
    assert count(db, hash_table, keys[0]) == sum(transactions) + sum(singles)
    assert int(stored(db, hash_table, keys[0])["m"]["N"]) == sum(singles) > 0


def test_only_one_of_many_wins(db, hash_table, pk):
    """API reference, ConditionExpression: of many transactions that create the same item if it is not there, one is done; its other item is the
    winner's too."""
    for number in range(10):
        first, second = ({"pk": {"S": f"{pk}-{number}-{which}"}} for which in "ab")
        won = []

        def claim(who: int, first=first, second=second, won=won) -> None:
            mark = {"who": {"N": str(who)}}
            try:
                write(db, put(hash_table, {**first, **mark}, "attribute_not_exists(pk)"), put(hash_table, {**second, **mark}))
                won.append(who)
            except ClientError as error:
                codes = {reason["Code"] for reason in error.response["CancellationReasons"]}
                assert codes <= {"None", "ConditionalCheckFailed", "TransactionConflict"} and codes != {"None"}, error

        together(*(lambda who=who: claim(who) for who in range(THREADS)))
        assert len(won) <= 1
        holders = [stored(db, hash_table, key) for key in (first, second)]
        assert [holder and holder["who"] for holder in holders] == [{"N": str(won[0])} if won else None] * 2


def test_money_is_neither_made_nor_lost(db, hash_table, sorted_table, pk):
    """Developer guide, "Isolation levels": transactions are serializable to each other: every TransactGetItems that is answered sees one moment,
    and conditions hold in it; nobody's balance is ever below zero."""
    base = seed()
    accounts = [(hash_table, {"pk": {"S": f"{pk}-{n}"}}) for n in range(3)] + [(sorted_table, {"pk": {"S": pk}, "sk": {"S": str(n)}}) for n in range(2)]
    write(db, *(put(table, {**key, "n": {"N": "10"}}) for table, key in accounts))
    stop = threading.Event()
    seen = []

    def transfer(number: int) -> None:
        choose = random.Random(base + number)
        for _ in range(ROUNDS):
            source, target = choose.sample(accounts, 2)
            amount = {":a": {"N": str(choose.randint(1, 6))}}
            try:
                write(db, update(*source, "SET n = n - :a", amount, "n >= :a"), update(*target, "SET n = n + :a", amount))
            except ClientError as error:
                codes = [reason["Code"] for reason in error.response["CancellationReasons"]]
                assert set(codes) <= {"None", "ConditionalCheckFailed", "TransactionConflict"} and codes[1] != "ConditionalCheckFailed", error

    def audit() -> None:
        while not stop.is_set():
            try:
                found = read(db, *(get(*account) for account in accounts))
            except ClientError as error:
                assert {reason["Code"] for reason in error.response["CancellationReasons"]} == {"None", "TransactionConflict"}, error
                continue
            seen.append([int(item["n"]["N"]) for item in found])

    auditor = threading.Thread(target=audit)
    auditor.start()
    try:
        together(*(lambda number=number: transfer(number) for number in range(4)))
    finally:
        stop.set()
        auditor.join()
    assert seen and all(sum(balances) == 50 and min(balances) >= 0 for balances in seen)
    assert sum(count(db, *account) for account in accounts) == 50


def test_checks_hold_until_the_commit(db, hash_table, pk):
    """Developer guide, "Isolation levels": no write skew: of two transactions of which each checks the item that the other writes, at most
    one is done."""
    for number in range(20):
        keys = [{"pk": {"S": f"{pk}-{number}-{which}"}} for which in "ab"]
        done = []

        def take(mine: int, keys=keys, done=done) -> None:
            try:
                write(db, check(hash_table, keys[1 - mine], "attribute_not_exists(pk)"), put(hash_table, keys[mine]))
                done.append(mine)
            except ClientError as error:
                assert error.response["Error"]["Code"] == "TransactionCanceledException", error

        together(lambda take=take: take(0), lambda take=take: take(1))
        there = [mine for mine in range(2) if stored(db, hash_table, keys[mine])]
        assert there == sorted(done) and len(done) <= 1


# ---- tokens ----

def increment(table: str, pk: str, by: int = 1) -> dict:
    return update(table, {"pk": {"S": pk}}, "ADD n :by", {":by": {"N": str(by)}})


def test_a_repeated_request_has_no_effect(db, hash_table, pk):
    """API reference, ClientRequestToken: "multiple identical calls have the same effect as one single call"; without a token each call
    counts."""
    token = str(uuid.uuid4())
    for _ in range(3):
        write(db, increment(hash_table, pk), ClientRequestToken=token)
    assert count(db, hash_table, {"pk": {"S": pk}}) == 1
    write(db, increment(hash_table, pk), ClientRequestToken=str(uuid.uuid4()))
    db.update_item(TableName=hash_table, Key={"pk": {"S": pk}}, UpdateExpression="ADD n :one", ExpressionAttributeValues=ONE)
    write(db, increment(hash_table, pk), ClientRequestToken=token)
    assert count(db, hash_table, {"pk": {"S": pk}}) == 3


def test_without_a_token_each_call_counts(raw, db, hash_table, pk):
    """API reference, ClientRequestToken: optional (SDKs make one up for each call)."""
    for _ in range(2):
        assert raw.call("TransactWriteItems", {"TransactItems": [increment(hash_table, pk)]}).status == 200
    assert count(db, hash_table, {"pk": {"S": pk}}) == 2


def test_a_repeated_request_is_not_checked_again(db, hash_table, pk):
    """API reference, ClientRequestToken: the same request succeeds again, whatever became of its items and conditions since."""
    key, token = {"pk": {"S": pk}}, str(uuid.uuid4())
    request = put(hash_table, {**key, "v": {"S": "first"}}, "attribute_not_exists(pk)")
    write(db, request, ClientRequestToken=token)
    db.put_item(TableName=hash_table, Item={**key, "v": {"S": "later"}})
    write(db, request, ClientRequestToken=token)
    assert stored(db, hash_table, key)["v"] == {"S": "later"}


@pytest.mark.parametrize("other", [
    lambda t, pk: [increment(t, pk, by=2)], lambda t, pk: [increment(t, pk + "-other")], lambda t, pk: [increment(t, pk), increment(t, pk + "-more")],
    lambda t, pk: [delete(t, {"pk": {"S": pk}})]])
def test_another_request_with_a_used_token_is_refused(db, hash_table, pk, other):
    """API reference, ClientRequestToken: "the same client token but a change in other parameters ... returns an IdempotentParameterMismatch
    exception"; nothing is done."""
    token = str(uuid.uuid4())
    write(db, increment(hash_table, pk), ClientRequestToken=token)
    with refused("IdempotentParameterMismatchException"):
        write(db, *other(hash_table, pk), ClientRequestToken=token)
    assert count(db, hash_table, {"pk": {"S": pk}}) == 1 and stored(db, hash_table, {"pk": {"S": pk + "-more"}}) is None
    write(db, increment(hash_table, pk), ClientRequestToken=token)
    assert count(db, hash_table, {"pk": {"S": pk}}) == 1


def test_a_repeated_request_costs_reads(db, hash_table, pk):
    """API reference, ClientRequestToken: a repeated call answers "the number of read capacity units consumed in reading the item"; dynamodb-
    conformance, pull request 74: an item of 1.5 KB costs 4 write units, then 2 read units."""
    token = str(uuid.uuid4())
    request = put(hash_table, {"pk": {"S": pk}, "d": {"S": "x" * 1500}})
    first, again = (write(db, request, ClientRequestToken=token, ReturnConsumedCapacity="TOTAL")["ConsumedCapacity"] for _ in range(2))
    assert first == [{"TableName": hash_table, "CapacityUnits": 4.0, "WriteCapacityUnits": 4.0}]
    assert again == [{"TableName": hash_table, "CapacityUnits": 2.0, "ReadCapacityUnits": 2.0}]


def test_one_token_at_the_same_time(db, hash_table, pk):
    """API reference, ClientRequestToken and TransactionInProgressException: identical calls at the same time are done once; one that comes while
    another is under way may be told so."""
    for number in range(5):
        token, key = str(uuid.uuid4()), f"{pk}-{number}"
        answered = []

        def call(token=token, key=key, answered=answered) -> None:
            try:
                write(db, increment(hash_table, key), ClientRequestToken=token)
                answered.append(True)
            except ClientError as error:
                assert error.response["Error"]["Code"] in ("TransactionInProgressException", "TransactionCanceledException"), error

        together(*[call] * THREADS)
        assert answered and count(db, hash_table, {"pk": {"S": key}}) == 1


@pytest.mark.parametrize("token", ["x" * 37, "x" * 36, ""])
def test_the_length_of_a_token(db, hash_table, pk, token):
    """Service model, ClientRequestToken: 1 to 36 characters; dynamodb-conformance, tier3/validation-ordering/transactions, for the text."""
    if len(token) == 36:
        write(db, put(hash_table, {"pk": {"S": pk}}), ClientRequestToken=uuid.uuid4().hex + "-abc")
        return
    with refused("ValidationException", matching="'[cC]lientRequestToken' failed to satisfy constraint: Member must have length "
                                                 + ("less than or equal to 36" if token else "greater than or equal to 1")):
        write(db, put(hash_table, {"pk": {"S": pk}}), ClientRequestToken=token)
    assert stored(db, hash_table, {"pk": {"S": pk}}) is None


# ---- restarts ----

@pytest.mark.own_server
@pytest.mark.parametrize("end", ["stop", "kill"])
def test_a_token_survives_a_restart(tmp_path, end):
    """API reference, ClientRequestToken: "valid for 10 minutes after the first request that uses it is completed", also where the server was
    restarted in between; what was acknowledged is there."""
    server = Server(tmp_path)
    token, name = str(uuid.uuid4()), tables.unique_name()
    with server:
        db = api.client(server.endpoint)
        db.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S"))
        tables.wait_active(db, name)
        write(db, increment(name, "counter"), put(name, {"pk": {"S": "beside"}}), ClientRequestToken=token)
        getattr(server, end)()
    with server:
        db = api.client(server.endpoint)
        assert count(db, name, {"pk": {"S": "counter"}}) == 1
        db.delete_item(TableName=name, Key={"pk": {"S": "beside"}})
        write(db, increment(name, "counter"), put(name, {"pk": {"S": "beside"}}), ClientRequestToken=token)
        assert count(db, name, {"pk": {"S": "counter"}}) == 1 and stored(db, name, {"pk": {"S": "beside"}}) is None
        with refused("IdempotentParameterMismatchException"):
            write(db, increment(name, "counter", by=5), ClientRequestToken=token)
        write(db, increment(name, "counter"), ClientRequestToken=str(uuid.uuid4()))
        assert count(db, name, {"pk": {"S": "counter"}}) == 2


@pytest.mark.own_server
def test_a_kill_leaves_no_half_transaction(tmp_path):
    """API reference, TransactWriteItems: "either all of them succeed, or all of them fail", also where the server is killed in the middle; what
    was acknowledged is there."""
    server = Server(tmp_path)
    names, acknowledged = [tables.unique_name() for _ in range(2)], [0] * 3
    with server:
        db = api.client(server.endpoint)
        for name in names:
            db.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **tables.definition("pk:S"))
            tables.wait_active(db, name)
        enough = threading.Event()

        def work(number: int) -> None:
            try:
                while True:
                    value = acknowledged[number] + 1
                    write(db, *(put(name, {"pk": {"S": f"{number}-{which}"}, "n": {"N": str(value)}}) for name in names for which in "ab"))
                    acknowledged[number] = value
                    if value == 30:
                        enough.set()
            except Exception:  # pylint: disable=broad-except
                enough.set()  # the server is gone; what it acknowledged is judged below

        threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
        for thread in threads:
            thread.start()
        enough.wait(60)
        server.kill()
        for thread in threads:
            thread.join()
    with server:
        db = api.client(server.endpoint)
        for number in range(3):
            values = {count(db, name, {"pk": {"S": f"{number}-{which}"}}) for name in names for which in "ab"}
            assert len(values) == 1 and values <= {acknowledged[number], acknowledged[number] + 1}
    assert max(acknowledged) >= 30
