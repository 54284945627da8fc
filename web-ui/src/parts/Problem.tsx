import { useEffect, useState } from 'react';
import { kindOf, type Problem } from '../api/problem';
import type { Explanation, Told } from '../api/problemWords';
import { t } from '../i18n/t';
import type { ErrorData } from '../api/types';

interface Props {
  problem: Problem;
  onRetry?: (() => void) | undefined;
  onDismiss?: (() => void) | undefined;
}

type Explain = (problem: Told) => Explanation;

const plainly: Explain = ({ title, detail }) => ({ title, detail: detail === title ? null : detail, advice: null });
let explain: Explain | null = null;
// Asked for beside the first drawing: where the runtime is gone, the words for that can't be had from it any more.
const words = import('../api/problemWords').then((module) => { explain = module.explain; }).catch(() => undefined);

function useExplanation(problem: Told): Explanation {
  const [, setReady] = useState(explain !== null);
  useEffect(() => { if (explain === null) void words.then(() => setReady(true)); }, []);
  return (explain ?? plainly)(problem);
}

/** A failure in plain words, with what to do. */
export function ProblemBox({ problem, onRetry, onDismiss }: Props) {
  const { title, detail, advice } = useExplanation(problem);
  return (
    <div className="problem" role="alert">
      <p><strong>{title}</strong>{detail && <> {detail}</>}</p>
      {advice && <p className="advice">{advice}</p>}
      {(onRetry || onDismiss) && (
        <p className="actions">
          {onRetry && <button type="button" onClick={onRetry}>{t('Try again')}</button>}
          {onDismiss && <button type="button" className="plain" onClick={onDismiss}>{t('Dismiss')}</button>}
        </p>
      )}
    </div>
  );
}

/** A run that ended in an error; it can go on from the step that failed. */
export function RunError({ error, onRetry }: { error: ErrorData; onRetry: (() => void) | undefined }) {
  const { title, detail, advice } = useExplanation({ kind: kindOf(error.type), title: error.title, detail: error.detail });
  return (
    <div className="problem" role="group" aria-label={t('The run failed')}>
      <p><strong>{title}</strong>{detail && <> {detail}</>}</p>
      {advice && <p className="advice">{advice}</p>}
      {error.retryable && onRetry && <p className="actions"><button type="button" data-testid="retry" onClick={onRetry}>{t('Try again from here')}</button></p>}
    </div>
  );
}
