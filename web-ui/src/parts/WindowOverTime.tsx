import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import './time.css';
import { api } from '../api/client';
import { addressOf, go } from '../hooks/place';
import { keyOf, problemOf } from '../hooks/queries';
import { t } from '../i18n/t';
import type { Usage, View } from '../state/view';
import { windowModel, type WindowModel } from '../state/window';
import { count, shorten, tokens } from '../text/format';
import { ProblemBox } from './Problem';
import { WindowBar } from './WindowBar';
import { WindowPanel } from './WindowPanel';
import './panels.css';

const TokensChart = lazy(() => import('./TokensChart'));

interface Props {
  id: string;
  view: View;
  /** As it is now. */
  now: WindowModel;
  at: number | null;
  speaks: boolean;
  named: (msgId: number) => string | null;
  onLight: (key: string | null) => void;
  onFork: (runId: string, step: number) => void;
}

/** One request of a run. */
interface Moment {
  seq: number;
  run: number;
  runId: string | null;
  question: string;
  step: number;
  sent: { tokens: number; full: number } | null;
  usage: Usage | null;
}

/** The window at each step that the page knows, and as it is now. */
export function WindowOverTime({ id, view, now, at, speaks, named, onLight, onFork }: Props) {
  const moments = useMemo((): Moment[] => view.runs.flatMap((run) => run.steps.filter((step) => step.seq > 0).map((step) => ({
    seq: step.seq, run: run.key, runId: run.runId, question: run.question ?? '', step: step.number, sent: step.sent, usage: step.usage,
  }))), [view.runs]);
  const place = at === null ? moments.length : Math.max(0, moments.findLastIndex((each) => each.seq <= at));
  const moment = at === null ? null : moments[place] ?? null;
  const earlier = moment === null ? moments.at(-1) ?? null : moments[place - 1] ?? null;

  const window = useQuery({
    queryKey: keyOf(id, 'window-at', moment?.seq ?? at), queryFn: () => api.window(id, moment?.seq ?? at), enabled: at !== null, staleTime: Infinity, gcTime: 60_000,
    placeholderData: keepPreviousData,
  });
  const previous = useQuery({
    queryKey: keyOf(id, 'window-at', earlier?.seq), queryFn: () => api.window(id, earlier!.seq), enabled: at !== null && earlier !== null, staleTime: Infinity, gcTime: 60_000,
    placeholderData: keepPreviousData,
  });
  const problem = problemOf(window);
  const model = useMemo(() => (at === null || !window.data ? now : windowModel(window.data, Number.MAX_SAFE_INTEGER, view, window.data.window)), [at, window.data, now, view]);
  const changed = useMemo(() => {
    const changes = new Map<string, 'new' | 'pruned' | 'back'>();
    if (at === null || !previous.data) return changes;
    const before = new Map(previous.data.messages.map((each) => [each.seq, each.pruned]));
    for (const each of model.segments) {
      if (each.seq === null) continue;
      const was = before.get(each.seq);
      if (was === undefined) changes.set(each.key, 'new');
      else if (was !== each.pruned) changes.set(each.key, each.pruned ? 'pruned' : 'back');
    }
    return changes;
  }, [at, previous.data, model]);

  // The pointer may move faster than addresses should change.
  const [dragged, setDragged] = useState<number | null>(null);
  useEffect(() => {
    if (dragged === null) return;
    const timer = setTimeout(() => {
      setDragged(null);
      go(addressOf({ id, tab: 'window', at: moments[dragged]?.seq ?? null }), true);
    }, 120);
    return () => clearTimeout(timer);
  }, [dragged, id, moments]);
  const shown = dragged ?? place;
  const said = (n: number) => (moments[n] ? t('Step {step} of “{question}”', { step: moments[n].step, question: shorten(moments[n].question, 60) }) : t('Now'));

  return (
    <>
      {moments.length > 0 && (
        <section className="time" aria-label={t('The window over time')}>
          <label htmlFor="time">{t('The window at')} <strong>{said(shown)}</strong></label>
          <input
            id="time" type="range" min={0} max={moments.length} value={shown} aria-valuetext={said(shown)} data-testid="time"
            onChange={(event) => setDragged(Number(event.target.value))}
          />
          <p className="actions">
            <button type="button" disabled={shown === 0} onClick={() => setDragged(shown - 1)}>{t('Step before')}</button>
            <button type="button" disabled={shown >= moments.length} onClick={() => setDragged(shown + 1)}>{t('Step after')}</button>
            {moment && <button type="button" onClick={() => go(addressOf({ id, tab: 'window' }))}>{t('Now')}</button>}
            {moment?.runId && <button type="button" data-testid="fork-here" onClick={() => onFork(moment.runId!, moment.step)}>{t('Fork here')}</button>}
          </p>
          {moments.filter((each) => each.sent).length > 1 && (
            <Suspense><TokensChart points={moments.flatMap((each) => (each.sent ? [{ label: said(moments.indexOf(each)), ...each.sent, cached: each.usage?.cached ?? null, cost: each.usage?.cost ?? null }] : []))} at={moment ? place : null} /></Suspense>
          )}
        </section>
      )}
      {problem && <ProblemBox problem={problem} onRetry={() => void window.refetch()} />}
      {at !== null && window.data && (
        <div data-testid="window-then" data-at={window.data.at}>
          <WindowBar model={model} peak={0} lit={null} />
          <p className="quiet" role="status">
            {t('{fresh} new, {pruned} scraped off, {back} put back since the step before', {
              fresh: count([...changed.values()].filter((each) => each === 'new').length), pruned: count([...changed.values()].filter((each) => each === 'pruned').length),
              back: count([...changed.values()].filter((each) => each === 'back').length),
            })}
          </p>
          {window.data.documents.length > 0 && <p className="quiet">{t('Documents then:')} {window.data.documents.map((each) => `${each.name} (${tokens(each.tokens)})`).join(', ')}</p>}
          {window.data.notes.length > 0 && (
            <details><summary>{t('{n, plural, one {# note} other {# notes}} then', { n: window.data.notes.length })}</summary>
              <ul className="notes">{window.data.notes.map((each) => <li key={each.key}><strong>{each.key}</strong> {each.summary}</li>)}</ul>
            </details>
          )}
        </div>
      )}
      <WindowPanel id={id} model={model} changed={changed} speaks={speaks} named={named} onLight={onLight} />
    </>
  );
}
