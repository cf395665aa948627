// FIFO queues under @aws-sdk/client-sqs v3 (JSON) and sqs-consumer.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';

import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
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
  sqs = new SQSClient({ endpoint: broker.url, region: 'us-east-1', credentials, maxAttempts: 1 });
});

after(async () => {
  sqs.destroy();
  await broker.close();
});

async function newFifo(name, Attributes = {}) {
  const input = { QueueName: `${name}.fifo`, Attributes: { FifoQueue: 'true', ...Attributes } };
  return (await sqs.send(new CreateQueueCommand(input))).QueueUrl;
}

test('a message has its group, its deduplication id and its sequence number', async () => {
  const QueueUrl = await newFifo('way');
  const ids = { MessageGroupId: 'g', MessageDeduplicationId: 'd' };
  const sent = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', ...ids }));
  const again = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', ...ids }));
  assert.match(sent.SequenceNumber, /^[1-9][0-9]{19}$/);
  assert.equal(again.MessageId, sent.MessageId);
  assert.equal(again.SequenceNumber, sent.SequenceNumber);

  const receive = { QueueUrl, MessageSystemAttributeNames: ['All'], MaxNumberOfMessages: 10 };
  const { Messages } = await sqs.send(new ReceiveMessageCommand(receive));
  assert.equal(Messages.length, 1);
  const { MessageGroupId, MessageDeduplicationId, SequenceNumber } = Messages[0].Attributes;
  assert.deepEqual({ MessageGroupId, MessageDeduplicationId }, ids);
  assert.equal(SequenceNumber, sent.SequenceNumber);
});

test('an expired receipt handle deletes nothing', async () => {
  const QueueUrl = await newFifo('expired', { ContentBasedDeduplication: 'true' });
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageGroupId: 'g' }));
  const receive = { QueueUrl, VisibilityTimeout: 0 };
  const { Messages } = await sqs.send(new ReceiveMessageCommand(receive));
  const { ReceiptHandle } = Messages[0];
  await assert.rejects(sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })), {
    name: 'InvalidParameterValue',
    message: /The receipt handle has expired\.$/,
  });
});

test('consumers that fail at random work each group off in order', async () => {
  const groups = 6;
  const messages = 15; // of each group
  const queueUrl = await newFifo('consumers', {
    ContentBasedDeduplication: 'true',
    VisibilityTimeout: '30',
  });
  for (let number = 0; number < messages; ++number) {
    const Entries = Array.from({ length: groups }, (_, group) => ({
      Id: `${group}`,
      MessageBody: `${group} ${number}`,
      MessageGroupId: `${group}`,
    }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  }

  const handled = Array.from({ length: groups }, () => []);
  let left = groups * messages;
  const consumers = Array.from({ length: 16 }, () => {
    const consumer = Consumer.create({
      queueUrl,
      sqs,
      waitTimeSeconds: 1,
      terminateVisibilityTimeout: true, // what fails is visible again at once
      handleMessage: async (message) => {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
        if (Math.random() < 0.2) {
          throw new Error('crashed');
        }
        const [group, number] = message.Body.split(' ').map(Number);
        handled[group].push(number);
        --left;
        return message;
      },
    });
    consumer.on('error', () => {});
    consumer.on('processing_error', () => {});
    consumer.start();
    return consumer;
  });
  const deadline = Date.now() + 60_000;
  while (left > 0 && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await Promise.all(
    consumers.map(async (consumer) => {
      const event = once(consumer, 'stopped');
      consumer.stop({ abort: true });
      await event;
    }),
  );

  const inOrder = Array.from({ length: messages }, (_, number) => number);
  for (const numbers of handled) {
    assert.deepEqual(numbers, inOrder);
  }
});
