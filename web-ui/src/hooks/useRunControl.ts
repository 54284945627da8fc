import { useMemo, useRef, useState } from 'react';
import { api } from '../api/client';
import { asProblem, type Problem } from '../api/problem';
import { goTo } from './place';

/** What a person can do with a run. Each is sent at once; what comes of it is told by the events. */
export interface RunControl {
  pause: (runId: string) => void;
  resume: (runId: string) => void;
  cancel: (conversationId: string) => void;
  retry: (runId: string, fromStep: number | null) => void;
  /** Goes to the new conversation. */
  fork: (runId: string, fromStep: number | null) => void;
  decide: (runId: string, callId: string, approved: boolean, reason: string | null) => void;
}

/** The control stays the same object, so that finished runs are not drawn again; `busy` while something is on its way. */
export function useRunControl(onProblem: (problem: Problem | null) => void): { control: RunControl; busy: boolean } {
  const [busy, setBusy] = useState(false);
  const tell = useRef(onProblem);
  tell.current = onProblem;
  const control = useMemo<RunControl>(() => {
    const send = async (action: () => Promise<unknown>) => {
      setBusy(true);
      tell.current(null);
      try {
        await action();
      } catch (error) {
        tell.current(asProblem(error));
      }
      setBusy(false);
    };
    return {
      pause: (runId) => void send(() => api.pause(runId)),
      resume: (runId) => void send(() => api.resume(runId)),
      cancel: (conversationId) => void send(() => api.cancel(conversationId)),
      retry: (runId, fromStep) => void send(() => api.retry(runId, fromStep)),
      fork: (runId, fromStep) => void send(async () => goTo((await api.fork(runId, fromStep)).conversation_id)),
      decide: (runId, callId, approved, reason) => void send(() => api.decide(runId, callId, approved, reason)),
    };
  }, []);
  return { control, busy };
}
