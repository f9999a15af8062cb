// The shop's work through the JavaScript SDK: node work.mjs TABLE RESTORED_TABLE. Prints one JSON object: what was found after each
// piece of work, for tests/clients/test_javascript.py to judge.
import {
  BatchWriteItemCommand, ConditionalCheckFailedException, DeleteTableCommand, DescribeContinuousBackupsCommand, DescribeTimeToLiveCommand, DynamoDBClient,
  IdempotentParameterMismatchException, ResourceNotFoundException, RestoreTableToPointInTimeCommand, ScanCommand as PlainScanCommand,
  TransactionCanceledException, UpdateContinuousBackupsCommand, UpdateTimeToLiveCommand, DescribeTableCommand,
} from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand, BatchWriteCommand, DeleteCommand, DynamoDBDocumentClient, GetCommand, NumberValue, PutCommand, QueryCommand, ScanCommand,
  TransactGetCommand, TransactWriteCommand, UpdateCommand, paginateQuery, paginateScan,
} from "@aws-sdk/lib-dynamodb";
import { FetchHttpHandler } from "@smithy/fetch-http-handler";
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { BY_PLACING, BY_STATE, canonical, client, createTable, documents, exists, gone, key, order, orders, sameItems } from "./shop.mjs";

const [table, restored] = process.argv.slice(2);

// The error that `work` ends with; what does not fail, or fails otherwise, ends this program.
async function refused(kind, work) {
  try {
    await work;
  } catch (error) {
    if (error instanceof kind) return error;
    throw error;
  }
  throw new Error(`${kind.name} was expected`);
}

async function writeInBatches(TableName, items) {
  let written = 0;
  for (let left = items.map((Item) => ({ PutRequest: { Item } })); left.length;) {
    const batch = left.slice(0, 25);
    const { UnprocessedItems } = await documents.send(new BatchWriteCommand({ RequestItems: { [TableName]: batch } }));
    const again = UnprocessedItems[TableName] ?? [];
    written += batch.length - again.length;
    left = [...again, ...left.slice(25)];
  }
  return written;
}

async function readInBatches(TableName, keys) {
  const found = [];
  let askedAgain = 0;
  for (let left = keys; left.length;) {
    const RequestItems = { [TableName]: { Keys: left.slice(0, 100), ConsistentRead: true } };
    const { Responses, UnprocessedKeys } = await documents.send(new BatchGetCommand({ RequestItems }));
    const again = UnprocessedKeys[TableName]?.Keys ?? [];
    found.push(...Responses[TableName]);
    askedAgain += again.length;
    left = [...again, ...left.slice(100)];
  }
  return { found, askedAgain };
}

async function everything(TableName) {
  const found = [];
  for await (const page of paginateScan({ client: documents, pageSize: 100 }, { TableName, ConsistentRead: true })) found.push(...page.Items);
  return found;
}

async function batches() {
  const written = await writeInBatches(table, orders);
  const { found } = await readInBatches(table, orders.map(key));
  const invoices = Array.from({ length: 60 }, (_, number) => ({ PK: "INVOICE", SK: String(number), scan: String(number % 10).repeat(300_000) }));
  await writeInBatches(table, invoices);
  const large = await readInBatches(table, invoices.map(key));
  await Promise.all(invoices.map((invoice) => documents.send(new DeleteCommand({ TableName: table, Key: key(invoice) }))));
  return { written, same: sameItems(found, orders), largeSame: sameItems(large.found, invoices), askedAgain: large.askedAgain };
}

