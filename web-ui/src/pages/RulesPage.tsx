import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/sections';
import { asProblem } from '../api/problem';
import type { Evolution, MetaMemoryVersion } from '../api/types';
import { problemOf } from '../hooks/queries';
import { t } from '../i18n/t';
import { ProblemBox } from '../parts/Problem';
import { count, when } from '../text/format';
import './pages.css';

const REFRESH_MS = 3000;

/** Learned rules: those in force, how they came about, and the way back. */
export default function RulesPage({ rest }: { rest: string | null }) {
  const client = useQueryClient();
  const current = useQuery({ queryKey: ['rules', 'current'], queryFn: api.rules });
  const versions = useQuery({ queryKey: ['rules', 'versions'], queryFn: api.ruleVersions });
  const evolutions = useQuery({
    queryKey: ['rules', 'evolutions'], queryFn: api.evolutions,
    refetchInterval: (query) => (query.state.data?.some((each) => each.status === 'running' || each.status === 'queued') ? REFRESH_MS : false),
  });
  const [editing, setEditing] = useState<string | null>(null);
  const [seen, setSeen] = useState<number | null>(rest && /^\d+$/.test(rest) ? Number(rest) : null);
  const onSettled = () => client.invalidateQueries({ queryKey: ['rules'] });
  const save = useMutation({
    mutationFn: (text: string) => api.editRules(text.split('\n').map((each) => each.trim()).filter(Boolean), current.data!.version), onSettled, onSuccess: () => setEditing(null),
  });
  const rollback = useMutation({ mutationFn: (number: number) => api.rollback(number), onSettled });
  const evolve = useMutation({ mutationFn: api.evolve, onSettled });
  const cancel = useMutation({ mutationFn: (id: string) => api.cancelEvolution(id), onSettled });
  const thrown = [save, rollback, evolve, cancel].find((each) => each.error)?.error;
  const problem = problemOf(current) ?? (thrown ? asProblem(thrown) : null);
  const rules = current.data?.rules ?? [];
  return (
    <>
      <h2>{t('Rules')}</h2>
      <p className="lead">{t('What the runtime has learned about using its memories. These sentences stand in front of each question; a new version comes into force only where it answers more held-out questions right.')}</p>
      {problem && <ProblemBox problem={problem} onRetry={() => void current.refetch()} />}
      <h3>{t('In force')}{current.data && current.data.version > 0 && `: ${t('version {n}', { n: current.data.version })}`}</h3>
      {current.data && rules.length === 0 && <p className="quiet">{t('No rules are in force.')}</p>}
      {editing === null ? (
        <>
          <ol className="cards">{rules.map((each) => <li key={each.id} className="card" data-on data-testid="rule"><span><strong>{each.id}</strong> <span className="text">{each.content}</span></span></li>)}</ol>
          <p className="actions">
            <button type="button" data-testid="edit-rules" disabled={!current.data} onClick={() => setEditing(rules.map((each) => each.content).join('\n'))}>{t('Edit')}</button>
            <button type="button" disabled={evolve.isPending} onClick={() => evolve.mutate()}>{t('Learn from feedback')}</button>
          </p>
        </>
      ) : (
        <form className="grid" onSubmit={(event) => { event.preventDefault(); save.mutate(editing); }}>
          <label>{t('One rule a line')}<textarea rows={8} autoFocus value={editing} data-testid="rules-text" onChange={(event) => setEditing(event.target.value)} /></label>
          <p className="actions"><button type="submit" className="primary" disabled={save.isPending}>{t('Put in force')}</button><button type="button" className="plain" onClick={() => setEditing(null)}>{t('Cancel')}</button></p>
        </form>
      )}

      <h3>{t('Versions')}</h3>
      {versions.data?.length === 0 && <p className="quiet">{t('None yet.')}</p>}
      <ul className="cards">
        {(versions.data ?? []).map((each) => (
          <li key={each.version} className="card" data-on={each.version === current.data?.version || undefined} data-testid="rules-version">
            <span><strong>{t('version {n}', { n: each.version })}</strong> <span className="quiet">{origin(each)}{each.created_at && `, ${when(each.created_at)}`}, {t('{n, plural, one {# rule} other {# rules}}', { n: each.rules.length })}</span></span>
            {each.held_out && <HeldOut test={each.held_out} />}
            <span className="actions">
              <button type="button" className="plain" aria-expanded={seen === each.version} onClick={() => setSeen(seen === each.version ? null : each.version)}>{t('What it changed')}</button>
              {each.version !== current.data?.version && <button type="button" className="plain" disabled={rollback.isPending} onClick={() => rollback.mutate(each.version)}>{t('Back to this')}</button>}
            </span>
            {seen === each.version && <Difference number={each.version} />}
          </li>
        ))}
      </ul>

      <h3>{t('Evolutions')}</h3>
      {evolutions.data?.length === 0 && <p className="quiet">{t('None yet.')}</p>}
      <ul className="cards">{(evolutions.data ?? []).map((each) => <EvolutionCard key={each.id} evolution={each} onCancel={() => cancel.mutate(each.id)} />)}</ul>
    </>
  );
}

