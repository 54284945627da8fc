import { useEffect, useRef, useState } from 'react';
import { EMPTY_VIEW, type Run, type View } from '../state/view';

/** What of a conversation was seen here last: its newest event, and when it was changed last. */
interface Seen {
  seq: number;
  at: string;
}

const SEEN = 'palimpsest.seen';
const MOST = 300;

function stored(): Record<string, Seen> {
  try {
    return JSON.parse(localStorage.getItem(SEEN) ?? '{}') as Record<string, Seen>;
  } catch {
    return {};
  }
}

function keep(id: string, seen: Seen): void {
  const { [id]: _, ...others } = stored();
  try {
    localStorage.setItem(SEEN, JSON.stringify(Object.fromEntries([...Object.entries(others).slice(1 - MOST), [id, seen]])));
  } catch {
    // Storage can be forbidden: then nothing is known to be new.
  }
}

/** Whether a conversation that was looked at here was changed since. */
export function changedSince(id: string, updatedAt: string): boolean {
  const seen = stored()[id];
  return seen !== undefined && seen.at < updatedAt;
}

const endOf = (run: Run) => Math.max(run.key, run.answer?.seq ?? 0, run.error?.seq ?? 0);

/** The first run that came, or ended, after event `seen` and not after `opened`; null for none. */
export function firstNew(runs: readonly Run[], seen: number, opened: number): number | null {
  return runs.find((run) => endOf(run) > seen && run.key <= opened)?.key ?? null;
}

/** The run before which a line says that what follows came in while nobody looked; null for none. Keeps what is seen now. */
export function useSeen(id: string | null, view: View, updatedAt: string | null): number | null {
  const before = useRef<number | null>(null);
  const [fresh, setFresh] = useState<number | null>(null);
  const opened = view !== EMPTY_VIEW && view.runs.length > 0;
  useEffect(() => {
    // Once for a visit: what is asked and answered from now on is seen.
    if (id === null || !opened || before.current !== null) return;
    before.current = stored()[id]?.seq ?? view.lastSeq;
    setFresh(firstNew(view.runs, before.current, view.lastSeq));
  }, [id, opened, view]);
  useEffect(() => {
    if (id === null || !opened || updatedAt === null) return;
    const look = () => { if (document.visibilityState === 'visible') keep(id, { seq: view.lastSeq, at: updatedAt }); };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [id, opened, view.lastSeq, updatedAt]);
  return fresh;
}
