// The shop's work through ElectroDB: node electro.mjs TABLE. Prints one JSON object: what was found after each piece of work, for
// tests/clients/test_mappers.py to judge.
import { Entity, Service } from "electrodb";
import { randomUUID } from "node:crypto";
import { createMappersTable, documents, STATES } from "./shop.mjs";

const [table] = process.argv.slice(2);
const settings = { client: documents, table };
const model = (entity) => ({ entity, version: "1", service: "shop" });

const customers = new Entity({
  model: model("customer"),
  attributes: {
    customer: { type: "string", required: true },
    name: { type: "string", required: true },
    credit: { type: "number", default: 0 },
  },
  indexes: { account: { collection: "account", pk: { field: "PK", composite: ["customer"] }, sk: { field: "SK", composite: [] } } },
}, settings);

const orders = new Entity({
  model: model("order"),
  attributes: {
    customer: { type: "string", required: true },
    day: { type: "string", required: true },
    number: { type: "string", required: true },
    state: { type: STATES, required: true, default: "paid" },
    total: { type: "number", default: 0 },
    tags: { type: "set", items: "string" },
    marks: { type: "set", items: "number" },
    lines: { type: "list", items: { type: "map", properties: { sku: { type: "string" }, quantity: { type: "number" } } } },
    to: { type: "map", properties: { city: { type: "string" }, floor: { type: "number" } } },
    note: { type: "string" },
    gift: { type: "boolean" },
  },
  indexes: {
    placed: { collection: "account", pk: { field: "PK", composite: ["customer"] }, sk: { field: "SK", composite: ["day", "number"] } },
    byState: { index: "GSI1", pk: { field: "GSI1PK", composite: ["state"] }, sk: { field: "GSI1SK", composite: ["day", "number"] } },
  },
}, settings);

const shop = new Service({ customers, orders });
const names = (found) => found.map(({ number }) => number);
const key = (number, customer = "ada") => ({ customer, number, day: `2026-11-${number}` });
const two = (number) => String(number).padStart(2, "0");

// What the database refused: the error's name, under the one that ElectroDB raises.
async function refused(work) {
  try {
    await work.go();
  } catch (error) {
    return error.cause?.name ?? error.message;
  }
  return "done";
}

async function batches() {
  const many = Array.from({ length: 30 }, (_, at) => ({ ...key(two(at + 1)), state: STATES[at % 3], total: at }));
  const { unprocessed } = await orders.put(many).go();
  const asked = await orders.get([...many, key("99")].map(({ customer, day, number }) => ({ customer, day, number }))).go({ consistent: true });
  const gone = await orders.delete(many.slice(28)).go();
  const { data } = await orders.query.placed({ customer: "ada" }).go({ pages: "all" });
  return { unprocessed, read: names(asked.data).sort(), unread: asked.unprocessed, undeleted: gone.unprocessed, left: data.length };
}

async function queries() {
  const placed = orders.query.placed({ customer: "ada" });
  const days = async (query) => names((await query.go()).data);
  const filtered = placed.where(({ state, total }, { eq, gt, between }) => `${eq(state, "sent")} AND (${gt(total, 20)} OR ${between(total, 1, 4)})`);
  const index = orders.query.byState({ state: "returned" });
  return {
    begins: await days(orders.query.placed({ customer: "ada" }).begins({ day: "2026-11-2" })),
    between: await days(orders.query.placed({ customer: "ada" }).between({ day: "2026-11-09" }, { day: "2026-11-11", number: "11" })),
    from: await days(orders.query.placed({ customer: "ada" }).gte({ day: "2026-11-27" })),
    before: await days(orders.query.placed({ customer: "ada" }).lt({ day: "2026-11-03" })),
    one: await days(orders.query.placed({ customer: "ada", day: "2026-11-05" })),
    filtered: await days(filtered),
    index: await days(index),
    matched: names((await orders.match({ state: "returned", total: 8 }).go()).data),
    some: (await orders.query.placed(key("07")).go({ attributes: ["total", "state"] })).data,
  };
}

