import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/sections';
import { asProblem } from '../../api/problem';
import type { Tool, ToolServer } from '../../api/types';
import { problemOf } from '../../hooks/queries';
import { msg, t } from '../../i18n/t';
import { ProblemBox } from '../../parts/Problem';
import { shorten } from '../../text/format';

const STATES: Record<string, string> = { 'not-connected': msg('not connected yet'), connected: msg('connected'), unreachable: msg('can’t be reached') };

/** The tools that agents are offered, and the MCP servers that some come from. */
export function Tools() {
  const tools = useQuery({ queryKey: ['tools'], queryFn: api.tools, staleTime: 30_000 });
  const problem = problemOf(tools);
  const offered = tools.data?.own.filter((each) => each.offered) ?? [];
  const others = tools.data?.own.filter((each) => !each.offered) ?? [];
  return (
    <>
      <h3>{t('Tools')}</h3>
      {problem && <ProblemBox problem={problem} onRetry={() => void tools.refetch()} />}
      {tools.data && (
        <>
          <details className="card" data-testid="own-tools"><summary>{t('{n, plural, one {# tool} other {# tools}} that agents are offered', { n: offered.length })}</summary><List tools={offered} /></details>
          {others.length > 0 && <details className="card"><summary>{t('{n, plural, one {# further tool} other {# further tools}}, by configuration', { n: others.length })}</summary><List tools={others} /></details>}
          <h3>{t('MCP servers')}</h3>
          {tools.data.servers.length === 0 && <p className="quiet">{t('None. Servers whose tools agents may use are named in the configuration: palimpsest.mcp.servers (docs/mcp.md).')}</p>}
          <ul className="cards">{tools.data.servers.map((each) => <Server key={each.name} server={each} />)}</ul>
        </>
      )}
    </>
  );
}

function Server({ server }: { server: ToolServer }) {
  const client = useQueryClient();
  const check = useMutation({ mutationFn: () => api.checkServer(server.name), onSettled: () => client.invalidateQueries({ queryKey: ['tools'] }) });
  return (
    <li className="card" data-testid="tool-server" data-on={server.state === 'connected' || undefined} data-off={server.state === 'unreachable' || undefined}>
      <span><strong>{server.name}</strong> <span className="quiet">{server.place}</span></span>
      <span className="facts" role="status"><span>{t(STATES[server.state] ?? server.state)}</span></span>
      {server.problem && <span className="problem">{server.problem}</span>}
      <List tools={server.tools} />
      {server.others.length > 0 && <p className="quiet">{t('It also has {names}, which the configuration does not list.', { names: server.others.join(', ') })}</p>}
      {check.error && <ProblemBox problem={asProblem(check.error)} />}
      <span className="actions"><button type="button" data-testid="check-server" disabled={check.isPending} onClick={() => check.mutate()}>{check.isPending ? t('Looking…') : t('Look for it now')}</button></span>
    </li>
  );
}

function List({ tools }: { tools: readonly Tool[] }) {
  return (
    <dl className="tools">
      {tools.map((each) => (
        <div key={each.name}>
          <dt><code>{each.name}</code>{each.approval && <span className="quiet"> {t('waits for approval')}</span>}{!each.repeatable && <span className="quiet"> {t('has effects')}</span>}</dt>
          {each.description && <dd className="quiet" title={each.description}>{shorten(each.description, 220)}</dd>}
        </div>
      ))}
    </dl>
  );
}
