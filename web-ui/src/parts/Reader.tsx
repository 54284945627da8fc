import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import './reader.css';
import { api } from '../api/client';
import { asProblem, type Problem } from '../api/problem';
import type { Reading } from '../hooks/place';
import { problemOf } from '../hooks/queries';
import { t } from '../i18n/t';
import { cutAround, utf16Index } from '../text/codePoints';
import { count } from '../text/format';
import { CopyButton } from './CopyButton';
import { ProblemBox } from './Problem';

const Markdown = lazy(() => import('./Markdown'));

interface Part {
  start: number;
  end: number;
  characters: number;
  text: string;
}

const BEFORE = 3000;
const AFTER = 6000;
const MORE = 8000;

/** A document's text at a span, in a dialog beside the conversation. `quote`: what was cited there. */
export default function Reader({ reading, quote, onClose }: { reading: Reading; quote: string | null; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const [part, setPart] = useState<Part | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [loading, setLoading] = useState(true);
  const [round, setRound] = useState(0);
  const [raw, setRaw] = useState(false);
  /** The distance to the end of the text that must stay while text is put in front. */
  const keep = useRef<number | null>(null);
  const { document: id, start: from, end: to } = reading;
  const about = useQuery({ queryKey: ['document', id], queryFn: () => api.document(id), staleTime: Infinity });
  const name = about.data?.name ?? '';

  useEffect(() => {
    const element = dialog.current;
    // The browser gives the focus back to what had it, when a modal dialog closes.
    if (element && !element.open) element.showModal();
  }, []);

  useEffect(() => {
    const stop = new AbortController();
    setLoading(true);
    setProblem(null);
    api.text(id, Math.max(0, (from ?? 0) - BEFORE), (to ?? from ?? 0) + AFTER, stop.signal).then(
      (text) => { if (!stop.signal.aborted) { setPart(text); setLoading(false); } },
      (error: unknown) => { if (!stop.signal.aborted) { setProblem(asProblem(error)); setLoading(false); } },
    );
    return () => stop.abort();
  }, [id, from, to, round]);

  const markdown = !raw && /markdown/.test(about.data?.media_type ?? '');
  // The text may be drawn after the code that draws it has come.
  useEffect(() => {
    const element = body.current;
    if (!element || part === null || from === null) return;
    const show = () => {
      const mark = element.querySelector('mark');
      mark?.scrollIntoView({ block: 'center' });
      return mark !== null;
    };
    if (show()) return;
    const watch = new MutationObserver(() => { if (show()) watch.disconnect(); });
    watch.observe(element, { childList: true, subtree: true });
    return () => watch.disconnect();
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [part === null, from, markdown]);

  useLayoutEffect(() => {
    if (keep.current === null || !body.current) return;
    body.current.scrollTop = body.current.scrollHeight - keep.current;
    keep.current = null;
  }, [part]);

  const extend = useCallback(async (direction: 'previous' | 'next') => {
    if (!part) return;
    setLoading(true);
    setProblem(null);
    try {
      if (direction === 'previous') {
        const more = await api.text(id, Math.max(0, part.start - MORE), part.start);
        if (body.current) keep.current = body.current.scrollHeight - body.current.scrollTop;
        setPart({ ...part, start: more.start, text: more.text + part.text });
      } else {
        const more = await api.text(id, part.end, Math.min(part.characters, part.end + MORE));
        setPart({ ...part, end: more.end, text: part.text + more.text });
      }
    } catch (error) {
      setProblem(asProblem(error));
    }
    setLoading(false);
  }, [id, part]);

  const cut = part && from !== null ? cutAround(part.text, part.start, from, to ?? from) : null;
  const differs = cut !== null && quote !== null && flat(cut.inside) !== flat(quote);
  const heading = part && from !== null ? headingBefore(part.text.slice(0, utf16Index(part.text, from - part.start))) : null;
  const markedFrom = cut ? cut.before.length : null;
  const markedTo = cut ? cut.before.length + cut.inside.length : null;
  const marked = useMemo(() => (markedFrom === null || markedTo === null ? null : { start: markedFrom, end: markedTo }), [markedFrom, markedTo]);
  const failed = problem ?? problemOf(about);
  return (
    <dialog
      ref={dialog} className="reader" aria-labelledby="reader-title" onClose={onClose}
      onClick={(event) => { if (event.target === dialog.current) dialog.current.close(); }}
    >
      <header>
        <div>
          <h2 id="reader-title">{name || t('Document')}</h2>
          <p className="quiet">
            {heading && <>{t('under “{heading}”', { heading })}, </>}
            {from !== null && part && t('characters {start} to {end} of {all}', { start: count(from), end: count(to ?? from), all: count(part.characters) })}
            {from === null && part && t('{n, plural, one {# character} other {# characters}}', { n: part.characters })}
          </p>
          <p className="actions">
            {cut && <CopyButton text={cut.inside} label={t('Copy quote')} />}
            <CopyButton text={location.href} label={t('Copy link')} />
            {/markdown/.test(about.data?.media_type ?? '') && <button type="button" className="plain link" onClick={() => setRaw(!raw)}>{raw ? t('Rendered') : t('As written')}</button>}
          </p>
        </div>
        <button type="button" className="icon" aria-label={t('Close')} onClick={() => dialog.current?.close()}>✕</button>
      </header>
      <div className="reader-body" ref={body} tabIndex={0} role="region" aria-label={t('Text of {name}', { name })} aria-busy={loading}>
        {failed && <ProblemBox problem={failed} onRetry={part ? undefined : () => setRound((before) => before + 1)} />}
        {differs && <p className="problem">{t('The text that stands here differs from the quotation: “{quote}”', { quote: quote ?? '' })}</p>}
        {part && part.start > 0 && (
          <button type="button" disabled={loading} onClick={() => void extend('previous')}>{t('Previous part')}</button>
        )}
        {!part && loading && <p className="quiet">{t('Loading…')}</p>}
        {part && (markdown ? (
          <div className="page" data-testid="quote"><Suspense fallback={<p className="quiet">{t('Loading…')}</p>}><Markdown text={part.text} marked={marked} /></Suspense></div>
        ) : (
          <div className="page text">
            {cut ? <>{cut.before}<mark data-testid="quote">{cut.inside}</mark>{cut.after}</> : part.text}
          </div>
        ))}
        {part && part.end < part.characters && (
          <button type="button" disabled={loading} onClick={() => void extend('next')}>{t('Next part')}</button>
        )}
        {part && part.characters === 0 && <p className="quiet">{t('This document has no text.')}</p>}
      </div>
    </dialog>
  );
}

/** Quotes may be shown with their line breaks folded. */
const flat = (text: string) => text.replace(/\s+/g, ' ').trim();

const headingBefore = (text: string): string | null => [...text.matchAll(/^#{1,6}[ \t]+(.+)$/gm)].at(-1)?.[1]?.trim() ?? null;
