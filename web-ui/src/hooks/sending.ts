import { uploadFiles } from '../api/client';
import { asProblem } from '../api/problem';
import type { Skipped } from '../api/types';
import { t } from '../i18n/t';
import type { Chosen, UploadState } from './useUploads';

/** Servers bound the parts and the size of one request, and progress wants small bites. */
const BATCH_FILES = 20;
const BATCH_BYTES = 16 * 1024 * 1024;

type Update = (id: string, change: (state: UploadState) => UploadState) => void;

export async function send(id: string, wanted: readonly Chosen[], update: Update): Promise<void> {
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
    const reason = problem.detail ?? (problem.kind === 'document-too-large' ? t('too large') : t('no text could be read from it'));
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
    hidden: single || hidden.length === 0 ? [] : [{ name: hidden.length === 1 ? hidden[0]!.name : t('{n} hidden files', { n: hidden.length }), reason: t('hidden files are left out of a folder') }],
  };
}

/** The files of a drop, those of dropped folders too. */
export async function filesOf(entries: readonly FileSystemEntry[], plain: Chosen[]): Promise<Chosen[]> {
  if (entries.length === 0) return plain;
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
