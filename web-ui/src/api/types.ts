/** The shapes of docs/api.md. Offsets count Unicode code points, `[start, end)`. */

export interface Status {
  version: string;
  default_model: string;
  embedding: { model: string; passages: number; embedded: number; running: boolean };
}

export interface Model {
  name: string;
  provider: string;
  language_model: boolean;
  description: string;
  window: number;
}

export interface Agent {
  id: string;
  name: string;
  model: string;
  window: number;
}

/** A conversation as the list has it. */
export interface ConversationLine {
  id: string;
  agent_id: string;
  title: string;
  created_at: string;
  updated_at: string;
}

export interface Conversation extends ConversationLine {
  model: string;
  language_model: boolean;
  window: number;
  status: 'idle' | 'running';
}

export interface Document {
  id: string;
  name: string;
  media_type: string;
  bytes: number;
  characters: number;
  tokens: number;
  passages: number;
  embedded_passages: number;
  created_at: string;
  unchanged?: boolean;
}

export interface Skipped {
  name: string;
  reason: string;
}

export interface Upload {
  documents: Document[];
  skipped: Skipped[];
}

export interface DocumentText {
  document_id: string;
  start: number;
  end: number;
  characters: number;
  text: string;
}

export interface Note {
  key: string;
  summary: string;
  content: string;
  updated_at: string;
}

export interface Citation {
  document: string;
  document_id: string | null;
  chunk_id: number | string | null;
  start: number;
  end: number;
  quote: string;
  /** Absent in answers of older versions. */
  kind?: 'document' | 'memory' | 'pack';
  /** Of memory: the turn that is quoted. */
  conversation?: string;
  seq?: number;
  speaker?: string;
  at?: string;
}

export interface CallRequest {
  id: string;
  name: string;
  arguments: string;
}

export interface HistoryMessage {
  seq: number;
  role: 'user' | 'assistant' | 'tool' | 'answer' | 'system';
  msg_id?: number;
  content?: string | null;
  calls?: CallRequest[];
  tool?: string;
  pruned?: boolean;
  pruned_by?: string;
  tokens?: number;
}

export interface WindowMessage {
  role: 'system' | 'user' | 'assistant' | 'tool';
  msg_id?: number | null;
  content: string | null;
  calls?: CallRequest[];
  tool_call_id?: string;
  pruned?: boolean;
  tokens: number;
}

export interface WindowSnapshot {
  window: number;
  request_tokens: number;
  available_tokens: number;
  messages: WindowMessage[];
}

interface Common {
  conversation_id: string;
  run_id: string | null;
  seq: number;
  at: string;
}

export interface MessageData { content: string }
export interface StepData { step: number; model: string }
export interface BudgetData {
  request_tokens: number;
  window: number;
  available_tokens: number;
  messages: number;
  pruned_messages: number;
}
export interface ToolCallData {
  msg_id: number;
  text: string | null;
  calls: CallRequest[];
  /** Why the message ended before it was complete; null or absent when it did not. */
  ending?: 'length' | 'content-filter' | 'refusal' | null;
}
export interface ToolResultData {
  msg_id: number;
  invoking_msg_id: number;
  tool: string;
  call_id: string;
  result: unknown;
  tokens: number;
  error: boolean;
}
export interface NoteData { operation: 'written' | 'deleted'; key: string; summary: string | null; content: string | null }
export interface PruneData {
  msg_id: number;
  role: string;
  by: 'agent' | 'runtime';
  reason: string | null;
  tokens_saved: number;
}
/** An act of a hearing; `violations` in words. */
export interface ProcedureData { pack: string; court_type: string; stage: string; act: string; role: string; violations: string[] }

/** A hearing as far as it has come; without the pack that it was begun under only what was done is known. */
export interface Hearing {
  court_type: string;
  title?: string;
  complete?: boolean;
  done: string[];
  stages?: { id: string; title: string; current: boolean; complete: boolean; acts: { id: string; title: string; required: boolean; done: boolean }[] }[];
  next?: string;
  breaches: { act: string; violations: string[] }[];
}

