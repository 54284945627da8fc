// The few parts of PostgreSQL's wire protocol 3.0 that a multiplexer has to read and write.

export const SSL_REQUEST = 80877103;
export const GSS_REQUEST = 80877104;
export const CANCEL_REQUEST = 80877102;
export const PROTOCOL_3_0 = 196608;

// PostgreSQL's own limit for one message.
const MAX_MESSAGE = 0x3fffffff;
// A start-up packet is small; this also turns away a browser that speaks HTTP to the port.
const MAX_STARTUP = 10000;

export class ProtocolViolation extends Error {}

/** Cuts a stream of chunks into messages; joins chunks only when a message is complete. */
export class MessageReader {
  #chunks = [];
  #size = 0;
  #needed = 0;

  push(chunk) {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }

  /** The next complete message, or null; start-up packets have no type byte. */
  next(startup) {
    const header = startup ? 4 : 5;
    if (this.#size < Math.max(header, this.#needed)) return null;
    const bytes = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks, this.#size);
    const length = header - 4 + bytes.readUInt32BE(header - 4);
    if (length < (startup ? 8 : 5) || length > (startup ? MAX_STARTUP : MAX_MESSAGE)) {
      throw new ProtocolViolation(`a message of ${length} bytes can't be right`);
    }
    this.#chunks = [bytes];
    this.#needed = length;
    if (bytes.length < length) return null;
    this.#needed = 0;
    this.#size = bytes.length - length;
    this.#chunks = this.#size > 0 ? [bytes.subarray(length)] : [];
    return bytes.subarray(0, length);
  }
}

export function message(type, ...parts) {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)));
  const head = Buffer.alloc(5);
  head[0] = type.charCodeAt(0);
  head.writeUInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}

export const int32 = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value, 0);
  return bytes;
};

export const simpleQuery = (sql) => message('Q', sql);
export const sync = () => message('S');
export const closeStatement = (name) => message('C', Buffer.from('S'), name);
export const copyFail = (why) => message('f', why);
export const readyForQuery = () => message('Z', Buffer.from('I'));

export function startupPacket(parameters) {
  const body = Buffer.from(`${Object.entries(parameters).flat().join('\0')}\0\0`);
  return Buffer.concat([int32(8 + body.length), int32(PROTOCOL_3_0), body]);
}

export function startupParameters(packet) {
  const fields = packet.subarray(8).toString('utf8').split('\0');
  const parameters = new Map();
  for (let i = 0; i + 1 < fields.length && fields[i] !== ''; i += 2) {
    parameters.set(fields[i], fields[i + 1]);
  }
  return parameters;
}

export function errorResponse(severity, code, text, hint) {
  const fields = [`S${severity}`, `V${severity}`, `C${code}`, `M${text}`, ...(hint ? [`H${hint}`] : [])];
  return message('E', ...fields, Buffer.alloc(1));
}

/** 'I', 'T' or 'E' when the answer ends with ReadyForQuery, else null. */
export function readyStatus(answer) {
  const at = answer.length - 6;
  if (at < 0 || answer[at] !== 0x5a /* Z */ || answer.readUInt32BE(at + 1) !== 5) return null;
  const status = String.fromCharCode(answer[at + 5]);
  return 'ITE'.includes(status) ? status : null;
}

export function splitMessages(bytes) {
  const messages = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + bytes.readUInt32BE(at + 1);
    messages.push(bytes.subarray(at, end));
    at = end;
  }
  return messages;
}

/** Where in a client's message the name of a prepared statement begins, or -1. */
function statementNameAt(bytes) {
  switch (String.fromCharCode(bytes[0])) {
    case 'P':
      return 5;
    case 'B':
      return bytes.indexOf(0, 5) + 1;
    case 'C':
    case 'D':
      return bytes[5] === 0x53 /* S */ ? 6 : -1;
    default:
      return -1;
  }
}

/** The message with the name of its prepared statement, if it has one, replaced by rename(name). */
export function renameStatement(bytes, rename) {
  const start = statementNameAt(bytes);
  const end = start > 0 ? bytes.indexOf(0, start) : -1;
  if (end <= start) return bytes;
  const name = Buffer.from(rename(bytes.toString('utf8', start, end)));
  const renamed = Buffer.concat([bytes.subarray(0, start), name, bytes.subarray(end)]);
  renamed.writeUInt32BE(renamed.length - 1, 1);
  return renamed;
}
