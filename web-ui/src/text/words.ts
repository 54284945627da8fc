import { t } from '../i18n/t';
import type { Call, WindowEntry } from '../state/view';
import { chunks, count, shorten, tokens } from './format';

/**
 * What a tool call does, in words: as past when its result is there or `over` says so. `named` gives the words for an earlier
 * message by its number.
 */
export function describeCall(call: Call, named: (msgId: number) => string | null = () => null, over = false): string {
  const done = over || call.result !== null;
  const text = (key: string) => {
    const value = call.arguments[key];
    return value === undefined || value === null ? '' : String(value);
  };
  const key = (name: string) => shorten(text(name), 60);
  if (call.malformed !== null) return t('Called {tool} with arguments that could not be read', { tool: call.tool });
  switch (call.tool) {
    case 'analyzeText':
      return done ? t('Measured the documents') : t('Measuring the documents');
    case 'loadDocument':
      return done ? t('Loaded the whole text') : t('Loading the whole text');
    case 'buildIndex': {
      const size = count(Number(call.arguments['chunk_size'] ?? 4000));
      return done ? t('Cut the documents into chunks of {size} tokens', { size }) : t('Cutting the documents into chunks of {size} tokens', { size });
    }
    case 'readChunk':
      if (text('chunk_id') === '') return done ? t('Read the next chunk') : t('Reading the next chunk');
      return done ? t('Read chunk {id}', { id: text('chunk_id') }) : t('Reading chunk {id}', { id: text('chunk_id') });
    case 'searchEngine': {
      const words = keywords(call.arguments['keyword']);
      return done ? t('Searched for {words}', { words }) : t('Searching for {words}', { words });
    }
    case 'note':
      return done ? t('Noted “{key}”', { key: key('key') }) : t('Noting “{key}”', { key: key('key') });
    case 'readNote':
      return done ? t('Looked up the note “{key}”', { key: key('key') }) : t('Looking up the note “{key}”', { key: key('key') });
    case 'updateNote':
      if (text('mode') === 'delete') return done ? t('Deleted the note “{key}”', { key: key('key') }) : t('Deleting the note “{key}”', { key: key('key') });
      return done ? t('Rewrote the note “{key}”', { key: key('key') }) : t('Rewriting the note “{key}”', { key: key('key') });
    case 'mergeNotes':
      return done ? t('Merged notes into “{key}”', { key: key('new_key') }) : t('Merging notes into “{key}”', { key: key('new_key') });
    case 'checkBudget':
      return done ? t('Checked how much room is left') : t('Checking how much room is left');
    case 'getContextStats':
      return done ? t('Looked over its window') : t('Looking over its window');
    case 'recallMemory':
      return done ? t('Recalled from memory') : t('Recalling from memory');
    case 'rememberFact':
      return done ? t('Remembered a fact') : t('Remembering a fact');
    case 'forgetMemory':
      return done ? t('Forgot something remembered') : t('Forgetting something remembered');
    case 'deleteContext': {
      const name = named(Number(call.arguments['msg_id']));
      const message = `${text('msg_id')}${name ? ` (${lowerFirst(name)})` : ''}`;
      return done ? t('Scraped off message {message}', { message }) : t('Scraping off message {message}', { message });
    }
    case 'finish':
      return done ? t('Gave the answer') : t('Giving the answer');
    default:
      return done ? t('Used the tool {tool}', { tool: call.tool }) : t('Using the tool {tool}', { tool: call.tool });
  }
}

/** What came back, in a few words; null when there is nothing worth saying. */
export function describeResult(call: Call): string | null {
  const result = call.result;
  if (result === null) return null;
  const value = typeof result.result === 'object' && result.result !== null ? (result.result as Record<string, unknown>) : {};
  if (result.error) return typeof value['error'] === 'string' ? value['error'] : t('It failed');
  const number = (key: string) => (typeof value[key] === 'number' ? (value[key] as number) : null);
  switch (call.tool) {
    case 'analyzeText': {
      const total = number('total_tokens');
      return total === null ? null : tokens(total);
    }
    case 'buildIndex': {
      const total = number('total_chunks');
      return total === null ? null : chunks(total);
    }
    case 'searchEngine': {
      const hits = value['retrieved_chunks'];
      return Array.isArray(hits) ? (hits.length === 0 ? t('nothing found') : t('found in {chunks}', { chunks: chunks(hits.length) })) : null;
    }
    case 'readChunk':
    case 'loadDocument': {
      const progress = value['reading_progress'];
      return typeof progress === 'string' ? `${tokens(result.tokens)}, ${progress}` : tokens(result.tokens);
    }
    case 'checkBudget': {
      const left = number('available_tokens');
      return left === null ? null : t('{tokens} left', { tokens: tokens(left) });
    }
    default:
      return null;
  }
}

function keywords(value: unknown): string {
  const words = (Array.isArray(value) ? value.map(String) : String(value ?? '').split(',')).map((each) => each.trim()).filter(Boolean);
  if (words.length === 0) return t('nothing');
  const shown = words.slice(0, 6).map((each) => `“${shorten(each, 40)}”`).join(', ');
  return words.length > 6 ? t('{shown} and {n} more', { shown, n: words.length - 6 }) : shown;
}

export const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** Words for a message by what made it. */
export function describeEntryOf(entry: WindowEntry): string | null {
  if (entry.call) return entry.role === 'tool' ? t('result: {what}', { what: lowerFirst(describeCall(entry.call, undefined, true)) }) : describeCall(entry.call, undefined, true);
  return entry.text === null ? null : t('its own words');
}
