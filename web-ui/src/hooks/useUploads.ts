import { useCallback, useRef, useState } from 'react';
import type { Problem } from '../api/problem';
import type { Skipped } from '../api/types';

/** A chosen file with the name it goes by: for a folder its path within it. */
export interface Chosen {
  file: File;
  name: string;
}

export interface UploadState {
  running: boolean;
  files: number;
  done: number;
  bytes: number;
  sent: number;
  added: number;
  unchanged: number;
  skipped: Skipped[];
  problem: Problem | null;
  /** Grows whenever the runtime has taken files in. */
  round: number;
}

const NOTHING: UploadState = {
  running: false, files: 0, done: 0, bytes: 0, sent: 0, added: 0, unchanged: 0, skipped: [], problem: null, round: 0,
};

/** Uploads by conversation; they go on while another conversation is looked at. */
export function useUploads() {
  const [states, setStates] = useState<Record<string, UploadState>>({});
  const queues = useRef(new Map<string, Promise<void>>());

  const update = useCallback((id: string, change: (state: UploadState) => UploadState) => {
    setStates((before) => ({ ...before, [id]: change(before[id] ?? NOTHING) }));
  }, []);

  const start = useCallback((id: string, chosen: readonly Chosen[]) => void import('./sending').then(({ send, sift }) => {
    const { wanted, hidden } = sift(chosen);
    update(id, (state) => {
      const base = state.running ? state : { ...NOTHING, round: state.round };
      return {
        ...base, running: true, files: base.files + wanted.length, skipped: [...base.skipped, ...hidden],
        bytes: base.bytes + wanted.reduce((sum, each) => sum + each.file.size, 0),
      };
    });
    const before = queues.current.get(id) ?? Promise.resolve();
    const mine = before.then(() => send(id, wanted, update)).finally(() => {
      if (queues.current.get(id) === mine) {
        queues.current.delete(id);
        update(id, (state) => ({ ...state, running: false }));
      }
    });
    queues.current.set(id, mine);
  }), [update]);

  const dismiss = useCallback((id: string) => update(id, (state) => ({ ...NOTHING, round: state.round })), [update]);

  return { of: (id: string | null) => (id === null ? NOTHING : states[id] ?? NOTHING), start, dismiss };
}
