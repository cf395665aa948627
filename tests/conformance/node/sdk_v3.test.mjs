// @aws-sdk/client-sqs v3: JSON. It checks MD5s of bodies itself, and reads errors from both the
// body and x-amzn-query-error (spec 2.2).

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import {
  AddPermissionCommand,
  CancelMessageMoveTaskCommand,
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  EmptyBatchRequest,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  PurgeQueueInProgress,
  QueueDoesNotExist,
  QueueNameExists,
  ReceiptHandleIsInvalid,
  ReceiveMessageCommand,
  RemovePermissionCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
  TagQueueCommand,
  UntagQueueCommand,
  paginateListQueues,
} from '@aws-sdk/client-sqs';

import { Broker } from './broker.mjs';

let broker, client;

function newClient(accessKeyId = 'test', region = 'us-east-1') {
  return new SQSClient({
    endpoint: broker.url,
    region,
    credentials: { accessKeyId, secretAccessKey: 'test' },
    maxAttempts: 1,
  });
}

async function newQueue(name, Attributes) {
  return (await client.send(new CreateQueueCommand({ QueueName: name, Attributes }))).QueueUrl;
}

/** The output without what the SDK adds. */
async function call(command) {
  const { $metadata, ...output } = await client.send(command);
  assert.equal($metadata.httpStatusCode, 200);
  assert.match($metadata.requestId, /^[0-9a-f-]{36}$/);
  return output;
}

before(async () => {
  broker = await Broker.start();
  client = newClient();
});

after(async () => {
  client.destroy();
  await broker.close();
});

test('a message group on a standard queue is given back', async () => {
  const QueueUrl = await newQueue('fair');
  const sent = await call(
    new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageGroupId: 'tenant' }),
  );
  assert.equal(sent.SequenceNumber, undefined);
  const { Messages } = await call(
    new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['All'] }),
  );
  assert.equal(Messages[0].Attributes.MessageGroupId, 'tenant');
  assert.equal(Messages[0].Attributes.SequenceNumber, undefined);
});

test('dead letters go back to where they came from', async () => {
  const dead = await newQueue('dead');
  const SourceArn = 'arn:aws:sqs:us-east-1:000000000000:dead';
  const source = await newQueue('source', {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: SourceArn, maxReceiveCount: 1 }),
  });
  const receive = async (QueueUrl) =>
    (await call(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 }))).Messages;
  for (let i = 0; i < 3; ++i) {
    await call(new SendMessageCommand({ QueueUrl: source, MessageBody: 'x' }));
    assert.equal((await receive(source)).length, 1);
    assert.equal(await receive(source), undefined);
  }
  const { TaskHandle } = await call(
    new StartMessageMoveTaskCommand({ SourceArn, MaxNumberOfMessagesPerSecond: 1 }),
  );
  const cancelled = await call(new CancelMessageMoveTaskCommand({ TaskHandle }));
  assert.ok(cancelled.ApproximateNumberOfMessagesMoved < 3);
  await call(new StartMessageMoveTaskCommand({ SourceArn }));
  const until = Date.now() + 5_000;
  let Results;
  do {
    ({ Results } = await call(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 10 })));
  } while (Results[0].Status === 'RUNNING' && Date.now() < until);
  assert.deepEqual(
    Results.map((task) => task.Status),
    ['COMPLETED', 'CANCELLED'],
  );
  const moved = Results.map((task) => task.ApproximateNumberOfMessagesMoved);
  assert.equal(moved[0], 3 - moved[1]);
  assert.equal(await receive(dead), undefined);
  const { Attributes } = await call(
    new GetQueueAttributesCommand({ QueueUrl: source, AttributeNames: ['All'] }),
  );
  assert.equal(Attributes.ApproximateNumberOfMessages, '3');
});

