import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { api } from '../api/client';
import type { Problem } from '../api/problem';
import type { Saying } from '../state/saying';
import { EMPTY_LOG, type Log } from '../state/view';
import type { Connection, Ear } from './follow';

/** Of a page of events. */
export const RUNS = 20;

export interface Followed {
  log: Log;
  saying: Saying | null;
  connection: Connection;
  problem: Problem | null;
  /** Whether there are older runs than those in the log. */
  older: boolean;
  loadOlder: () => void;
}

/** A conversation's events from its newest runs on, and what a model says meanwhile. Older runs come as they are asked for. */
export function useEvents(id: string | null): Followed {
  const [log, setLog] = useState<Log>(EMPTY_LOG);
  const [saying, setSaying] = useState<Saying | null>(null);
  const [connection, setConnection] = useState<Connection>('connecting');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [before, setBefore] = useState<number | null>(null);
  const loading = useRef(false);
  const ear = useMemo((): Ear => ({ log: setLog, saying: setSaying, connection: setConnection, problem: setProblem, before: setBefore }), []);

  useEffect(() => {
    if (id === null) return;
    const stop = new AbortController();
    // Asked for before all else, and before the code that reads it is there: it is what the reader waits for.
    const newest = api.eventPage(id, null, RUNS);
    newest.catch(() => undefined);
    void import('./follow').then(({ follow }) => follow(id, ear, stop.signal, newest));
    return () => stop.abort();
  }, [id, ear]);

  const loadOlder = useCallback(() => {
    if (id === null || before === null || loading.current) return;
    loading.current = true;
    // The next scroll asks again where it failed.
    void import('./follow').then(({ older }) => older(id, before, ear)).catch(() => undefined).finally(() => { loading.current = false; });
  }, [id, before, ear]);

  return { log, saying, connection, problem, older: before !== null, loadOlder };
}
