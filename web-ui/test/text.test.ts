import { describe, expect, it } from 'vitest';
import type { Citation } from '../src/api/types';
import type { Call } from '../src/state/view';
import { answerParts } from '../src/text/answerParts';
import { codePointLength, cutAround, utf16Index } from '../src/text/codePoints';
import { bytes, shorten } from '../src/text/format';
import { describeCall, describeResult } from '../src/text/words';
import { randoms } from './events';

describe('code points', () => {
  const TEXT = 'a🔑b🧵🧵c é 中 🏳️‍🌈 end';

  it('finds UTF-16 indices beyond the basic plane', () => {
    expect(utf16Index(TEXT, 0)).toBe(0);
    expect(utf16Index(TEXT, 2)).toBe(3);
    expect(utf16Index(TEXT, 5)).toBe(8);
    expect(utf16Index('ab', 9)).toBe(2);
  });

  it('cuts as a list of code points would be cut, for every span', () => {
    const alphabet = ['a', ' ', '🔑', '🧵', 'é', '中', '\n', '\u200d', '𝔸'];
    for (let seed = 1; seed <= 60; seed++) {
      const random = randoms(seed);
      const document = Array.from({ length: 30 }, () => alphabet[Math.floor(random() * alphabet.length)] ?? 'a');
      const offset = Math.floor(random() * 10);
      const start = offset + Math.floor(random() * (31 - offset));
      const end = start + Math.floor(random() * (31 - start));
      const loaded = document.slice(offset).join('');
      expect(cutAround(loaded, offset, start, end)).toEqual({
        before: document.slice(offset, start).join(''), inside: document.slice(start, end).join(''), after: document.slice(end).join(''),
      });
      expect(codePointLength(loaded)).toBe(document.length - offset);
    }
  });

  it('shows what is loaded of a span that begins before', () => {
    expect(cutAround('🔑cd', 10, 8, 11)).toEqual({ before: '', inside: '🔑', after: 'cd' });
  });
});

describe('the citations of an answer', () => {
  const cite = (quote: string): Citation => ({ kind: 'document', document: 'd', document_id: 'i', chunk_id: 1, start: 0, end: 1, quote });

  it('stand where the answer marks them', () => {
    expect(answerParts('One [1], two [2], not [3].', [cite('x'), cite('y')])).toEqual([
      { text: 'One ' }, { citation: 0 }, { text: ', two ' }, { citation: 1 }, { text: ', not [3].' },
    ]);
  });

  it('stand after the quoted words when nothing is marked', () => {
    expect(answerParts('“the key” is there, the stair too', [cite('the stair'), cite('the key')])).toEqual([
      { text: '“the key”' }, { citation: 1 }, { text: ' is there, the stair' }, { citation: 0 }, { text: ' too' },
    ]);
  });

  it('never lose text, wherever the quotes overlap', () => {
    const answer = 'aaa bbb ccc';
    const parts = answerParts(answer, [cite('aaa bbb'), cite('bbb ccc'), cite('aaa'), cite('zzz'), cite('')]);
    expect(parts.map((each) => ('text' in each ? each.text : '')).join('')).toBe(answer);
    expect(parts.flatMap((each) => ('citation' in each ? [each.citation] : []))).toEqual([2, 0, 1]);
  });

  it('marks a sentence that nothing supports, counted in code points', () => {
    const support = [{ start: 0, end: 6, claim: true, supported: false, citations: [] }, { start: 7, end: 12, claim: true, supported: true, citations: [] }];
    expect(answerParts('🔑 one. Two.', [], support)).toEqual([{ text: '🔑 one.' }, { unsupported: true }, { text: ' Two.' }]);
    expect(answerParts('Plain.', [], null)).toEqual([{ text: 'Plain.' }]);
    // Inside the last cell of a row: behind its last bar nothing can stand.
    const row = '| north | 12 |';
    expect(answerParts(row, [], [{ start: 0, end: row.length, claim: true, supported: false, citations: [] }])).toEqual([{ text: '| north | 12' }, { unsupported: true }, { text: ' |' }]);
  });

  it('leave a plain answer alone', () => {
    expect(answerParts('Plain.', [])).toEqual([{ text: 'Plain.' }]);
  });
});

describe('words for a call', () => {
  const call = (tool: string, args: Record<string, unknown>, result: Record<string, unknown> | null = null, error = false): Call => ({
    id: '1', tool, arguments: args, malformed: null, notes: [], prunes: [],
    result: result === null ? null : { conversation_id: 'c', run_id: null, seq: 1, at: '', msg_id: 2, invoking_msg_id: 1, tool, call_id: '1', result, tokens: 1830, error },
  });

  it('tell what is happening and what has happened', () => {
    expect(describeCall(call('readChunk', { chunk_id: 12 }))).toBe('Reading chunk 12');
    expect(describeCall(call('readChunk', { chunk_id: 12 }, {}))).toBe('Read chunk 12');
    expect(describeCall(call('readChunk', { enable_scan: true }, {}))).toBe('Read the next chunk');
    expect(describeCall(call('searchEngine', { keyword: 'spare key, stair' }, {}))).toBe('Searched for “spare key”, “stair”');
    expect(describeCall(call('searchEngine', { keyword: ['a', 'b'] }, {}))).toBe('Searched for “a”, “b”');
    expect(describeCall(call('deleteContext', { msg_id: 4 }, {}), () => 'Read chunk 3')).toBe('Scraped off message 4 (read chunk 3)');
    expect(describeCall(call('juggle', {}))).toBe('Using the tool juggle');
    expect(describeCall({ ...call('note', {}), malformed: '{' })).toContain('could not be read');
  });

  it('tell what came of it', () => {
    expect(describeResult(call('searchEngine', {}, { retrieved_chunks: [1] }))).toBe('found in 1 chunk');
    expect(describeResult(call('searchEngine', {}, { retrieved_chunks: [] }))).toBe('nothing found');
    expect(describeResult(call('readChunk', {}, { reading_progress: '3/17' }))).toBe('1,830 tokens, 3/17');
    expect(describeResult(call('readChunk', {}, { error: 'There is no chunk 9.' }, true))).toBe('There is no chunk 9.');
    expect(describeResult(call('note', {}, { odd: 1 }))).toBeNull();
    expect(describeResult(call('note', {}))).toBeNull();
  });
});

describe('figures', () => {
  it('are short and do not cut a character in two', () => {
    expect(shorten('🔑🔑🔑🔑', 3)).toBe('🔑🔑…');
    expect(bytes(500)).toBe('500 B');
    expect(bytes(1536 * 1024)).toBe('1.5 MB');
  });
});
