// PostgreSQL itself: opens a data directory and runs whole batches of protocol messages, one after another.
import fs from 'node:fs';
import path from 'node:path';
import v8 from 'node:v8';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { readyStatus, simpleQuery, splitMessages, startupPacket, sync, unparsable } from './protocol.mjs';
import { unpack } from './template.mjs';

const MAJOR_VERSION = '18';
// All of them are cleared at each start, and these hold the index over the vectors of 10,000 records: with 16 MB a search in it takes a third longer.
const SHARED_BUFFERS = 'shared_buffers=64MB';
// How much a function has run before it is compiled a second time, in bytes of its code: ten times the usual, which most of a start and of a few questions never reach.
// A Node that doesn't know it goes on without.
v8.setFlagsFromString('--wasm-tiering-budget=20000000');
const TEMPLATE = new URL('template.gz', import.meta.url);
// PGlite answers a database error with this exit status and goes on; every other exception ends the engine.
const DATABASE_ERROR_STATUS = 100;

export class UnusableDirectory extends Error {}

export class Engine {
  #db;
  #onDeath;
  #output = [];

  /**
   * @param {string | undefined} template what a new database is unpacked from instead of an empty one
   * @param {(why: string) => never} onDeath called when the engine can't go on; it has to end the process.
   */
  static async open(directory, template, onDeath) {
    if (fs.existsSync(directory)) {
      requireSameMajorVersion(directory);
    } else {
      create(directory, template ?? TEMPLATE);
    }
    // The files inside are created world-writable, so the directory has to keep others out.
    fs.chmodSync(directory, 0o700);
    const engine = new Engine(await PGlite.create({ dataDir: directory, extensions: { vector }, startParams: startParams(directory) }), onDeath);
    engine.greeting = engine.#readGreeting();
    return engine;
  }

  constructor(db, onDeath) {
    this.#db = db;
    this.#onDeath = onDeath;
    const module = db.Module;
    const loopOnce = module._PostgresMainLoopOnce;
    // PGlite swallows a FATAL exit or a trap and then loops for ever, so it has to be seen here.
    module._PostgresMainLoopOnce = () => {
      try {
        return loopOnce();
      } catch (failure) {
        if (failure?.status !== DATABASE_ERROR_STATUS) {
          onDeath(`${failure?.name}: ${failure?.message}`);
        }
        throw failure;
      }
    };
  }

  /** Runs complete protocol messages and gives back the raw answer. */
  run(bytes) {
    this.#output = [];
    // Without syncToFs nothing in this call is awaited before the answer is complete.
    this.#db
      .execProtocolRawStream(bytes, {
        syncToFs: false,
        onRawData: (chunk) => this.#output.push(Buffer.from(chunk)),
      })
      .catch((failure) => this.#onDeath(String(failure)));
    const answer = this.#output.length === 1 ? this.#output[0] : Buffer.concat(this.#output);
    this.#output = [];
    return answer;
  }

  /** Ends whatever batch or transaction is open. */
  rollBack() {
    // A bare Sync would commit the half batch of a lost client; an error before it takes that back.
    if (readyStatus(this.run(Buffer.concat([unparsable(), sync(), simpleQuery('ROLLBACK')]))) !== 'I') {
      throw new Error('an open transaction could not be rolled back');
    }
  }

  /** The parameters that the engine reports to a client that connects, without authentication, key and status. */
  #readGreeting() {
    const answer = this.run(startupPacket({ user: 'postgres', database: 'postgres' }));
    const parameters = splitMessages(answer).filter((message) => message[0] === 0x53 /* S */);
    if (parameters.length === 0) {
      throw new Error('PostgreSQL did not report its parameters');
    }
    return Buffer.concat(parameters);
  }

  async close() {
    this.rollBack();
    await this.#db.close();
  }
}

function requireSameMajorVersion(directory) {
  const file = path.join(directory, 'PG_VERSION');
  if (!fs.existsSync(file)) {
    throw new UnusableDirectory(`${directory} exists but holds no PostgreSQL data (no PG_VERSION in it)`);
  }
  const found = fs.readFileSync(file, 'utf8').trim();
  if (found !== MAJOR_VERSION) {
    throw new UnusableDirectory(
      `${directory} was written by PostgreSQL ${found}, this is PostgreSQL ${MAJOR_VERSION}`,
    );
  }
}

/** PGlite's own, and fewer buffers than initdb writes down, unless somebody set another number with ALTER SYSTEM. */
function startParams(directory) {
  const altered = path.join(directory, 'postgresql.auto.conf');
  const isAltered = fs.existsSync(altered) && /^\s*shared_buffers\b/m.test(fs.readFileSync(altered, 'utf8'));
  return isAltered ? PGlite.defaultStartParams : [...PGlite.defaultStartParams, '-c', SHARED_BUFFERS];
}

/** Unpacks a new database beside its place and moves it there, so that a kill half-way leaves no half database. */
function create(directory, template) {
  const unfinished = `${directory}.creating`;
  fs.rmSync(unfinished, { recursive: true, force: true });
  fs.mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  unpack(template, unfinished);
  fs.renameSync(unfinished, directory);
}
