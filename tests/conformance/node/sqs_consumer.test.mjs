// sqs-consumer, as a service uses it: poll, handle, delete; what a handler rejects comes again.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';

import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { Consumer } from 'sqs-consumer';

import { Broker } from './broker.mjs';

let broker, sqs;

before(async () => {
  broker = await Broker.start();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  sqs = new SQSClient({ endpoint: broker.url, region: 'us-east-1', credentials });
});

after(async () => {
  sqs.destroy();
  await broker.close();
});

async function newQueue(QueueName, Attributes) {
  return (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl;
}

async function counts(QueueUrl) {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
  const { Attributes } = await sqs.send(command);
  return [
    Attributes.ApproximateNumberOfMessages,
    Attributes.ApproximateNumberOfMessagesNotVisible,
  ];
}

async function stopped(consumer) {
  const event = once(consumer, 'stopped');
  consumer.on('error', () => {}); // the receive that the stop aborts
  consumer.stop({ abort: true });
  await event;
}

test('a consumer handles and deletes what is sent before and while it runs', async () => {
  const queueUrl = await newQueue('consumed');
  const expected = Array.from({ length: 25 }, (_, number) => `${number}`);
  const batch = (bodies) =>
    sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: bodies.map((MessageBody) => ({ Id: MessageBody, MessageBody })),
      }),
    );
  await batch(expected.slice(0, 10));
  const handled = [];
  const all = new Promise((resolve, reject) => {
    const consumer = Consumer.create({
      queueUrl,
      sqs,
      batchSize: 10,
      waitTimeSeconds: 5,
      handleMessage: async (message) => {
        handled.push(message.Body);
        if (handled.length === expected.length) resolve(consumer);
        return message;
      },
    });
    for (const event of ['error', 'processing_error', 'timeout_error']) {
      consumer.on(event, reject);
    }
    consumer.start();
  });
  await batch(expected.slice(10, 20));
  for (const MessageBody of expected.slice(20)) {
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
  }
  const consumer = await all;
  await new Promise((resolve) => setTimeout(resolve, 200)); // it deletes after it handled
  await stopped(consumer);
  assert.deepEqual(handled.sort((a, b) => a - b), expected);
  assert.deepEqual(await counts(queueUrl), ['0', '0']);
});

test('a message whose handler fails comes again at once', async () => {
  const queueUrl = await newQueue('failing', { VisibilityTimeout: '600' });
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'job' }));
  const seen = [];
  const twice = new Promise((resolve) => {
    const consumer = Consumer.create({
      queueUrl,
      sqs,
      waitTimeSeconds: 5,
      terminateVisibilityTimeout: true,
      attributeNames: ['ApproximateReceiveCount'],
      handleMessage: async (message) => {
        seen.push(message.Attributes.ApproximateReceiveCount);
        if (seen.length === 1) throw new Error('on purpose');
        resolve(consumer);
        return message;
      },
    });
    consumer.on('processing_error', () => {});
    consumer.start();
  });
  const consumer = await twice;
  await new Promise((resolve) => setTimeout(resolve, 200));
  await stopped(consumer);
  assert.deepEqual(seen, ['1', '2']);
  assert.deepEqual(await counts(queueUrl), ['0', '0']);
});

test('two consumers share a queue and each message goes to one', async () => {
  const queueUrl = await newQueue('shared');
  const handled = [];
  const consumers = [1, 2].map((who) =>
    Consumer.create({
      queueUrl,
      sqs,
      batchSize: 5,
      waitTimeSeconds: 5,
      handleMessage: async (message) => {
        handled.push(message.Body);
        return message;
      },
    }),
  );
  consumers.forEach((consumer) => consumer.start());
  const bodies = Array.from({ length: 40 }, (_, number) => `${number}`);
  await Promise.all(
    bodies.map((MessageBody) =>
      sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody })),
    ),
  );
  const deadline = Date.now() + 10_000;
  while (handled.length < bodies.length && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await new Promise((resolve) => setTimeout(resolve, 200));
  await Promise.all(consumers.map(stopped));
  assert.deepEqual(handled.sort((a, b) => a - b), bodies);
});