test('a message goes its whole way', async () => {
  const QueueUrl = await newQueue('way');
  assert.equal(QueueUrl, `${broker.url}/000000000000/way`);
  const MessageAttributes = {
    Hello: { DataType: 'String', StringValue: 'There' },
    blob: { DataType: 'Binary', BinaryValue: Uint8Array.from([0, 1, 255]) },
  };
  const body = 'Grüße "&<>\r\n\t😀';
  const sent = await call(
    new SendMessageCommand({ QueueUrl, MessageBody: body, MessageAttributes }),
  );
  assert.deepEqual(Object.keys(sent).sort(), [
    'MD5OfMessageAttributes',
    'MD5OfMessageBody',
    'MessageId',
  ]);
  const { Messages } = await call(
    new ReceiveMessageCommand({
      QueueUrl,
      WaitTimeSeconds: 5,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
  );
  assert.equal(Messages.length, 1);
  const [message] = Messages;
  assert.equal(message.Body, body);
  assert.equal(message.MessageId, sent.MessageId);
  assert.equal(message.MD5OfMessageAttributes, sent.MD5OfMessageAttributes);
  assert.equal(message.MessageAttributes.Hello.StringValue, 'There');
  assert.deepEqual([...message.MessageAttributes.blob.BinaryValue], [0, 1, 255]);
  assert.equal(message.Attributes.ApproximateReceiveCount, '1');
  const { ReceiptHandle } = message;
  const change = { QueueUrl, ReceiptHandle, VisibilityTimeout: 60 };
  assert.deepEqual(await call(new ChangeMessageVisibilityCommand(change)), {});
  assert.deepEqual(await call(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })), {});
  assert.deepEqual(await call(new ReceiveMessageCommand({ QueueUrl })), {});
});

test('batches answer for each entry', async () => {
  const QueueUrl = await newQueue('batches', { VisibilityTimeout: '600' });
  const Entries = [...'abc'].map((Id) => ({ Id, MessageBody: Id }));
  Entries.push({ Id: 'bad', MessageBody: '\u0007' });
  const sent = await call(new SendMessageBatchCommand({ QueueUrl, Entries }));
  assert.deepEqual(sent.Successful.map(({ Id }) => Id), ['a', 'b', 'c']);
  assert.equal(sent.Failed.length, 1);
  assert.equal(sent.Failed[0].Code, 'InvalidMessageContents');
  assert.equal(sent.Failed[0].SenderFault, true);
  const received = await call(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  assert.deepEqual(received.Messages.map(({ Body }) => Body), ['a', 'b', 'c']);
  const handles = received.Messages.map(({ Body, ReceiptHandle }) => ({ Id: Body, ReceiptHandle }));
  const changed = await call(
    new ChangeMessageVisibilityBatchCommand({
      QueueUrl,
      Entries: handles.map((handle) => ({ ...handle, VisibilityTimeout: 0 })),
    }),
  );
  assert.equal(changed.Successful.length, 3);
  const deleted = await call(new DeleteMessageBatchCommand({ QueueUrl, Entries: handles }));
  assert.equal(deleted.Successful.length, 3);
  assert.deepEqual(await call(new ReceiveMessageCommand({ QueueUrl })), {});
});

test('queues have attributes, tags and permissions', async () => {
  const QueueUrl = await newQueue('things');
  const Attributes = { VisibilityTimeout: '45' };
  assert.deepEqual(await call(new SetQueueAttributesCommand({ QueueUrl, Attributes })), {});
  const names = { QueueUrl, AttributeNames: ['VisibilityTimeout', 'QueueArn'] };
  assert.deepEqual((await call(new GetQueueAttributesCommand(names))).Attributes, {
    VisibilityTimeout: '45',
    QueueArn: 'arn:aws:sqs:us-east-1:000000000000:things',
  });
  await call(new TagQueueCommand({ QueueUrl, Tags: { team: 'a', gone: '' } }));
  await call(new UntagQueueCommand({ QueueUrl, TagKeys: ['gone'] }));
  assert.deepEqual(await call(new ListQueueTagsCommand({ QueueUrl })), { Tags: { team: 'a' } });
  const permission = { Label: 'l', AWSAccountIds: ['111111111111'], Actions: ['SendMessage'] };
  await call(new AddPermissionCommand({ QueueUrl, ...permission }));
  await call(new RemovePermissionCommand({ QueueUrl, Label: 'l' }));
  await call(new DeleteQueueCommand({ QueueUrl }));
  await assert.rejects(call(new GetQueueUrlCommand({ QueueName: 'things' })), QueueDoesNotExist);
});

test('tags are set at creation', async () => {
  const created = await call(new CreateQueueCommand({ QueueName: 'tagged', tags: { team: 'a' } }));
  assert.deepEqual(await call(new ListQueueTagsCommand(created)), { Tags: { team: 'a' } });
});

test('lists come page by page', async () => {
  const names = [...'12345'].map((n) => `v3-page-${n}`);
  for (const name of names) await newQueue(name);
  const pages = [];
  const input = { QueueNamePrefix: 'v3-page-' };
  for await (const page of paginateListQueues({ client, pageSize: 2 }, input)) {
    pages.push(page.QueueUrls.map((url) => url.split('/').pop()));
  }
  assert.deepEqual(pages, [names.slice(0, 2), names.slice(2, 4), names.slice(4)]);
  assert.deepEqual(await call(new ListQueuesCommand({ QueueNamePrefix: 'nothing' })), {});
});

test('errors are typed, and named by the query code', async () => {
  const QueueUrl = await newQueue('errors', { VisibilityTimeout: '7' });
  await call(new PurgeQueueCommand({ QueueUrl }));
  for (const [command, type, name, status] of [
    [
      new GetQueueUrlCommand({ QueueName: 'nope' }),
      QueueDoesNotExist,
      'AWS.SimpleQueueService.NonExistentQueue',
      400,
    ],
    [
      new CreateQueueCommand({ QueueName: 'errors', Attributes: { VisibilityTimeout: '8' } }),
      QueueNameExists,
      'QueueAlreadyExists',
      400,
    ],
    [
      new PurgeQueueCommand({ QueueUrl }),
      PurgeQueueInProgress,
      'AWS.SimpleQueueService.PurgeQueueInProgress',
      403,
    ],
    [
      new SendMessageBatchCommand({ QueueUrl, Entries: [] }),
      EmptyBatchRequest,
      'AWS.SimpleQueueService.EmptyBatchRequest',
      400,
    ],
    [
      new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'garbage' }),
      ReceiptHandleIsInvalid,
      'ReceiptHandleIsInvalid',
      404,
    ],
  ]) {
    await assert.rejects(client.send(command), (error) => {
      assert.ok(error instanceof type, `${name}: ${error}`);
      assert.ok([name, type.name].includes(error.name) || error.Code === name, error.name);
      assert.equal(error.$metadata.httpStatusCode, status);
      assert.equal(error.$fault, 'client');
      assert.equal(error.Type, 'Sender');
      assert.ok(error.message.length > 0);
      return true;
    });
  }
});

