import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../api/client';
import type { WindowSnapshot } from '../api/types';
import type { View } from '../state/view';
import { keyOf } from './queries';
import { useSettled } from './useSettled';

interface Taken {
  snapshot: WindowSnapshot | null;
  /** The newest event that the snapshot knows. */
  at: number;
}

const REST_MS = 700;

/** The runtime's account of the window, asked for again when events say that it changed, but not for every single one. */
export function useWindow(id: string | null, view: View): Taken {
  const settled = useSettled(view.windowSeq, REST_MS);
  const window = useQuery({
    queryKey: keyOf(id, 'window', settled), queryFn: () => api.window(id!), enabled: id !== null && settled > 0, placeholderData: keepPreviousData, staleTime: Infinity,
    gcTime: 30_000,
  });
  const snapshot = id === null ? null : window.data ?? null;
  return { snapshot, at: snapshot?.at ?? 0 };
}