const origin = (version: MetaMemoryVersion) => (version.origin === 'evolution' ? t('learned') : version.origin === 'edit' ? t('written by a person')
  : version.origin === 'rollback' ? t('the same as version {n}', { n: version.restores ?? 0 }) : version.origin);

function HeldOut({ test }: { test: NonNullable<MetaMemoryVersion['held_out']> }) {
  return (
    <span className="facts">
      {t('held-out questions right: {before} before, {after} after, of {cases}; {gained} gained, {lost} lost, p = {p}', {
        before: test.right_before, after: test.right_after, cases: test.cases, gained: test.gained, lost: test.lost, p: test.p_value.toPrecision(2),
      })}
    </span>
  );
}

function Difference({ number }: { number: number }) {
  const difference = useQuery({ queryKey: ['rules', 'difference', number], queryFn: () => api.ruleDifference(number), staleTime: Infinity });
  const lines = (rules: unknown) => (Array.isArray(rules) ? rules : []).map((each) => (typeof each === 'string' ? each : String((each as { content?: string }).content ?? '')));
  if (!difference.data) return <p className="quiet">{t('Loading…')}</p>;
  const { removed, added, kept } = difference.data;
  return (
    <ul className="difference">
      {lines(removed).map((each, n) => <li key={`r${n}`} className="removed">− {each}</li>)}
      {lines(added).map((each, n) => <li key={`a${n}`} className="added">+ {each}</li>)}
      {lines(kept).map((each, n) => <li key={`k${n}`} className="quiet">{each}</li>)}
    </ul>
  );
}

function EvolutionCard({ evolution, onCancel }: { evolution: Evolution; onCancel: () => void }) {
  const { progress, cost } = evolution;
  const at = evolution.status === 'running' || evolution.status === 'queued';
  return (
    <li className="card" data-on={at || undefined}>
      <span><strong>{evolution.status}</strong> <span className="quiet">{when(evolution.created_at)}{evolution.problem && `: ${evolution.problem}`}</span></span>
      {at && <progress max={Math.max(1, progress.batches)} value={progress.batches_done} aria-label={t('Batches done')} />}
      <span className="facts">
        <span>{t('{done} of {all} batches', { done: count(progress.batches_done), all: count(progress.batches) })}</span><span>{t('{n} cases', { n: count(progress.cases) })}</span>
        <span>{t('{n} calls', { n: count(cost.calls) })}</span><span>{t('{n} tokens', { n: count(cost.input_tokens + cost.output_tokens) })}</span>
      </span>
      {evolution.overall && <HeldOut test={evolution.overall} />}
      {(evolution.batches ?? []).map((each, n) => <span key={n} className="facts"><span>{each.accepted ? t('taken') : t('not taken')}</span><span>{each.reason}</span></span>)}
      {at && <span className="actions"><button type="button" className="stop" onClick={onCancel}>{t('Stop')}</button></span>}
    </li>
  );
}
