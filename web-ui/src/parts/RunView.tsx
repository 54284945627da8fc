import { memo } from 'react';
import type { Citation, Feedback } from '../api/types';
import type { RunControl } from '../hooks/useRunControl';
import type { Run } from '../state/fold';
import type { Saying } from '../state/saying';
import { Answer } from './Answer';
import { Approval } from './Approval';
import { Draft } from './Draft';
import { RunError } from './Problem';
import { Steps } from './Steps';
import { Verdict } from './Verdict';

interface Props {
  /** The conversation. */
  id: string;
  run: Run;
  newest: boolean;
  running: boolean;
  interrupted: boolean;
  saying: Saying | null;
  /** Of this run's answer. */
  draft: string | null;
  named: (msgId: number) => string | null;
  onCite: (citation: Citation) => void;
  onAgain: (question: string) => void;
  control: RunControl;
  busy: boolean;
  verdict: Feedback['verdict'] | null;
}

export const RunView = memo(function RunView({ id, run, newest, running, interrupted, saying, draft, named, onCite, onAgain, control, busy, verdict }: Props) {
  const { runId, approval } = run;
  const stands = run.pause === 'paused' || !running;
  const again = newest && run.question !== null ? () => onAgain(run.question ?? '') : undefined;
  return (
    <article className="run" aria-label={run.question ?? 'Run'}>
      {run.question !== null && <h3 className="question text">{run.question}</h3>}
      <Steps run={run} running={running && run.pause !== 'paused'} newest={newest} saying={saying} draft={draft} named={named} control={stands ? control : null} />
      {approval && runId !== null && (
        <Approval key={approval.call_id} approval={approval} busy={busy} onDecide={(approved, reason) => control.decide(runId, approval.call_id, approved, reason)} />
      )}
      {draft !== null && running && <Draft text={draft} />}
      {run.answer && <Answer answer={run.answer} onCite={onCite} />}
      {run.answer && runId !== null && <Verdict id={id} runId={runId} given={verdict} />}
      {run.error && <RunError error={run.error} onRetry={newest && runId !== null ? () => control.retry(runId, null) : undefined} />}
      {interrupted && (
        <div className="problem">
          <p><strong>This run ended without an answer.</strong> The runtime is no longer working on it.</p>
          {again && <p className="actions"><button type="button" onClick={again}>Ask again</button></p>}
        </div>
      )}
    </article>
  );
});
