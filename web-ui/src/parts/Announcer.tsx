import { useEffect, useState } from 'react';
import { t } from '../i18n/t';
import type { View } from '../state/view';
import { describeCall } from '../text/words';

/** Tells a screen reader what happens, in one line at a time, and nothing of what happened before the page was opened. */
export default function Announcer({ view, named }: { view: View; named: (msgId: number) => string | null }) {
  const [words, setWords] = useState('');
  const [opened] = useState(() => Date.now());
  useEffect(() => {
    if (Date.now() - opened < 1500) return;
    const run = view.runs.at(-1);
    if (!run) return;
    if (run.answer) setWords(t('Answer: {answer}. {n, plural, one {# source} other {# sources}}.', { answer: run.answer.answer ?? '', n: run.answer.citations.length }));
    else if (run.approval) setWords(t('The run waits for your decision on a call of {tool}.', { tool: run.approval.tool ?? '' }));
    else if (run.pause === 'paused') setWords(t('The run is paused.'));
    else if (run.error) setWords(t('The run failed: {title}', { title: run.error.title }));
    else {
      const item = run.steps.at(-1)?.items.findLast((each) => each.kind === 'call');
      if (item?.kind === 'call') setWords(t('Step {n}: {what}', { n: run.steps.at(-1)?.number ?? 1, what: describeCall(item.call, named) }));
    }
  }, [view, named, opened]);
  return <p className="visually-hidden" role="status">{words}</p>;
}
