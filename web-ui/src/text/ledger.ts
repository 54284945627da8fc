import type { LedgerEntry, LedgerKind } from '../api/types';

const WHO: Record<LedgerEntry['by'], string> = { agent: 'The model', runtime: 'The runtime', user: 'A person', import: 'The import' };

const DID: Record<LedgerKind, string> = {
  'prune': 'scraped off',
  'held-back': 'asked to scrape off, later,',
  'fold': 'folded away the exchanges of',
  'cut': 'let in only a part of',
  'restore': 'put back',
  'calibration': 'corrected its count of tokens',
  'notice': 'told the model about its room',
  'repair': 'mended the history',
  'recall': 'recalled what is remembered of you',
};

/** The messages that `named` has no words for go by their number alone. */
const MOST_NAMED = 3;

/** One entry in a sentence without its figures. */
export function describeEntry(entry: Pick<LedgerEntry, 'by' | 'kind' | 'msg_ids'>, named: (msgId: number) => string | null): string {
  const sentence = `${WHO[entry.by] ?? entry.by} ${DID[entry.kind] ?? entry.kind}`;
  if (entry.msg_ids.length === 0) return sentence;
  const messages = entry.msg_ids.slice(0, MOST_NAMED).map((msgId) => {
    const words = named(msgId);
    return words ? `${msgId} (${words.charAt(0).toLowerCase()}${words.slice(1)})` : String(msgId);
  });
  const more = entry.msg_ids.length - messages.length;
  return `${sentence} message${entry.msg_ids.length > 1 ? 's' : ''} ${messages.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
