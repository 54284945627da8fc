// Lets several clients share one PostgreSQL session without ever mixing their messages:
// the engine gets whole batches (up to Sync or a simple query), and stays with a client until its transaction ends.
import {
  CANCEL_REQUEST,
  GSS_REQUEST,
  MessageReader,
  PROTOCOL_3_0,
  ProtocolViolation,
  SSL_REQUEST,
  closeStatement,
  copyFail,
  errorResponse,
  int32,
  message,
  readyForQuery,
  readyStatus,
  renameStatement,
  simpleQuery,
  splitMessages,
  startupParameters,
  sync,
} from './protocol.mjs';

// What one client may send before a Sync; more than that can't be held in memory with any comfort.
const MAX_BATCH = 0x3fffffff;
// These are sent by every driver and either equal the engine's own setting or change nothing in an answer's meaning.
const HARMLESS_PARAMETERS = new Set([
  'user', 'database', 'client_encoding', 'datestyle', 'timezone', 'extra_float_digits', 'application_name',
  'fallback_application_name', 'replication',
]);
const CLEAN_UP = Symbol('clean up');
const NO_COPY = 'COPY FROM STDIN is not served by the local PostgreSQL: send INSERT statements in batches instead';

export class Multiplexer {
  #engine;
  #idleTransactionMillis;
  #log;
  #connections = new Set();
  #waiting = new Set();
  #owner = null;
  #idleTimer = null;
  #scheduled = false;
  #stopped = false;
  #nextId = 1;

  constructor(engine, { idleTransactionMillis, log }) {
    this.#engine = engine;
    this.#idleTransactionMillis = idleTransactionMillis;
    this.#log = log;
  }

  accept(socket) {
    const connection = new Connection(this.#nextId++, socket, this.#engine.greeting, {
      work: () => this.#enqueue(connection),
      log: this.#log,
    });
    this.#connections.add(connection);
  }

  /** Takes no more work; what runs has ended, since the engine runs within one turn. */
  stop() {
    this.#stopped = true;
    clearTimeout(this.#idleTimer);
    for (const connection of this.#connections) {
      connection.dismiss('57P01', 'the local PostgreSQL is shutting down');
    }
  }

  #enqueue(connection) {
    this.#waiting.add(connection);
    this.#schedule();
  }

  #schedule() {
    if (this.#scheduled || this.#stopped) return;
    this.#scheduled = true;
    // One batch a turn: between two of them answers leave and new messages arrive.
    setImmediate(() => {
      this.#scheduled = false;
      if (!this.#stopped) this.#runNext();
    });
  }

  #runNext() {
    const connection = this.#owner ?? this.#waiting.values().next().value;
    if (connection === undefined) return;
    if (!this.#waiting.delete(connection)) {
      this.#watchIdleOwner();
      return;
    }
    clearTimeout(this.#idleTimer);
    this.#idleTimer = null;
    const batch = connection.takeBatch();
    if (batch === CLEAN_UP) {
      this.#cleanUp(connection);
    } else if (batch !== undefined) {
      this.#run(connection, batch);
    }
    if (connection.hasWork) this.#waiting.add(connection);
    if (this.#waiting.size > 0) this.#schedule();
  }

  #run(connection, batch) {
    let answer = this.#engine.run(batch.bytes);
    const status = readyStatus(answer);
    if (status === null && !batch.open) {
      throw new Error('the engine did not finish a batch');
    }
    if (batch.copyGuarded) {
      // The client must not be told to send data that nobody will read.
      answer = Buffer.concat(splitMessages(answer).filter((part) => part[0] !== 0x47 /* CopyInResponse */));
    }
    if (!batch.open) connection.inTransaction = status !== 'I';
    this.#owner = batch.open || status !== 'I' ? connection : null;
    connection.send(answer);
  }

  /** After a client has gone: its transaction is rolled back, its prepared statements are dropped. */
  #cleanUp(connection) {
    if (this.#owner === connection) {
      this.#engine.rollBack();
      if (connection.inTransaction) {
        this.#log(`rolled back the transaction of connection ${connection.id}, which went away`);
      }
      this.#owner = null;
    }
    if (connection.statements.size > 0) {
      this.#engine.run(Buffer.concat([...[...connection.statements].map(closeStatement), sync()]));
    }
    this.#connections.delete(connection);
    // The session is shared, so its settings can only be reset when nobody uses it.
    if (this.#connections.size === 0) this.#engine.run(simpleQuery('DISCARD ALL'));
    connection.finish();
  }

  /** A client that holds a transaction and says nothing blocks all others: they may wait only so long. */
  #watchIdleOwner() {
    if (this.#idleTimer !== null || this.#waiting.size === 0) return;
    const owner = this.#owner;
    const since = owner.lastHeard;
    this.#idleTimer = setTimeout(() => {
      this.#idleTimer = null;
      if (this.#owner !== owner || this.#stopped) return;
      if (owner.lastHeard !== since) {
        this.#watchIdleOwner();
        return;
      }
      this.#log(`ending connection ${owner.id}: idle in a transaction for ${this.#idleTransactionMillis} ms while others wait`);
      owner.dismiss(
        '25P03',
        `terminating connection: idle in a transaction for ${this.#idleTransactionMillis} ms while other connections wait`,
        'The local PostgreSQL runs one transaction at a time; keep transactions short and never wait for a second connection inside one.',
      );
    }, this.#idleTransactionMillis);
  }
}

