import { useEffect, useRef } from 'react';
import type { View } from '../state/view';

/** Closer to the end than this, in pixels, a reader is taken to follow. */
const AT_END = 60;
const NEWEST = ':scope > .newest';

/**
 * Keeps the newest in sight: a new question at the top, the end of an answer that grows unless the reader scrolled away, an answer or a
 * call that waits when it comes.
 */
export function useFollowing(view: View, draft: string | null) {
  const thread = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const grew = useRef(false);
  useEffect(() => {
    const element = thread.current;
    const look = () => {
      if (element) atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < AT_END;
    };
    element?.addEventListener('scroll', look, { passive: true });
    return () => element?.removeEventListener('scroll', look);
  }, []);
  const newest = view.runs.at(-1)?.key ?? null;
  useEffect(() => {
    grew.current = false;
    // The runs before it are drawn after it, and are only then as high as they are.
    const show = () => thread.current?.querySelector(NEWEST)?.scrollIntoView({ block: 'start' });
    show();
    const frame = requestAnimationFrame(show);
    return () => cancelAnimationFrame(frame);
  }, [newest]);
  useEffect(() => {
    if (draft === null) return;
    grew.current = true;
    if (atEnd.current && thread.current) thread.current.scrollTop = thread.current.scrollHeight;
  }, [draft]);
  const ended = view.runs.filter((run) => run.answer !== null || run.error !== null).length;
  const answered = view.runs.at(-1)?.answer != null;
  useEffect(() => {
    // Whoever saw the answer grow has their place in it.
    if (ended === 0 || (answered && grew.current)) return;
    const outcome = thread.current?.querySelector(`${NEWEST} > .run > :is(.answer, .problem)`);
    const fits = outcome && thread.current && outcome.clientHeight < thread.current.clientHeight;
    outcome?.scrollIntoView({ block: fits ? 'nearest' : 'start' });
  }, [ended, answered]);
  const waiting = view.runs.at(-1)?.approval?.call_id ?? null;
  useEffect(() => {
    if (waiting !== null) thread.current?.querySelector(`${NEWEST} > .run > .approval`)?.scrollIntoView({ block: 'end' });
  }, [waiting]);
  return thread;
}
