// The shop's work through DynamoDB-Toolbox: node toolbox.mjs TABLE. Prints one JSON object: what was found after each piece of work,
// for tests/clients/test_mappers.py to judge.
import {
  $add, $append, $delete, $get, $prepend, $remove, $set, $subtract, BatchDeleteRequest, BatchGetCommand, BatchGetRequest, BatchPutRequest,
  BatchWriteCommand, ConditionCheck, DeleteItemCommand, Entity, GetItemCommand, GetTransaction, PutItemCommand, PutTransaction, QueryCommand,
  ScanCommand, Table, UpdateItemCommand, UpdateTransaction, boolean, executeBatchGet, executeBatchWrite, executeTransactGet,
  executeTransactWrite, item, list, map, number, set, string,
} from "dynamodb-toolbox";
import { randomUUID } from "node:crypto";
import { canonical, createMappersTable, documents, STATES } from "./shop.mjs";

const [name] = process.argv.slice(2);
const text = (attribute) => ({ name: attribute, type: "string" });
const table = new Table({
  documentClient: documents, name, partitionKey: text("PK"), sortKey: text("SK"),
  indexes: { GSI1: { type: "global", partitionKey: text("GSI1PK"), sortKey: text("GSI1SK") } },
});

const Customer = new Entity({
  name: "customer", table, timestamps: false,
  schema: item({ customer: string().key(), name: string(), credit: number().default(0) }),
  computeKey: ({ customer }) => ({ PK: `CUSTOMER#${customer}`, SK: "CUSTOMER" }),
});

const Order = new Entity({
  name: "order", table, timestamps: false,
  schema: item({
    customer: string().key(), number: string().key(), state: string().enum(...STATES).default("paid").savedAs("GSI1PK"),
    day: string().optional().savedAs("GSI1SK"), total: number().default(0), tags: set(string()).optional(), marks: set(number()).optional(),
    lines: list(map({ sku: string(), quantity: number() })).optional(), to: map({ city: string().optional(), floor: number() }).optional(),
    history: list(string()).optional(), gift: boolean().optional(),
  }),
  computeKey: ({ customer, number: of }) => ({ PK: `CUSTOMER#${customer}`, SK: `ORDER#${of}` }),
});

const key = (of, customer = "ada") => ({ customer, number: of });
const two = (of) => String(of).padStart(2, "0");
const numbers = (found) => found.map(({ number: of }) => of);
const send = (entity, Command, what, options = {}) => entity.build(Command).item(what).options(options).send();
const get = async (of, customer) => (await Order.build(GetItemCommand).key(key(of, customer)).options({ consistent: true }).send()).Item;

async function refused(work) {
  try {
    await work;
  } catch (error) {
    return error;
  }
  return { name: "done" };
}

async function batches() {
  const many = Array.from({ length: 25 }, (_, at) => ({ ...key(two(at + 1)), state: STATES[at % 3], day: `2026-11-${two(at + 1)}`, total: at }));
  const written = await executeBatchWrite(table.build(BatchWriteCommand).requests(...many.map((order) => Order.build(BatchPutRequest).item(order))));
  const deletes = [23, 24].map((at) => Order.build(BatchDeleteRequest).key(key(two(at + 1))));
  const deleted = await executeBatchWrite(table.build(BatchWriteCommand).requests(...deletes));
  const asked = ["01", "02", "25"].map((of) => Order.build(BatchGetRequest).key(key(of)));
  const { Responses } = await executeBatchGet(table.build(BatchGetCommand).requests(...asked).options({ consistent: true }));
  return {
    unprocessed: [written.UnprocessedItems, deleted.UnprocessedItems].map((left) => Object.keys(left ?? {}).length),
    read: Responses[0].map((order) => order?.total ?? null),
  };
}

