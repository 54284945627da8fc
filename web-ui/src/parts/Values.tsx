import type { ReactNode } from 'react';
import './run.css';
import { t } from '../i18n/t';

/** What a message or a call holds, opened: it scrolls by itself, so the keyboard reaches it. */
export function Inside({ label, children }: { label: string; children: ReactNode }) {
  return <div className="inside" role="group" aria-label={label} tabIndex={0}>{children}</div>;
}

/** A tool's arguments or result for people: names and values, long texts as text, never raw JSON. */
export function Values({ value }: { value: unknown }) {
  if (value === null || value === undefined || value === '') return <span className="quiet">{t('nothing')}</span>;
  if (typeof value === 'string') return <span className="text">{value}</span>;
  if (typeof value !== 'object') return <span>{String(value)}</span>;
  if (Array.isArray(value)) {
    if (value.length === 0) return <span className="quiet">{t('none')}</span>;
    return <ol className="values">{value.map((each, at) => <li key={at}><Values value={each} /></li>)}</ol>;
  }
  return (
    <dl className="values">
      {Object.entries(value).map(([name, each]) => (
        <div key={name}>
          <dt>{name.replaceAll('_', ' ')}</dt>
          <dd><Values value={each} /></dd>
        </div>
      ))}
    </dl>
  );
}

/** Text that may be a JSON object (a tool's message), shown as its names and values. */
export function MaybeJson({ text }: { text: string }) {
  return <Values value={asObject(text) ?? text} />;
}

/** The numbers by which the model addresses messages stand beside the text already. */
const ADDRESSES = new Set(['msg_id', 'msg_id(invoking_assistant)']);

function asObject(text: string): object | null {
  if (!text.startsWith('{')) return null;
  try {
    return Object.fromEntries(Object.entries(JSON.parse(text) as object).filter(([name]) => !ADDRESSES.has(name)));
  } catch {
    return null;
  }
}
