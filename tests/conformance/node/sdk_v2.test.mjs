// aws-sdk v2 (2.1693, JSON): it sends each call to the queue's own URL, and checks the MD5s of
// bodies and of attributes itself.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

process.env.AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE = '1';
const { default: AWS } = await import('aws-sdk');

import { Broker } from './broker.mjs';

let broker, sqs;

async function newQueue(QueueName, Attributes) {
  return (await sqs.createQueue({ QueueName, Attributes }).promise()).QueueUrl;
}

before(async () => {
  broker = await Broker.start();
  sqs = new AWS.SQS({
    endpoint: broker.url,
    region: 'us-east-1',
    accessKeyId: 'test',
    secretAccessKey: 'test',
    maxRetries: 0,
  });
});

after(() => broker.close());

test('a message goes its whole way', async () => {
  const QueueUrl = await newQueue('v2-way');
  const MessageAttributes = {
    Hello: { DataType: 'String', StringValue: 'There' },
    n: { DataType: 'Number.int', StringValue: '7' },
    blob: { DataType: 'Binary', BinaryValue: Buffer.from([0, 1, 255]) },
  };
  const MessageBody = 'Grüße "&<>\r\n\t😀';
  await sqs.sendMessage({ QueueUrl, MessageBody, MessageAttributes }).promise();
  const receive = { QueueUrl, AttributeNames: ['All'], MessageAttributeNames: ['All'] };
  const { Messages } = await sqs.receiveMessage({ ...receive, WaitTimeSeconds: 5 }).promise();
  assert.equal(Messages[0].Body, MessageBody);
  assert.equal(Messages[0].MessageAttributes.n.StringValue, '7');
  assert.deepEqual([...Messages[0].MessageAttributes.blob.BinaryValue], [0, 1, 255]);
  const { ReceiptHandle } = Messages[0];
  await sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout: 9 }).promise();
  await sqs.deleteMessage({ QueueUrl, ReceiptHandle }).promise();
  const { Attributes } = await sqs
    .getQueueAttributes({ QueueUrl, AttributeNames: ['All'] })
    .promise();
  assert.equal(Attributes.ApproximateNumberOfMessagesNotVisible, '0');
  assert.equal(Attributes.ApproximateNumberOfMessages, '0');
});

test('batches answer for each entry', async () => {
  const QueueUrl = await newQueue('v2-batches');
  const Entries = [...'abcdefghij'].map((Id) => ({ Id, MessageBody: Id.repeat(1000) }));
  const sent = await sqs.sendMessageBatch({ QueueUrl, Entries }).promise();
  assert.equal(sent.Successful.length, 10);
  const { Messages } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 }).promise();
  assert.deepEqual(Messages.map(({ Body }) => Body[0]), [...'abcdefghij']);
  const handles = Messages.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
  handles[9].ReceiptHandle = 'garbage';
  const deleted = await sqs.deleteMessageBatch({ QueueUrl, Entries: handles }).promise();
  assert.equal(deleted.Successful.length, 9);
  assert.equal(deleted.Failed[0].Code, 'ReceiptHandleIsInvalid');
});

test('queues have attributes and tags', async () => {
  const QueueUrl = await newQueue('v2-things', { DelaySeconds: '3' });
  await sqs.tagQueue({ QueueUrl, Tags: { team: 'a' } }).promise();
  assert.deepEqual((await sqs.listQueueTags({ QueueUrl }).promise()).Tags, { team: 'a' });
  const Attributes = { VisibilityTimeout: '45' };
  await sqs.setQueueAttributes({ QueueUrl, Attributes }).promise();
  const names = ['VisibilityTimeout', 'DelaySeconds'];
  assert.deepEqual(
    (await sqs.getQueueAttributes({ QueueUrl, AttributeNames: names }).promise()).Attributes,
    { VisibilityTimeout: '45', DelaySeconds: '3' },
  );
  const listed = await sqs.listQueues({ QueueNamePrefix: 'v2-things' }).promise();
  assert.deepEqual(listed.QueueUrls, [QueueUrl]);
  await sqs.purgeQueue({ QueueUrl }).promise();
  await sqs.deleteQueue({ QueueUrl }).promise();
});

test('errors have the query code', async () => {
  const QueueUrl = await newQueue('v2-errors');
  for (const [request, code, status] of [
    [
      sqs.getQueueUrl({ QueueName: 'nope' }),
      /^(AWS\.SimpleQueueService\.NonExistentQueue|QueueDoesNotExist)$/,
      400,
    ],
    [sqs.deleteMessage({ QueueUrl, ReceiptHandle: 'x' }), /^ReceiptHandleIsInvalid$/, 404],
    [sqs.sendMessage({ QueueUrl, MessageBody: '\u0001' }), /^InvalidMessageContents$/, 400],
    [
      sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 11 }),
      /^InvalidParameterValue(Exception)?$/,
      400,
    ],
  ]) {
    await assert.rejects(request.promise(), (error) => {
      assert.match(error.code, code);
      assert.equal(error.statusCode, status);
      assert.match(error.requestId, /^[0-9a-f-]{36}$/);
      return true;
    });
  }
});
