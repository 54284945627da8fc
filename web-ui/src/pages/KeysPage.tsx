import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/sections';
import { asProblem } from '../api/problem';
import type { Key } from '../api/types';
import { problemOf, useRights } from '../hooks/queries';
import { t } from '../i18n/t';
import { CopyButton } from '../parts/CopyButton';
import { ProblemBox } from '../parts/Problem';
import { count, day, money, when } from '../text/format';
import './pages.css';

const DAY_MS = 86_400_000;
const LATELY = 30;

/** Those who have a key or asked something lately. */
function People({ keys }: { keys: readonly Key[] }) {
  const [from] = useState(() => new Date((Math.floor(Date.now() / DAY_MS) - LATELY + 1) * DAY_MS).toISOString());
  const [now] = useState(() => Date.now());
  const usage = useQuery({ queryKey: ['usage', from, false], queryFn: () => api.usage(from, false), retry: false });
  const lines = usage.data?.lines ?? [];
  const users = [...new Set([...keys.map((each) => each.user), ...lines.map((each) => each.user)])].sort((a, b) => a.localeCompare(b));
  if (users.length === 0) return null;

  return (
    <>
      <h3>{t('Users')}</h3>
      <div className="table" role="region" tabIndex={0} aria-label={t('Users')}>
        <table>
          <thead><tr><th scope="col">{t('User')}</th><th scope="col">{t('Role')}</th><th scope="col">{t('Keys that hold')}</th><th scope="col">{t('Calls in 30 days')}</th><th scope="col">{t('Tokens')}</th><th scope="col">{t('Cost')}</th></tr></thead>
          <tbody>
            {users.map((user) => {
              const held = keys.filter((each) => each.user === user && !each.revoked_at && (!each.expires_at || new Date(each.expires_at).getTime() > now));
              const sum = lines.filter((each) => each.user === user).reduce((all, each) => ({ calls: all.calls + each.calls, tokens: all.tokens + each.input_tokens + each.output_tokens, cost: all.cost + each.cost }), { calls: 0, tokens: 0, cost: 0 });
              return <tr key={user} data-testid="person"><th scope="row">{user}</th><td>{[...new Set(held.map((each) => each.role))].join(', ')}</td><td>{count(held.length)}</td><td>{count(sum.calls)}</td><td>{count(sum.tokens)}</td><td>{money(sum.cost)}</td></tr>;
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** Keys of the tenant, and what was done with them. */
export default function KeysPage(_props: { rest: string | null }) {
  const client = useQueryClient();
  const keys = useQuery({ queryKey: ['keys'], queryFn: api.keys, retry: false });
  const { operates } = useRights();
  const audit = useQuery({ queryKey: ['audit'], queryFn: api.audit, retry: false });
  const [user, setUser] = useState('');
  const [role, setRole] = useState('user');
  const [expires, setExpires] = useState('90d');
  const [made, setMade] = useState<Key | null>(null);
  const [asking, setAsking] = useState<string | null>(null);
  const onSettled = () => client.invalidateQueries({ queryKey: ['keys'] });
  const create = useMutation({ mutationFn: () => api.createKey(user.trim(), role, expires || null), onSuccess: (key) => { setMade(key); setUser(''); }, onSettled });
  const revoke = useMutation({ mutationFn: (id: string) => api.revokeKey(id), onSuccess: () => setAsking(null), onSettled });
  const thrown = create.error ?? revoke.error;
  const problem = problemOf(keys) ?? (thrown ? asProblem(thrown) : null);
  return (
    <>
      <h2>{t('Keys')}</h2>
      <p className="lead">{t('Who may use this runtime. Keys count once security is on (docs/security.md); without it this machine alone is served and none is asked for.')}</p>
      {problem && <ProblemBox problem={problem} />}
      <form className="line" onSubmit={(event) => { event.preventDefault(); create.mutate(); }}>
        <label>{t('User')}<input required value={user} data-testid="key-user" onChange={(event) => setUser(event.target.value)} /></label>
        <label>{t('Role')}<select value={role} onChange={(event) => setRole(event.target.value)}><option value="reader">{t('reader')}</option><option value="user">{t('user')}</option><option value="admin">{t('administrator')}</option>{operates && <option value="operator">{t('operator')}</option>}</select></label>
        <label>{t('Holds for')}<select value={expires} onChange={(event) => setExpires(event.target.value)}><option value="7d">{t('7 days')}</option><option value="90d">{t('90 days')}</option><option value="365d">{t('a year')}</option><option value="">{t('ever')}</option></select></label>
        <button type="submit" className="primary" data-testid="make-key" disabled={create.isPending}>{t('Make a key')}</button>
      </form>
      {made?.secret && (
        <div role="status" className="card" data-on>
          <strong>{t('This is shown once: copy it now.')}</strong>
          <span className="secret" data-testid="secret">{made.secret}</span>
          <CopyButton text={made.secret} label={t('Copy key')} />
        </div>
      )}
      <ul className="cards">
        {(keys.data ?? []).map((each) => (
          <li key={each.id} className="card" data-on={!each.revoked_at || undefined} data-off={each.revoked_at ? true : undefined} data-testid="key">
            <span><strong>{each.user}</strong> <span className="quiet">{each.role}</span></span>
            <span className="facts">
              <span>{each.id}</span><span>{t('made {when}', { when: when(each.created_at) })}</span>
              {each.revoked_at ? <span>{t('revoked {when}', { when: when(each.revoked_at) })}</span> : <span>{each.expires_at ? t('holds until {day}', { day: day(each.expires_at) }) : t('holds for ever')}</span>}
            </span>
            {!each.revoked_at && (
              <span className="actions">
                {asking === each.id ? (
                  <>
                    <button type="button" className="stop" data-testid="revoke-now" onClick={() => revoke.mutate(each.id)}>{t('Revoke')}</button>
                    <button type="button" className="plain" onClick={() => setAsking(null)}>{t('Keep')}</button>
                  </>
                ) : <button type="button" className="plain" data-testid="revoke" onClick={() => setAsking(each.id)}>{t('Revoke …')}</button>}
              </span>
            )}
          </li>
        ))}
      </ul>
      <People keys={keys.data ?? []} />
      <h3>{t('Audit log')}</h3>
      {(audit.data ?? []).length === 0 ? <p className="quiet">{t('Empty: it is written while security is on.')}</p> : (
        <div className="table" role="region" tabIndex={0} aria-label={t('Audit log')}>
          <table>
            <thead><tr><th scope="col">{t('When')}</th><th scope="col">{t('User')}</th><th scope="col">{t('What')}</th><th scope="col">{t('Outcome')}</th></tr></thead>
            <tbody>
              {(audit.data ?? []).toReversed().map((each) => <tr key={each.id}><td>{when(each.at)}</td><td>{each.user}</td><td><code>{each.method} {each.path.replace(/\{(\w+)\}/g, (whole, name: string) => String(each.targets[name] ?? whole))}</code></td><td>{each.status} {each.outcome}</td></tr>)}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
