import { isKnown } from '../api/types';
import type { EventOf, RunEvent } from '../api/types';
import { EMPTY_VIEW, type Call, type Item, type Log, type Run, type Step, type Usage, type View, type WindowEntry } from './view';

/**
 * Adds events. An event seen before changes nothing; one that comes late takes its place by number: any order of arrival,
 * with any repetition, ends in the same log.
 */
export function fold(log: Log, arrived: readonly RunEvent[]): Log {
  const known = new Set(log.events.map((each) => each.seq));
  const fresh: RunEvent[] = [];
  for (const event of arrived) {
    if (!known.has(event.seq)) {
      known.add(event.seq);
      fresh.push(event);
    }
  }
  if (fresh.length === 0) return log;
  fresh.sort((a, b) => a.seq - b.seq);
  const inOrder = (fresh[0]?.seq ?? 0) > log.view.lastSeq;
  const events = inOrder ? [...log.events, ...fresh] : [...log.events, ...fresh].sort((a, b) => a.seq - b.seq);
  return { events, view: (inOrder ? fresh : events).reduce(apply, inOrder ? log.view : EMPTY_VIEW) };
}

function apply(view: View, event: RunEvent): View {
  const next = { ...view, lastSeq: event.seq };
  switch (event.event) {
    case 'message': {
      return { ...next, runs: [...view.runs, begun(event, event.content)], peak: 0, windowSeq: event.seq };
    }
    case 'memory':
    case 'meta_memory':
    case 'fallback':
    case 'continued':
    case 'limits':
    case 'note_read':
    case 'answer_refused':
    case 'functions':
      return told(next, event, { kind: 'told', seq: event.seq, event });
    case 'usage':
      return inRun(next, event, (run) => ({
        ...run, usage: used(run.usage, event), steps: run.steps.map((step, n) => (n === run.steps.length - 1 ? { ...step, usage: used(step.usage, event) } : step)),
      }));
    case 'forked':
      return { ...next, origin: { conversation: event.from_conversation_id, through: event.through } };
    case 'set_aside':
      return { ...next, windowSeq: event.seq, ledgerSeq: event.seq };
    case 'documents':
      return { ...next, documentsSeq: event.seq };
    case 'procedure':
      return { ...next, procedureSeq: event.seq };
    case 'step':
      return inRun(next, event, (run) => ({
        ...run, steps: [...run.steps, { number: event.step, model: event.model ?? '', seq: event.seq, msgId: null, items: [], sent: null, usage: null }],
      }));
    case 'budget':
      return inStep({ ...next, budget: event, peak: Math.max(view.peak, event.request_tokens), windowSeq: event.seq }, event, (step) => ({
        ...step, sent: { tokens: event.request_tokens, full: event.request_tokens + view.prunes.reduce((saved, each) => saved + Math.max(0, each.tokens_saved), 0) },
      }));
    case 'tool_call':
      return called(next, event);
    case 'tool_result':
      return resulted(next, event);
    case 'note': {
      const changed = { ...next, notesSeq: event.seq, windowSeq: event.seq };
      return inStep(changed, event, (step) => noted(step, event));
    }
    case 'prune': {
      const changed = { ...next, prunes: [...view.prunes, event], windowSeq: event.seq, ledgerSeq: event.seq };
      return inStep(changed, event, (step) => pruned(step, event));
    }
    case 'ledger':
    case 'repair':
      return { ...next, windowSeq: event.seq, ledgerSeq: event.seq };
    case 'verification':
      return inStep(next, event, (step) => add(step, { kind: 'checked', seq: event.seq, verification: event }));
    case 'pause':
      return inRun(next, event, (run) => ({ ...run, pause: 'pausing' }));
    case 'paused':
      return inRun(next, event, (run) => ({ ...run, pause: 'paused' }));
    case 'resumed':
      return inRun(next, event, (run) => ({ ...run, pause: null }));
    case 'approval':
      return inRun(next, event, (run) => ({ ...run, approval: event.state === 'requested' ? event : null }));
    case 'rewound':
      return rewound(next, event);
    case 'nudge':
      return inStep({ ...next, ledgerSeq: event.seq }, event, (step) => add(step, { kind: 'nudge', seq: event.seq, nudge: event }));
    case 'answer':
      return inRun({ ...next, peak: Math.max(view.peak, event.peak_request_tokens), windowSeq: event.seq }, event, (run) => ({ ...run, ...STANDING, answer: event }));
    case 'error':
      return inRun({ ...next, windowSeq: event.seq }, event, (run) => ({ ...run, ...STANDING, error: event }));
    case 'run':
    case 'index':
    case 'scan':
    case 'read':
    case 'search':
    case 'cancel':
    case 'tool_started':
    case 'notes_listed':
      // What these say is seen in the calls and the answer.
      return next;
    default:
      return unknown(next, event);
  }
}

