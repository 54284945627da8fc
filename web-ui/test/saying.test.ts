import { describe, expect, it } from 'vitest';
import type { TokensData } from '../src/api/types';
import { fold } from '../src/state/fold';
import { EMPTY_LOG } from '../src/state/view';
import { after, answerIn, draftOf, hear, type Saying } from '../src/state/saying';
import { randoms, Script } from './events';

const part = (text: string, offset: number, call: number | null = null, more: Partial<TokensData> = {}): TokensData =>
  ({ run_id: 'r1', msg_id: 3, attempt: 1, call, tool: call === null ? null : 'finish', offset, text, ...more });
const heard = (...parts: TokensData[]) => parts.reduce<Saying | null>(hear, null)!;
const begun = () => new Script().run('r1').add('message', { content: 'Where?' }).add('step', { step: 1, model: 'm' });
const draft = (script: Script, saying: Saying | null = null) => draftOf(fold(EMPTY_LOG, script.events).view, saying);

describe('what a model says', () => {
  it('is the same however it is cut and how often a part comes again', () => {
    const json = JSON.stringify({ answer: 'Line one\n"two" \ud83d\udddd \u00e9 three.' });
    const random = randoms(7);
    for (let round = 0; round < 50; round++) {
      let saying: Saying | null = null;
      for (let at = 0; at < json.length;) {
        const end = Math.min(json.length, at + 1 + Math.floor(random() * 5));
        const from = Math.max(0, at - Math.floor(random() * 4));
        saying = hear(saying, part(json.slice(from, end), from, 0));
        expect(JSON.parse(json).answer.startsWith(answerIn(saying.calls[0]!.arguments))).toBe(true);
        at = end;
      }
      expect(draft(begun(), saying)).toBe(JSON.parse(json).answer);
    }
  });

  it('begins anew with another attempt, and is not continued over a gap', () => {
    expect(heard(part('One ', 0), part('two', 4)).text).toBe('One two');
    expect(heard(part('One ', 0), part('three', 7)).text).toBe('One ');
    expect(heard(part('One ', 0), part('Uno', 0, null, { attempt: 2 })).text).toBe('Uno');
  });

  it('ends where its message is recorded', () => {
    const said = heard(part('One', 0));
    const [message, step] = begun().events;
    expect(after(said, message!)).toBe(said);
    expect(after(said, step!)).toBeNull();
    expect(after(said, begun().call(3, 'finish', {}).events.at(-1)!)).toBeNull();
  });
});

describe('a draft of the answer', () => {
  it('is the text until a call follows it, or what is given to finish', () => {
    expect(draft(begun(), heard(part('It is ', 0)))).toBe('It is ');
    expect(draft(begun(), heard(part('I search.', 0), part('{"ke', 0, 0, { tool: 'searchEngine' })))).toBeNull();
    expect(draft(begun(), heard(part('So:', 0), part('{"answer": "It is bl', 0, 0)))).toBe('It is bl');
  });

  it('stays while the recorded message waits for its acceptance, and no longer', () => {
    expect(draft(begun().call(3, 'finish', { answer: 'Blue.' }))).toBe('Blue.');
    expect(draft(begun().add('tool_call', { msg_id: 3, text: 'Blue.', calls: [] }))).toBe('Blue.');
    expect(draft(begun().call(3, 'finish', { answer: 'Blue.' }).result(4, 'finish', { error: 'Unsupported.' }, 9, true))).toBeNull();
    expect(draft(begun().call(3, 'finish', { answer: 'Blue.' }).answer('Blue.'))).toBeNull();
    expect(draft(begun().call(3, 'readChunk', { chunk_id: 1 }, 'Reading.'))).toBeNull();
  });

  it('is not shown of another run', () => {
    expect(draft(begun(), heard(part('Old', 0, null, { run_id: 'r0' })))).toBeNull();
  });
});
