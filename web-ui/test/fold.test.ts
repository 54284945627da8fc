import { describe, expect, it } from 'vitest';
import { fold } from '../src/state/fold';
import { EMPTY_LOG, entryOf, isOpen, type Item, type Run } from '../src/state/view';
import { firstNew } from '../src/hooks/seen';
import { oneRun, randoms, Script } from './events';

const newest = (run: Run | undefined, step: number): Item[] => run?.steps[step]?.items ?? [];

describe('folding events', () => {
  it('groups what happens into steps of the run', () => {
    const { view } = fold(EMPTY_LOG, oneRun().events);
    const run = view.runs[0];
    expect(view.runs).toHaveLength(1);
    expect(run?.question).toBe('Where is the key?');
    expect(run?.steps.map((each) => each.number)).toEqual([1, 2, 3]);
    expect(newest(run, 0).map((each) => each.kind)).toEqual(['said', 'call']);
    expect(run?.answer?.answer).toBe('Under the step.');
    expect(isOpen(view)).toBe(false);
  });

  it('puts a note and a prune under the call that made them, and the runtime’s own beside', () => {
    const { view } = fold(EMPTY_LOG, oneRun().events);
    const [noting] = newest(view.runs[0], 1);
    const [pruning, ...others] = newest(view.runs[0], 2);
    expect(noting?.kind === 'call' && noting.call.notes).toMatchObject([{ key: 'key' }]);
    expect(pruning?.kind === 'call' && pruning.call.prunes).toMatchObject([{ msg_id: 2 }]);
    expect(others.map((each) => each.kind)).toEqual(['prune', 'nudge']);
  });

  it('takes every event once, however often it comes', () => {
    const { events } = oneRun();
    const once = fold(EMPTY_LOG, events);
    expect(fold(once, events)).toBe(once);
    expect(fold(fold(EMPTY_LOG, events.slice(0, 9)), events).view).toEqual(once.view);
    expect(fold(EMPTY_LOG, [...events, ...events]).view).toEqual(once.view);
  });

  it('ends in the same view for any order of arrival in any batches', () => {
    const { events } = oneRun();
    const expected = fold(EMPTY_LOG, events).view;
    for (let seed = 1; seed <= 200; seed++) {
      const random = randoms(seed);
      const mixed = [...events, ...events.filter(() => random() < 0.3)]
        .map((event) => ({ event, at: random() })).sort((a, b) => a.at - b.at).map((each) => each.event);
      let log = EMPTY_LOG;
      while (mixed.length > 0) log = fold(log, mixed.splice(0, 1 + Math.floor(random() * 5)));
      expect(log.view, `seed ${seed}`).toEqual(expected);
    }
  });

  it('keeps a run open until an answer or an error', () => {
    const asked = fold(EMPTY_LOG, new Script().run('r1').add('message', { content: 'q' }).events);
    expect(isOpen(asked.view)).toBe(true);
    const failed = new Script().run('r1').add('message', { content: 'q' })
      .add('error', { type: 'urn:palimpsest:problem:model-unavailable', title: 't', detail: null, retryable: true });
    expect(isOpen(fold(EMPTY_LOG, failed.events).view)).toBe(false);
  });

  it('adopts the run of a question that was announced without one', () => {
    const script = new Script().add('message', { content: 'q' }).run('r1').add('step', { step: 1, model: 'm' });
    const { view } = fold(EMPTY_LOG, script.events);
    expect(view.runs).toMatchObject([{ question: 'q', runId: 'r1', steps: [{ number: 1 }] }]);
  });

  it('keeps two runs apart', () => {
    const script = oneRun().run('r2').add('message', { content: 'And now?' }).add('step', { step: 1, model: 'm' }).budget(700);
    const { view } = fold(EMPTY_LOG, script.events);
    expect(view.runs.map((each) => each.steps.length)).toEqual([3, 1]);
    expect(isOpen(view)).toBe(true);
    expect(view.peak).toBe(700);
  });

  it('knows the largest request of the newest run', () => {
    expect(fold(EMPTY_LOG, oneRun().events.slice(0, 13)).view.peak).toBe(940);
  });

  it('forgets what came after the step from which a run goes on', () => {
    const script = oneRun();
    const before = script.events.findIndex((each) => each.event === 'step' && each.step === 2);
    script.add('rewound', { from_step: 2, kept_through: before }).add('step', { step: 2, model: 'm' });
    const { view } = fold(EMPTY_LOG, script.events);
    expect(view.runs).toMatchObject([{ answer: null, steps: [{ number: 1 }, { number: 2, items: [] }] }]);
    expect(isOpen(view)).toBe(true);
    expect(view.prunes).toEqual([]);
    expect(view.entries.map((each) => each.msgId)).toEqual([1, 2]);
  });

  it('knows whether a run is paused or waits for a person', () => {
    const script = new Script().run('r').add('message', { content: 'q' }).add('pause', {});
    const run = () => fold(EMPTY_LOG, script.events).view.runs[0];
    expect(run()?.pause).toBe('pausing');
    script.add('paused', {});
    expect(run()?.pause).toBe('paused');
    script.add('resumed', {}).add('approval', { state: 'requested', call_id: 'a', tool: 'note', arguments: '{}', reason: 'approval', expires_at: null });
    expect(run()).toMatchObject({ pause: null, approval: { call_id: 'a' } });
    script.add('approval', { state: 'rejected', call_id: 'a', reason: null });
    expect(run()?.approval).toBeNull();
  });

  it('shows arguments that are no JSON object as they stand', () => {
    const { view } = fold(EMPTY_LOG, new Script().run('r').add('message', { content: 'q' }).add('step', { step: 1, model: 'm' }).call(1, 'note', '{"key": ').events);
    const [item] = newest(view.runs[0], 0);
    expect(item?.kind === 'call' && item.call.malformed).toBe('{"key": ');
  });

  it('matches results to calls of one turn by their ids', () => {
    const script = new Script().run('r').add('message', { content: 'q' }).add('step', { step: 1, model: 'm' })
      .add('tool_call', { msg_id: 1, text: null, calls: [{ id: 'a', name: 'readChunk', arguments: '{"chunk_id":1}' }, { id: 'b', name: 'readChunk', arguments: '{"chunk_id":2}' }] })
      .add('tool_result', { msg_id: 3, invoking_msg_id: 1, tool: 'readChunk', call_id: 'b', result: { n: 2 }, tokens: 5, error: false })
      .add('tool_result', { msg_id: 2, invoking_msg_id: 1, tool: 'readChunk', call_id: 'a', result: { n: 1 }, tokens: 5, error: false });
    const items = newest(fold(EMPTY_LOG, script.events).view.runs[0], 0);
    expect(items.map((each) => each.kind === 'call' && each.call.result?.result)).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('ignores events that it does not know', () => {
    const { events } = oneRun();
    const strange = { ...events[0]!, event: 'weather', seq: 99 } as unknown as (typeof events)[number];
    const { view } = fold(EMPTY_LOG, [...events, strange]);
    expect(view.runs).toHaveLength(1);
    expect(view.lastSeq).toBe(99);
  });

  it('finds the newest message of a number', () => {
    const { view } = fold(EMPTY_LOG, oneRun().events);
    expect(entryOf(view, 2)?.call?.arguments).toEqual({ chunk_id: 7 });
    expect(entryOf(view, 77)).toBeUndefined();
  });

  it('gives each step what its model calls reported, and the run their sum', () => {
    const reported = { model: 'm', output_tokens: 5, reasoning_tokens: null };
    const script = new Script().run('r').add('message', { content: 'What?' }).add('step', { step: 1, model: 'm' })
      .add('usage', { ...reported, input_tokens: 100, cached_tokens: 0, cost: 0.5 }).add('step', { step: 2, model: 'm' })
      .add('usage', { ...reported, input_tokens: 120, cached_tokens: 90, cost: 0.25 }).add('usage', { ...reported, input_tokens: 10, cached_tokens: null, cost: 0.25 });
    const [run] = fold(EMPTY_LOG, script.events).view.runs;
    expect(run?.steps.map((each) => each.usage)).toEqual([{ input: 100, cached: 0, output: 5, cost: 0.5 }, { input: 130, cached: null, output: 10, cost: 0.5 }]);
    expect(run?.usage).toEqual({ input: 230, cached: null, output: 15, cost: 1 });
  });

  it('finds the first run that came or ended while nobody looked', () => {
    const script = new Script();
    for (const name of ['a', 'b', 'c']) script.run(name).add('message', { content: name }).answer(name);
    const { runs } = fold(EMPTY_LOG, script.events).view;
    expect(runs.map((each) => each.key)).toEqual([1, 3, 5]);
    expect(firstNew(runs, 6, 6)).toBeNull();
    expect(firstNew(runs, 4, 6)).toBe(5);
    expect(firstNew(runs, 3, 6)).toBe(3); // asked before, answered since
    expect(firstNew(runs, 4, 4)).toBeNull(); // asked here after it was opened
  });
});