/** A newer runtime may send more than this page knows. */
function unknown(view: View, event: never): View {
  const { event: name, seq, run_id, conversation_id: _id, at: _at, ...data } = event as RunEvent & Record<string, unknown>;
  if (isKnown(name) || view.runs.length === 0) return view;
  const runId = run_id ?? view.runs.at(-1)?.runId ?? null;
  return told(view, { ...(event as RunEvent), run_id: runId }, { kind: 'unknown', seq, name, data });
}

const sum = (before: number | null, more: number | null) => (before === null || more === null ? null : before + more);
const used = (before: Usage | null, event: EventOf<'usage'>): Usage => (before === null
  ? { input: event.input_tokens, cached: event.cached_tokens, output: event.output_tokens, cost: event.cost }
  : {
      input: sum(before.input, event.input_tokens), cached: sum(before.cached, event.cached_tokens),
      output: sum(before.output, event.output_tokens), cost: sum(before.cost, event.cost),
    });

/** In the step in progress, or in front of the first. */
function told(view: View, event: RunEvent, item: Item): View {
  return inRun(view, event, (run) => (run.steps.length === 0 ? { ...run, front: [...run.front, item] }
    : { ...run, steps: [...run.steps.slice(0, -1), add(run.steps.at(-1)!, item)] }));
}

/** Of a run that neither waits nor has ended. */
const STANDING = { answer: null, error: null, pause: null, approval: null } as const;

const begun = (event: RunEvent, question: string | null): Run => ({ key: event.seq, runId: event.run_id, question, front: [], steps: [], usage: null, ...STANDING });

/** The run goes on from one of its steps: what came of it after that is forgotten here, as in the window. */
function rewound(view: View, event: EventOf<'rewound'>): View {
  const kept = (each: { seq: number }) => each.seq <= event.kept_through;
  const changed = {
    ...view, entries: view.entries.filter(kept), prunes: view.prunes.filter(kept), windowSeq: event.seq, notesSeq: event.seq, ledgerSeq: event.seq,
  };
  return inRun(changed, event, (run) => ({ ...run, ...STANDING, steps: run.steps.filter((each) => each.number < event.from_step) }));
}

const add = (step: Step, item: Item): Step => ({ ...step, items: [...step.items, item] });

/** Changes the event's run; one that the page never saw begin gets a run without a question. */
function inRun(view: View, event: RunEvent, change: (run: Run) => Run): View {
  const at = view.runs.findLastIndex((run) => run.runId === event.run_id || run.runId === null);
  const run = view.runs[at];
  if (run) return { ...view, runs: view.runs.with(at, change({ ...run, runId: event.run_id })) };
  return { ...view, runs: [...view.runs, change(begun(event, null))] };
}

function inStep(view: View, event: RunEvent, change: (step: Step) => Step): View {
  return inRun(view, event, (run) => {
    const step = run.steps.at(-1) ?? { number: 0, model: '', seq: 0, msgId: null, items: [], sent: null, usage: null };
    return { ...run, steps: [...run.steps.slice(0, -1), change(step)] };
  });
}

