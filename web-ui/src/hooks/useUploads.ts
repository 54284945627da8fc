import { useCallback, useRef, useState } from 'react';
import { uploadFiles } from '../api/client';
import { asProblem, type Problem } from '../api/problem';
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

/** Servers bound the parts and the size of one request, and progress wants small bites. */
const BATCH_FILES = 20;
const BATCH_BYTES = 16 * 1024 * 1024;

/** Uploads by conversation; they go on while another conversation is looked at. */
export function useUploads() {
  const [states, setStates] = useState<Record<string, UploadState>>({});
  const queues = useRef(new Map<string, Promise<void>>());

  const update = useCallback((id: string, change: (state: UploadState) => UploadState) => {
    setStates((before) => ({ ...before, [id]: change(before[id] ?? NOTHING) }));
  }, []);

  const start = useCallback((id: string, chosen: readonly Chosen[]) => {
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
  }, [update]);

  const dismiss = useCallback((id: string) => update(id, (state) => ({ ...NOTHING, round: state.round })), [update]);

  return { of: (id: string | null) => (id === null ? NOTHING : states[id] ?? NOTHING), start, dismiss };
}

type Update = (id: string, change: (state: UploadState) => UploadState) => void;

async function send(id: string, wanted: readonly Chosen[], update: Update): Promise<void> {
  for (const batch of batches(wanted)) {
    if (!(await sendBatch(id, batch, update))) return;
  }
}

/** False when the rest would fail too. */
async function sendBatch(id: string, batch: readonly Chosen[], update: Update): Promise<boolean> {
  const size = batch.reduce((sum, each) => sum + each.file.size, 0);
  let reported = 0;
  const report = (sent: number) => {
    const now = Math.min(size, sent);
    const more = now - reported;
    reported = now;
    if (more !== 0) update(id, (state) => ({ ...state, sent: state.sent + more }));
  };
  try {
    const result = await uploadFiles(id, batch, report);
    report(size);
    const unchanged = result.documents.filter((each) => each.unchanged).length;
    update(id, (state) => ({
      ...state, done: state.done + batch.length, added: state.added + result.documents.length - unchanged,
      unchanged: state.unchanged + unchanged, skipped: [...state.skipped, ...(result.skipped ?? [])], round: state.round + 1,
    }));
    return true;
  } catch (error) {
    const problem = asProblem(error);
    const aboutFiles = problem.kind === 'no-readable-document' || problem.kind === 'document-too-large';
    if (!aboutFiles) {
      update(id, (state) => ({ ...state, problem }));
      return false;
    }
    if (batch.length > 1) {
      // One bad file must not keep the others out, and each one's reason is worth knowing.
      report(0);
      for (const each of batch) {
        if (!(await sendBatch(id, [each], update))) return false;
      }
      return true;
    }
    report(size);
    const reason = problem.detail ?? (problem.kind === 'document-too-large' ? 'too large' : 'no text could be read from it');
    update(id, (state) => ({
      ...state, done: state.done + 1, skipped: [...state.skipped, ...batch.map((each) => ({ name: each.name, reason }))],
    }));
    return true;
  }
}

export function* batches(files: readonly Chosen[]): Generator<Chosen[]> {
  let batch: Chosen[] = [];
  let size = 0;
  for (const each of files) {
    if (batch.length > 0 && (batch.length >= BATCH_FILES || size + each.file.size > BATCH_BYTES)) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(each);
    size += each.file.size;
  }
  if (batch.length > 0) yield batch;
}

/** Leaves out what a folder holds for machines: hidden files and what lies in hidden folders. */
export function sift(chosen: readonly Chosen[]): { wanted: Chosen[]; hidden: Skipped[] } {
  const isHidden = (each: Chosen) => each.name.split('/').some((part) => part.startsWith('.') && part.length > 1);
  const hidden = chosen.filter(isHidden);
  const single = chosen.length === 1;
  return {
    wanted: single ? [...chosen] : chosen.filter((each) => !isHidden(each)),
    hidden: single || hidden.length === 0 ? [] : [{ name: hidden.length === 1 ? hidden[0]!.name : `${hidden.length} hidden files`, reason: 'hidden files are left out of a folder' }],
  };
}

/** The files of a drop, those of dropped folders too. */
export async function droppedFiles(data: DataTransfer): Promise<Chosen[]> {
  // Entries must be taken before the first await: the list empties when the event is over.
  const entries = Array.from(data.items, (item) => item.webkitGetAsEntry?.() ?? null).filter((each) => each !== null);
  if (entries.length === 0) return Array.from(data.files, (file) => ({ file, name: file.name }));
  const found: Chosen[] = [];
  const walk = async (entry: FileSystemEntry): Promise<void> => {
    if (entry.isFile) {
      const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
      found.push({ file, name: entry.fullPath.replace(/^\//, '') });
      return;
    }
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    // A reader hands out a hundred entries at a time, and none when it is through.
    for (;;) {
      const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (some.length === 0) return;
      for (const each of some) await walk(each);
    }
  };
  for (const entry of entries) await walk(entry);
  return found;
}

export const chosenFiles = (list: FileList): Chosen[] =>
  Array.from(list, (file) => ({ file, name: file.webkitRelativePath || file.name }));
