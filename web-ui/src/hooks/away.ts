import { useEffect, useSyncExternalStore } from 'react';
import type { QueryClient } from '@tanstack/react-query';

/** Set by the service worker on what it kept. */
export const KEPT = 'X-Palimpsest-Kept';
const AGAIN_MS = 4000;

const listeners = new Set<() => void>();
let away = false;

/** What an answer tells of the runtime: it is there, or this is what it said before. */
export function heard(kept: boolean): void {
  if (kept === away) return;
  away = kept;
  listeners.forEach((each) => each());
}

/** Whether what is shown was kept from before; the runtime is then asked again and again. */
export function useAway(client: QueryClient): boolean {
  const is = useSyncExternalStore((changed) => {
    listeners.add(changed);
    return () => listeners.delete(changed);
  }, () => away, () => away);
  useEffect(() => {
    if (!is) return;
    const timer = setInterval(() => void client.invalidateQueries(), AGAIN_MS);
    return () => {
      clearInterval(timer);
      // Answers that were kept may still be shown beside the first one of a runtime that is back.
      void client.invalidateQueries();
    };
  }, [is, client]);
  return is;
}
