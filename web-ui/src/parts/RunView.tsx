import { memo } from 'react';
import type { Citation } from '../api/types';
import type { Run } from '../state/fold';
import { Answer } from './Answer';
import { RunError } from './Problem';
import { Steps } from './Steps';

interface Props {
  run: Run;
  newest: boolean;
  running: boolean;
  interrupted: boolean;
  named: (msgId: number) => string | null;
  onCite: (citation: Citation) => void;
  onAgain: (question: string) => void;
}

export const RunView = memo(function RunView({ run, newest, running, interrupted, named, onCite, onAgain }: Props) {
  const again = newest && run.question !== null ? () => onAgain(run.question ?? '') : undefined;
  return (
    <article className="run" aria-label={run.question ?? 'Run'}>
      {run.question !== null && <h3 className="question text">{run.question}</h3>}
      <Steps run={run} running={running} newest={newest} named={named} />
      {run.answer && <Answer answer={run.answer} onCite={onCite} />}
      {run.error && <RunError error={run.error} onRetry={again} />}
      {interrupted && (
        <div className="problem">
          <p><strong>This run ended without an answer.</strong> The runtime is no longer working on it.</p>
          {again && <p className="actions"><button type="button" onClick={again}>Ask again</button></p>}
        </div>
      )}
    </article>
  );
});