async function queries() {
  const partition = "CUSTOMER#ada";
  const query = async (what, options = {}) => numbers((await table.build(QueryCommand).query(what).entities(Order).options(options).send()).Items);
  const first = await table.build(QueryCommand).query({ index: "GSI1", partition: "paid" }).entities(Order).options({ limit: 3, reverse: true }).send();
  const dear = { or: [{ attr: "total", gt: 18 }, { attr: "total", in: [1, 4] }] };
  const scan = await table.build(ScanCommand).entities(Order).options({
    maxPages: Infinity, limit: 7, filters: { order: { attr: "total", gte: 20 } } }).send();
  return {
    begins: await query({ partition, range: { beginsWith: "ORDER#2" } }),
    between: await query({ partition, range: { between: ["ORDER#09", "ORDER#11"] } }),
    before: await query({ partition, range: { lt: "ORDER#03" } }),
    filtered: await query({ partition }, { filters: { order: { and: [{ attr: "state", eq: "sent" }, dear] } } }),
    first: numbers(first.Items),
    rest: await query({ index: "GSI1", partition: "paid" }, { exclusiveStartKey: first.LastEvaluatedKey, reverse: true, maxPages: Infinity, limit: 2 }),
    scanned: numbers(scan.Items).sort(),
  };
}

async function mutations() {
  const order = { ...key("01", "bob"), day: "2026-11-01", total: 5, tags: new Set(["a"]), marks: new Set([1, 2]),
    lines: [{ sku: "tee", quantity: 1 }], to: { city: "Rome", floor: 1 }, history: ["made"], gift: true };
  const absent = { condition: { attr: "customer", exists: false }, returnValuesOnConditionFalse: "ALL_OLD" };
  await send(Order, PutItemCommand, order, absent);
  const again = await refused(send(Order, PutItemCommand, order, absent));
  const { Attributes: changed } = await send(Order, UpdateItemCommand, {
    ...key("01", "bob"), state: "sent", total: $add(2), tags: $add(new Set(["b"])), marks: $delete(new Set([1])), gift: $remove(),
    history: $append(["sent"]), lines: { 0: { quantity: 7 } }, to: { city: $remove(), floor: $subtract($get("to.floor"), 3) },
  }, { returnValues: "ALL_NEW", condition: { attr: "lines[0].sku", eq: "tee" } });
  const replaced = (await send(Order, UpdateItemCommand, {
    ...key("01", "bob"), to: $set({ floor: 9 }), history: $prepend(["first"]) }, { returnValues: "ALL_NEW" })).Attributes;
  const condition = await refused(send(Order, UpdateItemCommand, { ...key("01", "bob"), total: 0 }, { condition: { attr: "total", lt: 7 } }));
  const removed = (await Order.build(DeleteItemCommand).key(key("01", "bob")).options({ returnValues: "ALL_OLD" }).send()).Attributes;
  return {
    again: [again.name, again.Item?.total], changed: canonical(changed), replaced: { to: replaced.to, history: replaced.history },
    condition: condition.name, removed: removed.number, after: (await get("01", "bob")) ?? null,
  };
}

async function transactions() {
  await send(Customer, PutItemCommand, { customer: "bob", name: "Bob" });
  const buy = (of, clientRequestToken) => executeTransactWrite(
    { clientRequestToken },
    Customer.build(UpdateTransaction).item({ customer: "bob", credit: $add(12) }).options({ condition: { attr: "credit", lt: 10 } }),
    Order.build(PutTransaction).item({ ...key(of, "bob"), day: "2026-11-20", total: 12 }).options({ condition: { attr: "customer", exists: false } }),
    Order.build(ConditionCheck).key(key("02")).condition({ attr: "state", eq: "sent" }),
  );
  const token = randomUUID();
  for (let time = 0; time < 2; ++time) await buy("20", token);
  const cancelled = await refused(buy("21"));
  const { Responses } = await executeTransactGet(
    Customer.build(GetTransaction).key({ customer: "bob" }), Order.build(GetTransaction).key(key("20", "bob")),
    Order.build(GetTransaction).key(key("21", "bob")),
  );
  const { Items } = await table.build(QueryCommand).query({ partition: "CUSTOMER#bob" }).entities(Customer, Order).send();
  return {
    codes: cancelled.CancellationReasons.map(({ Code }) => Code), read: Responses.map(({ Item }) => Item?.credit ?? Item?.total ?? null),
    kinds: Items.map((found) => found.name ?? found.number),
  };
}

await createMappersTable(name);
const found = {};
for (const work of [batches, queries, mutations, transactions]) found[work.name] = await work();
console.log(JSON.stringify(found));
