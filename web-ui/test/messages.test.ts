import { describe, expect, it } from 'vitest';
import { messagesInSources, translations, valuesOf } from '../scripts/messages.mjs';
import { loadLanguage, t } from '../src/i18n/t';

const sources = messagesInSources();

describe('Chinese', () => {
  const chinese = translations('zh');

  it('has every message of the sources and no other', () => {
    expect(Object.keys(chinese).sort()).toEqual([...sources].sort());
  });

  it('says something else than English, with the same values', () => {
    for (const [english, text] of Object.entries(chinese)) {
      expect(text.trim(), english).not.toBe('');
      // A plural that Chinese has no need of may be left out.
      const values = valuesOf(text);
      expect(valuesOf(english).filter((name) => values.includes(name) || english.includes(`{${name}}`)), english).toEqual(values);
    }
  });

  it('is spoken once it is loaded', async () => {
    Object.assign(globalThis, { document: { documentElement: { lang: '' } } });
    expect(t('{n, plural, one {# step} other {# steps}}', { n: 1 })).toBe('1 step');
    expect(t('{n, plural, one {# step} other {# steps}}', { n: 2000 })).toBe('2,000 steps');
    await loadLanguage('zh');
    expect(t('{n, plural, one {# step} other {# steps}}', { n: 2 })).toBe('2 步');
    expect(t('Source {n}: {name}', { n: 1, name: 'a.md' })).toBe('来源 1：a.md');
    expect(t('What nobody translated')).toBe('What nobody translated');
    await loadLanguage('en');
  });
});