class Connection {
  inTransaction = false;
  statements = new Set();
  lastHeard = 0;

  #socket;
  #greeting;
  #work;
  #log;
  #reader = new MessageReader();
  #started = false;
  #leaving = false;
  #parts = [];
  #partBytes = 0;
  #copyGuarded = false;
  #batches = [];

  constructor(id, socket, greeting, { work, log }) {
    this.id = id;
    this.#socket = socket;
    this.#greeting = greeting;
    this.#work = work;
    this.#log = log;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('end', () => this.#vanish());
    socket.on('error', (failure) => {
      if (failure.code !== 'ECONNRESET' && failure.code !== 'EPIPE') this.#log(`connection ${id}: ${failure.message}`);
    });
    socket.on('close', () => this.#vanish());
  }

  get hasWork() {
    return this.#batches.length > 0;
  }

  takeBatch() {
    return this.#batches.shift();
  }

  send(bytes) {
    if (bytes.length > 0 && this.#socket.writable) this.#socket.write(bytes);
  }

  finish() {
    this.#socket.end();
  }

  /** Tells the client why it has to go, and forgets what it has not begun. */
  dismiss(code, text, hint) {
    this.send(errorResponse('FATAL', code, text, hint));
    this.#vanish();
    this.#socket.end();
  }

  #receive(chunk) {
    if (this.#leaving) return;
    this.lastHeard = Date.now();
    this.#reader.push(chunk);
    try {
      for (let next; !this.#leaving && (next = this.#reader.next(!this.#started)) !== null; ) {
        if (this.#started) this.#accept(next);
        else this.#startUp(next);
      }
    } catch (failure) {
      if (!(failure instanceof ProtocolViolation)) throw failure;
      this.dismiss('08P01', failure.message);
    }
  }

  #startUp(packet) {
    const code = packet.readUInt32BE(4);
    if (code === SSL_REQUEST || code === GSS_REQUEST) {
      this.send(Buffer.from('N'));
      return;
    }
    if (code === CANCEL_REQUEST) {
      // One thread runs a statement to its end, so there is nobody who could cancel it.
      this.#vanish();
      return;
    }
    if (code >>> 16 !== 3) {
      throw new ProtocolViolation('only protocol version 3 is spoken here');
    }
    const parameters = startupParameters(packet);
    const refusal = refuse(parameters);
    if (refusal !== null) {
      this.dismiss(...refusal);
      return;
    }
    const extensions = [...parameters.keys()].filter((name) => name.startsWith('_pq_.'));
    if (code !== PROTOCOL_3_0 || extensions.length > 0) {
      this.send(message('v', int32(0), int32(extensions.length), ...extensions));
    }
    this.#started = true;
    this.send(
      Buffer.concat([
        message('R', int32(0)),
        this.#greeting,
        message('K', int32(this.id), int32(0)),
        readyForQuery(),
      ]),
    );
  }

  #accept(received) {
    const type = String.fromCharCode(received[0]);
    switch (type) {
      case 'P':
      case 'B':
      case 'C':
      case 'D':
      case 'E':
        this.#add(renameStatement(received, (name) => this.#ownName(type, name)));
        // For good, as a prepared statement may be executed in any later batch.
        if (type === 'P' && mayCopyIn(received)) this.#copyGuarded = true;
        // The engine reads COPY data at once; without this it would take the end of the batch for a lost client.
        if (type === 'E' && this.#copyGuarded) this.#add(copyFail(NO_COPY));
        return;
      case 'H':
        this.#add(received);
        this.#complete(true);
        return;
      case 'Q':
        this.#add(received);
        if (mayCopyIn(received)) {
          this.#add(copyFail(NO_COPY));
          this.#complete(false, true);
          return;
        }
        this.#complete(false);
        return;
      case 'F':
      case 'S':
        this.#add(received);
        this.#complete(false);
        return;
      case 'c':
      case 'd':
      case 'f':
        // Sent for a COPY that was refused; the server ignores these as well.
        return;
      case 'X':
        this.#leave();
        return;
      default:
        throw new ProtocolViolation(`a message of type ${JSON.stringify(type)} is not expected here`);
    }
  }

  /** Statement names belong to a connection, but the engine has one session for all. */
  #ownName(type, name) {
    const own = `${this.id.toString(36)}.${name}`;
    if (type === 'P') this.statements.add(own);
    if (type === 'C') this.statements.delete(own);
    return own;
  }

  #add(part) {
    this.#parts.push(part);
    this.#partBytes += part.length;
    if (this.#partBytes > MAX_BATCH) {
      throw new ProtocolViolation('more than a gigabyte was sent without a Sync');
    }
  }

