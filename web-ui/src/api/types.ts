import { EVENT_NAMES as NAMES, type components } from './schema';

/** Shapes of the API by its description (api/openapi.json). Offsets count Unicode code points, `[start, end)`. */
type Schemas = components['schemas'];

export type Status = Schemas['StatusView'];
export type Model = Schemas['ModelView'];
export type ConnectionRequest = Schemas['ConnectionRequest'];
export type Tool = Schemas['ToolView'];
export type ToolServer = Schemas['ToolServerView'];
export type Agent = Schemas['AgentView'];
export type ConversationLine = Schemas['ConversationLine'];
export type Conversation = Schemas['ConversationView'];
export type Document = Schemas['DocumentView'];
export type Upload = Schemas['UploadView'];
export type Skipped = Upload['skipped'][number];
export type DocumentText = Schemas['TextView'];
export type Note = Schemas['NoteView'];
export type HistoryMessage = Schemas['HistoryMessage'];
export type WindowMessage = Schemas['WindowLine'];
export type WindowSnapshot = Schemas['Window'];
export type Feedback = Schemas['Feedback'];
export type LedgerEntry = Schemas['LedgerEntry'];
export type Hearing = Schemas['Hearing'];
export type EventPage = Schemas['EventPage'];
export type SearchHit = Schemas['HitView'];
export type Explained = Schemas['ExplainView'];
export type SearchResult = Schemas['SearchView'];
export type MemoryRecord = Schemas['RecordView'];
export type Decision = Schemas['DecisionView'];
export type FoundMemory = Schemas['FoundView'];
export type Cluster = Schemas['ClusterView'];
export type Receipt = Schemas['ReceiptView'];
export type MetaMemoryVersion = Schemas['MetaMemoryVersion'];
export type RulesDifference = Schemas['Difference'];
export type Evolution = Schemas['Evolution'];
export type Key = Schemas['KeyView'];
export type UsageLine = Schemas['UsageLineView'];
export type AuditEntry = Schemas['EntryView'];
export type LastingNote = Schemas['LastingNote'];

export type EventName = (typeof NAMES)[number];
type Named = { [E in Schemas['Event'] as E['event']]: E extends { data: infer D } ? D : never };

/** One event of a conversation: its name, and its data with what every event carries. */
export type RunEvent = { [K in EventName]: { event: K } & Named[K] }[EventName];
export type EventOf<K extends EventName> = Extract<RunEvent, { event: K }>;
/** A part of a message that is being said: it goes on after `offset` UTF-16 units of the text, or of the arguments of call `call` of `tool`. */
export type TokensData = Named['tokens'];

export type AnswerData = Named['answer'];
export type Citation = AnswerData['citations'][number];
export type SentenceSupport = NonNullable<AnswerData['support']>[number];
export type ApprovalData = Named['approval'];
export type BudgetData = Named['budget'];
export type ErrorData = Named['error'];
export type NoteData = Named['note'];
export type PruneData = Named['prune'];
export type ToolResultData = Named['tool_result'];
export type VerificationData = Named['verification'];
export type UsageData = Named['usage'];

const KNOWN: ReadonlySet<string> = new Set(NAMES);

/** Whether an event is one of those that the description names; a newer runtime may send others. */
export const isKnown = (name: string): name is EventName => KNOWN.has(name);
