import { describe, expect, it } from 'vitest';
import type { WindowMessage, WindowSnapshot } from '../src/api/types';
import { fold } from '../src/state/fold';
import { EMPTY_LOG } from '../src/state/view';
import { piecesOf, windowModel } from '../src/state/window';
import { oneRun } from './events';

const EVENTS = oneRun().events;
const upTo = (seq: number) => fold(EMPTY_LOG, EVENTS.slice(0, seq)).view;
type Message = Pick<WindowMessage, 'role' | 'tokens'> & Partial<WindowMessage>;
const snapshot = (given: Message[], framing = 0): WindowSnapshot => {
  const messages = given.map((each): WindowMessage => ({ msg_id: null, seq: null, pruned: false, ...each }));
  const request = messages.reduce((sum, each) => sum + each.tokens, framing);
  return { window: 32000, request_tokens: request, available_tokens: 32000 - 4096 - request, messages, at: 0, notes: [], documents: [] };
};
const START = snapshot([{ role: 'system', content: 's', tokens: 300 }, { role: 'user', content: 'u', tokens: 60 }], 140);

describe('the window as segments', () => {
  it('is empty without snapshot and events', () => {
    expect(windowModel(null, 0, EMPTY_LOG.view, 8000)).toEqual(
      { window: 8000, used: 0, reserved: 0, framing: 0, unpruned: 0, pruned: 0, segments: [] },
    );
  });

  it('accounts for the whole request, descriptions of tools among it', () => {
    const model = windowModel(START, 3, upTo(3), 8000);
    expect(model).toMatchObject({ window: 32000, used: 500, framing: 140, reserved: 4096 });
    expect(model.segments.map((each) => each.tokens)).toEqual([300, 60]);
  });

  it('grows by the messages that came after the snapshot', () => {
    const model = windowModel(START, 3, upTo(5), 8000);
    expect(model.segments.map((each) => [each.role, each.msgId])).toEqual([['system', null], ['user', null], ['assistant', 1], ['tool', 2]]);
    expect(model.used).toBeGreaterThan(900);
  });

  it('shrinks a pruned message to a stub and remembers what it was', () => {
    const model = windowModel(START, 3, upTo(15), 8000);
    const read = model.segments.find((each) => each.msgId === 2);
    expect(read).toMatchObject({ pruned: true, by: 'agent', tokens: 40, original: 400 });
    expect(model.unpruned - model.used).toBeGreaterThanOrEqual(360);
  });

  it('believes a snapshot that holds the prune already', () => {
    const later = snapshot([...START.messages, { role: 'tool', msg_id: 2, content: '{}', pruned: true, tokens: 38 }]);
    const model = windowModel(later, 15, upTo(15), 8000);
    expect(model.segments.find((each) => each.msgId === 2)).toMatchObject({ pruned: true, tokens: 38, original: 398 });
    expect(model.pruned).toBe(1);
  });

  it('does not show a message that the runtime sends no more', () => {
    expect(windowModel(START, 18, upTo(18), 8000).segments.map((each) => each.msgId)).toEqual([null, null]);
  });

  it('never counts a message twice when the snapshot overtakes the events', () => {
    const ahead = snapshot([...START.messages, { role: 'tool', msg_id: 2, content: '{}', tokens: 400 }]);
    const model = windowModel(ahead, 3, upTo(5), 8000);
    expect(model.segments.filter((each) => each.msgId === 2)).toHaveLength(1);
  });

  it('is drawn in a bounded number of pieces that still add up', () => {
    const messages = Array.from({ length: 5000 }, (_, at) => ({ role: at % 2 ? 'assistant' : 'user', tokens: 1 + (at % 7), seq: at }));
    const { segments } = windowModel(snapshot(messages), 5000, EMPTY_LOG.view, 8000);
    const pieces = piecesOf(segments);
    expect(pieces.length).toBeLessThanOrEqual(161);
    expect(pieces.reduce((sum, each) => sum + each.tokens, 0)).toBe(segments.reduce((sum, each) => sum + each.tokens, 0));
    expect(pieces.flatMap((each) => each.keys)).toHaveLength(5000);
  });

  it('keeps used under unpruned at every event', () => {
    for (let seq = 0; seq <= EVENTS.length; seq++) {
      const model = windowModel(START, 3, upTo(seq), 8000);
      expect(model.used).toBeLessThanOrEqual(model.unpruned);
      expect(model.segments.every((each) => each.tokens > 0 && each.tokens <= each.original)).toBe(true);
    }
  });
});
