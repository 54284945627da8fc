import { api } from '../api/client';
import type { Hearing } from '../api/types';
import { useQuery } from '@tanstack/react-query';
import { keyOf, problemOf } from '../hooks/queries';
import { t } from '../i18n/t';
import { filledDocuments, type FilledDocument } from '../state/filled';
import type { View } from '../state/view';
import { ProblemBox } from './Problem';
import './panels.css';

/** How far the hearings of a conversation have come, and what went against their rules. */
export function HearingPanel({ id, version, view }: { id: string | null; version: number; view: View }) {
  const procedure = useQuery({ queryKey: keyOf(id, 'procedure', version), queryFn: () => api.procedure(id!), enabled: id !== null });
  const problem = problemOf(procedure);
  return (
    <section className="panel-body" aria-label={t('Hearing')}>
      {problem && <ProblemBox problem={problem} onRetry={() => void procedure.refetch()} />}
      {(procedure.data?.hearings ?? []).map((hearing) => <HearingView key={hearing.court_type} hearing={hearing} />)}
      <FilledDocuments documents={filledDocuments(view)} />
    </section>
  );
}

/** What is still missing in the documents that the hearing needs, as they were checked last. */
export function FilledDocuments({ documents }: { documents: readonly FilledDocument[] }) {
  if (documents.length === 0) return null;
  return (
    <>
      <h3>{t('Documents of the hearing')}</h3>
      <ul className="filled" data-testid="filled">
        {documents.map((each) => (
          <li key={each.name}>
            {each.faults.length === 0 && '✓ '}<strong>{each.name}</strong>{' '}
            <span className="quiet">{t('{n, plural, one {checked once} other {checked # times}}', { n: each.checks })}</span>
            {each.faults.length === 0 ? <p>{t('All fields are there.')}</p> : <ul>{each.faults.map((fault, at) => <li key={at}><strong>{fault.field}</strong>: {fault.what}</li>)}</ul>}
          </li>
        ))}
      </ul>
    </>
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
