/** The messages of the page: found in its sources, where their English text is their key, and compiled for FormatJS. */
import { parse } from '@formatjs/icu-messageformat-parser';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const home = dirname(dirname(fileURLToPath(import.meta.url)));
const CALL = /\b(?:t|msg)\(\s*(?:'((?:[^'\\\n]|\\.)*)'|`([^`$]*)`)/g;

/** Every message that a source asks for by `t('…')` or `msg('…')`. */
export function messagesInSources() {
  const found = new Set();
  for (const file of readdirSync(join(home, 'src'), { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || !/\.tsx?$/.test(file.name)) continue;
    const text = readFileSync(join(file.parentPath, file.name), 'utf8');
    for (const match of text.matchAll(CALL)) found.add((match[1] ?? match[2]).replaceAll("\\'", "'").replaceAll('\\n', '\n'));
  }
  return [...found].sort();
}

/** The translations of a language by their English text. */
export const translations = (locale) => JSON.parse(readFileSync(join(home, 'src', 'locales', `${locale}.json`), 'utf8'));

/** Values alone are put in by the page itself; plurals and the like are compiled. */
const SIMPLE = /^(?:[^{}']|\{\w+\})*$/;
const compiled = (text) => (SIMPLE.test(text) ? text : parse(text));

/** The names of the values that a message takes. */
export function valuesOf(text) {
  const names = new Set();
  const walk = (elements) => elements.forEach((each) => {
    if (each.type !== 0 && typeof each.value === 'string') names.add(each.value);
    for (const option of Object.values(each.options ?? {})) walk(option.value);
  });
  walk(parse(text));
  return [...names].sort();
}

const PREFIX = 'messages:';

/** Gives `messages:en` (what needs compiling) and `messages:zh` as modules. */
export function messagesPlugin() {
  return {
    name: 'messages',
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const locale = id.slice(PREFIX.length + 1);
      const texts = locale === 'en'
        ? messagesInSources().filter((each) => !SIMPLE.test(each)).map((each) => [each, each])
        : Object.entries(translations(locale));
      const catalog = Object.fromEntries(texts.map(([key, text]) => [key, compiled(text)]));
      return `export default ${JSON.stringify(catalog, (key, value) => (key === 'location' ? undefined : value))}`;
    },
  };
}
