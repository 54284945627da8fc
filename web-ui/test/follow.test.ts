import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { follow, LONGEST_SILENCE_MS, type Connection } from '../src/hooks/follow';
import type { Log } from '../src/state/view';
import { EMPTY_LOG } from '../src/state/view';

/** A stream that stays open and says only what it is given. */
function stream(signal: AbortSignal) {
  let tell: (text: string) => void = () => undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      tell = (text) => controller.enqueue(new TextEncoder().encode(text));
      signal.addEventListener('abort', () => controller.error(signal.reason));
    },
  });
  return { response: new Response(body), tell: (text: string) => tell(text) };
}

describe('following a conversation', () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); vi.unstubAllGlobals(); });

  it('asks again and again where other tabs have all places for streams, and streams once one is free', async () => {
    const asked: string[] = [];
    let free = false;
    vi.stubGlobal('navigator', { locks: { request: (_name: string, _options: object, work: (lock: object | null) => Promise<boolean>) => work(free ? {} : null) } });
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
      asked.push(url);
      return Promise.resolve(url.includes('follow=false') ? new Response(`id: ${asked.length}\nevent: message\ndata: {"run_id":"r${asked.length}","seq":${asked.length},"content":"Where?"}\n\n`) : stream(init.signal!).response);
    });
    const connections: Connection[] = [];
    const stop = new AbortController();
    const followed = follow('c1', {
      log: () => undefined, saying: () => undefined, connection: (now) => connections.push(now), problem: () => undefined, before: () => undefined,
    }, stop.signal, Promise.resolve({ events: [], before: null }));
    await vi.advanceTimersByTimeAsync(2500);
    expect(asked.map((url) => url.replace(/.*\?/, ''))).toEqual(['follow=false&after=0', 'follow=false&after=1']);
    free = true;
    await vi.advanceTimersByTimeAsync(2500);
    expect(asked.at(-1)).toContain('tokens=true&after=2');
    expect(new Set(connections)).toEqual(new Set(['open']));
    stop.abort();
    await vi.runAllTimersAsync();
    await followed;
  });

  it('opens a stream again that says nothing any more, after what came last', async () => {
    const asked: string[] = [];
    const streams: ReturnType<typeof stream>[] = [];
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
      asked.push(url);
      streams.push(stream(init.signal!));
      return Promise.resolve(streams.at(-1)!.response);
    });
    const connections: Connection[] = [];
    let log: Log = EMPTY_LOG;
    const stop = new AbortController();
    const followed = follow('c1', {
      log: (change) => { log = change(log); }, saying: () => undefined, connection: (now) => connections.push(now), problem: () => undefined, before: () => undefined,
    }, stop.signal, Promise.resolve({ events: [], before: null }));
    await vi.advanceTimersByTimeAsync(10);
    streams[0]!.tell('id: 4\nevent: message\ndata: {"conversation_id":"c1","run_id":"r1","seq":4,"at":"2026-01-01T00:00:00Z","content":"Where?"}\n\n');
    await vi.advanceTimersByTimeAsync(LONGEST_SILENCE_MS - 1000);
    streams[0]!.tell(': still here\n\n');
    await vi.advanceTimersByTimeAsync(LONGEST_SILENCE_MS - 1000);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2000);
    expect(asked).toHaveLength(2);
    expect(asked[1]).toContain('after=4');
    expect(connections).toEqual(['open', 'reconnecting', 'open']);
    expect(log.view.runs).toHaveLength(1);
    stop.abort();
    await vi.runAllTimersAsync();
    await followed;
  });
});
