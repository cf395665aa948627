// Tables under the SDKs for JavaScript: client and document client v3, DocumentClient v2, which sends
// what is older than expressions, and electrodb.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  ResourceNotFoundException,
  TransactionCanceledException,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
  paginateScan,
} from '@aws-sdk/lib-dynamodb';
import AWS from 'aws-sdk';
import { Entity, Service } from 'electrodb';

import { Broker } from './broker.mjs';

let broker, client, documents, v2;

before(async () => {
  broker = await Broker.start();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const options = { endpoint: broker.url, region: 'us-east-1', credentials, maxAttempts: 1 };
  client = new DynamoDBClient(options);
  documents = DynamoDBDocumentClient.from(client);
  v2 = new AWS.DynamoDB.DocumentClient({ ...options, ...credentials, maxRetries: 0 });
});

after(async () => {
  client.destroy();
  await broker.close();
});

async function table(TableName, keys = ['id'], more = {}) {
  await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: keys.map((AttributeName, i) => ({ AttributeName, KeyType: ['HASH', 'RANGE'][i] })),
      AttributeDefinitions: [...keys, ...(more.attributes ?? [])].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      BillingMode: 'PAY_PER_REQUEST',
      GlobalSecondaryIndexes: more.indexes,
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName });
  return TableName;
}

test('a table is made, described and deleted', async () => {
  const TableName = await table('lifecycle');
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  assert.equal(Table.TableStatus, 'ACTIVE');
  assert.ok(Table.CreationDateTime instanceof Date);
  await client.send(new DeleteTableCommand({ TableName }));
  await waitUntilTableNotExists({ client, maxWaitTime: 30 }, { TableName });
  await assert.rejects(
    client.send(new DescribeTableCommand({ TableName })),
    (error) => error instanceof ResourceNotFoundException,
  );
});

test('documents come back as they were', async () => {
  const TableName = await table('documents');
  const Item = {
    id: 'a',
    n: -1.25,
    flag: false,
    nothing: null,
    list: [1, 'two', { three: 3 }],
    set: new Set(['x', 'y']),
    bytes: new Uint8Array([0, 255]),
  };
  await documents.send(new PutCommand({ TableName, Item }));
  const read = await documents.send(new GetCommand({ TableName, Key: { id: 'a' } }));
  assert.deepEqual(read.Item, Item);
});

