import type { WindowSnapshot } from '../api/types';
import type { View, WindowEntry } from './view';

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
  /** The event that brought it, while it is known. */
  seq: number | null;
  /** What an assistant's message calls. */
  calls: readonly { name: string; arguments: string }[];
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
  // The newest of each number.
  const entries = new Map(view.entries.map((each) => [each.msgId, each]));
  const prunes = new Map(view.prunes.map((each) => [each.msg_id, each]));
  let unnumbered = 0;
  for (const message of snapshot?.messages ?? []) {
    const msgId = message.msg_id ?? null;
    const key = msgId === null ? `${message.role}-${++unnumbered}` : `m${msgId}`;
    const prune = msgId === null ? undefined : prunes.get(msgId);
    const pruned = message.pruned ?? false;
    segments.set(key, {
      key, role: message.role as Role, msgId, tokens: message.tokens, pruned,
      original: pruned ? message.tokens + Math.max(0, prune?.tokens_saved ?? 0) : message.tokens,
      by: pruned ? byWhom(prune?.by) : null,
      content: message.content ?? null, entry: msgId === null ? null : entries.get(msgId) ?? null,
      seq: message.seq, calls: message.tool_calls?.map((each) => each.function) ?? [],
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
      content: null, entry, seq: entry.seq, calls: [],
    });
  }
  for (const prune of view.prunes) {
    const segment = segments.get(`m${prune.msg_id}`);
    if (prune.seq <= takenAt || !segment || segment.pruned) continue;
    const tokens = Math.max(Math.min(STUB_TOKENS, segment.tokens), segment.tokens - prune.tokens_saved);
    segments.set(segment.key, { ...segment, tokens, original: segment.tokens, pruned: true, by: byWhom(prune.by) });
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

const byWhom = (by: string | undefined) => (by === 'agent' || by === 'runtime' ? by : null);

function tokensIn(segments: Map<string, Segment>): number {
  let total = 0;
  for (const each of segments.values()) total += each.tokens;
  return total;
}

/** More pieces than this can't be told apart in a bar. */
const MOST_PIECES = 160;

/** What the bar draws: a piece for each message, or where there are too many, neighbours of one kind in one piece. */
export interface Piece {
  key: string;
  keys: readonly string[];
  role: Role;
  pruned: boolean;
  tokens: number;
  original: number;
}

export function piecesOf(segments: readonly Segment[]): Piece[] {
  const pieces: Piece[] = segments.map((each) => ({
    key: each.key, keys: [each.key], role: each.role, pruned: each.pruned, tokens: each.tokens, original: each.original,
  }));
  if (pieces.length <= MOST_PIECES) return pieces;
  const total = segments.reduce((all, each) => all + each.original, 0);
  const merged: Piece[] = [];
  let weights = new Map<string, Piece>();
  let size = 0;
  const flush = () => {
    // A piece shows what most of it is.
    const most = [...weights.values()].sort((a, b) => b.original - a.original)[0];
    const all = [...weights.values()];
    if (most) {
      merged.push({
        ...most, keys: all.flatMap((each) => each.keys), tokens: all.reduce((of, each) => of + each.tokens, 0),
        original: all.reduce((of, each) => of + each.original, 0),
      });
    }
    weights = new Map();
    size = 0;
  };
  for (const piece of pieces) {
    const kind = `${piece.role} ${piece.pruned}`;
    const known = weights.get(kind);
    weights.set(kind, known ? {
      ...known, keys: [...known.keys, piece.key], tokens: known.tokens + piece.tokens, original: known.original + piece.original,
    } : piece);
    size += piece.original;
    if (size >= total / MOST_PIECES) flush();
  }
  flush();
  return merged;
}
