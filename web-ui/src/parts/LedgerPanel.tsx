import { useState } from 'react';
import { api } from '../api/client';
import { asProblem, type Problem } from '../api/problem';
import type { LedgerEntry } from '../api/types';
import { useResource } from '../hooks/useResource';
import { useSettled } from '../hooks/useSettled';
import { count, when } from '../text/format';
import { describeEntry } from '../text/ledger';
import { ProblemBox } from './Problem';

interface Props {
  id: string | null;
  /** Changes when there are new entries. */
  version: number;
  named: (msgId: number) => string | null;
}

const REST_MS = 500;

/** What was done to the context, the newest first: by whom, why, what it saved, and how to take it back. */
export function LedgerPanel({ id, version, named }: Props) {
  const settled = useSettled(version, REST_MS);
  const ledger = useResource(id === null ? null : `${id} ${settled}`, (signal) => api.ledger(id ?? '', signal));
  const [undoing, setUndoing] = useState<number | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const entries = ledger.value ?? [];

  const undo = async (seq: number) => {
    if (id === null) return;
    setUndoing(seq);
    setProblem(null);
    try {
      await api.undo(id, seq);
    } catch (error) {
      setProblem(asProblem(error));
    }
    setUndoing(null);
    ledger.reload();
  };

  return (
    <section className="panel-body" aria-label="Ledger">
      <p>Every change of the window: who made it, why, and what it saved. What was taken out can be put back.</p>
      {ledger.problem && <ProblemBox problem={ledger.problem} onRetry={ledger.reload} />}
      {problem && <ProblemBox problem={problem} onDismiss={() => setProblem(null)} />}
      {entries.length === 0 && !ledger.problem && <p className="quiet">Nothing was changed yet.</p>}
      <ol className="ledger">
        {entries.toReversed().map((entry) => (
          <EntryLine key={entry.seq} entry={entry} named={named} busy={undoing !== null} onUndo={() => void undo(entry.seq)} />
        ))}
      </ol>
    </section>
  );
}

interface LineProps {
  entry: LedgerEntry;
  named: Props['named'];
  busy: boolean;
  onUndo: () => void;
}

export function EntryLine({ entry, named, busy, onUndo }: LineProps) {
  const what = describeEntry(entry, named);
  return (
    <li data-testid="ledger-entry" data-kind={entry.kind} value={entry.seq}>
      <div>
        <p>{what}</p>
        {entry.reason && <p className="quiet">{entry.reason}</p>}
        <p className="quiet figures">
          <span>{when(entry.at)}</span>
          {entry.tokens_before !== null && entry.tokens_after !== null && <span>{count(entry.tokens_before)} → {count(entry.tokens_after)} tokens</span>}
          {entry.tokens_saved !== null && entry.tokens_saved !== 0 && <span>{count(Math.abs(entry.tokens_saved))} {entry.tokens_saved > 0 ? 'saved' : 'more'}</span>}
        </p>
      </div>
      {entry.undoable && <button type="button" data-testid="undo" aria-label={`Undo: ${what}`} disabled={busy} onClick={onUndo}>Undo</button>}
    </li>
  );
}