async function pages() {
  const seen = [];
  const sizes = [];
  let cursor = null;
  do {
    const page = await orders.query.byState({ state: "paid" }).go({ cursor, limit: 4, order: "desc" });
    seen.push(...names(page.data));
    sizes.push(page.data.length);
    cursor = page.cursor;
  } while (cursor !== null);
  const counted = await orders.query.placed({ customer: "ada" }).go({ count: 11 });
  const rest = await orders.query.placed({ customer: "ada" }).go({ cursor: counted.cursor, pages: "all", limit: 5 });
  const scanned = await orders.scan.where(({ total }, { gte }) => gte(total, 26)).go({ pages: "all", limit: 10 });
  return { seen, sizes, counted: names(counted.data), rest: names(rest.data), scanned: names(scanned.data).sort() };
}

async function mutations() {
  const order = { ...key("01", "bob"), total: 5, tags: ["a"], marks: [1, 2],
    lines: [{ sku: "tee", quantity: 1 }], to: { city: "Rome", floor: 1 }, gift: true };
  const created = (await orders.create(order).go()).data;
  const again = await refused(orders.create(order));
  const changed = (await orders.update(key("01", "bob"))
    .set({ note: "call first", state: "sent" }).add({ total: 2, tags: ["b"] }).delete({ marks: [1] })
    .remove(["gift"])
    .data(({ lines, to }, { set, add, remove }) => {
      set(lines[0].quantity, 7);
      add(to.floor, 10);
      remove(to.city);
    })
    .where(({ total }, { lt }) => lt(total, 6)).go({ response: "all_new" })).data;
  const read = (await orders.get(key("01", "bob")).go({ consistent: true })).data;
  const { data: inIndex } = await orders.query.byState({ state: "sent", day: "2026-11-01" }).go();
  return {
    created, again, changed, read, inIndex: names(inIndex),
    condition: await refused(orders.update(key("01", "bob")).set({ total: 0 }).where(({ note }, { notExists }) => notExists(note))),
    patchOfNothing: await refused(orders.patch(key("02", "bob")).set({ total: 1 })),
    patched: (await orders.patch(key("01", "bob")).subtract({ total: 3 }).append({ lines: [{ sku: "mug", quantity: 2 }] }).go({ response: "updated_new" })).data,
    upserts: [
      (await orders.upsert({ ...key("03", "bob"), total: 1 }).ifNotExists({ note: "first" }).go({ response: "all_new" })).data,
      (await orders.upsert({ ...key("03", "bob") }).add({ total: 4 }).ifNotExists({ note: "second" }).go({ response: "all_new" })).data,
    ],
    removeOfNothing: await refused(orders.remove(key("04", "bob"))),
    deleteOfNothing: await refused(orders.delete(key("04", "bob"))),
    removed: (await orders.remove(key("03", "bob")).where(({ total }, { eq }) => eq(total, 5)).go({ response: "all_old" })).data?.note,
  };
}

async function collections() {
  await customers.put({ customer: "bob", name: "Bob" }).go();
  const { data } = await shop.collections.account({ customer: "bob" }).go();
  return { orders: names(data.orders), customers: data.customers };
}

async function transactions() {
  const buy = (number, credit) => shop.transaction.write((entities) => [
    entities.customers.patch({ customer: "bob" }).add({ credit }).where(({ credit: had }, { lt }) => lt(had, 10)).commit({ response: "all_old" }),
    entities.orders.create({ ...key(number, "bob"), total: credit }).commit(),
    entities.orders.check(key("01", "bob")).where(({ state }, { eq }) => eq(state, "sent")).commit(),
  ]);
  const token = randomUUID();
  const first = await buy("20", 12).go({ token });
  const repeated = await buy("20", 12).go({ token });
  const refusedOne = await buy("21", 12).go();
  const read = await shop.transaction.get((entities) => [
    entities.customers.get({ customer: "bob" }).commit(), entities.orders.get(key("20", "bob")).commit(), entities.orders.get(key("21", "bob")).commit(),
  ]).go();
  return {
    canceled: [first.canceled, repeated.canceled, refusedOne.canceled], codes: refusedOne.data.map(({ code }) => code),
    inTheWay: refusedOne.data[0].item, read: read.data.map(({ item }) => item?.credit ?? item?.total ?? null),
  };
}

await createMappersTable(table);
const found = {};
for (const work of [batches, queries, pages, mutations, collections, transactions]) found[work.name] = await work();
console.log(JSON.stringify(found));