test('updates, conditions and their errors', async () => {
  const TableName = await table('updates');
  await client.send(new PutItemCommand({ TableName, Item: { id: { S: 'a' }, n: { N: '1' } } }));
  const { Attributes } = await documents.send(
    new UpdateCommand({
      TableName,
      Key: { id: 'a' },
      UpdateExpression: 'SET n = n + :one, history = list_append(if_not_exists(history, :none), :h)',
      ExpressionAttributeValues: { ':one': 1, ':none': [], ':h': ['up'] },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  assert.deepEqual(Attributes, { n: 2, history: ['up'] });
  await assert.rejects(
    client.send(
      new PutItemCommand({
        TableName,
        Item: { id: { S: 'a' } },
        ConditionExpression: 'attribute_not_exists(id)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
    (error) =>
      error instanceof ConditionalCheckFailedException && error.Item.n.N === '2' && !error.$retryable,
  );
});

test('queries and scans in pages', async () => {
  const TableName = await table('pages', ['id', 'at']);
  const all = Array.from({ length: 25 }, (_, i) => `2025-01-${String(i + 1).padStart(2, '0')}`);
  await documents.send(
    new BatchWriteCommand({
      RequestItems: { [TableName]: all.map((at) => ({ PutRequest: { Item: { id: 'a', at } } })) },
    }),
  );
  const { Items, LastEvaluatedKey } = await documents.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'id = :id AND begins_with(#at, :day)',
      ExpressionAttributeNames: { '#at': 'at' },
      ExpressionAttributeValues: { ':id': 'a', ':day': '2025-01-1' },
      ScanIndexForward: false,
      Limit: 3,
    }),
  );
  assert.deepEqual(Items.map(({ at }) => at), ['2025-01-19', '2025-01-18', '2025-01-17']);
  assert.deepEqual(LastEvaluatedKey, { id: 'a', at: '2025-01-17' });
  const found = [];
  for await (const page of paginateScan({ client: documents, pageSize: 4 }, { TableName })) {
    found.push(...page.Items.map(({ at }) => at));
  }
  assert.deepEqual(found, all);
});

test('transactions tell why they were cancelled', async () => {
  const TableName = await table('transactions');
  const put = (id, more = {}) => ({ Put: { TableName, Item: { id }, ...more } });
  await documents.send(new TransactWriteCommand({ TransactItems: [put('a'), put('b')] }));
  const once = { ConditionExpression: 'attribute_not_exists(id)' };
  await assert.rejects(
    documents.send(new TransactWriteCommand({ TransactItems: [put('c'), put('a', once)] })),
    (error) =>
      error instanceof TransactionCanceledException &&
      error.CancellationReasons.map(({ Code }) => Code).join() === 'None,ConditionalCheckFailed',
  );
});

test('DocumentClient of v2, as the order tutorial calls it', async () => {
  const TableName = await table('orders', ['orderId', 'status']);
  await v2.put({ TableName, Item: { orderId: '1', status: 'created', total: 9.5 } }).promise();
  const { Items } = await v2
    .query({
      TableName,
      KeyConditionExpression: 'orderId = :orderId',
      ExpressionAttributeValues: { ':orderId': '1' },
    })
    .promise();
  assert.deepEqual(Items, [{ orderId: '1', status: 'created', total: 9.5 }]);
  await assert.rejects(
    v2.put({ TableName, Item: { status: 'created' } }).promise(),
    (error) =>
      error.code === 'ValidationException' && /Missing the key orderId in the item/.test(error.message),
  );
});

test('DocumentClient of v2 with what is older than expressions', async () => {
  const TableName = await table('older');
  await v2
    .put({ TableName, Item: { id: 'a', n: 1 }, Expected: { id: { Exists: false } } })
    .promise();
  const { Attributes } = await v2
    .update({
      TableName,
      Key: { id: 'a' },
      AttributeUpdates: { n: { Action: 'ADD', Value: 2 }, s: { Action: 'PUT', Value: 'x' } },
      ReturnValues: 'ALL_NEW',
    })
    .promise();
  assert.deepEqual(Attributes, { id: 'a', n: 3, s: 'x' });
  const { Items } = await v2
    .query({
      TableName,
      KeyConditions: { id: { ComparisonOperator: 'EQ', AttributeValueList: ['a'] } },
      AttributesToGet: ['n'],
    })
    .promise();
  assert.deepEqual(Items, [{ n: 3 }]);
  const scanned = await v2
    .scan({ TableName, ScanFilter: { n: { ComparisonOperator: 'GT', AttributeValueList: [5] } } })
    .promise();
  assert.equal(scanned.Count, 0);
});

test('electrodb keeps two entities in one table', async () => {
  const index = (name, pk, sk) => ({
    IndexName: name,
    KeySchema: [
      { AttributeName: pk, KeyType: 'HASH' },
      { AttributeName: sk, KeyType: 'RANGE' },
    ],
    Projection: { ProjectionType: 'ALL' },
  });
  const name = await table('electro', ['pk', 'sk'], {
    attributes: ['gsi1pk', 'gsi1sk'],
    indexes: [index('gsi1', 'gsi1pk', 'gsi1sk')],
  });
  const entity = (kind, attributes, facets) =>
    new Entity(
      {
        model: { entity: kind, version: '1', service: 'shop' },
        attributes,
        indexes: {
          own: { pk: { field: 'pk', composite: ['order'] }, sk: { field: 'sk', composite: facets } },
          byStatus: {
            index: 'gsi1',
            collection: 'status',
            pk: { field: 'gsi1pk', composite: ['status'] },
            sk: { field: 'gsi1sk', composite: ['order'] },
          },
        },
      },
      { client: documents, table: name },
    );
  const text = { type: 'string', required: true };
  const orders = entity('order', { order: text, status: text, total: { type: 'number' } }, []);
  const lines = entity('line', { order: text, status: text, sku: text }, ['sku']);
  const shop = new Service({ orders, lines });

  await orders.create({ order: '1', status: 'open', total: 3 }).go();
  await lines.put([{ order: '1', status: 'open', sku: 'a' }, { order: '1', status: 'open', sku: 'b' }]).go();
  await assert.rejects(orders.create({ order: '1', status: 'open' }).go());
  await orders.update({ order: '1' }).add({ total: 4 }).go();
  const { data } = await shop.collections.status({ status: 'open' }).go();
  assert.deepEqual(data.orders, [{ order: '1', status: 'open', total: 7 }]);
  assert.deepEqual(data.lines.map(({ sku }) => sku).sort(), ['a', 'b']);
});
