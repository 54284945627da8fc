import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeServer } from '../dev/fake-server.mjs';
import type { Conversation, DocumentText, RunEvent, WindowSnapshot } from '../src/api/types';
import { EMPTY_LOG, fold, isOpen, type Log } from '../src/state/fold';
import { windowModel } from '../src/state/window';
import { cutAround } from '../src/text/codePoints';

let server: Awaited<ReturnType<typeof startFakeServer>>;
const get = async <T>(path: string) => (await (await fetch(`${server.url}/api${path}`)).json()) as T;

beforeAll(async () => { server = await startFakeServer({ port: 0, delay: 0, sample: true }); });
afterAll(() => server.close());

/** Reads a stream until the run is over, and goes away after every few events to come back with the last number. */
async function follow(id: string, patience: number): Promise<Log> {
  let log = EMPTY_LOG;
  while (log.view.runs.length === 0 || isOpen(log.view)) {
    const stop = new AbortController();
    const response = await fetch(`${server.url}/api/conversations/${id}/events`, { headers: { 'Last-Event-ID': String(log.view.lastSeq) }, signal: stop.signal });
    let text = '';
    let taken = 0;
    const decoder = new TextDecoder();
    for await (const bytes of response.body!) {
      text += decoder.decode(bytes, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      log = fold(log, blocks.map(parse));
      taken += blocks.length;
      if (taken >= patience || (log.view.runs.length > 0 && !isOpen(log.view))) break;
    }
    stop.abort();
  }
  return log;
}

function parse(block: string): RunEvent {
  const field = (name: string) => block.split('\n').find((line) => line.startsWith(`${name}:`))?.slice(name.length + 1) ?? '';
  return { ...(JSON.parse(field('data')) as object), event: field('event') } as RunEvent;
}

describe('a run, followed over broken connections', () => {
  it('ends with quotes that stand in the documents at their spans', async () => {
    const [conversation] = await get<Conversation[]>('/conversations');
    const id = conversation!.id;
    const asked = await fetch(`${server.url}/api/conversations/${id}/messages`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ content: 'Where is the spare key to the gatehouse?' }),
    });
    expect(asked.status).toBe(202);

    const log = await follow(id, 10);
    expect(log.events.map((each) => each.seq)).toEqual(log.events.map((_, at) => at + 1));
    const answer = log.view.runs.at(-1)?.answer;
    expect(answer?.found).toBe(true);
    for (const citation of answer?.citations ?? []) {
      const text = await get<DocumentText>(`/documents/${citation.document_id}/text?start=${Math.max(0, citation.start - 50)}&end=${citation.end + 50}`);
      expect(cutAround(text.text, text.start, citation.start, citation.end).inside).toBe(citation.quote);
    }

    const window = await get<WindowSnapshot>(`/conversations/${id}/window`);
    const told = windowModel(window, log.view.lastSeq, log.view, 1);
    expect(told.used).toBe(window.request_tokens);
    expect(told.pruned).toBe(answer?.pruned_messages);
    expect(told.unpruned).toBeGreaterThan(told.used);
  });
});
