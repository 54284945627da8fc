// The process: listens on 127.0.0.1, tells its parent over stdout, and ends when its stdin does.
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import process from 'node:process';
import readline from 'node:readline';
import { parseArgs } from 'node:util';
import { Engine, UnusableDirectory } from './engine.mjs';
import { Multiplexer } from './multiplexer.mjs';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    port: { type: 'string' },
    'idle-transaction-ms': { type: 'string' },
    template: { type: 'string' },
  },
});

const log = (text) => process.stderr.write(`${text}\n`);
// Written at once: the process may end right after it.
const tell = (text) => fs.writeSync(1, `${text.replaceAll('\n', ' ')}\n`);

let engine = null;
let multiplexer = null;
let stopping = false;

function fail(kind, text) {
  tell(`failed ${kind} ${text}`);
  process.exit(1);
}

function die(why) {
  // Nothing sensible can follow; what is committed is in the log, and the parent starts a new process.
  fs.writeSync(2, `PostgreSQL ended: ${why}\n`);
  process.exit(70);
}

async function stop() {
  if (stopping) return;
  stopping = true;
  // Still starting: what was begun is left as after a kill, which it survives.
  if (engine === null) process.exit(0);
  multiplexer.stop();
  await engine.close();
  process.exit(0);
}

async function start() {
  const early = [];
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    // Clients that come while the engine starts wait for it instead of being refused.
    if (multiplexer === null) {
      socket.pause();
      // Who leaves before that is met again when the socket is accepted.
      socket.on('error', () => {});
      early.push(socket);
    } else {
      multiplexer.accept(socket);
    }
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(options.port), '127.0.0.1', resolve);
  });
  const opened = await Engine.open(path.resolve(options.data), options.template, die);
  if (stopping) return;
  engine = opened;
  multiplexer = new Multiplexer(engine, {
    idleTransactionMillis: Number(options['idle-transaction-ms']),
    log,
  });
  for (const socket of early) {
    multiplexer.accept(socket);
    socket.resume();
  }
  tell(`ready ${server.address().port}`);
}

// Ctrl-C reaches the whole process group, and the end of a service all of its processes; the parent decides when the database stops, and its own end closes stdin.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
process.on('SIGTERM', () => {});
process.on('uncaughtException', (failure) => die(failure.stack));
process.on('unhandledRejection', (failure) => die(failure?.stack ?? String(failure)));
process.stderr.on('error', () => process.exit(1));

let started = false;
const commands = readline.createInterface({ input: process.stdin });
commands.on('line', (line) => {
  // Nothing on the disk is touched before the parent has written down which process this is.
  if (line === 'start' && !started) {
    started = true;
    start().catch((failure) => {
      if (failure.code === 'EADDRINUSE' || failure.code === 'EACCES') fail('port', failure.message);
      else if (failure instanceof UnusableDirectory) fail('directory', failure.message);
      else fail('start', failure.stack ?? String(failure));
    });
  } else if (line === 'stop') {
    stop().catch((failure) => die(failure.stack));
  }
});
commands.on('close', () => stop().catch((failure) => die(failure.stack)));
