// Starts, stops and kills the real daemon for a Node test, as ../broker.py does for Python.
// FOREBAY_BINARY names it.

import { spawn } from 'node:child_process';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const READY_WITHIN_MS = 15_000;

/** A TCP port that no other test process takes: the UDP port of its number is the lock. */
async function reservePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const lock = dgram.createSocket('udp4');
    try {
      lock.bind({ port, address: '127.0.0.1', exclusive: true });
      await once(lock, 'listening');
      return { port, lock };
    } catch {
      lock.close();
    }
  }
}

export class Broker {
  /** A daemon that is ready. */
  static async start(...flags) {
    const broker = new Broker();
    const binary = process.env.FOREBAY_BINARY;
    if (!binary) throw new Error('Set FOREBAY_BINARY to the daemon, e.g. build/release/forebay.');
    broker.home = await mkdtemp(path.join(os.tmpdir(), 'forebay-test-'));
    ({ port: broker.port, lock: broker.lock } = await reservePort());
    broker.command = [binary, 'serve', '--listen', `127.0.0.1:${broker.port}`];
    broker.command.push('--data', path.join(broker.home, 'data'), ...flags);
    await broker.launch();
    return broker;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  async launch() {
    const log = createWriteStream(path.join(this.home, 'log'), { flags: 'a' });
    await once(log, 'open');
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith('FOREBAY_')),
    );
    const [binary, ...flags] = this.command;
    this.process = spawn(binary, flags, { stdio: ['ignore', log, log], env });
    const deadline = Date.now() + READY_WITHIN_MS;
    while ((await this.health()) !== 200) {
      if (this.process.exitCode !== null || Date.now() > deadline) {
        const text = await readFile(path.join(this.home, 'log'), 'utf8');
        throw new Error(`The daemon is not ready:\n${text.slice(-2000)}`);
      }
      await sleep(5);
    }
  }

  health() {
    return new Promise((resolve) => {
      http
        .get(`${this.url}/health`, { agent: false }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
        .on('error', () => resolve(undefined));
    });
  }

  async end(signal) {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const exited = once(this.process, 'exit');
      this.process.kill(signal);
      await exited;
    }
    return this.process.exitCode;
  }

  /** kill -9, and a new start on the same directory. */
  async crash() {
    await this.end('SIGKILL');
    await this.launch();
  }

  async close() {
    await this.end('SIGKILL');
    this.lock.close();
    await rm(this.home, { recursive: true, force: true });
  }
}
