import { lazy, Suspense, useRef, useState, type ReactNode } from 'react';
import { api } from '../api/client';
import { asProblem, type Problem } from '../api/problem';
import type { Agent, ConversationLine } from '../api/types';
import { addressOf, goTo, hrefOf } from '../hooks/place';
import { t } from '../i18n/t';
import { Menu } from './Menu';
import { ProblemBox } from './Problem';

const ConversationList = lazy(() => import('./ConversationList').then((part) => ({ default: part.ConversationList })));

interface Props {
  conversations: readonly ConversationLine[] | null;
  problem: Problem | null;
  onRetry: () => void;
  current: string | null;
  agents: readonly Agent[];
  agent: string | null;
  onAgent: (id: string) => void;
  onLeave: () => void;
  onRename: (id: string, title: string) => Promise<void>;
  onDelete: (id: string) => void;
  onProblem: (problem: Problem) => void;
  onChanged: () => void;
  /** What stands between the beginning of a conversation and the list. */
  children?: ReactNode;
}

export function Sidebar(props: Props) {
  const { conversations, problem, onRetry, current, agents, agent, onAgent, onLeave, onProblem, onChanged } = props;
  const [filter, setFilter] = useState('');
  const file = useRef<HTMLInputElement>(null);
  const importFrom = async (chosen: File) => {
    try {
      const made = await api.importFile(JSON.parse(await chosen.text()));
      onChanged();
      goTo(made.id);
    } catch (error) {
      onProblem(asProblem(error instanceof SyntaxError ? new Error(t('The file is no JSON.')) : error));
    }
  };

  return (
    <>
      <span className="row">
        <a className="button new" href={hrefOf(addressOf({ id: null }))} aria-current={current === null ? 'page' : undefined} onClick={onLeave}>{t('New conversation')}</a>
        <Menu label={t('More')} sign="⋯">
          <button type="button" onClick={() => file.current?.click()}>{t('Import a conversation')}</button>
        </Menu>
        <input
          ref={file} type="file" accept="application/json,.json" hidden aria-label={t('Conversation to import')} data-testid="import-file"
          onChange={(event) => { const chosen = event.target.files?.[0]; if (chosen) void importFrom(chosen); event.target.value = ''; }}
        />
      </span>
      {props.children}
      {agents.length > 1 && (
        <label className="agent">
          <span>{t('Agent for new ones')}</span>
          <select value={agent ?? ''} onChange={(event) => onAgent(event.target.value)}>
            {agents.map((each) => <option key={each.id} value={each.id}>{each.name} ({each.model})</option>)}
          </select>
        </label>
      )}
      {(conversations?.length ?? 0) > 8 && (
        <label className="filter"><span className="visually-hidden">{t('Filter by title')}</span>
          <input type="search" value={filter} placeholder={t('Filter by title')} onChange={(event) => setFilter(event.target.value)} />
        </label>
      )}
      {problem && <ProblemBox problem={problem} onRetry={onRetry} />}
      {conversations?.length === 0 && <p className="quiet">{t('None yet.')}</p>}
      {(conversations?.length ?? 0) > 0 && <Suspense><ConversationList {...props} conversations={conversations ?? []} filter={filter} /></Suspense>}
    </>
  );
}
