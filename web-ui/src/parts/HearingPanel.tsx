import { api } from '../api/client';
import type { Hearing } from '../api/types';
import { useQuery } from '@tanstack/react-query';
import { keyOf, problemOf } from '../hooks/queries';
import { t } from '../i18n/t';
import { ProblemBox } from './Problem';
import './panels.css';

/** How far the hearings of a conversation have come, and what went against their rules. */
export function HearingPanel({ id, version }: { id: string | null; version: number }) {
  const procedure = useQuery({ queryKey: keyOf(id, 'procedure', version), queryFn: () => api.procedure(id!), enabled: id !== null });
  const problem = problemOf(procedure);
  return (
    <section className="panel-body" aria-label={t('Hearing')}>
      {problem && <ProblemBox problem={problem} onRetry={() => void procedure.refetch()} />}
      {(procedure.data?.hearings ?? []).map((hearing) => <HearingView key={hearing.court_type} hearing={hearing} />)}
    </section>
  );
}

export function HearingView({ hearing }: { hearing: Hearing }) {
  return (
    <>
      <h3>{hearing.title ?? hearing.court_type}</h3>
      <p>{hearing.next ?? t('The pack of this hearing is not loaded: only what was done is known.')}</p>
      {hearing.stages === undefined && <ul className="stages">{hearing.done.map((act) => <li key={act}>{act}</li>)}</ul>}
      <ol className="stages">
        {(hearing.stages ?? []).map((stage) => (
          <li key={stage.id} aria-current={stage.current ? 'step' : undefined}>
            <strong>{stage.title}</strong>{stage.complete ? ` ${t('(complete)')}` : ''}
            <ul>
              {stage.acts.map((act) => (
                <li key={act.id}>{act.done ? '✓ ' : ''}{act.title}{act.done ? <span className="quiet"> {t('done')}</span> : !act.required && <span className="quiet"> {t('optional')}</span>}</li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
      {hearing.breaches.length > 0 && (
        <>
          <h4>{t('Against the rules')}</h4>
          <ul className="breaches">{hearing.breaches.map((breach, at) => <li key={at}><strong>{breach.act}</strong>: {breach.violations.join(' ')}</li>)}</ul>
        </>
      )}
    </>
  );
}