async function pages() {
  const query = {
    TableName: table, IndexName: BY_STATE, KeyConditionExpression: "#s = :sent AND placedAt BETWEEN :from AND :to", ScanIndexForward: false,
    ExpressionAttributeNames: { "#s": "state" }, ExpressionAttributeValues: { ":sent": "sent", ":from": 10_000, ":to": 50_003 },
  };
  const found = [];
  for await (const page of paginateQuery({ client: documents, pageSize: 9 }, query)) found.push(page.Items.map((item) => item.placedAt));
  const expected = orders.filter((item) => item.state === "sent" && item.placedAt >= 10_000 && item.placedAt <= 50_003);
  const { Items: newest } = await documents.send(new QueryCommand({
    TableName: table, IndexName: BY_PLACING, KeyConditionExpression: "PK = :who", ExpressionAttributeValues: { ":who": "USER#2" },
    ScanIndexForward: false, Limit: 1, ConsistentRead: true,
  }));
  return { sizes: found.map((page) => page.length), placed: found.flat(), expected: expected.map((item) => item.placedAt).sort((a, b) => b - a), newest };
}

async function conditions() {
  const Key = key(order(1, 3));
  const update = new UpdateCommand({
    TableName: table, Key, ReturnValues: "ALL_NEW", ConditionExpression: "#s = :paid",
    UpdateExpression: "SET #s = :sent, #l = list_append(#l, :more) ADD parcels :one DELETE tags :drop REMOVE label",
    ExpressionAttributeNames: { "#s": "state", "#l": "lines" },
    ExpressionAttributeValues: { ":paid": "paid", ":sent": "sent", ":more": [{ sku: "mug" }], ":one": 1, ":drop": new Set(["drop"]) },
  });
  const { Attributes } = await documents.send(update);
  const error = await refused(ConditionalCheckFailedException, documents.send(new PutCommand({
    TableName: table, Item: { ...Key, state: "new" }, ConditionExpression: "attribute_not_exists(PK)", ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  })));
  await documents.send(new PutCommand({ TableName: table, Item: order(1, 3) }));
  const { httpStatusCode: status, attempts } = error.$metadata;
  return { updated: canonical(Attributes), message: error.message, status, attempts, stateOfItem: error.Item?.state };
}

async function transactions() {
  const counter = { PK: "COUNTER", SK: "ORDERS" };
  const made = { PK: "USER#x", SK: "ORDER#x", total: 1 };
  const actions = (total) => [
    { Update: { TableName: table, Key: counter, UpdateExpression: "ADD made :one", ExpressionAttributeValues: { ":one": 1 } } },
    { Put: { TableName: table, Item: { ...made, total }, ConditionExpression: "attribute_not_exists(PK)", ReturnValuesOnConditionCheckFailure: "ALL_OLD" } },
    { ConditionCheck: { TableName: table, Key: key(order(0, 0)), ConditionExpression: "#s = :paid", ExpressionAttributeNames: { "#s": "state" },
      ExpressionAttributeValues: { ":paid": "paid" } } },
  ];
  const ClientRequestToken = randomUUID();
  for (let time = 0; time < 2; ++time) await documents.send(new TransactWriteCommand({ TransactItems: actions(1), ClientRequestToken }));
  const mismatch = await refused(IdempotentParameterMismatchException,
    documents.send(new TransactWriteCommand({ TransactItems: actions(2), ClientRequestToken })));
  const cancelled = await refused(TransactionCanceledException, documents.send(new TransactWriteCommand({ TransactItems: actions(2) })));
  const { Responses } = await documents.send(new TransactGetCommand({
    TransactItems: [counter, made, { PK: "nobody", SK: "nothing" }].map((item) => ({ Get: { TableName: table, Key: key(item) } })),
  }));
  for (const item of [counter, made]) await documents.send(new DeleteCommand({ TableName: table, Key: key(item) }));
  return {
    mismatch: mismatch.name, message: cancelled.message, codes: cancelled.CancellationReasons.map((reason) => reason.Code),
    item: cancelled.CancellationReasons[1].Item, read: Responses.map(({ Item }) => Item ?? null),
  };
}

