import type { AnswerData, ApprovalData, BudgetData, ErrorData, EventOf, NoteData, PruneData, RunEvent, ToolResultData, VerificationData } from '../api/types';

/** A tool call with what came of it. */
export interface Call {
  id: string;
  tool: string;
  arguments: Record<string, unknown>;
  /** The arguments as the model wrote them, when they are no JSON object. */
  malformed: string | null;
  result: ToolResultData | null;
  notes: NoteData[];
  prunes: PruneData[];
}

export type Item =
  | { kind: 'said'; seq: number; text: string; ending?: string | null }
  | { kind: 'call'; seq: number; call: Call }
  | { kind: 'note'; seq: number; note: NoteData }
  | { kind: 'prune'; seq: number; prune: PruneData }
  | { kind: 'nudge'; seq: number; nudge: EventOf<'nudge'> }
  | { kind: 'checked'; seq: number; verification: VerificationData }
  | { kind: 'told'; seq: number; event: ToldEvent }
  /** What a newer runtime sends and this page has no words for. */
  | { kind: 'unknown'; seq: number; name: string; data: Record<string, unknown> };

/** Events that are told in a line of their own. */
export type ToldEvent = EventOf<'memory' | 'meta_memory' | 'fallback' | 'continued' | 'limits' | 'note_read' | 'answer_refused' | 'functions'>;

/** What the models of a run reported; null where one of them did not say. */
export interface Usage {
  input: number | null;
  cached: number | null;
  output: number | null;
  cost: number | null;
}

export interface Step {
  number: number;
  model: string;
  /** Of the event that began it; 0 where the page did not see it. */
  seq: number;
  msgId: number | null;
  items: Item[];
  /** Tokens of its request, and what they would be with all that was scraped off before; null until it is measured. */
  sent: { tokens: number; full: number } | null;
  /** What its model calls reported; null until they do. */
  usage: Usage | null;
}

/** One question and what came of it. */
export interface Run {
  key: number;
  runId: string | null;
  question: string | null;
  /** What came before the first step. */
  front: Item[];
  steps: Step[];
  usage: Usage | null;
  answer: AnswerData | null;
  error: ErrorData | null;
  /** `pausing` until the step in progress is over. */
  pause: 'pausing' | 'paused' | null;
  /** The call that waits for a decision. */
  approval: ApprovalData | null;
}

/** A message that entered the window, as the events tell it. */
export interface WindowEntry {
  seq: number;
  role: 'assistant' | 'tool';
  msgId: number;
  /** Known for tool results; an assistant message's is an estimate until the window is fetched. */
  tokens: number;
  approximate: boolean;
  call: Call | null;
  text: string | null;
}

/** All that the page shows of a conversation, derived from its events alone. */
export interface View {
  lastSeq: number;
  runs: Run[];
  entries: WindowEntry[];
  prunes: (PruneData & { seq: number })[];
  budget: (BudgetData & { seq: number }) | null;
  /** Of the newest run. */
  peak: number;
  /** The newest event that changed the documents, the notes, the window. */
  documentsSeq: number;
  notesSeq: number;
  windowSeq: number;
  /** The newest act of a hearing, 0 when there is none. */
  procedureSeq: number;
  /** The newest event that the ledger has an entry of. */
  ledgerSeq: number;
  /** The conversation that this one is a copy of up to some event. */
  origin: { conversation: string; through: number } | null;
}

/** The events so far, in order and each once, and what they amount to. */
export interface Log {
  events: readonly RunEvent[];
  view: View;
}

export const EMPTY_VIEW: View = {
  lastSeq: 0, runs: [], entries: [], prunes: [], budget: null, peak: 0, documentsSeq: 0, notesSeq: 0, windowSeq: 0, procedureSeq: 0,
  ledgerSeq: 0, origin: null,
};

export const EMPTY_LOG: Log = { events: [], view: EMPTY_VIEW };

/** The newest run has neither answer nor error. */
export function isOpen(view: View): boolean {
  const run = view.runs.at(-1);
  return run !== undefined && run.answer === null && run.error === null;
}

/** The call that made message `msgId` (the newest of that number), if it was a tool's. */
export function entryOf(view: View, msgId: number): WindowEntry | undefined {
  return view.entries.findLast((each) => each.msgId === msgId);
}
