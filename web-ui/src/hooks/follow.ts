import { createParser } from 'eventsource-parser';
import { api, BASE } from '../api/client';
import { keyHeader } from '../api/key';
import { asProblem, type Problem } from '../api/problem';
import type { EventPage, RunEvent, TokensData } from '../api/types';
import { fold } from '../state/fold';
import { after, hear, type Saying } from '../state/saying';
import type { Log } from '../state/view';
import { RUNS } from './useEvents';

/** `gone`: the conversation does not exist (any more). `failed`: the runtime answered with a problem that waiting won't mend. */
export type Connection = 'connecting' | 'open' | 'reconnecting' | 'gone' | 'failed';

const FLUSH_MS = 30;
const LONGEST_WAIT_MS = 10_000;
/** The runtime sends a comment every 15 s at least: a stream that is silent for longer is dead, though nobody said so (a laptop that slept, a network that went). */
export const LONGEST_SILENCE_MS = 45_000;

/** A browser opens six connections to a runtime, over all of its tabs: so many may be streams, and the others are for what is asked. */
const STREAMS = 4;
const POLL_MS = 2000;
const HIDDEN_POLL_MS = 10_000;
/** A tab that nobody has looked at for so long gives its stream up. */
const HIDDEN_MS = 5000;

const isHidden = (): boolean => typeof document !== 'undefined' && document.hidden;

/** Does `work` in one of the places for streams; false where other tabs have all of them. */
async function inPlace(work: () => Promise<void>): Promise<boolean> {
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  // Pages that came over plain HTTP from elsewhere have none.
  if (!locks) {
    await work();
    return true;
  }
  for (let n = 0; n < STREAMS; n++) {
    const done = await locks.request(`palimpsest-stream-${n}`, { ifAvailable: true }, async (lock) => {
      if (lock !== null) await work();
      return lock !== null;
    });
    if (done) return true;
  }
  return false;
}

/** Calls back once the tab has been hidden for a while. */
function onHidden(then: () => void): () => void {
  if (typeof document === 'undefined') return () => undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const changed = () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(then, HIDDEN_MS);
  };
  document.addEventListener('visibilitychange', changed);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', changed);
  };
}

/** Waits, but no longer than until somebody looks at the tab again. */
function pauseOrSeen(most: number, signal: AbortSignal): Promise<void> {
  return new Promise((over) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      if (typeof document !== 'undefined') document.removeEventListener('visibilitychange', seen);
      over();
    };
    const seen = () => { if (!document.hidden) end(); };
    const timer = setTimeout(end, most);
    signal.addEventListener('abort', end);
    if (typeof document !== 'undefined') document.addEventListener('visibilitychange', seen);
  });
}

/** What is told of a conversation as it happens. */
export interface Ear {
  log: (change: (known: Log) => Log) => void;
  saying: (saying: Saying | null) => void;
  connection: (connection: Connection) => void;
  problem: (problem: Problem | null) => void;
  /** The point before which older runs lie; null where there are none. */
  before: (seq: number | null) => void;
}

/** Follows a conversation from its newest runs on until `signal` ends it. A connection that broke is opened again after the last event, ever more slowly. @param newest the first page, asked for already */
export async function follow(id: string, ear: Ear, signal: AbortSignal, newest: Promise<EventPage>): Promise<void> {
  let first: Promise<EventPage> | null = newest;
  let arrived: RunEvent[] = [];
  let said: Saying | null = null;
  let flush: ReturnType<typeof setTimeout> | undefined;
  let last = -1;
  signal.addEventListener('abort', () => clearTimeout(flush));

  const draw = () => {
    flush ??= setTimeout(() => {
      const batch = arrived;
      arrived = [];
      flush = undefined;
      ear.log((known) => fold(known, batch));
      ear.saying(said);
    }, FLUSH_MS);
  };

  /** Hears what there is to hear; gives whether it heard it live. */
  const once = async (): Promise<boolean> => {
    if (last < 0) {
      const asked = first ?? api.eventPage(id, null, RUNS);
      first = null;
      const page = await asked;
      if (signal.aborted) return true;
      const events = page.events.map(ofPage);
      last = events.at(-1)?.seq ?? 0;
      ear.log((known) => fold(known, events));
      ear.before(page.before);
    }
    if (!isHidden() && await inPlace(() => hearFrom(last, true))) return true;
    await hearFrom(last, false);
    return false;
  };

  const hearFrom = async (seq: number, live: boolean): Promise<void> => {
    const stop = new AbortController();
    let silence = setTimeout(() => stop.abort(), LONGEST_SILENCE_MS);
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => stop.abort(), LONGEST_SILENCE_MS);
    };
    const unwatch = live ? onHidden(() => stop.abort()) : () => undefined;
    try {
      await read(await fetch(`${BASE}api/conversations/${encodeURIComponent(id)}/events?${live ? 'tokens=true' : 'follow=false'}&after=${seq}`, {
        headers: { Accept: 'text/event-stream', ...keyHeader() }, signal: AbortSignal.any([signal, stop.signal]),
      }), heard);
    } catch (error) {
      // Opened again, as a connection that broke is.
      if (!stop.signal.aborted) throw error;
    } finally {
      clearTimeout(silence);
      unwatch();
    }
  };

  const read = async (response: Response, heard: () => void): Promise<void> => {
    if (!response.ok || !response.body) throw await api.conversation(id).then(() => null, (error: unknown) => error);
    ear.connection('open');
    ear.problem(null);
    const parser = createParser({
      onEvent: ({ event: name, data, id: number }) => {
        const value = parsed(name, data);
        if (!name || !value) return;
        if (name === 'tokens') {
          said = hear(said, value as unknown as TokensData);
        } else {
          const seq = Number(value['seq'] ?? number);
          if (!Number.isFinite(seq)) return;
          const event = { ...value, event: name, seq } as unknown as RunEvent;
          last = Math.max(last, seq);
          arrived.push(event);
          said = after(said, event);
        }
        draw();
      },
    });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      heard();
      parser.feed(piece.value);
    }
  };

  for (let attempt = 0; !signal.aborted; attempt++) {
    const began = Date.now();
    try {
      const live = await once();
      if (!live || isHidden()) {
        attempt = -1;
        await pauseOrSeen(isHidden() ? HIDDEN_POLL_MS : POLL_MS, signal);
        continue;
      }
    } catch (error) {
      if (signal.aborted) return;
      const why = error === null || error instanceof TypeError ? null : asProblem(error);
      if (why?.kind === 'not-found') return ear.connection('gone');
      if (why && why.status >= 400 && why.status < 500 && why.status !== 429) {
        ear.problem(why);
        return ear.connection('failed');
      }
    }
    if (signal.aborted) return;
    ear.connection('reconnecting');
    if (Date.now() - began > LONGEST_WAIT_MS) attempt = 0;
    await new Promise((over) => setTimeout(over, Math.min(LONGEST_WAIT_MS, 500 * 2 ** attempt)));
  }
}

/** The runs before a point. */
export async function older(id: string, before: number, ear: Ear): Promise<void> {
  const page = await api.eventPage(id, before, RUNS);
  ear.log((known) => fold(known, page.events.map(ofPage)));
  ear.before(page.before);
}

const ofPage = (event: { event: string; data: object }): RunEvent => ({ ...event.data, event: event.event }) as RunEvent;

function parsed(name: string | undefined, data: string): Record<string, unknown> | null {
  try {
    return JSON.parse(data) as Record<string, unknown>;
  } catch {
    console.warn(`An event "${name}" that is not JSON was left out.`);
    return null;
  }
}
