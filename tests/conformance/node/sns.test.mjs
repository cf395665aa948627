// SNS under @aws-sdk/client-sns v3, which speaks Query.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import {
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  NotFoundException,
  PublishBatchCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

import { Broker } from './broker.mjs';

let broker, sns, sqs;

before(async () => {
  broker = await Broker.start();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const options = { endpoint: broker.url, region: 'us-east-1', credentials, maxAttempts: 1 };
  sns = new SNSClient(options);
  sqs = new SQSClient(options);
});

after(async () => {
  sns.destroy();
  sqs.destroy();
  await broker.close();
});

const arn = (name) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

async function topicToQueue(name, Attributes = {}, topicAttributes = {}) {
  const fifo = name.endsWith('.fifo');
  const kind = fifo ? { FifoQueue: 'true' } : {};
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: kind }));
  const { TopicArn } = await sns.send(
    new CreateTopicCommand({
      Name: name,
      Attributes: { ...(fifo ? { FifoTopic: 'true' } : {}), ...topicAttributes },
    }),
  );
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: arn(name), Attributes }),
  );
  return { QueueUrl, TopicArn, SubscriptionArn };
}

async function receive(QueueUrl, more = {}) {
  const input = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5, ...more };
  return (await sqs.send(new ReceiveMessageCommand(input))).Messages ?? [];
}

test('a notification reaches a queue in its envelope', async () => {
  const { QueueUrl, TopicArn } = await topicToQueue('envelope');
  const MessageAttributes = { kind: { DataType: 'String', StringValue: 'greeting' } };
  const { MessageId } = await sns.send(
    new PublishCommand({ TopicArn, Message: 'Grüße', Subject: 'Hi', MessageAttributes }),
  );
  const [{ Body }] = await receive(QueueUrl);
  const { Type, MessageId: id, Message, Subject, MessageAttributes: attributes } = JSON.parse(Body);
  assert.deepEqual({ Type, id, Message, Subject, attributes }, {
    Type: 'Notification',
    id: MessageId,
    Message: 'Grüße',
    Subject: 'Hi',
    attributes: { kind: { Type: 'String', Value: 'greeting' } },
  });
});

test('raw delivery keeps attributes, and a filter policy keeps others out', async () => {
  const { QueueUrl, TopicArn } = await topicToQueue('raw', {
    RawMessageDelivery: 'true',
    FilterPolicy: JSON.stringify({ colour: ['red'] }),
  });
  for (const StringValue of ['blue', 'red']) {
    const MessageAttributes = { colour: { DataType: 'String', StringValue } };
    await sns.send(new PublishCommand({ TopicArn, Message: StringValue, MessageAttributes }));
  }
  const messages = await receive(QueueUrl, { MessageAttributeNames: ['All'] });
  assert.deepEqual(
    messages.map(({ Body, MessageAttributes }) => [Body, MessageAttributes.colour.StringValue]),
    [['red', 'red']],
  );
});

test('a batch to a FIFO topic keeps its order', async () => {
  const { QueueUrl, TopicArn } = await topicToQueue(
    'batch.fifo',
    { RawMessageDelivery: 'true' },
    { ContentBasedDeduplication: 'true' },
  );
  const PublishBatchRequestEntries = ['a', 'b', 'c'].map((Id) => ({
    Id,
    Message: Id,
    MessageGroupId: 'g',
  }));
  const { Successful, Failed } = await sns.send(
    new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }),
  );
  assert.deepEqual(Failed, []);
  assert.ok(Successful.every(({ SequenceNumber }) => /^[1-9][0-9]{19}$/.test(SequenceNumber)));
  assert.deepEqual((await receive(QueueUrl)).map(({ Body }) => Body), ['a', 'b', 'c']);
});

test('subscriptions are managed, and errors have their classes', async () => {
  const { TopicArn, SubscriptionArn } = await topicToQueue('managed');
  const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  assert.equal(Attributes.Protocol, 'sqs');
  await sns.send(new TagResourceCommand({ ResourceArn: TopicArn, Tags: [{ Key: 'a', Value: 'b' }] }));
  await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
  const listed = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  assert.deepEqual(listed.Subscriptions ?? [], []);
  await assert.rejects(
    sns.send(new GetTopicAttributesCommand({ TopicArn: `${TopicArn}2` })),
    (error) => error instanceof NotFoundException && error.message === 'Topic does not exist',
  );
});
