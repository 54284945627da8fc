#!/usr/bin/env node
/**
 * Stands in for the runtime while the page is developed and tested; never packaged. It keeps everything in memory, speaks
 * docs/api.md, and answers by scripted runs over the documents that it is given.
 *
 *   node dev/fake-server.mjs [--port 8099] [--delay 350] [--sample] [--static DIR]
 *
 * Words in a question steer the run: "fail" (an error), "nothing" (not found), "nudge", "forget" (ends without an answer).
 * POST /dev/drop breaks every open event stream.
 */
import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { parseArgs } from 'node:util';
import { SAMPLE } from './sample.mjs';

const WINDOW = 32000;
const RESERVED = 4096;
const CHUNK = 15000;
const STUB = 'Content has been deleted to save space.';
const tokensOf = (text) => Math.ceil(text.length / 4);
const now = () => new Date().toISOString();
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Starts a server; `close` ends it with all its streams. */
export async function startFakeServer({ port = 8099, delay = 350, sample = false, staticDir = null } = {}) {
  const documents = new Map();
  const conversations = new Map();
  const agents = [{ id: randomUUID(), name: 'default', model: 'extractive', window: WINDOW, max_steps: 80, system_prompt: null, created_at: now() }];

  class Failure extends Error {
    constructor(status, kind, title, detail, more = {}) {
      super(detail);
      Object.assign(this, { status, body: { type: `urn:palimpsest:problem:${kind}`, title, status, detail, ...more } });
    }
  }

  function addDocument(conversation, name, text, bytes) {
    const known = [...documents.values()].find((each) => each.text === text && each.meta.name === name);
    const points = Array.from(text);
    const document = known ?? {
      text, points,
      meta: {
        id: randomUUID(), name, media_type: name.endsWith('.md') ? 'text/markdown' : 'text/plain', bytes, characters: points.length,
        tokens: tokensOf(text), passages: Math.max(1, Math.ceil(text.length / 1200)), embedded_passages: 0, created_at: now(),
      },
    };
    documents.set(document.meta.id, document);
    if (!conversation.documents.includes(document.meta.id)) conversation.documents.push(document.meta.id);
    return { ...document.meta, unchanged: Boolean(known) };
  }

  const embedder = setInterval(() => {
    for (const { meta } of documents.values()) meta.embedded_passages = Math.min(meta.passages, meta.embedded_passages + 2);
  }, 400);

  function create(title = null) {
    const conversation = {
      meta: {
        id: randomUUID(), agent_id: agents[0].id, title: title ?? 'New conversation', model: 'extractive', language_model: false,
        window: WINDOW, status: 'idle', created_at: now(), updated_at: now(),
      },
      titled: title !== null, documents: [], events: [], listeners: new Set(), history: [], messages: [], notes: new Map(), nextMsg: 1, cancelled: false,
    };
    conversations.set(conversation.meta.id, conversation);
    return conversation;
  }

  function emit(conversation, event, runId, data) {
    const seq = conversation.events.length + 1;
    const stored = { seq, event, data: { conversation_id: conversation.meta.id, run_id: runId, seq, at: now(), ...data } };
    conversation.events.push(stored);
    for (const listener of conversation.listeners) listener(stored);
    return seq;
  }

  const promptOf = (conversation) => {
    const notes = [...conversation.notes.values()].map((each) => `- **${each.key}**: ${each.summary}`).join('\n') || 'none';
    return `${conversation.question}\n\n<external_memory>\n${notes}\n</external_memory>`;
  };

  function windowOf(conversation) {
    const messages = conversation.question === undefined ? [] : [
      { role: 'system', content: SAMPLE.instructions, tokens: tokensOf(SAMPLE.instructions) },
      { role: 'user', content: promptOf(conversation), tokens: tokensOf(promptOf(conversation)) },
      ...conversation.messages.map((each) => ({
        role: each.role, msg_id: each.msg_id, pruned: each.pruned, ...(each.call_id ? { tool_call_id: each.call_id } : {}),
        content: each.pruned ? (each.role === 'tool' ? JSON.stringify({ msg_id: each.msg_id, status: 'success', message: STUB }) : STUB) : each.content,
        ...(each.calls ? { calls: each.pruned ? each.calls.map((call) => ({ ...call, arguments: JSON.stringify({ message: STUB }) })) : each.calls } : {}),
        tokens: each.pruned ? Math.min(each.tokens, 38) : each.tokens,
      })),
    ];
    const framing = messages.length ? 640 : 0;
    const request = messages.reduce((sum, each) => sum + each.tokens, framing);
    return { window: WINDOW, request_tokens: request, available_tokens: Math.max(0, WINDOW - RESERVED - request), messages };
  }

  /** A run as the extractive model would make it: index, search, read the best chunks, note, prune, finish. */
  async function run(conversation, runId, question) {
    const pause = () => sleep(delay * (0.6 + Math.random() * 0.8));
    const total = { step: 0, read: 0, peak: 0, requests: 0, pruned: 0 };
    const at = (event, data) => emit(conversation, event, runId, data);

    const begin = () => {
      if (conversation.cancelled) throw new Error('cancelled');
      total.step++;
      at('step', { step: total.step, model: 'extractive' });
      const { request_tokens, available_tokens, messages } = windowOf(conversation);
      total.peak = Math.max(total.peak, request_tokens);
      total.requests += request_tokens;
      at('budget', { request_tokens, window: WINDOW, available_tokens, messages: messages.length, pruned_messages: messages.filter((each) => each.pruned).length });
    };
    /** Says the arguments of a call word by word, as a model does that streams. */
    const say = async (tool, args) => {
      const attempt = randomUUID();
      let offset = 0;
      for (const text of JSON.stringify(args).split(/(?<= )/)) {
        for (const listener of conversation.listeners) listener({ event: 'tokens', data: { run_id: runId, msg_id: conversation.nextMsg, attempt, call: 0, tool, offset, text } });
        offset += text.length;
        await sleep(delay / 8);
      }
    };
    const call = async (tool, args, result, { text = null, error = false } = {}) => {
      begin();
      await pause();
      if (tool === 'finish') await say(tool, args);
      const asking = conversation.nextMsg++;
      const id = `call_${asking}`;
      const calls = [{ id, name: tool, arguments: JSON.stringify(args) }];
      const askTokens = 24 + tokensOf(calls[0].arguments) + tokensOf(text ?? '');
      conversation.messages.push({ role: 'assistant', msg_id: asking, content: text, calls, tokens: askTokens, pruned: false });
      const askSeq = at('tool_call', { msg_id: asking, text, calls });
      conversation.history.push({ seq: askSeq, role: 'assistant', msg_id: asking, content: text, calls, pruned: false, tokens: askTokens });
      if (tool === 'finish') return { asking, answering: null };
      await pause();
      const answering = conversation.nextMsg++;
      const content = JSON.stringify({ msg_id: answering, 'msg_id(invoking_assistant)': asking, ...result });
      const tokens = tokensOf(content);
      conversation.messages.push({ role: 'tool', msg_id: answering, content, call_id: id, tokens, pruned: false });
      const seq = at('tool_result', { msg_id: answering, invoking_msg_id: asking, tool, call_id: id, result, tokens, error });
      conversation.history.push({ seq, role: 'tool', msg_id: answering, invoking_msg_id: asking, tool, call_id: id, content, pruned: false, tokens });
      if (tool === 'readChunk') total.read += tokens;
      return { asking, answering };
    };
    const prune = (msgId, by, reason) => {
      const message = conversation.messages.find((each) => each.msg_id === msgId);
      if (!message || message.pruned) return;
      message.pruned = true;
      Object.assign(conversation.history.find((each) => each.msg_id === msgId) ?? {}, { pruned: true, pruned_by: by });
      total.pruned++;
      at('prune', { msg_id: msgId, role: message.role, by, reason, tokens_saved: Math.max(0, message.tokens - 38) });
    };
    const finish = (answer, citations, found, stoppedBy) => {
      const held = conversation.documents.map((id) => documents.get(id).meta);
      const data = {
        answer, citations, steps: total.step, document_tokens: held.reduce((sum, each) => sum + each.tokens, 0), tokens_read: total.read,
        peak_request_tokens: total.peak, total_request_tokens: total.requests, pruned_messages: total.pruned,
        notes: [...conversation.notes.values()].map(({ key, summary }) => ({ key, summary })), model: 'extractive', language_model: false, found, stopped_by: stoppedBy,
      };
      conversation.meta.status = 'idle';
      const seq = at('answer', data);
      conversation.history.push({ seq, role: 'answer', ...data });
    };

    try {
      await pause();
      const words = [...new Set(question.toLowerCase().match(/\p{L}{4,}/gu) ?? [])].slice(0, 6);
      const chunks = chunksOf(conversation);
      await call('analyzeText', {}, { file_name: conversation.documents.map((id) => documents.get(id).meta.name).join(', '), total_tokens: chunks.reduce((sum, each) => sum + each.tokens, 0) });
      await call('buildIndex', { chunk_size: 4000, overlap: 0 }, { index_id: 'main', total_chunks: chunks.length, first_chunk_id: 1, last_chunk_id: chunks.length });
      if (question.includes('nudge')) {
        begin();
        await pause();
        at('nudge', { content: 'Your last response was empty. Call a tool, or give the answer with finish.' });
      }
      if (question.includes('fail')) {
        begin();
        await pause();
        conversation.meta.status = 'idle';
        at('error', { type: 'urn:palimpsest:problem:model-unavailable', title: 'Model unavailable', detail: 'http://127.0.0.1:11434 answered 503 three times.', retryable: true });
        return;
      }
      if (question.includes('forget')) {
        conversation.meta.status = 'idle';
        return;
      }
      await call('readChunk', { chunk_id: 9999 }, { error: `There is no chunk 9999: the chunks are 1 to ${chunks.length}.` }, { error: true });
      const ranked = chunks
        .map((chunk) => ({ chunk, score: words.reduce((sum, word) => sum + Math.min(3, chunk.text.toLowerCase().split(word).length - 1), 0) }))
        .filter((each) => each.score > 0 && !question.includes('nothing')).sort((a, b) => b.score - a.score).slice(0, 4);
      await call('searchEngine', { keyword: words.join(', ') }, {
        retrieved_chunks: ranked.map(({ chunk, score }) => ({ chunk_id: chunk.id, relevance_score: score, highlights: [chunk.text.slice(0, 120)] })), keywords: words,
      }, { text: 'I look for the question’s own words first.' });
      const citations = [];
      for (const { chunk } of ranked) {
        const read = await call('readChunk', { chunk_id: chunk.id }, {
          retrieved_chunk: [{ chunk_id: chunk.id, content: chunk.text, start_pos: chunk.start, end_pos: chunk.start + Array.from(chunk.text).length }], chunk_id: chunk.id,
        });
        const sentence = bestSentence(chunk, words);
        citations.push({ document: chunk.name, document_id: chunk.documentId, chunk_id: chunk.id, ...sentence });
        const key = `chunk ${chunk.id}`;
        await call('note', { key, summary: sentence.quote.slice(0, 80), content: sentence.quote }, { status: 'success', key });
        conversation.notes.set(key, { key, summary: sentence.quote.slice(0, 80), content: sentence.quote, updated_at: now() });
        at('note', { operation: 'written', key, summary: sentence.quote.slice(0, 80), content: sentence.quote });
        await call('deleteContext', { msg_id: read.answering }, { status: 'success', deleted_msg_id: read.answering, deleted_role: 'tool' });
        prune(read.answering, 'agent', null);
      }
      await call('checkBudget', {}, { conv_rounds: total.step, available_tokens: windowOf(conversation).available_tokens, available_rounds: 80 - total.step });
      const early = conversation.messages.find((each) => each.role === 'tool' && !each.pruned && each.tokens > 40);
      if (early) prune(early.msg_id, 'runtime', 'to keep the request small');
      const answer = citations.map((each, at) => `“${each.quote}” [${at + 1}]`).join('\n\n') || 'I found nothing about this in the documents.';
      await call('finish', { answer }, {});
      finish(answer, citations, citations.length > 0, 'finish');
    } catch (error) {
      if (error.message !== 'cancelled') throw error;
      finish(null, [], false, 'cancelled');
    } finally {
      conversation.meta.status = 'idle';
      conversation.meta.updated_at = now();
    }
  }

  function chunksOf(conversation) {
    const chunks = [];
    for (const id of conversation.documents) {
      const { points, meta } = documents.get(id);
      for (let start = 0; start < points.length; start += CHUNK) {
        const text = points.slice(start, start + CHUNK).join('');
        chunks.push({ id: chunks.length + 1, documentId: id, name: meta.name, start, text, tokens: tokensOf(text) });
      }
    }
    return chunks;
  }

  function bestSentence(chunk, words) {
    let best = null;
    for (const match of chunk.text.matchAll(/[^.!?\n]+[.!?]?/g)) {
      const trimmed = match[0].trim();
      if (trimmed.length < 12) continue;
      const score = words.filter((word) => trimmed.toLowerCase().includes(word)).length;
      if (best === null || score > best.score) best = { score, index: match.index + match[0].indexOf(trimmed), text: trimmed };
    }
    const { index, text } = best ?? { index: 0, text: chunk.text.slice(0, 100) };
    const start = chunk.start + Array.from(chunk.text.slice(0, index)).length;
    return { start, end: start + Array.from(text).length, quote: text };
  }

  const found = (map, id, what) => map.get(id) ?? (() => { throw new Failure(404, 'not-found', 'Not found', `There is no ${what} ${id}.`); })();

  async function route(request, response) {
    const url = new URL(request.url, 'http://localhost');
    const [, first, second, third, fourth, fifth] = url.pathname.split('/');
    const send = (status, body, type = 'application/json') => {
      response.writeHead(status, { 'Content-Type': type }).end(body === undefined ? undefined : JSON.stringify(body));
    };
    if (first === 'dev' && second === 'drop') {
      for (const conversation of conversations.values()) for (const listener of conversation.listeners) listener(null);
      return send(204);
    }
    if (first !== 'api') return staticDir ? serveFile(staticDir, url.pathname, response) : send(404, { title: 'Not found' });
    const { method } = request;
    if (second === 'status') {
      return send(200, { version: '0.1.0', database: { embedded: true, version: 'PostgreSQL 18.6' }, default_model: 'extractive', embedding: { model: 'bge-small-en-v1.5', passages: 0, embedded: 0, running: false } });
    }
    if (second === 'models') return send(200, [{ name: 'extractive', provider: 'extractive', language_model: false, description: 'No language model: it quotes sentences', window: WINDOW }]);
    if (second === 'agents') return send(200, agents);
    if (second === 'documents') {
      const document = found(documents, third, 'document');
      if (fourth !== 'text') return send(200, document.meta);
      const start = Math.max(0, Number(url.searchParams.get('start') ?? 0));
      const end = Math.min(document.points.length, Number(url.searchParams.get('end') ?? 20000), start + 200000);
      return send(200, { document_id: third, start, end, characters: document.points.length, text: document.points.slice(start, end).join('') });
    }
    if (second !== 'conversations') throw new Failure(404, 'not-found', 'Not found', `There is no ${url.pathname}.`);
    if (!third) {
      if (method === 'POST') {
        const body = JSON.parse((await bodyOf(request)).toString('utf8') || '{}');
        return send(201, { ...create(body.title).meta, documents: [] });
      }
      return send(200, [...conversations.values()].map((each) => each.meta).sort((a, b) => b.updated_at.localeCompare(a.updated_at)));
    }
    const conversation = found(conversations, third, 'conversation');
    if (!fourth) {
      if (method === 'DELETE') {
        conversations.delete(third);
        return send(204);
      }
      if (method === 'PATCH') {
        conversation.meta.title = JSON.parse((await bodyOf(request)).toString('utf8')).title;
        conversation.titled = true;
      }
      return send(200, { ...conversation.meta, documents: conversation.documents.map((id) => documents.get(id).meta) });
    }
    switch (fourth) {
      case 'documents': {
        if (method === 'DELETE') {
          conversation.documents = conversation.documents.filter((id) => id !== fifth);
          emit(conversation, 'documents', null, { added: [], removed: [fifth] });
          return send(204);
        }
        if (method === 'GET') return send(200, conversation.documents.map((id) => documents.get(id).meta));
        const added = [];
        const skipped = [];
        for (const { name, bytes } of filesOf(await bodyOf(request), request.headers['content-type'] ?? '')) {
          if (bytes.length === 0) skipped.push({ name, reason: 'it is empty' });
          else if (bytes.includes(0)) skipped.push({ name, reason: 'not a text document' });
          else added.push(addDocument(conversation, name, bytes.toString('utf8'), bytes.length));
        }
        if (added.length === 0) throw new Failure(422, 'no-readable-document', 'No readable document', skipped.map((each) => `${each.name}: ${each.reason}`).join('; '));
        emit(conversation, 'documents', null, { added: added.map(({ id, name, tokens }) => ({ id, name, tokens })), removed: [] });
        return send(200, { documents: added, skipped });
      }
      case 'messages': {
        if (method === 'GET') {
          const history = conversation.history.filter((each) => each.seq > Number(url.searchParams.get('after') ?? 0));
          return send(200, history.slice(0, Number(url.searchParams.get('limit') ?? 1000)));
        }
        const { content } = JSON.parse((await bodyOf(request)).toString('utf8'));
        if (!content?.trim()) throw new Failure(400, 'empty-question', 'Empty question', 'Write what you want to know.');
        if (conversation.documents.length === 0) throw new Failure(422, 'no-documents', 'No documents', 'This conversation has no documents.');
        if (conversation.meta.status === 'running') throw new Failure(409, 'run-in-progress', 'Run in progress', 'Wait for the answer or cancel the run.');
        const runId = randomUUID();
        Object.assign(conversation.meta, { status: 'running', updated_at: now() });
        conversation.cancelled = false;
        conversation.question = content;
        if (!conversation.titled) Object.assign(conversation, { titled: true }).meta.title = content;
        const eventId = emit(conversation, 'message', runId, { content });
        conversation.history.push({ seq: eventId, role: 'user', content, at: now() });
        void run(conversation, runId, content);
        return send(202, { run_id: runId, conversation_id: third, event_id: eventId });
      }
      case 'cancel':
        conversation.cancelled = true;
        return send(202);
      case 'feedback':
        return send(200, []);
      case 'ledger':
        return send(200, conversation.events.filter((each) => each.event === 'prune' && each.seq > Number(url.searchParams.get('after'))).map(({ seq, data }) => ({
          seq, at: data.at, run_id: data.run_id, kind: 'prune', by: data.by, reason: data.reason, msg_ids: [data.msg_id],
          tokens_before: null, tokens_after: null, tokens_saved: data.tokens_saved, undoable: false,
        })));
      case 'notes':
        return send(200, [...conversation.notes.values()]);
      case 'window':
        return send(200, windowOf(conversation));
      case 'events': {
        const after = Number(request.headers['last-event-id'] ?? url.searchParams.get('after') ?? 0);
        response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
        response.flushHeaders();
        const write = (each) => {
          if (each === null) return response.destroy();
          if (each.seq === undefined && url.searchParams.get('tokens') !== 'true') return true;
          return response.write(`${each.seq === undefined ? '' : `id:${each.seq}\n`}event:${each.event}\ndata:${JSON.stringify(each.data)}\n\n`);
        };
        conversation.events.filter((each) => each.seq > after).forEach(write);
        if (url.searchParams.get('follow') === 'false') return response.end();
        conversation.listeners.add(write);
        response.on('close', () => conversation.listeners.delete(write));
        return undefined;
      }
      default:
        throw new Failure(404, 'not-found', 'Not found', `There is no ${url.pathname}.`);
    }
  }

  const server = createServer((request, response) => {
    route(request, response).catch((error) => {
      const status = error.status ?? 500;
      const body = error.body ?? { type: 'urn:palimpsest:problem:internal', title: 'Internal error', status, detail: String(error.message) };
      if (!response.headersSent) response.writeHead(status, { 'Content-Type': 'application/problem+json' });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise((done, failed) => { server.once('error', failed); server.listen(port, '127.0.0.1', done); });

  if (sample) {
    const conversation = create('The gatehouse and its keepers');
    for (const { name, text } of SAMPLE.documents()) addDocument(conversation, name, text, Buffer.byteLength(text));
    emit(conversation, 'documents', null, { added: conversation.documents.map((id) => documents.get(id).meta).map(({ id, name, tokens }) => ({ id, name, tokens })), removed: [] });
  }
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      clearInterval(embedder);
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

function filesOf(body, contentType) {
  const boundary = /boundary=(.+)$/.exec(contentType)?.[1];
  const files = [];
  if (!boundary) return files;
  const mark = Buffer.from(`--${boundary}`);
  for (let from = body.indexOf(mark); from >= 0;) {
    const to = body.indexOf(mark, from + mark.length);
    if (to < 0) break;
    const part = body.subarray(from + mark.length + 2, to - 2);
    const split = part.indexOf('\r\n\r\n');
    const name = /filename="([^"]*)"/.exec(part.subarray(0, split).toString('utf8'))?.[1];
    if (name !== undefined) files.push({ name, bytes: part.subarray(split + 4) });
    from = to;
  }
  return files;
}

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

async function serveFile(root, path, response) {
  const file = normalize(path === '/' ? '/index.html' : path);
  try {
    const content = await readFile(join(root, file));
    response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(content);
  } catch {
    response.writeHead(404).end('Not found');
  }
}

if (import.meta.filename === process.argv[1]) {
  const { values } = parseArgs({ options: { port: { type: 'string' }, delay: { type: 'string' }, sample: { type: 'boolean' }, static: { type: 'string' } } });
  const server = await startFakeServer({
    port: Number(values.port ?? 8099), delay: Number(values.delay ?? 350), sample: values.sample ?? false, staticDir: values.static ?? null,
  });
  console.log(`Fake runtime on ${server.url}`);
}
