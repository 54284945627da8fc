import type { WindowSnapshot } from '../api/types';
import { entryOf, type View, type WindowEntry } from './fold';

export type Role = 'system' | 'user' | 'assistant' | 'tool';

/** One message of the window as the bar and the list show it. */
export interface Segment {
  key: string;
  role: Role;
  msgId: number | null;
  /** What it takes now. */
  tokens: number;
  /** What it took before it was scraped off; the same as `tokens` if it was not. */
  original: number;
  pruned: boolean;
  by: 'agent' | 'runtime' | null;
  /** What the model is sent, while it is known. */
  content: string | null;
  entry: WindowEntry | null;
}

export interface WindowModel {
  window: number;
  /** The whole request: the segments and what surrounds them. */
  used: number;
  /** What the window keeps free for the reply. */
  reserved: number;
  /** Of the request, what no message accounts for: the tools' descriptions. */
  framing: number;
  /** What the request would be had nothing been scraped off. */
  unpruned: number;
  pruned: number;
  segments: Segment[];
}

/** A stub of the reference's form takes about this many tokens. */
const STUB_TOKENS = 40;

/**
 * The window: the runtime's own account of it (`snapshot`, taken when event `takenAt` was the newest), and on top what the
 * events since then say.
 */
export function windowModel(snapshot: WindowSnapshot | null, takenAt: number, view: View, defaultWindow: number): WindowModel {
  const segments = new Map<string, Segment>();
  let unnumbered = 0;
  for (const message of snapshot?.messages ?? []) {
    const msgId = message.msg_id ?? null;
    const key = msgId === null ? `${message.role}-${++unnumbered}` : `m${msgId}`;
    const prune = msgId === null ? undefined : view.prunes.findLast((each) => each.msg_id === msgId);
    const pruned = message.pruned ?? false;
    segments.set(key, {
      key, role: message.role, msgId, tokens: message.tokens, pruned,
      original: pruned ? message.tokens + Math.max(0, prune?.tokens_saved ?? 0) : message.tokens,
      by: pruned ? prune?.by ?? null : null,
      content: message.content, entry: msgId === null ? null : entryOf(view, msgId) ?? null,
    });
  }
  const counted = tokensIn(segments);
  const framing = snapshot ? Math.max(0, snapshot.request_tokens - counted) : 0;
  const window = snapshot?.window ?? view.budget?.window ?? defaultWindow;

  for (const entry of view.entries) {
    const key = `m${entry.msgId}`;
    if (entry.seq <= takenAt || segments.has(key)) continue;
    segments.set(key, {
      key, role: entry.role, msgId: entry.msgId, tokens: entry.tokens, original: entry.tokens, pruned: false, by: null,
      content: null, entry,
    });
  }
  for (const prune of view.prunes) {
    const segment = segments.get(`m${prune.msg_id}`);
    if (prune.seq <= takenAt || !segment || segment.pruned) continue;
    const tokens = Math.max(Math.min(STUB_TOKENS, segment.tokens), segment.tokens - prune.tokens_saved);
    segments.set(segment.key, { ...segment, tokens, original: segment.tokens, pruned: true, by: prune.by });
  }

  const all = [...segments.values()];
  const used = all.reduce((total, each) => total + each.tokens, framing);
  return {
    window, used, framing, segments: all,
    reserved: snapshot ? Math.max(0, Math.min(window, window - snapshot.request_tokens - snapshot.available_tokens)) : 0,
    unpruned: all.reduce((total, each) => total + each.original, framing),
    pruned: all.filter((each) => each.pruned).length,
  };
}

function tokensIn(segments: Map<string, Segment>): number {
  let total = 0;
  for (const each of segments.values()) total += each.tokens;
  return total;
}
