import { useEffect, useState } from 'react';
import { api } from '../api/client';

const CHECK_MS = 8000;

/**
 * Whether the newest run, which the events leave open, is running no longer: the runtime says that the conversation is idle
 * and no event came while it was asked.
 */
export function useInterrupted(id: string | null, open: boolean, lastSeq: number): boolean {
  const [endedAt, setEndedAt] = useState<number | null>(null);

  useEffect(() => {
    if (id === null || !open) return;
    const stop = new AbortController();
    const check = () => api.conversation(id, stop.signal).then(
      (conversation) => { if (!stop.signal.aborted) setEndedAt(conversation.status === 'idle' ? lastSeq : null); },
      () => { /* Not reachable: the page says so already, and the run may well go on. */ },
    );
    const timer = setInterval(() => void check(), CHECK_MS);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [id, open, lastSeq]);

  return open && endedAt === lastSeq;
}
