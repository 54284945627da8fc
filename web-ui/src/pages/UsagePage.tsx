import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/sections';
import type { UsageLine } from '../api/types';
import { problemOf, useRights } from '../hooks/queries';
import { msg, t } from '../i18n/t';
import { ProblemBox } from '../parts/Problem';
import { count, day, money } from '../text/format';
import './pages.css';

const GROUPS = { day: msg('by day'), tenant: msg('by tenant'), agent: msg('by agent'), user: msg('by user'), model: msg('by model') };
type Group = keyof typeof GROUPS;
const DAY_MS = 86_400_000;

interface Sum {
  calls: number;
  input: number;
  cached: number;
  output: number;
  cost: number;
}

const NOTHING: Sum = { calls: 0, input: 0, cached: 0, output: 0, cost: 0 };
const plus = (sum: Sum, line: UsageLine): Sum => ({
  calls: sum.calls + line.calls, input: sum.input + line.input_tokens, cached: sum.cached + line.cached_tokens, output: sum.output + line.output_tokens, cost: sum.cost + line.cost,
});

/** Agents and users of one name in two tenants are not the same. */
const nameOf = (line: UsageLine, group: Group, all: boolean) => (all && (group === 'agent' || group === 'user') ? `${line.tenant} / ${line[group]}` : line[group]);

/** What models were asked for, and what that cost: by day, agent, user and model; for an operator of all tenants, too. */
export default function UsagePage(_props: { rest: string | null }) {
  const [days, setDays] = useState(30);
  const [group, setGroup] = useState<Group>('day');
  // Whole days, so that one looks at the same span until tomorrow.
  const [today] = useState(() => Math.floor(Date.now() / DAY_MS));
  const from = new Date((today - days + 1) * DAY_MS).toISOString();
  const [all, setAll] = useState(false);
  const { operates } = useRights();
  const usage = useQuery({ queryKey: ['usage', from, all], queryFn: () => api.usage(from, all), retry: false });
  const problem = problemOf(usage);
  const lines = usage.data?.lines ?? [];
  const total = lines.reduce(plus, NOTHING);
  const sums = new Map<string, Sum>();
  for (const line of lines) {
    const name = nameOf(line, group, all);
    sums.set(name, plus(sums.get(name) ?? NOTHING, line));
  };
  const rows = [...sums].sort(([a, one], [b, other]) => (group === 'day' ? (a < b ? 1 : -1) : other.input + other.output - one.input - one.output));
  const most = Math.max(1, ...rows.map(([, sum]) => sum.input + sum.output));
  return (
    <>
      <h2>{t('Usage')}</h2>
      <p className="lead">{t('What models were asked for, and what that cost by the prices that they were set up with. Conversations that were deleted count, too.')}</p>
      {problem && <ProblemBox problem={problem} onRetry={() => void usage.refetch()} />}
      <form className="line">
        <label>{t('Time')}<select value={days} data-testid="days" onChange={(event) => setDays(Number(event.target.value))}>
          {[1, 7, 30, 90, 365].map((each) => <option key={each} value={each}>{t('{n, plural, one {today} other {# days}}', { n: each })}</option>)}
        </select></label>
        <label>{t('Summed')}<select value={group} data-testid="group" onChange={(event) => setGroup(event.target.value as Group)}>
          {Object.entries(GROUPS).filter(([id]) => all || id !== 'tenant').map(([id, label]) => <option key={id} value={id}>{t(label)}</option>)}
        </select></label>
        {operates && (
          <label>{t('Of')}<select value={all ? 'all' : 'own'} data-testid="whose" onChange={(event) => { setAll(event.target.value === 'all'); setGroup(event.target.value === 'all' ? 'tenant' : 'day'); }}>
            <option value="own">{t('this tenant')}</option><option value="all">{t('all tenants')}</option>
          </select></label>
        )}
      </form>
      <p className="facts" role="status" data-testid="total">
        <span>{t('{n} calls', { n: count(total.calls) })}</span><span>{t('{n} tokens in', { n: count(total.input) })}</span><span>{t('{n} of them cached', { n: count(total.cached) })}</span>
        <span>{t('{n} tokens out', { n: count(total.output) })}</span><span>{t('cost {n}', { n: money(total.cost) })}</span>
      </p>
      {usage.isSuccess && rows.length === 0 && <p className="quiet">{t('No model was asked in this time.')}</p>}
      {rows.length > 0 && (
        <div className="table" role="region" tabIndex={0} aria-label={t('Usage')}>
          <table>
            <thead><tr>
              <th scope="col">{t(GROUPS[group])}</th><th scope="col">{t('Share')}</th><th scope="col">{t('Calls')}</th><th scope="col">{t('Tokens in')}</th><th scope="col">{t('Cached')}</th>
              <th scope="col">{t('Tokens out')}</th><th scope="col">{t('Cost')}</th>
            </tr></thead>
            <tbody>
              {rows.map(([name, sum]) => (
                <tr key={name} data-testid="usage-row">
                  <th scope="row">{group === 'day' ? day(name) : name}</th>
                  <td><meter min={0} max={most} value={sum.input + sum.output} aria-label={t('{n} tokens', { n: count(sum.input + sum.output) })} /></td>
                  <td>{count(sum.calls)}</td><td>{count(sum.input)}</td><td>{count(sum.cached)}</td><td>{count(sum.output)}</td><td>{money(sum.cost)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
