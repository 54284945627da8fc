import type { Call } from '../state/fold';
import { count, plural, shorten } from './format';

/**
 * What a tool call does, in words: as past when its result is there or `over` says so. `named` gives the words for an earlier
 * message by its number.
 */
export function describeCall(call: Call, named: (msgId: number) => string | null = () => null, over = false): string {
  const done = over || call.result !== null;
  const say = (past: string, present: string) => (done ? past : present);
  const text = (key: string) => {
    const value = call.arguments[key];
    return value === undefined || value === null ? '' : String(value);
  };
  if (call.malformed !== null) return `Called ${call.tool} with arguments that could not be read`;
  switch (call.tool) {
    case 'analyzeText':
      return say('Measured the documents', 'Measuring the documents');
    case 'loadDocument':
      return say('Loaded the whole text', 'Loading the whole text');
    case 'buildIndex':
      return `${say('Cut the documents', 'Cutting the documents')} into chunks of ${count(Number(call.arguments['chunk_size'] ?? 4000))} tokens`;
    case 'readChunk':
      return call.arguments['chunk_id'] === undefined || call.arguments['chunk_id'] === null
        ? say('Read the next chunk', 'Reading the next chunk')
        : `${say('Read', 'Reading')} chunk ${text('chunk_id')}`;
    case 'searchEngine':
      return `${say('Searched for', 'Searching for')} ${keywords(call.arguments['keyword'])}`;
    case 'note':
      return `${say('Noted', 'Noting')} “${shorten(text('key'), 60)}”`;
    case 'readNote':
      return `${say('Looked up the note', 'Looking up the note')} “${shorten(text('key'), 60)}”`;
    case 'updateNote':
      return text('mode') === 'delete'
        ? `${say('Deleted the note', 'Deleting the note')} “${shorten(text('key'), 60)}”`
        : `${say('Rewrote the note', 'Rewriting the note')} “${shorten(text('key'), 60)}”`;
    case 'mergeNotes':
      return `${say('Merged notes into', 'Merging notes into')} “${shorten(text('new_key'), 60)}”`;
    case 'checkBudget':
      return say('Checked how much room is left', 'Checking how much room is left');
    case 'getContextStats':
      return say('Looked over its window', 'Looking over its window');
    case 'deleteContext': {
      const name = named(Number(call.arguments['msg_id']));
      return `${say('Scraped off', 'Scraping off')} message ${text('msg_id')}${name ? ` (${lowerFirst(name)})` : ''}`;
    }
    case 'finish':
      return say('Gave the answer', 'Giving the answer');
    default:
      return `${say('Used the tool', 'Using the tool')} ${call.tool}`;
  }
}

/** What came back, in a few words; null when there is nothing worth saying. */
export function describeResult(call: Call): string | null {
  const result = call.result;
  if (result === null) return null;
  const value = typeof result.result === 'object' && result.result !== null ? (result.result as Record<string, unknown>) : {};
  if (result.error) return typeof value['error'] === 'string' ? value['error'] : 'It failed';
  const number = (key: string) => (typeof value[key] === 'number' ? (value[key] as number) : null);
  switch (call.tool) {
    case 'analyzeText': {
      const tokens = number('total_tokens');
      return tokens === null ? null : plural(tokens, 'token');
    }
    case 'buildIndex': {
      const chunks = number('total_chunks');
      return chunks === null ? null : plural(chunks, 'chunk');
    }
    case 'searchEngine': {
      const hits = value['retrieved_chunks'];
      return Array.isArray(hits) ? (hits.length === 0 ? 'nothing found' : `found in ${plural(hits.length, 'chunk')}`) : null;
    }
    case 'readChunk':
    case 'loadDocument': {
      const progress = value['reading_progress'];
      const size = plural(result.tokens, 'token');
      return typeof progress === 'string' ? `${size}, ${progress}` : size;
    }
    case 'checkBudget': {
      const left = number('available_tokens');
      return left === null ? null : `${plural(left, 'token')} left`;
    }
    default:
      return null;
  }
}

function keywords(value: unknown): string {
  const words = (Array.isArray(value) ? value.map(String) : String(value ?? '').split(',')).map((each) => each.trim()).filter(Boolean);
  if (words.length === 0) return 'nothing';
  const shown = words.slice(0, 6).map((each) => `“${shorten(each, 40)}”`).join(', ');
  return words.length > 6 ? `${shown} and ${words.length - 6} more` : shown;
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
