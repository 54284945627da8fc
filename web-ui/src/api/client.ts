import createClient, { type Middleware } from 'openapi-fetch';
import { heard, KEPT } from '../hooks/away';
import { keyHeader } from './key';
import { readProblem, unreachable } from './problem';
import type { paths } from './schema';
import type { DocumentText, LedgerEntry, Upload } from './types';

/** Under the page's own address: it works under any context path. */
export const BASE = typeof document === 'undefined' ? '/' : new URL('.', document.baseURI).href;

/** The client by the description, with keys sent and problems thrown. */
export const http = createClient<paths>({ baseUrl: BASE, headers: { Accept: 'application/json, application/problem+json' } });

const problems: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(keyHeader())) request.headers.set(name, value);
    return request;
  },
  async onResponse({ response }) {
    heard(response.headers.has(KEPT));
    if (!response.ok) throw readProblem(response.status, await response.text());
    return response;
  },
  onError({ error }) {
    return error instanceof DOMException && error.name === 'AbortError' ? error : unreachable();
  },
};
http.use(problems);

/** The answer, which the middleware has made sure of. */
export async function take<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}

const LEDGER_PAGE = 1000;

/** All entries, oldest first, page by page. */
async function ledger(id: string, signal?: AbortSignal): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for (let page: LedgerEntry[] | null = null; page === null || page.length === LEDGER_PAGE;) {
    page = await take(http.GET('/api/conversations/{id}/ledger', {
      params: { path: { id }, query: { after: entries.at(-1)?.seq ?? 0, limit: LEDGER_PAGE } }, ...(signal ? { signal } : {}),
    }));
    entries.push(...page);
  }
  return entries;
}

/** The path of what has this id. */
export const of = (id: string) => ({ params: { path: { id } } });

export const api = {
  status: () => take(http.GET('/api/status')),
  models: () => take(http.GET('/api/models')),
  agents: () => take(http.GET('/api/agents')),
  conversations: () => take(http.GET('/api/conversations')),
  conversation: (id: string) => take(http.GET('/api/conversations/{id}', of(id))),
  create: (agentId: string | null) => take(http.POST('/api/conversations', { body: { agent_id: agentId, title: null, user_id: null } })),
  rename: (id: string, title: string) => take(http.PATCH('/api/conversations/{id}', { ...of(id), body: { title } })),
  remove: (id: string) => take(http.DELETE('/api/conversations/{id}', of(id))),
  ask: (id: string, content: string) =>
    take(http.POST('/api/conversations/{id}/messages', { ...of(id), body: { content } })) as unknown as Promise<{ run_id: string; event_id: number }>,
  cancel: (id: string) => take(http.POST('/api/conversations/{id}/cancel', of(id))),
  pause: (runId: string) => take(http.POST('/api/runs/{id}/pause', of(runId))),
  resume: (runId: string) => take(http.POST('/api/runs/{id}/resume', of(runId))),
  /** From the step that failed, or else the last one, when none is named. */
  retry: (runId: string, fromStep: number | null) =>
    take(http.POST('/api/runs/{id}/retry', { params: { path: { id: runId }, query: fromStep === null ? {} : { from_step: fromStep } } })),
  fork: (runId: string, fromStep: number | null) =>
    take(http.POST('/api/runs/{id}/fork', { params: { path: { id: runId }, query: fromStep === null ? {} : { from_step: fromStep } } })),
  decide: (runId: string, callId: string, approved: boolean, reason: string | null) =>
    take(http.POST('/api/runs/{id}/approvals/{callId}', { params: { path: { id: runId, callId } }, body: { approved, reason, result: null } })),
  documents: (id: string) => take(http.GET('/api/conversations/{id}/documents', of(id))),
  removeDocument: (id: string, documentId: string) =>
    take(http.DELETE('/api/conversations/{id}/documents/{documentId}', { params: { path: { id, documentId } } })),
  document: (id: string) => take(http.GET('/api/documents/{id}', of(id))),
  text: (documentId: string, start: number, end: number, signal?: AbortSignal): Promise<DocumentText> =>
    take(http.GET('/api/documents/{id}/text', { params: { path: { id: documentId }, query: { start, end } }, ...(signal ? { signal } : {}) })),
  /** The newest runs before an event, as whole runs. */
  eventPage: (id: string, before: number | null, runs: number) =>
    take(http.GET('/api/conversations/{id}/events/page', { params: { path: { id }, query: { runs, ...(before === null ? {} : { before }) } } })),
  messages: (id: string, after: number, limit: number) =>
    take(http.GET('/api/conversations/{id}/messages', { params: { path: { id }, query: { after, limit } } })),
  ledger,
  undo: (id: string, seq: number) => take(http.POST('/api/conversations/{id}/ledger/{seq}/undo', { params: { path: { id, seq } } })),
  feedback: (id: string) => take(http.GET('/api/conversations/{id}/feedback', of(id))),
  judge: (id: string, runId: string, verdict: 'up' | 'down', correction: string | null) =>
    take(http.POST('/api/conversations/{id}/feedback', { ...of(id), body: { run_id: runId, verdict, correction, comment: null, task: null } })),
  notes: (id: string) => take(http.GET('/api/conversations/{id}/notes', of(id))),
  procedure: (id: string) => take(http.GET('/api/conversations/{id}/procedure', of(id))),
  /** As it is now, or as it was after event `at`. */
  window: (id: string, at: number | null = null) =>
    take(http.GET('/api/conversations/{id}/window', { params: { path: { id }, query: at === null ? {} : { at } } })),
  importFile: (content: unknown) => take(http.POST('/api/conversations/import', { body: content })),
};

/** Sends files in one request; `onProgress` is told the bytes sent so far (fetch cannot tell). */
export function uploadFiles(
  id: string, files: readonly { file: File; name: string }[], onProgress: (bytes: number) => void,
): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    for (const { file, name } of files) form.append('files', file, name);
    const call = new XMLHttpRequest();
    call.open('POST', `${BASE}api/conversations/${encodeURIComponent(id)}/documents`);
    for (const [name, value] of Object.entries({ Accept: 'application/json, application/problem+json', ...keyHeader() })) call.setRequestHeader(name, value);
    call.upload.onprogress = (event) => onProgress(event.loaded);
    call.onerror = () => reject(unreachable());
    call.onabort = () => reject(unreachable());
    call.onload = () => {
      if (call.status < 200 || call.status >= 300) return reject(readProblem(call.status, call.responseText));
      try {
        return resolve(JSON.parse(call.responseText) as Upload);
      } catch {
        return reject(readProblem(call.status, ''));
      }
    };
    call.send(form);
  });
}
