import type { SentenceSupport } from '../api/types';
import { utf16Index } from '../text/codePoints';
import { plural } from '../text/format';

/** What the verifier says of each sentence of an answer; that a quote is true tells nothing of an answer that was not found. */
export function Support({ text, support, found }: { text: string; support: readonly SentenceSupport[]; found: boolean }) {
  const claims = support.filter((each) => each.claim);
  if (claims.length === 0) return null;
  const backed = claims.filter((each) => each.supported).length;
  return (
    <details className="support" data-testid="support">
      <summary>
        {!found
          ? `Checked: ${backed} of ${plural(claims.length, 'claim')} stand in what was read, but none seems to answer the question`
          : `${backed === claims.length ? 'Checked: every claim is supported' : `Checked: ${backed} of ${plural(claims.length, 'claim')} supported`} by what was read`}
      </summary>
      <ul>
        {claims.map((each, at) => (
          <li key={at} data-supported={each.supported}>
            <span className="text">{text.slice(utf16Index(text, each.start), utf16Index(text, each.end)).trim()}</span>{' '}
            <span className="quiet">
              {each.supported ? `supported${each.citations.length > 0 ? ` by ${each.citations.map((citation) => `[${citation + 1}]`).join(' ')}` : ''}` : 'nothing that was read supports this'}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
