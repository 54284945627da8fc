import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client';
import { asProblem, type Problem } from '../api/problem';
import type { LedgerEntry } from '../api/types';
import { keyOf, problemOf } from '../hooks/queries';
import { t } from '../i18n/t';
import { useSettled } from '../hooks/useSettled';
import { count, when } from '../text/format';
import { describeEntry } from '../text/ledger';
import { ProblemBox } from './Problem';
import { Rows } from './Rows';
import './panels.css';

interface Props {
  id: string | null;
  /** Changes when there are new entries. */
  version: number;
  named: (msgId: number) => string | null;
  speaks: boolean;
}

const REST_MS = 500;

/** What was done to the context, the newest first: by whom, why, what it saved, and how to take it back. */
export function LedgerPanel({ id, version, named, speaks }: Props) {
  const settled = useSettled(version, REST_MS);
  const ledger = useQuery({
    queryKey: keyOf(id, 'ledger', settled), queryFn: ({ signal }) => api.ledger(id!, signal), enabled: id !== null, placeholderData: keepPreviousData,
  });
  const failed = problemOf(ledger);
  const [undoing, setUndoing] = useState<number | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const entries = ledger.data ?? [];

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
    void ledger.refetch();
  };

  return (
    <section className="panel-body" aria-label={t('Ledger')}>
      <p>{t('Every change of the window: who made it, why, and what it saved. What was taken out can be put back.')}</p>
      {failed && <ProblemBox problem={failed} onRetry={() => void ledger.refetch()} />}
      {problem && <ProblemBox problem={problem} onDismiss={() => setProblem(null)} />}
      {entries.length === 0 && !failed && <p className="quiet">{t('Nothing was changed yet.')}</p>}
      {entries.length > 0 && (
        <Rows className="ledger">
          {entries.toReversed().map((entry) => (
            <EntryLine key={entry.seq} entry={entry} named={named} speaks={speaks} busy={undoing !== null} onUndo={() => void undo(entry.seq)} />
          ))}
        </Rows>
      )}
    </section>
  );
}

interface LineProps {
  entry: LedgerEntry;
  named: Props['named'];
  speaks?: boolean;
  busy: boolean;
  onUndo: () => void;
}

export function EntryLine({ entry, named, speaks = true, busy, onUndo }: LineProps) {
  const what = describeEntry(entry, named, speaks);
  return (
    <div role="listitem" data-testid="ledger-entry" data-kind={entry.kind}>
      <div>
        <p>{what}</p>
        {entry.reason && <p className="quiet">{entry.reason}</p>}
        <p className="quiet figures">
          <span>{when(entry.at)}</span>
          {entry.tokens_before !== null && entry.tokens_after !== null && <span>{t('{before} → {after} tokens', { before: count(entry.tokens_before), after: count(entry.tokens_after) })}</span>}
          {entry.tokens_saved !== null && entry.tokens_saved !== 0 && <span>{entry.tokens_saved > 0 ? t('{n} saved', { n: count(entry.tokens_saved) }) : t('{n} more', { n: count(-entry.tokens_saved) })}</span>}
        </p>
      </div>
      {entry.undoable && <button type="button" data-testid="undo" aria-label={t('Undo: {what}', { what })} disabled={busy} onClick={onUndo}>{t('Undo')}</button>}
    </div>
  );
}
