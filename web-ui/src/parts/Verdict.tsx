import { useState } from 'react';
import { api } from '../api/client';
import { asProblem, type Problem } from '../api/problem';
import { t } from '../i18n/t';
import { ProblemBox } from './Problem';

type Word = 'up' | 'down';

interface Props {
  id: string;
  runId: string;
  /** What was said of this answer before. */
  given: Word | null;
}

/** Whether the answer was good; with a right answer in place of a bad one the runtime can learn from it. */
export function Verdict({ id, runId, given }: Props) {
  const [said, setSaid] = useState<Word | null>(null);
  const [asking, setAsking] = useState(false);
  const [correction, setCorrection] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const verdict = said ?? given;

  const say = async (word: Word, right: string | null) => {
    setBusy(true);
    setProblem(null);
    try {
      await api.judge(id, runId, word, right);
      setSaid(word);
      setAsking(false);
    } catch (error) {
      setProblem(asProblem(error));
    }
    setBusy(false);
  };

  return (
    <div className="verdict" role="group" aria-label={t('Was this answer good?')}>
      <button type="button" className="plain" data-testid="good" aria-pressed={verdict === 'up'} disabled={busy} onClick={() => void say('up', null)}>{t('Good answer')}</button>
      <button
        type="button" className="plain" data-testid="bad" aria-pressed={verdict === 'down'} aria-expanded={asking} disabled={busy}
        onClick={() => setAsking((before) => !before)}
      >
        {t('Not good')}
      </button>
      <span className="quiet" role="status">{said !== null && t('Thank you, noted.')}</span>
      {asking && (
        <form onSubmit={(event) => { event.preventDefault(); void say('down', correction.trim() || null); }}>
          <label>
            <span className="quiet">{t('What would have been right? (optional)')}</span>
            <textarea rows={2} autoFocus data-testid="correction" value={correction} onChange={(event) => setCorrection(event.target.value)} />
          </label>
          <p className="actions"><button type="submit" disabled={busy}>{t('Send')}</button></p>
        </form>
      )}
      {problem && <ProblemBox problem={problem} onDismiss={() => setProblem(null)} />}
    </div>
  );
}
