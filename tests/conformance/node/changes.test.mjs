// Changes of tables, pushed over WebSockets and as server-sent events, to clients that disconnect and
// come back.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { after, before, test } from 'node:test';

import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import WebSocket from 'ws';

import { Broker } from './broker.mjs';

let broker, documents;

before(async () => {
  broker = await Broker.start();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  documents = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint: broker.url, region: 'us-east-1', credentials, maxAttempts: 1 }),
  );
});

after(async () => {
  documents.destroy();
  await broker.close();
});

async function table(TableName) {
  await documents.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  return TableName;
}

const put = (TableName, Item) => documents.send(new PutCommand({ TableName, Item }));

/** A WebSocket whose messages can be waited for. */
class Client {
  static async open(name) {
    const client = new Client();
    const url = `${broker.url.replace('http', 'ws')}/v1/tables/${name}/changes`;
    client.socket = new WebSocket(url, { perMessageDeflate: false });
    client.messages = [];
    client.socket.on('message', (data) => {
      client.messages.push(JSON.parse(data));
      client.wake?.();
    });
    await once(client.socket, 'open');
    return client;
  }

  send(command) {
    this.socket.send(JSON.stringify(command));
  }

  async next() {
    while (this.messages.length === 0) {
      await new Promise((resolve) => (this.wake = resolve));
    }
    return this.messages.shift();
  }

  async subscribe(id, more = {}) {
    this.send({ action: 'subscribe', id, ...more });
    const { type, sequence } = await this.next();
    assert.equal(type, 'subscribed');
    return sequence;
  }

  async close() {
    this.socket.close();
    await once(this.socket, 'close');
  }
}

test('an order is followed', async () => {
  const name = await table('followed');
  const client = await Client.open(name);
  await client.subscribe('a', { pk: '42', images: 'both' });
  await put(name, { id: '41', status: 'other' });
  await put(name, { id: '42', status: 'paid' });
  await put(name, { id: '42', status: 'sent' });
  await documents.send(new DeleteCommand({ TableName: name, Key: { id: '42' } }));

  const { sequence, time, ...created } = await client.next();
  assert.deepEqual(created, {
    type: 'change',
    id: 'a',
    event: 'INSERT',
    table: name,
    keys: { id: '42' },
    new: { id: '42', status: 'paid' },
  });
  assert.match(sequence, /^1[0-9]{20}$/);
  assert.ok(Math.abs(time - Date.now() / 1000) < 60);
  const modified = await client.next();
  assert.deepEqual([modified.event, modified.old.status, modified.new.status], ['MODIFY', 'paid', 'sent']);
  assert.equal((await client.next()).event, 'REMOVE');
  await client.close();
});

test('commands and their errors', async () => {
  const client = await Client.open(await table('commands'));
  client.send({ action: 'ping' });
  assert.deepEqual(await client.next(), { type: 'pong' });
  client.send({ action: 'dance', id: 'a' });
  assert.equal((await client.next()).type, 'error');
  client.socket.send('no JSON');
  assert.equal((await client.next()).type, 'error');
  for (const wrong of [{ since: 'junk' }, { since: 5 }, { pk: 5 }, { pk: '' }]) {
    client.send({ action: 'subscribe', id: 'wrong', ...wrong });
    assert.equal((await client.next()).type, 'error', JSON.stringify(wrong));
  }
  await client.subscribe('a');
  client.send({ action: 'subscribe', id: 'a' });
  assert.equal((await client.next()).type, 'error');
  client.send({ action: 'unsubscribe', id: 'a' });
  await client.subscribe('a');
  await client.close();
});

test('a client that comes back misses nothing, over a kill -9 too', async () => {
  const name = await table('resumed');
  let client = await Client.open(name);
  let since = await client.subscribe('a');
  const seen = [];
  for (let n = 0; n < 30; ++n) {
    await put(name, { id: String(n) });
    if (n % 10 === 4) {
      const change = await client.next();
      seen.push(change.keys.id);
      since = change.sequence;
      await client.close();
      client = undefined;
    }
    if (n === 17) {
      await broker.crash();
    }
    if (n % 10 === 9) {
      client = await Client.open(name);
      await client.subscribe('a', { since });
      while (seen.length <= n) {
        const change = await client.next();
        seen.push(change.keys.id);
        since = change.sequence;
      }
    }
  }
  assert.deepEqual(seen, Array.from({ length: 30 }, (_, n) => String(n)));
  await client.close();
});

test('a slow client is sent slowly, and all', async () => {
  const name = await table('slow');
  const client = await Client.open(name);
  await client.subscribe('a');
  client.socket.pause();
  const count = 200;
  for (let n = 0; n < count; ++n) {
    await put(name, { id: String(n), x: 'x'.repeat(100_000) });
  }
  client.socket.resume();
  for (let n = 0; n < count; ++n) {
    assert.equal((await client.next()).keys.id, String(n));
  }
  await client.close();
});

test('tables that are not there cannot be followed', async () => {
  const socket = new WebSocket(`${broker.url.replace('http', 'ws')}/v1/tables/none/changes`);
  const [, response] = await once(socket, 'unexpected-response');
  assert.equal(response.statusCode, 404);
  socket.on('error', () => {});
  socket.terminate();
});

test('server-sent events go on from the last one', async () => {
  const name = await table('events');

  async function* events(headers = {}) {
    const request = http.get(`${broker.url}/v1/tables/${name}/changes`, {
      agent: false,
      headers: { Accept: 'text/event-stream', ...headers },
    });
    try {
      const [response] = await once(request, 'response');
      assert.equal(response.headers['content-type'], 'text/event-stream');
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) {
        text += chunk;
        for (let end; (end = text.indexOf('\n\n')) >= 0; text = text.slice(end + 2)) {
          const fields = Object.fromEntries(
            text.slice(0, end).split('\n').map((line) => line.split(/: ?(.*)/s).slice(0, 2)),
          );
          if (fields.event) yield fields;
        }
      }
    } finally {
      request.destroy();
    }
  }

  const first = events();
  assert.equal((await first.next()).value.event, 'subscribed');
  await put(name, { id: 'a' });
  const { value } = await first.next();
  assert.equal(JSON.parse(value.data).keys.id, 'a');
  await first.return();
  await put(name, { id: 'b' });
  const second = events({ 'Last-Event-ID': value.id });
  assert.equal((await second.next()).value.event, 'subscribed');
  const { value: next } = await second.next();
  assert.equal(JSON.parse(next.data).keys.id, 'b');
  await second.return();
});

test('the daemon stops in time while clients follow', async () => {
  const name = await table('stopping');
  const clients = await Promise.all(Array.from({ length: 8 }, () => Client.open(name)));
  await Promise.all(clients.map((client) => client.subscribe('a')));
  const closed = Promise.all(clients.map((client) => once(client.socket, 'close')));
  const streams = Array.from({ length: 8 }, () =>
    http.get(`${broker.url}/v1/tables/${name}/changes`, {
      agent: false,
      headers: { Accept: 'text/event-stream' },
    }),
  );
  await Promise.all(
    streams.map(async (stream) => (await once(stream, 'response'))[0].resume().on('error', () => {})),
  );
  const started = Date.now();
  assert.equal(await broker.end('SIGTERM'), 0);
  assert.ok(Date.now() - started < 5000);
  assert.deepEqual((await closed).map(([code]) => code), Array(8).fill(1001));
  await broker.launch();
});
