import type { Citation, SentenceSupport } from '../api/types';
import { utf16Index } from './codePoints';

/** A place in an answer where something stands: a citation (from 0), or the end of a sentence that nothing supports. */
export interface AnswerPlace {
  /** UTF-16 index. */
  at: number;
  /** Of the text that the mark takes the place of. */
  length: number;
  citation: number | null;
}

/** A piece of an answer: text, the place of a citation (from 0), or the end of a sentence that nothing supports. */
export type AnswerPart = { text: string } | { citation: number } | { unsupported: true };

const UNSUPPORTED = -1;

/**
 * Where in the answer its citations stand: at marks such as [1] that the answer carries itself, otherwise after the quoted
 * words. One that supports a sentence and has no place in it stands behind that sentence; other citations are in the list of
 * sources only. Behind a sentence that nothing supports stands a mark of its own.
 */
export function answerPlaces(answer: string, citations: readonly Citation[], support?: readonly SentenceSupport[] | null): AnswerPlace[] {
  const places: { at: number; length: number; citation: number }[] = [];
  for (const match of answer.matchAll(/\[(\d{1,3})\]/g)) {
    const citation = Number(match[1]) - 1;
    if (citation >= 0 && citation < citations.length) places.push({ at: match.index, length: match[0].length, citation });
  }
  if (places.length === 0) {
    citations.forEach((each, citation) => {
      const quote = each.quote;
      if (!quote || !answer.includes(quote)) return;
      const at = answer.indexOf(quote);
      let end = at + quote.length;
      // The mark stands after the closing quotation mark, not inside it.
      if (/["”’»]/.test(answer.charAt(end))) end++;
      // The mark takes the place of what the answer says of the chunk.
      const chunk = /^ ?\[chunk \d+\]/.exec(answer.slice(end))?.[0].length ?? 0;
      places.push({ at: end, length: chunk, citation });
    });
  }
  for (const sentence of support ?? []) {
    const start = utf16Index(answer, sentence.start);
    // Behind the last words of a table's row, and not behind its last bar, which belongs to no cell.
    const row = /^\|[^\n]*?(\s*\|\s*)$/.exec(answer.slice(start, utf16Index(answer, sentence.end)));
    const end = utf16Index(answer, sentence.end) - (row?.[1]?.length ?? 0);
    if (sentence.claim && !sentence.supported) places.push({ at: end, length: 0, citation: UNSUPPORTED });
    for (const citation of sentence.supported ? sentence.citations : []) {
      // A mark may stand right behind the full stop, which ends the sentence.
      const placed = places.some((each) => each.citation === citation && each.at >= start && each.at <= end + 1);
      if (!placed && citation < citations.length) places.push({ at: end, length: 0, citation });
    }
  }
  places.sort((a, b) => a.at - b.at || a.citation - b.citation);
  return places.map((each) => ({ ...each, citation: each.citation === UNSUPPORTED ? null : each.citation }));
}

/** The answer cut at its places. */
export function answerParts(answer: string, citations: readonly Citation[], support?: readonly SentenceSupport[] | null): AnswerPart[] {
  const parts: AnswerPart[] = [];
  let from = 0;
  for (const place of answerPlaces(answer, citations, support)) {
    if (place.at > from) parts.push({ text: answer.slice(from, place.at) });
    parts.push(place.citation === null ? { unsupported: true } : { citation: place.citation });
    from = Math.max(from, place.at + place.length);
  }
  if (from < answer.length) parts.push({ text: answer.slice(from) });
  return parts;
}
