import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api } from '../api/sections';
import { asProblem } from '../api/problem';
import type { Decision, MemoryRecord, Receipt } from '../api/types';
import { hrefOf, isConversation, turnOf } from '../hooks/place';
import { problemOf } from '../hooks/queries';
import { msg, t } from '../i18n/t';
import { ProblemBox } from '../parts/Problem';
import { count, day, when } from '../text/format';
import './pages.css';
import { useSubject } from './subject';

const VIEWS = [
  { view: 'records', label: msg('What is remembered') }, { view: 'decisions', label: msg('What was decided') },
  { view: 'clusters', label: msg('Kinds of turns') }, { view: 'receipts', label: msg('What was forgotten') },
] as const;

/** Long-term memory of a person: records, the decisions of the gate, its clusters, and receipts of what was forgotten. */
export default function MemoryPage({ rest }: { rest: string | null }) {
  const view = VIEWS.find((each) => each.view === rest)?.view ?? 'records';
  const [subject, setSubject] = useSubject();
  const [typed, setTyped] = useState(subject);
  return (
    <>
      <h2>{t('Memory')}</h2>
      <p className="lead">{t('What the runtime remembers of a person over all conversations. A gate decides turn by turn what is worth keeping; you can overrule it, and have things forgotten for good.')}</p>
      <form className="line" onSubmit={(event) => { event.preventDefault(); setSubject(typed.trim() || 'default'); }}>
        <label>{t('Whose')}<input value={typed} data-testid="subject" onChange={(event) => setTyped(event.target.value)} /></label>
        <button type="submit">{t('Show')}</button>
      </form>
      <nav className="views" aria-label={t('Views of memory')}>
        {VIEWS.map((each) => <a key={each.view} href={hrefOf(`/memory/${each.view}`)} aria-current={each.view === view ? 'page' : undefined}>{t(each.label)}</a>)}
      </nav>
      {view === 'records' && <Records subject={subject} />}
      {view === 'decisions' && <Decisions subject={subject} />}
      {view === 'clusters' && <Clusters subject={subject} />}
      {view === 'receipts' && <Receipts key={subject} subject={subject} />}
    </>
  );
}

/** Everything of a subject's memory is asked for anew after a change; what no view shows now is not kept, so that no view begins with records that are gone. */
function useMemoryChange<T>(change: (value: T) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => {
      client.removeQueries({ queryKey: ['memory'], type: 'inactive' });
      return client.invalidateQueries({ queryKey: ['memory'] });
    },
  });
}

