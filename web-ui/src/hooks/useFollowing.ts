import { useEffect, useRef } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { View } from '../state/view';

/** Closer to the end than this, in pixels, a reader is taken to follow. */
const AT_END = 60;
const NEWEST = '.newest';

/**
 * Keeps the newest in sight: a new question at the top, the end of an answer that grows unless the reader scrolled away, an answer or a
 * call that waits when it comes.
 *
 * @param list of the runs; null until it is drawn
 */
export function useFollowing(view: View, draft: string | null, list: VirtualizerHandle | null) {
  const thread = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const grew = useRef(false);
  const latest = useRef(view);
  latest.current = view;
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
    const last = latest.current.runs.length - 1;
    const show = () => { if (last >= 0) list?.scrollToIndex(last, { align: 'start' }); };
    show();
    const frame = requestAnimationFrame(show);
    return () => cancelAnimationFrame(frame);
  }, [newest, list]);
  useEffect(() => {
    if (draft === null) return;
    grew.current = true;
    if (atEnd.current && thread.current) thread.current.scrollTop = thread.current.scrollHeight;
  }, [draft]);
  const outcome = view.runs.at(-1);
  const answered = outcome?.answer != null;
  const ended = answered || outcome?.error != null;
  const first = useRef(true);
  useEffect(() => {
    // Whoever saw the answer grow has their place in it; one that was there when the conversation was opened stands where its question does.
    const opened = first.current;
    if (newest !== null) first.current = false;
    if (!ended || opened || (answered && grew.current)) return;
    const shown = thread.current?.querySelector(`${NEWEST} > .run > :is(.answer, .problem)`);
    const fits = shown && thread.current && shown.clientHeight < thread.current.clientHeight;
    shown?.scrollIntoView({ block: fits ? 'nearest' : 'start' });
  }, [newest, ended, answered]);
  const waiting = view.runs.at(-1)?.approval?.call_id ?? null;
  useEffect(() => {
    if (waiting !== null) thread.current?.querySelector(`${NEWEST} > .run > .approval`)?.scrollIntoView({ block: 'end' });
  }, [waiting]);
  return thread;
}
