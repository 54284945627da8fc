import { EventSource } from 'eventsource';
import { keyHeader } from './key';
import { readProblem, unreachable } from './problem';
import type {
  Agent, Conversation, ConversationLine, Document, DocumentText, Feedback, Hearing, HistoryMessage, LedgerEntry, Model, Note, Status, Upload, WindowSnapshot,
} from './types';

const BASE = 'api';
async function request<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${BASE}${path}`, {
      method,
      headers: { Accept: 'application/json, application/problem+json', ...keyHeader(), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
    text = await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreachable();
  }
  if (!response.ok) throw readProblem(response.status, text);
  return (text ? JSON.parse(text) : undefined) as T;
}

const LEDGER_PAGE = 1000;

/** All entries, oldest first, page by page. */
async function ledger(id: string, signal?: AbortSignal): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for (let page: LedgerEntry[] | null = null; page === null || page.length === LEDGER_PAGE;) {
    page = await request<LedgerEntry[]>('GET', `${of(id)}/ledger?after=${entries.at(-1)?.seq ?? 0}&limit=${LEDGER_PAGE}`, undefined, signal);
    entries.push(...page);
  }
  return entries;
}

const of = (id: string) => `/conversations/${encodeURIComponent(id)}`;
const run = (id: string) => `/runs/${encodeURIComponent(id)}`;

export const api = {
  status: (signal?: AbortSignal) => request<Status>('GET', '/status', undefined, signal),
  models: (signal?: AbortSignal) => request<Model[]>('GET', '/models', undefined, signal),
  agents: (signal?: AbortSignal) => request<Agent[]>('GET', '/agents', undefined, signal),
  conversations: (signal?: AbortSignal) => request<ConversationLine[]>('GET', '/conversations', undefined, signal),
  conversation: (id: string, signal?: AbortSignal) => request<Conversation>('GET', of(id), undefined, signal),
  create: (agentId: string | null) => request<Conversation>('POST', '/conversations', { agent_id: agentId, title: null }),
  rename: (id: string, title: string) => request<Conversation>('PATCH', of(id), { title }),
  remove: (id: string) => request<void>('DELETE', of(id)),
  ask: (id: string, content: string) =>
    request<{ run_id: string; event_id: number }>('POST', `${of(id)}/messages`, { content }),
  cancel: (id: string) => request<void>('POST', `${of(id)}/cancel`),
  pause: (runId: string) => request<void>('POST', `${run(runId)}/pause`),
  resume: (runId: string) => request<void>('POST', `${run(runId)}/resume`),
  /** From the step that failed, or else the last one, when none is named. */
  retry: (runId: string, fromStep: number | null) => request<void>('POST', `${run(runId)}/retry${fromStep === null ? '' : `?from_step=${fromStep}`}`),
  fork: (runId: string, fromStep: number) => request<{ conversation_id: string }>('POST', `${run(runId)}/fork?from_step=${fromStep}`),
  decide: (runId: string, callId: string, approved: boolean, reason: string | null) =>
    request<void>('POST', `${run(runId)}/approvals/${encodeURIComponent(callId)}`, { approved, reason }),
  documents: (id: string, signal?: AbortSignal) => request<Document[]>('GET', `${of(id)}/documents`, undefined, signal),
  removeDocument: (id: string, documentId: string) =>
    request<void>('DELETE', `${of(id)}/documents/${encodeURIComponent(documentId)}`),
  text: (documentId: string, start: number, end: number, signal?: AbortSignal) =>
    request<DocumentText>('GET', `/documents/${encodeURIComponent(documentId)}/text?start=${start}&end=${end}`, undefined, signal),
  messages: (id: string, after: number, limit: number, signal?: AbortSignal) =>
    request<HistoryMessage[]>('GET', `${of(id)}/messages?after=${after}&limit=${limit}`, undefined, signal),
  ledger,
  undo: (id: string, seq: number) => request<LedgerEntry>('POST', `${of(id)}/ledger/${seq}/undo`),
  feedback: (id: string, signal?: AbortSignal) => request<Feedback[]>('GET', `${of(id)}/feedback`, undefined, signal),
  judge: (id: string, runId: string, verdict: 'up' | 'down', correction: string | null) =>
    request<Feedback>('POST', `${of(id)}/feedback`, { run_id: runId, verdict, correction }),
  notes: (id: string, signal?: AbortSignal) => request<Note[]>('GET', `${of(id)}/notes`, undefined, signal),
  procedure: (id: string, signal?: AbortSignal) => request<{ hearings: Hearing[] }>('GET', `${of(id)}/procedure`, undefined, signal),
  window: (id: string, signal?: AbortSignal) => request<WindowSnapshot>('GET', `${of(id)}/window`, undefined, signal),
  /** As the browser's own EventSource, which can send no key. */
  events: (id: string, after: number) => new EventSource(`${BASE}${of(id)}/events?tokens=true${after > 0 ? `&after=${after}` : ''}`, {
    fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...keyHeader() } }),
  }),
};

/** Sends files in one request; `onProgress` is told the bytes sent so far (fetch cannot tell). */
export function uploadFiles(
  id: string, files: readonly { file: File; name: string }[], onProgress: (bytes: number) => void,
): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    for (const { file, name } of files) form.append('files', file, name);
    const call = new XMLHttpRequest();
    call.open('POST', `${BASE}${of(id)}/documents`);
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
