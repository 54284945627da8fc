import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { api } from '../api/client';
import { asProblem, type Problem } from '../api/problem';
import { cutAround } from '../text/codePoints';
import { count, plural } from '../text/format';
import { ProblemBox } from './Problem';

/** What to open: a document, and the span in it that is cited, if one is. */
export interface Place {
  documentId: string;
  name: string;
  chunkId: number | string | null;
  span: { start: number; end: number; quote: string } | null;
}

interface Part {
  start: number;
  end: number;
  characters: number;
  text: string;
}

const BEFORE = 3000;
const AFTER = 6000;
const MORE = 8000;

/** A document's text at the quoted span, in a dialog beside the conversation. */
export function Reader({ place, onClose }: { place: Place; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const mark = useRef<HTMLElement>(null);
  const [part, setPart] = useState<Part | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [loading, setLoading] = useState(true);
  const [round, setRound] = useState(0);
  /** The distance to the end of the text that must stay while text is put in front. */
  const keep = useRef<number | null>(null);
  const { documentId, span } = place;

  useEffect(() => {
    const element = dialog.current;
    // The browser gives the focus back to what had it, when a modal dialog closes.
    if (element && !element.open) element.showModal();
  }, []);

  useEffect(() => {
    const stop = new AbortController();
    setLoading(true);
    setProblem(null);
    const start = Math.max(0, (span?.start ?? 0) - BEFORE);
    api.text(documentId, start, (span?.end ?? 0) + AFTER, stop.signal).then(
      (text) => { if (!stop.signal.aborted) { setPart(text); setLoading(false); } },
      (error: unknown) => { if (!stop.signal.aborted) { setProblem(asProblem(error)); setLoading(false); } },
    );
    return () => stop.abort();
  }, [documentId, span, round]);

  const loaded = part !== null;
  useLayoutEffect(() => {
    if (loaded) mark.current?.scrollIntoView({ block: 'center' });
  }, [loaded]);

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
        const more = await api.text(documentId, Math.max(0, part.start - MORE), part.start);
        if (body.current) keep.current = body.current.scrollHeight - body.current.scrollTop;
        setPart({ ...part, start: more.start, text: more.text + part.text });
      } else {
        const more = await api.text(documentId, part.end, Math.min(part.characters, part.end + MORE));
        setPart({ ...part, end: more.end, text: part.text + more.text });
      }
    } catch (error) {
      setProblem(asProblem(error));
    }
    setLoading(false);
  }, [documentId, part]);

  const cut = part && span ? cutAround(part.text, part.start, span.start, span.end) : null;
  const differs = cut !== null && span !== null && flat(cut.inside) !== flat(span.quote);
  return (
    <dialog
      ref={dialog} className="reader" aria-labelledby="reader-title" onClose={onClose}
      onClick={(event) => { if (event.target === dialog.current) dialog.current.close(); }}
    >
      <header>
        <div>
          <h2 id="reader-title">{place.name}</h2>
          <p className="quiet">
            {span && <>{place.chunkId !== null && `Chunk ${place.chunkId}, `}characters {count(span.start)} to {count(span.end)}</>}
            {part && <>{span && ' of '}{span ? count(part.characters) : plural(part.characters, 'character')}</>}
          </p>
        </div>
        <button type="button" className="icon" aria-label="Close" onClick={() => dialog.current?.close()}>✕</button>
      </header>
      <div className="reader-body" ref={body} tabIndex={0} role="region" aria-label={`Text of ${place.name}`} aria-busy={loading}>
        {problem && <ProblemBox problem={problem} onRetry={part ? undefined : () => setRound((before) => before + 1)} />}
        {differs && <p className="problem">The text that stands here differs from the quotation: “{span.quote}”</p>}
        {part && part.start > 0 && (
          <button type="button" disabled={loading} onClick={() => void extend('previous')}>Previous part</button>
        )}
        {!part && loading && <p className="quiet">Loading…</p>}
        {part && (
          <div className="page text">
            {cut ? <>{cut.before}<mark ref={mark} data-testid="quote">{cut.inside}</mark>{cut.after}</> : part.text}
          </div>
        )}
        {part && part.end < part.characters && (
          <button type="button" disabled={loading} onClick={() => void extend('next')}>Next part</button>
        )}
        {part && part.characters === 0 && <p className="quiet">This document has no text.</p>}
      </div>
    </dialog>
  );
}

/** Quotes may be shown with their line breaks folded. */
const flat = (text: string) => text.replace(/\s+/g, ' ').trim();
