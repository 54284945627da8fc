import type { Chosen } from '../hooks/useUploads';
import type { Locale } from '../i18n/t';
import letters from './harbour-letters.en.md?raw';
import log from './harbour-log.en.md?raw';
import logInChinese from './harbour-log.zh.md?raw';
import rules from './harbour-rules.en.md?raw';
import rulesInChinese from './harbour-rules.zh.md?raw';

/** Documents to begin with: short, and none of them says all that one may ask. */
const TEXTS: Record<Locale, Record<string, string>> = {
  en: { 'harbour-log.md': log, 'harbour-rules.md': rules, 'harbour-letters.md': letters },
  zh: { '港口日志.md': logInChinese, '港口规则.md': rulesInChinese },
};
const QUESTIONS: Record<Locale, readonly string[]> = {
  en: ['Who rang the fog bell on 3 November 1911, and for how long?', 'How many strokes a minute does the keeper ring since December 1911?', 'Since when did the steam crane lift again, and what did the pin cost?'],
  zh: ['1911 年 11 月 3 日是谁敲的雾钟？敲了多久？', '1911 年 12 月以后守钟人每分钟敲几下？'],
};

export const samples = (locale: Locale): Chosen[] => Object.entries(TEXTS[locale])
  .map(([name, text]) => ({ file: new File([text], name, { type: 'text/markdown' }), name }));

/** Questions over the samples, where these are what a conversation has; else none. */
export function questionsOver(names: readonly string[]): readonly string[] {
  const locale = (Object.keys(TEXTS) as Locale[]).find((each) => names.length > 0 && names.every((name) => name in TEXTS[each]));
  return locale ? QUESTIONS[locale] : [];
}