  #complete(open, copyGuarded = this.#copyGuarded) {
    const bytes = this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts, this.#partBytes);
    this.#batches.push({ bytes, open, copyGuarded });
    this.#parts = [];
    this.#partBytes = 0;
    this.#work();
  }

  /** An orderly end: what was sent before it is still run. */
  #leave() {
    if (this.#leaving) return;
    this.#leaving = true;
    // Somebody who only asked to cancel waits for the end of the connection, not for the engine.
    if (!this.#started) this.#socket.end();
    this.#batches.push(CLEAN_UP);
    this.#work();
  }

  /** The client is gone without a word: what it did not begin is dropped, as nobody waits for it. */
  #vanish() {
    if (this.#leaving) return;
    this.#batches = [];
    this.#leave();
  }
}

function refuse(parameters) {
  const user = parameters.get('user');
  const database = parameters.get('database') ?? user;
  if (user !== 'postgres') {
    return ['28000', `role "${user}" does not exist`, 'The local PostgreSQL has the one user "postgres".'];
  }
  if (database !== 'postgres') {
    return ['3D000', `database "${database}" does not exist`, 'The local PostgreSQL serves the one database "postgres".'];
  }
  const unknown = [...parameters.keys()].find(
    (name) => !HARMLESS_PARAMETERS.has(name.toLowerCase()) && !name.startsWith('_pq_.'),
  );
  if (unknown !== undefined) {
    return [
      '0A000',
      `the local PostgreSQL can't set "${unknown}" for one connection`,
      'All connections share one session; leave this out of the connection parameters.',
    ];
  }
  return null;
}

/** Too many rather than too few: the guard changes nothing for a statement that is no COPY. */
function mayCopyIn(query) {
  const text = query.toString('latin1').toLowerCase();
  return text.includes('copy') && text.includes('stdin');
}