function called(view: View, event: EventOf<'tool_call'>): View {
  const calls = event.calls.map((request): Call => ({
    id: request.id ?? '', tool: request.name ?? '', ...parsed(request.arguments ?? ''), result: null, notes: [], prunes: [],
  }));
  const text = event.text?.trim() || null;
  const entry: WindowEntry = {
    seq: event.seq, role: 'assistant', msgId: event.msg_id, approximate: true, call: calls[0] ?? null, text,
    // Four characters a token is near enough until the runtime's own count arrives.
    tokens: Math.ceil(((text?.length ?? 0) + event.calls.reduce((sum, each) => sum + (each.name?.length ?? 0) + (each.arguments?.length ?? 0), 0)) / 4),
  };
  return inStep({ ...view, entries: [...view.entries, entry], windowSeq: event.seq }, event, (step) => {
    const said = text ? add(step, { kind: 'said', seq: event.seq, text, ending: event.ending }) : step;
    return { ...calls.reduce((each, call) => add(each, { kind: 'call', seq: event.seq, call }), said), msgId: event.msg_id };
  });
}

function parsed(json: string): Pick<Call, 'arguments' | 'malformed'> {
  try {
    const value: unknown = JSON.parse(json || '{}');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { arguments: value as Record<string, unknown>, malformed: null };
    }
  } catch {
    // The model's mistake is shown as it stands.
  }
  return { arguments: {}, malformed: json };
}

function resulted(view: View, event: EventOf<'tool_result'>): View {
  let made: Call | null = null;
  const changed = inStep(view, event, (step) => {
    const waiting = (item: Item) => item.kind === 'call' && item.call.result === null;
    let at = step.items.findIndex((item) => item.kind === 'call' && item.call.id === event.call_id && waiting(item));
    if (at < 0) at = step.items.findIndex((item) => item.kind === 'call' && item.call.tool === event.tool && waiting(item));
    const item = step.items[at];
    if (item?.kind === 'call') {
      made = { ...item.call, result: event };
      return { ...step, items: step.items.with(at, { ...item, call: made }) };
    }
    made = { id: event.call_id ?? '', tool: event.tool ?? '', arguments: {}, malformed: null, result: event, notes: [], prunes: [] };
    return add(step, { kind: 'call', seq: event.seq, call: made });
  });
  const entry: WindowEntry = {
    seq: event.seq, role: 'tool', msgId: event.msg_id, tokens: event.tokens, approximate: false, call: made, text: null,
  };
  return { ...changed, entries: [...changed.entries, entry], windowSeq: event.seq };
}

const NOTE_TOOLS = new Set(['note', 'updateNote', 'mergeNotes']);

/** A note belongs under the call that wrote it; one that no call of this step explains stands alone. */
function noted(step: Step, event: EventOf<'note'>): Step {
  return under(step, (call) => NOTE_TOOLS.has(call.tool), (call) => ({ ...call, notes: [...call.notes, event] }))
    ?? add(step, { kind: 'note', seq: event.seq, note: event });
}

function pruned(step: Step, event: EventOf<'prune'>): Step {
  const asked = (call: Call) => call.tool === 'deleteContext' && event.by === 'agent'
    && Number(call.arguments['msg_id']) === event.msg_id;
  return under(step, asked, (call) => ({ ...call, prunes: [...call.prunes, event] }))
    ?? add(step, { kind: 'prune', seq: event.seq, prune: event });
}

function under(step: Step, which: (call: Call) => boolean, change: (call: Call) => Call): Step | null {
  const at = step.items.findLastIndex((item) => item.kind === 'call' && which(item.call));
  const item = step.items[at];
  return item?.kind === 'call' ? { ...step, items: step.items.with(at, { ...item, call: change(item.call) }) } : null;
}