function Records({ subject }: { subject: string }) {
  const [now] = useState(() => Date.now());
  const [at, setAt] = useState('');
  const instant = at === '' ? null : new Date(at).toISOString();
  const records = useQuery({ queryKey: ['memory', subject, 'records', instant], queryFn: () => api.records(subject, instant) });
  const verify = useMemoryChange((id: string) => api.verify(id, subject));
  const [receipt, setReceipt] = useState<Receipt | null>(null);
  const [asking, setAsking] = useState<string | null>(null);
  const forget = useMemoryChange(async (id: string) => {
    setReceipt((await api.forget(subject, id, subject)) as Receipt);
    setAsking(null);
  });
  const problem = problemOf(records) ?? (verify.error ?? forget.error ? asProblem(verify.error ?? forget.error) : null);
  const all = records.data ?? [];
  const times = all.flatMap((each) => [each.valid_from, each.valid_to]).filter((each) => each !== null).map((each) => Date.parse(each));
  const range = { from: Math.min(...times, now), to: now };
  return (
    <>
      <form className="line"><label>{t('As it was true on')}<input type="date" value={at} onChange={(event) => setAt(event.target.value)} /></label></form>
      {problem && <ProblemBox problem={problem} onRetry={() => void records.refetch()} />}
      {receipt && <p role="status" data-testid="receipt">{t('Forgotten: {records, plural, one {# record} other {# records}}, {decisions, plural, one {# decision} other {# decisions}}. Receipt {id}.', { records: receipt.records, decisions: receipt.decisions, id: receipt.id })}</p>}
      <p className="quiet">{t('{n, plural, one {# record} other {# records}}', { n: all.length })}</p>
      <ul className="cards">
        {all.map((record) => (
          <li key={record.id} className="card" data-on data-testid="record">
            <span className="text">{record.text}</span>
            <Validity record={record} range={range} />
            <span className="facts">
              <span>{standing(record.standing)}</span>
              {record.valid_from && <span>{record.valid_to ? t('true from {from} to {to}', { from: day(record.valid_from), to: day(record.valid_to) }) : t('true since {from}', { from: day(record.valid_from) })}</span>}
              {record.times.map((each, n) => <span key={n}>“{each.text}”: {each.from}</span>)}
              {record.sources.map((each, n) => <Turn key={n} of={each}>{t('said in turn {n}, {when}', { n: each.seq, when: each.said_at ? when(each.said_at) : '' })}</Turn>)}
            </span>
            <span className="actions">
              {record.standing !== 'verified' && <button type="button" className="plain" disabled={verify.isPending} onClick={() => verify.mutate(record.id)}>{t('It is so')}</button>}
              {asking === record.id ? (
                <>
                  <span>{t('Forget this for good? Its turns go too.')}</span>
                  <button type="button" className="stop" data-testid="forget-now" disabled={forget.isPending} onClick={() => forget.mutate(record.id)}>{t('Forget')}</button>
                  <button type="button" className="plain" onClick={() => setAsking(null)}>{t('Keep')}</button>
                </>
              ) : <button type="button" className="plain" data-testid="forget" onClick={() => setAsking(record.id)}>{t('Forget …')}</button>}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Opens what was said, where that was in a conversation of this runtime. */
function Turn({ of, children }: { of: { conversation: string; seq: number }; children: ReactNode }) {
  return isConversation(of.conversation) ? <a href={hrefOf(turnOf(of.conversation, of.seq))} data-testid="turn">{children}</a> : <span>{children}</span>;
}

const standing = (word: string) => (word === 'stated' ? t('stated') : word === 'inferred' ? t('inferred') : word === 'verified' ? t('verified by a person') : word);

/** When a record is true, on the time line of all of them. */
function Validity({ record, range }: { record: MemoryRecord; range: { from: number; to: number } }) {
  const width = Math.max(1, range.to - range.from);
  const start = record.valid_from ? Date.parse(record.valid_from) : range.from;
  const end = record.valid_to ? Date.parse(record.valid_to) : range.to;
  return <span className="validity" aria-hidden="true"><span data-off={record.valid_to !== null || undefined} style={{ left: `${(100 * (start - range.from)) / width}%`, width: `${Math.max(0.5, (100 * (end - start)) / width)}%` }} /></span>;
}

const UNSURE = 0.1;

function Decisions({ subject }: { subject: string }) {
  const [which, setWhich] = useState<'all' | 'kept' | 'dropped' | 'unsure'>('all');
  const decisions = useQuery({ queryKey: ['memory', subject, 'decisions'], queryFn: () => api.decisions(subject, null) });
  const overrule = useMemoryChange((decision: Decision) => api.overrule(decision.id, !decision.kept, subject));
  const all = decisions.data ?? [];
  const threshold = (each: Decision) => Number(/reaches ([\d.]+)|below ([\d.]+)|under ([\d.]+)/.exec(each.reason)?.slice(1).find(Boolean) ?? Number.NaN);
  const unsure = (each: Decision) => Math.abs(each.score - threshold(each)) < UNSURE;
  const shown = all.filter((each) => which === 'all' || (which === 'kept' ? each.kept : which === 'dropped' ? !each.kept : unsure(each)));
  const problem = problemOf(decisions) ?? (overrule.error ? asProblem(overrule.error) : null);
  return (
    <>
      <form className="line">
        <label>{t('Show')}<select value={which} data-testid="which" onChange={(event) => setWhich(event.target.value as typeof which)}>
          <option value="all">{t('all')}</option><option value="kept">{t('kept')}</option><option value="dropped">{t('dropped')}</option><option value="unsure">{t('close calls')}</option>
        </select></label>
      </form>
      {problem && <ProblemBox problem={problem} onRetry={() => void decisions.refetch()} />}
      <p className="quiet" role="status">{t('{shown} of {n, plural, one {# decision} other {# decisions}}; {kept} kept', { shown: count(shown.length), n: all.length, kept: count(all.filter((each) => each.kept).length) })}</p>
      <ul className="cards">
        {shown.slice(0, 200).map((each) => (
          <li key={each.id} className="card" data-on={each.kept || undefined} data-off={!each.kept || undefined} data-testid="decision" data-kept={each.kept}>
            <span><strong>{each.kept ? t('Kept') : t('Dropped')}</strong> <span className="text">{each.text}</span></span>
            <span className="facts">
              <span>{t('score {n}', { n: each.score.toFixed(2) })}</span><span>{each.reason}</span><span>{each.gate}</span>
              <Turn of={each}>{each.speaker}, {when(each.said_at ?? each.decided_at)}</Turn>
              {each.overruled_by && <span>{t('overruled by {who}', { who: each.overruled_by })}</span>}
            </span>
            <span className="actions">
              <button type="button" className="plain" data-testid="overrule" disabled={overrule.isPending} onClick={() => overrule.mutate(each)}>{each.kept ? t('Drop it after all') : t('Keep it after all')}</button>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Clusters({ subject }: { subject: string }) {
  const clusters = useQuery({ queryKey: ['memory', subject, 'clusters'], queryFn: () => api.clusters(subject) });
  const all = [...(clusters.data ?? [])].sort((a, b) => b.size - a.size);
  const most = Math.max(1, ...all.map((each) => each.size));
  const sum = all.reduce((so, each) => so + each.size, 0);
  const [open, setOpen] = useState<string | null>(null);
  const turns = useQuery({ queryKey: ['memory', subject, 'cluster', open], queryFn: () => api.decisionsOfCluster(subject, open!), enabled: open !== null });
  const shown = all.find((each) => each.id === open);
  const problem = problemOf(clusters);
  return (
    <>
      <p className="lead">{t('Turns that are alike. What a person overruled in a cluster and what answers cited of it move its threshold; its rule, where there is one, is in words.')}</p>
      {problem && <ProblemBox problem={problem} onRetry={() => void clusters.refetch()} />}
      {all.length > 0 && (
        <>
          <ul className="map" aria-label={t('Map of the kinds')}>
            {all.map((each) => (
              <li key={each.id} style={{ flexGrow: each.size, flexBasis: `${(60 * each.size) / sum}%` }}>
                <button type="button" aria-expanded={open === each.id} data-testid="cluster" data-moved={each.offset !== 0 || undefined} onClick={() => setOpen(open === each.id ? null : each.id)}>
                  <strong>{each.act}</strong>
                  <span>{t('{n, plural, one {# turn} other {# turns}}', { n: each.size })}</span>
                  {each.rule && <span className="quiet">{each.rule}</span>}
                </button>
              </li>
            ))}
          </ul>
          <p className="quiet">{t('A box is as wide as its kind has turns; the threshold of a tinted one was moved. Open one to see its turns.')}</p>
        </>
      )}
      {shown && (
        <section aria-label={shown.act} data-testid="turns-of-kind">
          <h3>{shown.act}</h3>
          {turns.data?.length === 0 && <p className="quiet">{t('Its turns were forgotten or moved to another kind.')}</p>}
          <ul className="cards">
            {(turns.data ?? []).map((each) => (
              <li key={each.id} className="card" data-on={each.kept || undefined} data-off={!each.kept || undefined}>
                <span><strong>{each.kept ? t('Kept') : t('Dropped')}</strong> <span className="text">{each.text}</span></span>
                <span className="facts"><span>{each.reason}</span><span>{each.speaker}, {when(each.said_at)}</span></span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <div className="table" role="region" tabIndex={0} aria-label={t('Kinds of turns')}>
        <table>
          <thead><tr><th scope="col">{t('Kind')}</th><th scope="col">{t('Turns')}</th><th scope="col">{t('Share')}</th><th scope="col">{t('Moved by')}</th><th scope="col">{t('Learned from')}</th><th scope="col">{t('Rule')}</th></tr></thead>
          <tbody>
            {all.map((each) => (
              <tr key={each.id}>
                <td>{each.act}</td><td>{count(each.size)}</td><td><meter min={0} max={most} value={each.size} aria-label={t('{n} turns', { n: each.size })} /></td>
                <td>{each.offset === 0 ? '' : each.offset.toFixed(2)}</td>
                <td>{[each.overruled > 0 && t('{n} overruled', { n: each.overruled }), each.cited > 0 && t('{n} cited', { n: each.cited }), each.judged > 0 && t('{n} judged by a model', { n: each.judged })].filter(Boolean).join(', ')}</td>
                <td>{each.rule ?? ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Receipts({ subject }: { subject: string }) {
  const receipts = useQuery({ queryKey: ['memory', 'receipts'], queryFn: api.receipts });
  const [typed, setTyped] = useState<string | null>(null);
  const forget = useMemoryChange(async () => {
    await api.forgetAll(subject, subject);
    setTyped(null);
  });
  const problem = problemOf(receipts) ?? (forget.error ? asProblem(forget.error) : null);
  return (
    <>
      {typed === null ? (
        <p><button type="button" className="plain" data-testid="forget-all" onClick={() => setTyped('')}>{t('Forget everything of {who} …', { who: subject })}</button></p>
      ) : (
        <form className="line" onSubmit={(event) => { event.preventDefault(); if (typed === subject) forget.mutate(undefined); }}>
          <p>{t('All that is remembered of {who} is erased for good, with lasting notes, chat windows and feedback. Conversations keep their words until they are deleted.', { who: subject })}</p>
          <label>{t('Type {who} to confirm', { who: subject })}<input value={typed} data-testid="forget-whom" autoComplete="off" onChange={(event) => setTyped(event.target.value)} /></label>
          <button type="submit" className="stop" data-testid="forget-all-now" disabled={typed !== subject || forget.isPending}>{t('Forget everything')}</button>
          <button type="button" className="plain" onClick={() => setTyped(null)}>{t('Keep')}</button>
        </form>
      )}
      {problem && <ProblemBox problem={problem} onRetry={() => void receipts.refetch()} />}
      {receipts.data?.length === 0 && <p className="quiet">{t('Nothing was forgotten yet.')}</p>}
      <ul className="cards">
        {(receipts.data ?? []).map((each) => (
          <li key={each.id} className="card">
            <strong>{t('Receipt {id}', { id: each.id })}</strong>
            <span className="facts">
              <span>{when(each.erased_at)}</span><span>{t('asked for by {who}', { who: each.asked_by })}</span>
              <span>{t('{n, plural, one {# record} other {# records}}', { n: each.records })}</span><span>{t('{n, plural, one {# decision} other {# decisions}}', { n: each.decisions })}</span>
              <span>{t('{n, plural, one {# embedding} other {# embeddings}}', { n: each.embeddings })}</span>
              {each.unread > 0 && <span>{t('{n, plural, one {# question} other {# questions}} not taken in', { n: each.unread })}</span>}
              {each.subject && <span>{t('of {who}', { who: each.subject })}</span>}
              {each.feedback > 0 && <span>{t('{n, plural, one {# entry of feedback} other {# entries of feedback}}', { n: each.feedback })}</span>}
              {each.notes > 0 && <span>{t('{n, plural, one {# note} other {# notes}}', { n: each.notes })}</span>}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
