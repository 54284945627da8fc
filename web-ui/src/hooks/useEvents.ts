import { EventSource } from 'eventsource';
import { useEffect, useState } from 'react';
import { api } from '../api/client';
import { Problem } from '../api/problem';
import { EVENT_NAMES, type RunEvent, type TokensData } from '../api/types';
import { EMPTY_LOG, fold, type Log } from '../state/fold';
import { after, hear, type Saying } from '../state/saying';

/** `gone`: the conversation does not exist (any more). */
export type Connection = 'connecting' | 'open' | 'reconnecting' | 'gone';

const FLUSH_MS = 30;
const LONGEST_WAIT_MS = 10_000;

/**
 * Follows a conversation's events from the first, and what a model says meanwhile. The source reconnects by itself after a broken connection and names the
 * last event it saw; where it gives up (the server answered with an error) this hook asks again, ever more slowly.
 */
export function useEvents(id: string | null): { log: Log; saying: Saying | null; connection: Connection } {
  const [log, setLog] = useState<Log>(EMPTY_LOG);
  const [saying, setSaying] = useState<Saying | null>(null);
  const [connection, setConnection] = useState<Connection>('connecting');

  useEffect(() => {
    if (id === null) return;
    let source: EventSource | null = null;
    let arrived: RunEvent[] = [];
    let said: Saying | null = null;
    let flush: ReturnType<typeof setTimeout> | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let attempts = 0;
    let last = 0;
    let stopped = false;

    // A replay is hundreds of events at once: they are drawn in one go.
    const draw = () => {
      flush ??= setTimeout(() => {
        const batch = arrived;
        arrived = [];
        flush = undefined;
        setLog((before) => fold(before, batch));
        setSaying(said);
      }, FLUSH_MS);
    };
    const take = (event: RunEvent) => {
      last = Math.max(last, event.seq);
      arrived.push(event);
      said = after(said, event);
      draw();
    };

    const open = () => {
      const opened = api.events(id, last);
      source = opened;
      opened.onopen = () => {
        attempts = 0;
        setConnection('open');
      };
      opened.addEventListener('tokens', (message) => {
        const part = parsed<TokensData>('tokens', message);
        if (part) {
          said = hear(said, part);
          draw();
        }
      });
      for (const name of EVENT_NAMES) {
        opened.addEventListener(name, (message) => {
          // `error` is both an event of ours, which has data, and the browser's word for a lost connection.
          if (message instanceof MessageEvent && typeof message.data === 'string') {
            const event = parse(name, message);
            if (event) take(event);
          } else if (name === 'error') {
            lost(opened);
          }
        });
      }
    };

    const lost = (broken: EventSource) => {
      if (stopped || broken !== source) return;
      setConnection('reconnecting');
      if (broken.readyState !== EventSource.CLOSED) return;
      const wait = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** attempts++);
      retry = setTimeout(() => {
        api.conversation(id).then(
          () => { if (!stopped) open(); },
          (error: unknown) => {
            if (stopped) return;
            if (error instanceof Problem && error.kind === 'not-found') setConnection('gone');
            else lost(broken);
          },
        );
      }, wait);
    };

    open();
    return () => {
      stopped = true;
      source?.close();
      clearTimeout(flush);
      clearTimeout(retry);
    };
  }, [id]);

  return { log, saying, connection };
}

function parse(name: string, message: MessageEvent<string>): RunEvent | null {
  const data = parsed<RunEvent>(name, message);
  if (!data) return null;
  const seq = data.seq ?? Number(message.lastEventId);
  return Number.isFinite(seq) ? ({ ...data, event: name, seq } as RunEvent) : null;
}

function parsed<T>(name: string, message: MessageEvent<string>): T | null {
  try {
    return JSON.parse(message.data) as T;
  } catch {
    console.warn(`An event "${name}" that is not JSON was left out.`);
    return null;
  }
}
