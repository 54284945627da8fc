import { diffLines, diffWordsWithSpace } from 'diff';
import { useState, type ReactNode } from 'react';
import { t } from '../../i18n/t';

export interface VersionLine {
  number: number;
  /** Null: deleted in this version. */
  content: string | null;
  about: ReactNode;
}

interface Props {
  /** The oldest first. */
  versions: readonly VersionLine[];
  actions?: (version: VersionLine) => ReactNode;
}

/** All versions of a text, the newest first, each with what it changed against the one before, or against any other. */
export function Versions({ versions, actions }: Props) {
  const [against, setAgainst] = useState<Record<number, number>>({});
  return (
    <ol className="cards">
      {[...versions].reverse().map((each) => {
        const before = versions.find((other) => other.number === (against[each.number] ?? each.number - 1));
        return (
          <li key={each.number} className="card" data-off={each.content === null || undefined} data-testid="version">
            <span><strong>{t('version {n}', { n: each.number })}</strong> <span className="quiet">{each.about}</span></span>
            {each.content === null ? <span>{t('deleted')}</span> : <Changes from={before?.content ?? ''} to={each.content} />}
            <span className="actions">
              {versions.length > 2 && (
                <label className="quiet">{t('against version')} <select value={before?.number ?? 0} onChange={(event) => setAgainst({ ...against, [each.number]: Number(event.target.value) })}>
                  <option value={0}>{t('none')}</option>
                  {versions.filter((other) => other.number !== each.number).map((other) => <option key={other.number} value={other.number}>{other.number}</option>)}
                </select></label>
              )}
              {actions?.(each)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** Longer texts are compared by lines: by words it would take too long. */
const BY_WORDS = 20_000;

/** A text with what was put in and what was taken out. */
export function Changes({ from, to }: { from: string; to: string }) {
  const parts = from.length + to.length > BY_WORDS ? diffLines(from, to) : diffWordsWithSpace(from, to);
  return (
    <div className="text changes" role="group" tabIndex={0} aria-label={t('The text with its changes')}>
      {parts.map((part, at) => (part.added ? <ins key={at}>{part.value}</ins> : part.removed ? <del key={at}>{part.value}</del> : <span key={at}>{part.value}</span>))}
    </div>
  );
}