test('a long poll wakes when a message comes', async () => {
  const QueueUrl = await newQueue('wakes');
  const waiting = call(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
  await new Promise((resolve) => setTimeout(resolve, 200));
  const started = Date.now();
  await call(new SendMessageCommand({ QueueUrl, MessageBody: 'job' }));
  assert.equal((await waiting).Messages[0].Body, 'job');
  assert.ok(Date.now() - started < 500);
});

test('an aborted long poll is never handed a message', async () => {
  const QueueUrl = await newQueue('aborted');
  const abort = new AbortController();
  const waiting = client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
    abortSignal: abort.signal,
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  abort.abort();
  await assert.rejects(waiting, { name: 'AbortError' });
  await new Promise((resolve) => setTimeout(resolve, 200));
  await call(new SendMessageCommand({ QueueUrl, MessageBody: 'job' }));
  const { Messages } = await call(
    new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['All'] }),
  );
  assert.equal(Messages[0].Attributes.ApproximateReceiveCount, '1');
});

test('accounts and regions are separate', async () => {
  const far = newClient('444455556666', 'eu-central-1');
  const { QueueUrl } = await far.send(new CreateQueueCommand({ QueueName: 'far' }));
  assert.equal(QueueUrl, `${broker.url}/444455556666/far`);
  const { Attributes } = await far.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  assert.equal(Attributes.QueueArn, 'arn:aws:sqs:eu-central-1:444455556666:far');
  await assert.rejects(call(new GetQueueUrlCommand({ QueueName: 'far' })), QueueDoesNotExist);
  far.destroy();
});

test('messages outlive kill -9', async () => {
  const QueueUrl = await newQueue('outlive');
  const bodies = [...'0123456789'];
  await Promise.all(
    bodies.map((MessageBody) => call(new SendMessageCommand({ QueueUrl, MessageBody }))),
  );
  await broker.crash();
  client.destroy();
  client = newClient();
  const { Messages } = await call(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
  );
  assert.deepEqual(Messages.map(({ Body }) => Body).sort(), bodies);
});
