import { memo, useState } from 'react';
import './run.css';
import type { Citation, Feedback } from '../api/types';
import type { RunControl } from '../hooks/useRunControl';
import { t } from '../i18n/t';
import type { Run } from '../state/view';
import type { Saying } from '../state/saying';
import { Answer } from './Answer';
import { Approval } from './Approval';
import { Draft } from './Draft';
import { Menu } from './Menu';
import { RunError } from './Problem';
import { Front, Steps } from './Steps';
import { Verdict } from './Verdict';

interface Props {
  /** The conversation. */
  id: string;
  run: Run;
  newest: boolean;
  /** The event that began a step to point out. */
  pointed?: number | null;
  running: boolean;
  interrupted: boolean;
  saying: Saying | null;
  /** Of this run's answer. */
  draft: string | null;
  named: (msgId: number) => string | null;
  onCite: (citation: Citation) => void;
  onAgain: (question: string) => void;
  /** A change of the question, which is asked in a copy of what was before it. */
  onEdit?: ((run: Run, question: string) => void) | undefined;
  control: RunControl;
  busy: boolean;
  verdict: string | null;
}

export const RunView = memo(function RunView(props: Props) {
  const { id, run, newest, pointed = null, running, interrupted, saying, draft, named, onCite, onAgain, onEdit, control, busy, verdict } = props;
  const { runId, approval } = run;
  const [editing, setEditing] = useState(false);
  const stands = run.pause === 'paused' || !running;
  const again = newest && run.question !== null ? () => onAgain(run.question ?? '') : undefined;
  return (
    <article className="run" aria-label={run.question ?? t('Run')}>
      {run.question !== null && !editing && (
        <header className="asked" aria-current={pointed === run.key ? 'true' : undefined}>
          <h3 className="question text">{run.question}</h3>
          {stands && (
            <Menu label={t('This question')} sign="⋯">
              <button type="button" onClick={() => void navigator.clipboard.writeText(run.question ?? '')}>{t('Copy question')}</button>
              <button type="button" onClick={() => onAgain(run.question ?? '')}>{t('Ask again')}</button>
              {onEdit && <button type="button" onClick={() => setEditing(true)}>{t('Change and ask')}</button>}
              {runId !== null && <button type="button" onClick={() => control.fork(runId, null)}>{t('Fork the conversation here')}</button>}
            </Menu>
          )}
        </header>
      )}
      {editing && onEdit && <EditQuestion question={run.question ?? ''} onCancel={() => setEditing(false)} onAsk={(text) => { setEditing(false); onEdit(run, text); }} />}
      <Front items={run.front} />
      <Steps conversation={id} run={run} pointed={pointed} running={running && run.pause !== 'paused'} newest={newest} saying={saying} draft={draft} named={named} control={stands ? control : null} />
      {approval && runId !== null && (
        <Approval key={approval.call_id} approval={approval} busy={busy} onDecide={(approved, reason) => control.decide(runId, approval.call_id, approved, reason)} />
      )}
      {draft !== null && running && <Draft text={draft} />}
      {run.answer && <Answer answer={run.answer} usage={run.usage} onCite={onCite} />}
      {run.answer && runId !== null && run.answer.stopped_by !== 'imported' && <Verdict id={id} runId={runId} given={verdict as Feedback['verdict'] & ('up' | 'down') | null} />}
      {run.error && <RunError error={run.error} onRetry={newest && runId !== null ? () => control.retry(runId, null) : undefined} />}
      {interrupted && (
        <div className="problem">
          <p><strong>{t('This run ended without an answer.')}</strong> {t('The runtime is no longer working on it.')}</p>
          {again && <p className="actions"><button type="button" onClick={again}>{t('Ask again')}</button></p>}
        </div>
      )}
    </article>
  );
});

function EditQuestion({ question, onAsk, onCancel }: { question: string; onAsk: (text: string) => void; onCancel: () => void }) {
  const [text, setText] = useState(question);
  return (
    <form className="edit" onSubmit={(event) => { event.preventDefault(); if (text.trim()) onAsk(text.trim()); }} onKeyDown={(event) => { if (event.key === 'Escape') onCancel(); }}>
      <label><span className="quiet">{t('The question, changed')}</span><textarea rows={3} autoFocus value={text} onChange={(event) => setText(event.target.value)} /></label>
      <p className="actions"><button type="submit" className="primary" disabled={!text.trim()}>{t('Ask')}</button><button type="button" className="plain" onClick={onCancel}>{t('Cancel')}</button></p>
    </form>
  );
}
