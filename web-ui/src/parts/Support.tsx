import type { SentenceSupport } from '../api/types';
import { t } from '../i18n/t';
import { utf16Index } from '../text/codePoints';

/** What the verifier says of each sentence of an answer; that a quote is true tells nothing of an answer that was not found. */
export function Support({ text, support, found }: { text: string; support: readonly SentenceSupport[]; found: boolean }) {
  const claims = support.filter((each) => each.claim);
  if (claims.length === 0) return null;
  const backed = claims.filter((each) => each.supported).length;
  return (
    <details className="support" data-testid="support">
      <summary>
        {!found
          ? t('Checked: {backed} of {n, plural, one {# claim} other {# claims}} stand in what was read, but none seems to answer the question', { backed, n: claims.length })
          : backed === claims.length ? t('Checked: every claim is supported by what was read')
            : t('Checked: {backed} of {n, plural, one {# claim} other {# claims}} supported by what was read', { backed, n: claims.length })}
      </summary>
      <ul>
        {claims.map((each, at) => (
          <li key={at} data-supported={each.supported}>
            <span className="text">{text.slice(utf16Index(text, each.start), utf16Index(text, each.end)).trim()}</span>{' '}
            <span className="quiet">
              {!each.supported ? t('nothing that was read supports this') : each.citations.length === 0 ? t('supported')
                : t('supported by {sources}', { sources: each.citations.map((citation) => `[${citation + 1}]`).join(' ') })}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
