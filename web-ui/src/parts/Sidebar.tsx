import { useState } from 'react';
import type { Problem } from '../api/problem';
import type { Agent, ConversationLine } from '../api/types';
import { addressOf } from '../hooks/browser';
import { when } from '../text/format';
import { ProblemBox } from './Problem';

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
  onDelete: (id: string) => Promise<void>;
}

export function Sidebar({ conversations, problem, onRetry, current, agents, agent, onAgent, onLeave, onRename, onDelete }: Props) {
  return (
    <>
      <a className="button new" href={addressOf(null)} aria-current={current === null ? 'page' : undefined} onClick={onLeave}>New conversation</a>
      {agents.length > 1 && (
        <label className="agent">
          <span>Agent for new ones</span>
          <select value={agent ?? ''} onChange={(event) => onAgent(event.target.value)}>
            {agents.map((each) => <option key={each.id} value={each.id}>{each.name} ({each.model})</option>)}
          </select>
        </label>
      )}
      {problem && <ProblemBox problem={problem} onRetry={onRetry} />}
      {conversations?.length === 0 && <p className="quiet">None yet.</p>}
      <ul className="conversations">
        {(conversations ?? []).map((each) => (
          <Line key={each.id} conversation={each} current={each.id === current} onLeave={onLeave} onRename={onRename} onDelete={onDelete} />
        ))}
      </ul>
    </>
  );
}

type Mode = 'shown' | 'renaming' | 'deleting';

interface LineProps extends Pick<Props, 'onLeave' | 'onRename' | 'onDelete'> {
  conversation: ConversationLine;
  current: boolean;
}

function Line({ conversation, current, onLeave, onRename, onDelete }: LineProps) {
  const [mode, setMode] = useState<Mode>('shown');
  const [title, setTitle] = useState('');
  const close = () => setMode('shown');

  if (mode === 'renaming') {
    return (
      <li>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const wanted = title.trim();
            if (wanted && wanted !== conversation.title) void onRename(conversation.id, wanted);
            close();
          }}
          onKeyDown={(event) => { if (event.key === 'Escape') close(); }}
        >
          <label className="visually-hidden" htmlFor={`title-${conversation.id}`}>Title</label>
          <input id={`title-${conversation.id}`} autoFocus value={title} maxLength={200} onChange={(event) => setTitle(event.target.value)} />
          <span className="actions"><button type="submit">Save</button><button type="button" className="plain" onClick={close}>Cancel</button></span>
        </form>
      </li>
    );
  }
  if (mode === 'deleting') {
    return (
      <li>
        <div role="group" aria-label={`Delete ${conversation.title}?`} onKeyDown={(event) => { if (event.key === 'Escape') close(); }}>
          <p>Delete “{conversation.title}”?</p>
          <span className="actions">
            <button type="button" className="stop" autoFocus onClick={() => { close(); void onDelete(conversation.id); }}>Delete</button>
            <button type="button" className="plain" onClick={close}>Keep</button>
          </span>
        </div>
      </li>
    );
  }
  return (
    <li className="conversation">
      <a href={addressOf(conversation.id)} aria-current={current ? 'page' : undefined} onClick={onLeave}>
        <span className="title">{conversation.title}</span>
        <span className="quiet">{when(conversation.updated_at)}</span>
      </a>
      <button type="button" className="icon" aria-label={`Rename ${conversation.title}`} title="Rename" onClick={() => { setTitle(conversation.title); setMode('renaming'); }}>✎</button>
      <button type="button" className="icon" aria-label={`Delete ${conversation.title}`} title="Delete" onClick={() => setMode('deleting')}>✕</button>
    </li>
  );
}
