import { IntlMessageFormat } from 'intl-messageformat';
import english from 'messages:en';
import { useSyncExternalStore } from 'react';

export type Locale = 'en' | 'zh';
type Catalog = typeof english;
type Values = Record<string, string | number>;

const PLACE = 'palimpsest-language';
const listeners = new Set<() => void>();
let current: Locale = 'en';
let catalog: Catalog = english;
let formats = new Map<string, IntlMessageFormat>();

/** The message in the page's language; `message` is its English text, in ICU's syntax where it has values. */
export function t(message: string, values?: Values): string {
  const text = catalog[message] ?? english[message] ?? message;
  if (typeof text === 'string') return values ? text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '')) : text;
  let format = formats.get(message);
  if (!format) formats.set(message, format = new IntlMessageFormat(text, tag()));
  return String(format.format(values));
}

/** Names a message that `t` is given elsewhere, so that it is found among the sources. */
export const msg = (message: string): string => message;

/** The page's language. */
export const locale = (): Locale => current;

/** The language for dates, numbers and plurals. */
export const tag = (): string => (current === 'zh' ? 'zh-CN' : 'en-US');

export function storedLocale(): Locale {
  try {
    const stored = localStorage.getItem(PLACE);
    if (stored === 'en' || stored === 'zh') return stored;
  } catch {
    // Storage can be forbidden; the browser's language then decides.
  }
  return (navigator.languages ?? [navigator.language]).find((each) => /^(zh|en)\b/i.test(each))?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** Loads a language and draws the page in it. */
export async function loadLanguage(wanted: Locale): Promise<void> {
  catalog = wanted === 'zh' ? (await import('messages:zh')).default : english;
  current = wanted;
  formats = new Map();
  document.documentElement.lang = wanted === 'zh' ? 'zh-CN' : 'en';
  listeners.forEach((each) => each());
}

export async function chooseLanguage(wanted: Locale): Promise<void> {
  try {
    localStorage.setItem(PLACE, wanted);
  } catch {
    // As above: the choice lasts until the page is left.
  }
  await loadLanguage(wanted);
}

export const useLocale = (): Locale => useSyncExternalStore(
  (changed) => {
    listeners.add(changed);
    return () => listeners.delete(changed);
  },
  locale,
  locale,
);
