import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/sections';
import { go, hrefOf } from '../hooks/place';
import { problemOf, useAgents } from '../hooks/queries';
import { msg, t } from '../i18n/t';
import { ProblemBox } from '../parts/Problem';
import { Files } from './notebooks/Files';
import { LastingNotes } from './notebooks/LastingNotes';
import './pages.css';

const VIEWS = [{ view: 'agent', label: msg('Of agents') }, { view: 'user', label: msg('Of users') }, { view: 'files', label: msg('Memory files') }] as const;
type View = (typeof VIEWS)[number]['view'];

const address = (view: View, owner: string) => `/notebooks/${view}/${encodeURIComponent(owner)}`;

/** Notes that last over conversations, by whose they are, and the files of the memory tool. */
export default function NotebooksPage({ rest }: { rest: string | null }) {
  const [named, ...more] = (rest ?? '').split('/');
  const view = VIEWS.find((each) => each.view === named)?.view ?? 'agent';
  const agents = useAgents();
  const holdings = useQuery({ queryKey: ['notebooks', 'holdings'], queryFn: api.noteHoldings });
  const fileOwners = useQuery({ queryKey: ['notebooks', 'file-owners'], queryFn: api.fileOwners });
  const problem = problemOf(holdings) ?? problemOf(fileOwners);

  const nameOf = (id: string) => agents.data?.find((each) => each.id === id.replace(/^agent:/, ''))?.name ?? id;
  const counted = new Map((holdings.data ?? []).filter((each) => each.scope === view).map((each) => [each.owner, each.notes]));
  const known = view === 'files' ? fileOwners.data ?? [] : view === 'agent' ? [...new Set([...(agents.data ?? []).map((each) => each.id), ...counted.keys()])] : [...counted.keys()];
  const usual = view === 'agent' ? known.find((each) => counted.has(each)) ?? agents.data?.find((each) => each.name === 'default')?.id ?? '' : view === 'user' ? known[0] ?? 'default' : known[0] ?? 'shared';
  const owner = more.join('/') || usual;
  const listed = known.includes(owner) || owner === '' ? known : [...known, owner];
  return (
    <>
      <h2>{t('Notes')}</h2>
      <p className="lead">{t('What agents write down for good: of an agent over all its conversations, of a user with every agent, and files that a model keeps for itself. Each version stays.')}</p>
      <nav className="views" aria-label={t('Views of notes')}>
        {VIEWS.map((each) => <a key={each.view} href={hrefOf(`/notebooks/${each.view}`)} aria-current={each.view === view ? 'page' : undefined}>{t(each.label)}</a>)}
      </nav>
      {problem && <ProblemBox problem={problem} onRetry={() => { void holdings.refetch(); void fileOwners.refetch(); }} />}
      <div className="owner">
        <label>{t('Whose')}
          <select value={owner} data-testid="owner" onChange={(event) => go(address(view, event.target.value))}>
            {listed.map((each) => <option key={each} value={each}>{nameOf(each)}{counted.has(each) && `, ${t('{n, plural, one {# note} other {# notes}}', { n: counted.get(each)! })}`}</option>)}
          </select>
        </label>
        {view === 'user' && <Other onChoose={(name) => go(address(view, name))} />}
      </div>
      {owner !== '' && (view === 'files' ? <Files key={owner} owner={owner} /> : <LastingNotes key={owner} scope={view} owner={owner} />)}
    </>
  );
}

/** A user who has no notes yet. */
function Other({ onChoose }: { onChoose: (name: string) => void }) {
  const [name, setName] = useState('');
  return (
    <form className="line" onSubmit={(event) => { event.preventDefault(); if (name.trim()) onChoose(name.trim()); }}>
      <label>{t('Another user')}<input value={name} maxLength={200} data-testid="other-user" onChange={(event) => setName(event.target.value)} /></label>
      <button type="submit">{t('Show')}</button>
    </form>
  );
}
