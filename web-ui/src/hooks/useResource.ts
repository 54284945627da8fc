import { useCallback, useEffect, useRef, useState } from 'react';
import { asProblem, type Problem } from '../api/problem';

export interface Resource<T> {
  value: T | null;
  problem: Problem | null;
  reload: () => void;
  set: (change: (value: T | null) => T | null) => void;
}

const RETRY_MS = 4000;

/**
 * Loads a value, and again whenever `key` changes or `reload` is called; the last value stays while the next one loads.
 * A `key` of null loads nothing. While the runtime can't be reached it is asked again by itself.
 */
export function useResource<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const [value, setValue] = useState<T | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [round, setRound] = useState(0);
  const latest = useRef(load);
  latest.current = load;

  useEffect(() => {
    if (key === null) return;
    const stop = new AbortController();
    latest.current(stop.signal).then(
      (loaded) => {
        if (stop.signal.aborted) return;
        setValue(loaded);
        setProblem(null);
      },
      (error: unknown) => { if (!stop.signal.aborted) setProblem(asProblem(error)); },
    );
    return () => stop.abort();
  }, [key, round]);

  useEffect(() => {
    if (problem?.kind !== 'unreachable') return;
    const timer = setTimeout(() => setRound((before) => before + 1), RETRY_MS);
    return () => clearTimeout(timer);
  }, [problem]);

  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { value, problem, reload, set: setValue };
}
