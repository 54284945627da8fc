import type { LedgerEntry } from '../api/types';
import { msg, t } from '../i18n/t';

/** Sentences by who did it and what was done. */
const DID: Record<string, Record<string, string>> = {
  'prune': { agent: msg('The model scraped off'), runtime: msg('The runtime scraped off'), user: msg('A person scraped off'), import: msg('The import scraped off') },
  'held-back': { agent: msg('The model asked to scrape off, later,') },
  'fold': { runtime: msg('The runtime folded away the exchanges of') },
  'cut': { runtime: msg('The runtime let in only a part of') },
  'restore': { user: msg('A person put back'), runtime: msg('The runtime put back') },
  'calibration': { runtime: msg('The runtime corrected its count of tokens') },
  'notice': { runtime: msg('The runtime told the model about its room') },
  'repair': { runtime: msg('The runtime mended the history'), import: msg('The import mended the history') },
  'recall': { runtime: msg('The runtime recalled what is remembered of you, as'), agent: msg('The model recalled what is remembered of you, as') },
};

/** The messages that `named` has no words for go by their number alone. */
const MOST_NAMED = 3;

/** One entry in a sentence without its figures. `speaks`: whether a language model is behind the agent. */
export function describeEntry(entry: Pick<LedgerEntry, 'by' | 'kind' | 'msg_ids'>, named: (msgId: number) => string | null, speaks = true): string {
  const words = DID[entry.kind]?.[entry.by];
  const sentence = words === undefined ? `${entry.by}: ${entry.kind}`
    : !speaks && entry.by === 'agent' && entry.kind === 'prune' ? t('The agent scraped off') : t(words);
  if (entry.msg_ids.length === 0) return sentence;
  const messages = entry.msg_ids.slice(0, MOST_NAMED).map((msgId) => {
    const name = named(msgId);
    return name ? `${msgId} (${name.charAt(0).toLowerCase()}${name.slice(1)})` : String(msgId);
  });
  const more = entry.msg_ids.length - messages.length;
  return t('{sentence} {n, plural, one {message} other {messages}} {messages}{more, plural, =0 {} other { and # more}}', {
    sentence, n: entry.msg_ids.length, messages: messages.join(', '), more,
  });
}