export interface NudgeData { content: string }
/** A call that waits for a person, and what became of it. With `requested`: which call, and until when it waits. */
export interface ApprovalData {
  state: 'requested' | 'approved' | 'rejected' | 'answered' | 'expired';
  call_id: string;
  tool?: string;
  /** JSON text. */
  arguments?: string;
  reason: string | null;
  expires_at?: string | null;
}
/** Events of the run after `kept_through` no longer stand in the window. */
export interface RewoundData { from_step: number; kept_through: number }

export interface Finding {
  dimension: string;
  verdict: 'pass' | 'fail' | 'unknown';
  check: string;
  claim: string;
  evidence: string | null;
  what_to_do: string | null;
}
export interface VerificationData {
  msg_id: number | null;
  subject: 'exploration' | 'tool' | 'note' | 'answer';
  reaction: 'recorded' | 'told' | 'refused' | 'sent-back' | 'stopped';
  findings: Finding[];
}

export type LedgerKind = 'prune' | 'held-back' | 'fold' | 'cut' | 'restore' | 'calibration' | 'notice' | 'repair' | 'recall';

/** What was done to the context; tokens are null where nothing was measured. */
export interface LedgerEntry {
  seq: number;
  at: string;
  run_id: string | null;
  kind: LedgerKind;
  by: 'agent' | 'runtime' | 'user' | 'import';
  reason: string | null;
  msg_ids: number[];
  tokens_before: number | null;
  tokens_after: number | null;
  tokens_saved: number | null;
  undoable: boolean;
}

export interface Feedback { run_id: string; verdict: 'up' | 'down'; right_answer: string | null; comment: string | null; created_at: string }
export interface DocumentsData { added: { id: string; name: string; tokens: number }[]; removed: string[] }
export interface AnswerData {
  answer: string | null;
  citations: Citation[];
  steps: number;
  document_tokens: number;
  tokens_read: number;
  peak_request_tokens: number;
  total_request_tokens: number;
  pruned_messages: number;
  notes: { key: string; summary: string }[];
  model: string;
  language_model: boolean;
  found: boolean;
  stopped_by: 'finish' | 'text' | 'step-limit' | 'token-limit' | 'time-limit' | 'spend-limit' | 'cancelled' | 'verification';
  /** Absent or null where nothing was verified. */
  support?: SentenceSupport[] | null;
}
/** Code points of the answer; `supported` is true for what claims nothing. */
export interface SentenceSupport { start: number; end: number; claim: boolean; supported: boolean; citations: number[] }
export interface ErrorData { type: string; title: string; detail: string | null; retryable: boolean }

/** A part of a message that is being said: it goes on after `offset` UTF-16 units of the text, or of the arguments of call `call` of `tool`. */
export interface TokensData {
  run_id: string;
  msg_id: number;
  attempt: string;
  call: number | null;
  tool: string | null;
  offset: number;
  text: string;
}

interface EventKinds {
  message: MessageData;
  step: StepData;
  budget: BudgetData;
  tool_call: ToolCallData;
  tool_result: ToolResultData;
  note: NoteData;
  prune: PruneData;
  nudge: NudgeData;
  procedure: ProcedureData;
  documents: DocumentsData;
  ledger: Omit<LedgerEntry, 'undoable'>;
  repair: { what: string };
  verification: VerificationData;
  pause: object;
  paused: object;
  resumed: object;
  approval: ApprovalData;
  rewound: RewoundData;
  answer: AnswerData;
  error: ErrorData;
}

export type EventName = keyof EventKinds;

/** One event of a conversation: its name, and its data with what every event carries. */
export type RunEvent = { [K in EventName]: { event: K } & Common & EventKinds[K] }[EventName];

export type EventOf<K extends EventName> = Extract<RunEvent, { event: K }>;

export const EVENT_NAMES: readonly EventName[] = [
  'message', 'step', 'budget', 'tool_call', 'tool_result', 'note', 'prune', 'nudge', 'documents', 'procedure', 'ledger', 'repair', 'verification',
  'pause', 'paused', 'resumed', 'approval', 'rewound', 'answer', 'error',
];
