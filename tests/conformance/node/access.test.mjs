// auth = verify, under the SDKs for JavaScript: v3 speaks JSON for SQS and DynamoDB, v2 presigns.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import AWS from 'aws-sdk';

import { Broker } from './broker.mjs';

const settings = `auth = "verify"
[[credentials]]
access_key = "AKIDADMIN"
secret_key = "secret/+="
[[credentials]]
access_key = "AKIDSENDER"
secret_key = "sender"
name = "sender"
policy = '{"Statement":{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}}'
`;

let broker, directory;

before(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'forebay-access-'));
  const file = path.join(directory, 'forebay.toml');
  await writeFile(file, settings, { mode: 0o600 });
  broker = await Broker.start('--config', file);
});
after(async () => {
  await broker.close();
  await rm(directory, { recursive: true });
});

function client(Client, secretAccessKey = 'secret/+=', accessKeyId = 'AKIDADMIN') {
  return new Client({
    endpoint: broker.url,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
}

test('who signs is served', async () => {
  const sqs = client(SQSClient);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'orders' }));
  const MessageBody = 'Grüße + "world" & <all> %41';
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  assert.equal(Messages[0].Body, MessageBody);
  await client(SNSClient).send(new ListTopicsCommand({}));
  await client(DynamoDBClient).send(new ListTablesCommand({}));
});

test('a wrong secret and an unknown key are refused by name', async () => {
  for (const [Client, Command, mismatch, unknown, status] of [
    [SQSClient, ReceiveMessageCommand, 'SignatureDoesNotMatch', 'InvalidClientTokenId', 403],
    [SNSClient, ListTopicsCommand, 'SignatureDoesNotMatch', 'InvalidClientTokenId', 403],
    [DynamoDBClient, ListTablesCommand, 'InvalidSignatureException', 'UnrecognizedClientException', 400],
  ]) {
    const refusedAs = (name) => (error) =>
      error.name.startsWith(name) && error.$metadata.httpStatusCode === status;
    const command = () => new Command({ QueueUrl: 'orders' });
    await assert.rejects(client(Client, 'wrong').send(command()), refusedAs(mismatch));
    await assert.rejects(client(Client, 'x', 'AKIDNOBODY').send(command()), refusedAs(unknown));
  }
});

test('a key may do what its policy says', async () => {
  const sqs = client(SQSClient, 'sender', 'AKIDSENDER');
  const QueueUrl = `${broker.url}/000000000000/orders`;
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
  await assert.rejects(
    sqs.send(new PurgeQueueCommand({ QueueUrl })),
    (error) =>
      error.name.startsWith('AccessDenied') &&
      error.$metadata.httpStatusCode === 403 &&
      error.message.startsWith('User: arn:aws:iam::000000000000:user/sender is not authorized'),
  );
});

test('URLs that v2 presigns are good', async () => {
  const sqs = new AWS.SQS({
    endpoint: broker.url,
    region: 'us-east-1',
    accessKeyId: 'AKIDADMIN',
    secretAccessKey: 'secret/+=',
  });
  const sts = new AWS.STS({ ...sqs.config, endpoint: broker.url });
  const url = await sts.getCallerIdentity({}).presign(60);
  const reply = await fetch(url);
  const text = await reply.text();
  assert.equal(reply.status, 200, text);
  assert.match(text, /<Arn>arn:aws:iam::000000000000:root<\/Arn>/);
  assert.equal((await fetch(`${url}0`)).status, 403);
});
