import type { RunEvent, TokensData } from '../api/types';
import { isOpen, type View } from './view';

/** The message that a model is saying, as far as it was heard. */
export interface Saying {
  runId: string;
  attempt: number;
  text: string;
  calls: readonly { tool: string; arguments: string }[];
}

/** Adds a part. What was heard before is passed over, and so is what does not go on from there: the message comes whole in the end. */
export function hear(saying: Saying | null, part: TokensData): Saying {
  const known = saying?.attempt === part.attempt ? saying : { runId: part.run_id, attempt: part.attempt, text: '', calls: [] };
  if (part.call === null) return { ...known, text: goOn(known.text, part) };
  if (part.call > known.calls.length) return known;
  const call = known.calls[part.call] ?? { tool: part.tool ?? '', arguments: '' };
  const calls = [...known.calls];
  calls[part.call] = { ...call, arguments: goOn(call.arguments, part) };
  return { ...known, calls };
}

const goOn = (known: string, part: TokensData) => (part.offset > known.length ? known : known + part.text.slice(known.length - part.offset));

const ENDS: ReadonlySet<RunEvent['event']> = new Set(['step', 'tool_call', 'rewound', 'answer', 'error']);

/** What is still being said after an event: nothing, once the message is recorded or will not be. */
export const after = (saying: Saying | null, event: RunEvent): Saying | null => (ENDS.has(event.event) ? null : saying);

/**
 * The answer before the runtime has checked it and found its sources: while it is being written, or written and not yet accepted.
 * Null where no answer is in sight.
 */
export function draftOf(view: View, saying: Saying | null): string | null {
  const run = view.runs.at(-1);
  if (!run || !isOpen(view)) return null;
  if (saying && saying.runId === run.runId) {
    const [first] = saying.calls;
    return (first === undefined ? saying.text : first.tool === 'finish' ? answerIn(first.arguments) : '') || null;
  }
  const items = run.steps.at(-1)?.items ?? [];
  const calls = items.filter((item) => item.kind === 'call');
  if (calls.length > 0) {
    const finish = calls.find(({ call }) => call.tool === 'finish' && call.result === null);
    return typeof finish?.call.arguments['answer'] === 'string' ? finish.call.arguments['answer'] : null;
  }
  // Text without a call is the answer, unless the runtime replied to it.
  const last = items.at(-1);
  return last?.kind === 'said' ? last.text : null;
}

/** The field `answer` of a JSON object that is still being written. */
export function answerIn(json: string): string {
  const value = /"answer"\s*:\s*"((?:[^"\\]|\\u[0-9a-f]{4}|\\[^u])*)/i.exec(json)?.[1] ?? '';
  try {
    // Half of a pair of surrogates is no character yet.
    return (JSON.parse(`"${value}"`) as string).replace(/[\ud800-\udbff]$/, '');
  } catch {
    return value;
  }
}
