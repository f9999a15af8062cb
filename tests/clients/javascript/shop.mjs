// The shop's table as an application in JavaScript has it: values are JavaScript's own, the document client turns them into
// DynamoDB's.
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists, waitUntilTableNotExists } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, NumberValue } from "@aws-sdk/lib-dynamodb";

export const BY_STATE = "orders-by-state";
export const BY_PLACING = "orders-by-placing";
export const STATES = ["paid", "sent", "returned"];

export const client = new DynamoDBClient({});
export const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });

// The SDK's own waiters, which ask again sooner than they do when nobody tells them.
const patience = { client, minDelay: 0.05, maxDelay: 0.2, maxWaitTime: 60 };
export const exists = (TableName) => waitUntilTableExists(patience, { TableName });
export const gone = (TableName) => waitUntilTableNotExists(patience, { TableName });

export const key = ({ PK, SK }) => ({ PK, SK });

export function order(customer, number) {
  return {
    PK: `USER#${customer}`,
    SK: `ORDER#${String(number).padStart(3, "0")}`,
    state: STATES[number % 3],
    placedAt: 1000 * number + customer,
    lines: [{ sku: "tee-1", quantity: number + 1, options: { gift: number % 2 === 0, note: null } }],
    tags: new Set(["drop", `drop-${number % 4}`]),
    label: Uint8Array.from([customer, number, 255]),
    total: 19.99,
    notes: undefined,
  };
}

export const orders = Array.from({ length: 4 }, (_, customer) => Array.from({ length: 60 }, (_, number) => order(customer, number))).flat();

// An item in a form in which two equal ones are equal text.
export function canonical(value) {
  if (value instanceof Set) return { set: [...value].sort() };
  if (value instanceof Uint8Array) return { bytes: [...value] };
  if (value instanceof NumberValue) return { number: value.toString() };
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== "object") return value;
  const names = Object.keys(value).filter((name) => value[name] !== undefined).sort();
  return Object.fromEntries(names.map((name) => [name, canonical(value[name])]));
}

export const sameItems = (some, others) => {
  const texts = (items) => items.map((item) => JSON.stringify(canonical(item))).sort().join("\n");
  return texts(some) === texts(others);
};

export async function createTable(TableName) {
  await client.send(new CreateTableCommand({
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [
      { AttributeName: "PK", AttributeType: "S" }, { AttributeName: "SK", AttributeType: "S" },
      { AttributeName: "state", AttributeType: "S" }, { AttributeName: "placedAt", AttributeType: "N" },
    ],
    KeySchema: schema("PK", "SK"),
    GlobalSecondaryIndexes: [{ IndexName: BY_STATE, KeySchema: schema("state", "placedAt"), Projection: { ProjectionType: "ALL" } }],
    LocalSecondaryIndexes: [{ IndexName: BY_PLACING, KeySchema: schema("PK", "placedAt"), Projection: { ProjectionType: "KEYS_ONLY" } }],
  }));
  return exists(TableName);
}

// The one table that a mapper keeps all its kinds of items in: keys and an index whose values it makes up itself.
export async function createMappersTable(TableName) {
  const names = ["PK", "SK", "GSI1PK", "GSI1SK"];
  await client.send(new CreateTableCommand({
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    KeySchema: schema("PK", "SK"),
    GlobalSecondaryIndexes: [{ IndexName: "GSI1", KeySchema: schema("GSI1PK", "GSI1SK"), Projection: { ProjectionType: "ALL" } }],
  }));
  return exists(TableName);
}

const schema = (partition, sort) => [{ AttributeName: partition, KeyType: "HASH" }, { AttributeName: sort, KeyType: "RANGE" }];