async function numbers() {
  const exact = "1234567890.1234567890123456789012345678";
  const Item = { PK: "NUMBER", SK: "1", exact: NumberValue.from(exact), big: 2n ** 100n, set: new Set([1, 2.5]) };
  await documents.send(new PutCommand({ TableName: table, Item }));
  // A client below it of its own: document clients of one client share its options.
  const careful = DynamoDBDocumentClient.from(new DynamoDBClient({}), { unmarshallOptions: { wrapNumbers: true } });
  const found = (await careful.send(new GetCommand({ TableName: table, Key: key(Item), ConsistentRead: true }))).Item;
  await documents.send(new DeleteCommand({ TableName: table, Key: key(Item) }));
  return { exact: found.exact.toString() === exact, big: found.big.toString() === String(2n ** 100n), set: [...found.set].map(String).sort() };
}

// The SDK for browsers sends by fetch(), which asks for compressed answers and decompresses them before the SDK sees them.
async function compression() {
  const codings = [];
  const count = globalThis.fetch;
  globalThis.fetch = async (...request) => {
    const response = await count(...request);
    codings.push(response.headers.get("content-encoding"));
    return response;
  };
  const browser = DynamoDBDocumentClient.from(new DynamoDBClient({ requestHandler: new FetchHttpHandler() }));
  const { Items } = await browser.send(new ScanCommand({ TableName: table, ConsistentRead: true }));
  globalThis.fetch = count;
  browser.destroy();
  return { codings, same: sameItems(Items, orders) };
}

async function recovery() {
  await client.send(new UpdateTimeToLiveCommand({ TableName: table, TimeToLiveSpecification: { Enabled: true, AttributeName: "expiresAt" } }));
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: table }));
  await client.send(new UpdateContinuousBackupsCommand({ TableName: table, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }));
  const good = new Date((Math.floor(Date.now() / 1000) + 1) * 1000);
  while (Date.now() <= good) await pause(good - Date.now() + 2);
  await Promise.all(orders.filter((_, number) => number % 2).map((lost) => documents.send(new DeleteCommand({ TableName: table, Key: key(lost) }))));
  const { ContinuousBackupsDescription } = await client.send(new DescribeContinuousBackupsCommand({ TableName: table }));
  const window = ContinuousBackupsDescription.PointInTimeRecoveryDescription;
  const { TableDescription } = await client.send(new RestoreTableToPointInTimeCommand({
    SourceTableName: table, TargetTableName: restored, RestoreDateTime: good }));
  await exists(restored);
  const { Table } = await client.send(new DescribeTableCommand({ TableName: restored }));
  return {
    timeToLive: TimeToLiveDescription, status: window.PointInTimeRecoveryStatus, earliestIsBefore: window.EarliestRestorableDateTime <= good,
    summaryIsOfThatMoment: TableDescription.RestoreSummary.RestoreDateTime.getTime() === good.getTime(),
    same: sameItems(await everything(restored), orders),
    indexes: [...Table.GlobalSecondaryIndexes, ...Table.LocalSecondaryIndexes].map((index) => index.IndexName), left: (await everything(table)).length,
  };
}

async function plain() {
  const Item = { PK: { S: "PLAIN" }, SK: { S: "1" }, b: { B: Uint8Array.from([0, 1]) }, m: { M: { l: { L: [{ NULL: true }, { BOOL: false }] } } } };
  await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: [{ PutRequest: { Item } }] } }));
  const { Items } = await client.send(new PlainScanCommand({
    TableName: table, FilterExpression: "PK = :pk", ExpressionAttributeValues: { ":pk": { S: "PLAIN" } }, ConsistentRead: true }));
  await documents.send(new DeleteCommand({ TableName: table, Key: { PK: "PLAIN", SK: "1" } }));
  return { same: sameItems(Items, [Item]) };
}

async function end() {
  const states = [];
  for (const TableName of [table, restored]) {
    states.push((await client.send(new DeleteTableCommand({ TableName }))).TableDescription.TableStatus);
    states.push((await gone(TableName)).state);
  }
  const error = await refused(ResourceNotFoundException, client.send(new DescribeTableCommand({ TableName: table })));
  return { states, message: error.message };
}

const found = { node: process.versions.node, created: (await createTable(table)).state };
for (const work of [batches, pages, conditions, transactions, numbers, plain, compression, recovery, end]) found[work.name] = await work();
console.log(JSON.stringify(found));
