/**
 * Documents are measured in Unicode code points, JavaScript strings in UTF-16 units: one emoji is one of the first and
 * two of the second. Everything that cuts text at the server's offsets goes through here.
 */

/** The UTF-16 index at which the code point number `count` begins; clamped to the text. */
export function utf16Index(text: string, count: number): number {
  let index = 0;
  for (let left = count; left > 0 && index < text.length; left--) {
    index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
  }
  return index;
}

export function codePointLength(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; count++) {
    index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
  }
  return count;
}

/** A text cut in three around a span. */
export interface Cut {
  before: string;
  inside: string;
  after: string;
}

/** Cuts `text`, whose first code point is number `offset` of the document, around the document's `[start, end)`. */
export function cutAround(text: string, offset: number, start: number, end: number): Cut {
  const from = utf16Index(text, Math.max(0, start - offset));
  const to = from + utf16Index(text.slice(from), Math.max(0, end - Math.max(start, offset)));
  return { before: text.slice(0, from), inside: text.slice(from, to), after: text.slice(to) };
}
