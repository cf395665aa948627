// What HTTP subscribers get, under sns-validator: signatures of both versions, and the certificate
// that they name. It wants HTTPS, so the daemon stands behind a proxy, as `sns.public_url` says.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import MessageValidator from 'sns-validator';

import { Broker } from './broker.mjs';

let broker, endpoint, home, proxy, publicUrl, sns;
const received = [];
const waiting = [];

/** Listens on a free port, and says which. */
async function listen(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address().port;
}

async function makeCertificate() {
  home = await mkdtemp(path.join(os.tmpdir(), 'forebay-tls-'));
  const [key, cert] = [path.join(home, 'key.pem'), path.join(home, 'cert.pem')];
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  args.push('-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert);
  execFileSync('openssl', args, { stdio: 'ignore' });
  return { key: await readFile(key), cert: await readFile(cert) };
}

before(async () => {
  const { key, cert } = await makeCertificate();
  proxy = https.createServer({ key, cert }, (request, response) => {
    http.get(`${broker.url}${request.url}`, { headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
  });
  publicUrl = `https://127.0.0.1:${await listen(proxy)}`;
  https.globalAgent = new https.Agent({ ca: cert });

  endpoint = http.createServer(async (request, response) => {
    const chunks = await request.toArray();
    response.end();
    const message = JSON.parse(Buffer.concat(chunks).toString());
    const resolve = waiting.shift();
    resolve ? resolve(message) : received.push(message);
  });
  await listen(endpoint);

  broker = await Broker.start('--sns-public-url', publicUrl);
  sns = new SNSClient({
    endpoint: broker.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
});

after(async () => {
  sns.destroy();
  await broker.close();
  for (const server of [endpoint, proxy]) {
    server.closeAllConnections();
    server.close();
  }
  await rm(home, { recursive: true });
});

const next = () =>
  received.shift() ?? new Promise((resolve) => waiting.push(resolve));

const validator = new MessageValidator(/^127\.0\.0\.1:[0-9]+$/);
const validate = (message) =>
  new Promise((resolve, reject) => {
    validator.validate({ ...message }, (error, valid) => (error ? reject(error) : resolve(valid)));
  });

async function subscribe(name, Attributes = {}) {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name, Attributes }));
  const Endpoint = `http://127.0.0.1:${endpoint.address().port}/${name}`;
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint }));
  const asked = await next();
  assert.equal(asked.Type, 'SubscriptionConfirmation');
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: asked.Token }));
  return { TopicArn, asked };
}

for (const version of ['1', '2']) {
  test(`signatures of version ${version} are valid`, async () => {
    const Attributes = version === '1' ? {} : { SignatureVersion: version };
    const { TopicArn, asked } = await subscribe(`version-${version}`, Attributes);
    assert.equal(asked.SignatureVersion, version);
    assert.ok(asked.SigningCertURL.startsWith(`${publicUrl}/`), asked.SigningCertURL);
    assert.ok(asked.SubscribeURL.startsWith(`${publicUrl}/?Action=ConfirmSubscription&`));
    await validate(asked);

    const texts = [
      { Message: 'plain' },
      { Message: 'with a subject', Subject: 'Hi' },
      { Message: 'Grüße "/" \\ 😀\r\n\tand a line', Subject: 'quotes " and \\' },
      { Message: 'x'.repeat(200_000) },
    ];
    for (const text of texts) {
      const { MessageId } = await sns.send(new PublishCommand({ TopicArn, ...text }));
      const message = await next();
      assert.equal(message.MessageId, MessageId);
      assert.equal(message.Message, text.Message);
      assert.equal(message.SignatureVersion, version);
      await validate(message);
      for (const field of ['Message', 'MessageId', 'Timestamp', 'TopicArn']) {
        const forged = { ...message, [field]: `${message[field]}.` };
        await assert.rejects(validate(forged), /signature is invalid/, field);
      }
    }
  });
}

test('the version can be changed, and the key outlives a restart', async () => {
  const { TopicArn } = await subscribe('changed');
  const certificates = new Set();
  for (const AttributeValue of ['2', '1']) {
    const AttributeName = 'SignatureVersion';
    await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));
    await broker.crash();
    await sns.send(new PublishCommand({ TopicArn, Message: 'm' }));
    const message = await next();
    assert.equal(message.SignatureVersion, AttributeValue);
    await validate(message);
    certificates.add(message.SigningCertURL);
  }
  assert.equal(certificates.size, 1);
});
