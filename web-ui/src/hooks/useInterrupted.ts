import { useQuery } from '@tanstack/react-query';
import { api } from '../api/client';
import { keyOf } from './queries';

const CHECK_MS = 8000;

/**
 * Whether the newest run, which the events leave open, is running no longer: the runtime says that the conversation is idle
 * and no event came while it was asked.
 */
export function useInterrupted(id: string | null, open: boolean, lastSeq: number): boolean {
  const check = useQuery({
    queryKey: keyOf(id, 'running', lastSeq),
    // The first look comes after a while: a run that goes on sends events.
    queryFn: async ({ signal }) => {
      await new Promise((over) => setTimeout(over, CHECK_MS));
      return signal.aborted ? 'running' : (await api.conversation(id!)).status;
    },
    enabled: id !== null && open, refetchInterval: CHECK_MS, gcTime: 0, staleTime: 0, refetchOnWindowFocus: false,
  });
  return open && check.data === 'idle';
}
