import { useEffect, useRef, useState } from 'react';
import { api } from '../api/client';
import type { WindowSnapshot } from '../api/types';
import type { View } from '../state/fold';

interface Taken {
  snapshot: WindowSnapshot | null;
  /** The newest event that the page knew when it asked. */
  at: number;
}

const PAUSE_MS = 700;
const RETRY_MS = 4000;

/** The runtime's account of the window, asked for again when events say that it changed, but not for every single one. */
export function useWindow(id: string | null, view: View): Taken {
  const [taken, setTaken] = useState<Taken>({ snapshot: null, at: 0 });
  const asked = useRef<{ seq: number; time: number }>({ seq: -1, time: 0 });
  const [retries, setRetries] = useState(0);
  const lastSeq = useRef(view.lastSeq);
  lastSeq.current = view.lastSeq;

  useEffect(() => {
    if (id === null || asked.current.seq >= view.windowSeq) return;
    const wait = Math.max(0, asked.current.time + PAUSE_MS - Date.now());
    const timer = setTimeout(() => {
      const at = lastSeq.current;
      asked.current = { seq: at, time: Date.now() };
      api.window(id).then(
        (snapshot) => setTaken((before) => (at >= before.at ? { snapshot, at } : before)),
        // The events alone still move the bar until the runtime answers again.
        () => {
          asked.current = { seq: -1, time: Date.now() + RETRY_MS };
          setRetries((before) => before + 1);
        },
      );
    }, wait);
    return () => clearTimeout(timer);
  }, [id, view.windowSeq, retries]);

  return taken;
}
