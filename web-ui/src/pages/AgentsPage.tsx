import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/sections';
import { api as base } from '../api/client';
import { asProblem } from '../api/problem';
import type { Agent, Model } from '../api/types';
import { goTo } from '../hooks/place';
import { problemOf, useAgents, useModels, useStatus } from '../hooks/queries';
import { t } from '../i18n/t';
import { ProblemBox } from '../parts/Problem';
import { count } from '../text/format';
import { DEFAULT, Models } from './agents/Models';
import { Tools } from './agents/Tools';
import './pages.css';

interface Draft {
  id: string | null;
  name: string;
  model: string;
  window: string;
  maxSteps: string;
  systemPrompt: string;
}

const NEW: Draft = { id: null, name: '', model: '', window: '', maxSteps: '', systemPrompt: '' };
const numberOr = (text: string) => (text.trim() === '' ? null : Number(text));

/** Agents, the models behind them, and the state of the runtime. */
export default function AgentsPage({ rest }: { rest: string | null }) {
  const agents = useAgents();
  const models = useModels();
  const [draft, setDraft] = useState<Draft | null>(null);
  const problem = problemOf(agents) ?? problemOf(models);
  return (
    <>
      <h2>{t('Agents and models')}</h2>
      <p className="lead">{t('An agent is a name, a model and limits. A conversation keeps the agent that it was begun with.')}</p>
      {problem && <ProblemBox problem={problem} />}
      <h3>{t('Agents')}</h3>
      <ul className="cards">
        {(agents.data ?? []).map((each) => (
          <li key={each.id} className="card" data-testid="agent">
            <span><strong>{each.name}</strong> <span className="quiet">{each.model}</span></span>
            <span className="facts"><span>{t('window {n}', { n: count(each.window) })}</span><span>{t('at most {n} steps', { n: count(each.max_steps) })}</span>{each.pack && <span>{t('law pack {name}', { name: each.pack })}</span>}</span>
            {!each.usable && <span className="problem">{t('Its model {name} is gone: give it another one.', { name: each.model })}</span>}
            {each.system_prompt && <details><summary className="quiet">{t('Instructions of its own')}</summary><p className="text">{each.system_prompt}</p></details>}
            <span className="actions">
              <Begin agent={each} />
              <button type="button" className="plain" data-testid="change-agent" onClick={() => setDraft(draftOf(each, each.id))}>{t('Change')}</button>
              <button type="button" className="plain" data-testid="clone-agent" onClick={() => setDraft({ ...draftOf(each, null), name: '' })}>{t('Clone')}</button>
              {each.name !== DEFAULT && <Remove agent={each} />}
            </span>
          </li>
        ))}
      </ul>
      {draft ? <AgentForm key={draft.id ?? 'new'} draft={draft} models={models.data ?? []} onDone={() => setDraft(null)} />
        : <p className="actions"><button type="button" className="primary" data-testid="new-agent" onClick={() => setDraft(NEW)}>{t('New agent')}</button></p>}
      <Models key={rest ?? ''} models={models.data ?? []} agents={agents.data ?? []} connecting={rest === 'connect'} />
      <Tools />
      <Health />
    </>
  );
}

const draftOf = (agent: Agent, id: string | null): Draft => ({
  id, name: agent.name, model: agent.model, window: String(agent.window), maxSteps: String(agent.max_steps), systemPrompt: agent.system_prompt ?? '',
});

function AgentForm({ draft, models, onDone }: { draft: Draft; models: readonly Model[]; onDone: () => void }) {
  const client = useQueryClient();
  const [agent, setAgent] = useState(draft);
  const save = useMutation({
    mutationFn: () => {
      const body = { name: agent.name.trim(), model: agent.model || null, window: numberOr(agent.window), max_steps: numberOr(agent.maxSteps), system_prompt: agent.systemPrompt.trim() || null };
      return agent.id === null ? api.createAgent(body) : api.changeAgent(agent.id, body);
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['agents'] });
      onDone();
    },
  });
  const field = (name: keyof Draft) => ({ value: agent[name] ?? '', onChange: (event: { target: { value: string } }) => setAgent({ ...agent, [name]: event.target.value }) });
  return (
    <form className="grid" aria-label={agent.id === null ? t('New agent') : t('Change {name}', { name: draft.name })} onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
      {save.error && <ProblemBox problem={asProblem(save.error)} />}
      <label>{t('Name')}<input required autoFocus maxLength={200} disabled={agent.id !== null} data-testid="agent-name" {...field('name')} /></label>
      <label>{t('Model')}<select data-testid="agent-model" {...field('model')}><option value="">{t('the runtime’s default')}</option>{models.map((each) => <option key={each.name} value={each.name}>{each.name}</option>)}</select></label>
      <label>{t('Window in tokens (empty: the model’s)')}<input type="number" min={2000} {...field('window')} /></label>
      <label>{t('Most steps of a run (empty: the default)')}<input type="number" min={1} {...field('maxSteps')} /></label>
      <label>{t('Instructions (empty: the default)')}<textarea rows={5} {...field('systemPrompt')} /></label>
      <p className="actions"><button type="submit" className="primary" data-testid="save-agent" disabled={save.isPending}>{t('Save')}</button><button type="button" className="plain" onClick={onDone}>{t('Cancel')}</button></p>
    </form>
  );
}

function Begin({ agent }: { agent: Agent }) {
  const client = useQueryClient();
  const begin = useMutation({
    mutationFn: () => base.create(agent.id),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: ['conversations'] });
      goTo(made.id);
    },
  });
  return <button type="button" data-testid="talk" disabled={begin.isPending} onClick={() => begin.mutate()}>{t('Talk to it')}</button>;
}

/** Asks before it deletes. */
function Remove({ agent }: { agent: Agent }) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({ mutationFn: () => api.deleteAgent(agent.id), onSettled: () => client.invalidateQueries({ queryKey: ['agents'] }) });
  if (!asking) return <button type="button" className="plain" data-testid="delete-agent" onClick={() => setAsking(true)}>{t('Delete')}</button>;
  return (
    <span className="actions" role="group" aria-label={t('Delete {name}', { name: agent.name })}>
      <span>{t('Conversations that were begun with it go on. Delete it?')}</span>
      <button type="button" className="stop" autoFocus disabled={remove.isPending} data-testid="delete-agent-now" onClick={() => remove.mutate()}>{t('Delete')}</button>
      <button type="button" className="plain" onClick={() => setAsking(false)}>{t('Keep')}</button>
      {remove.error && <ProblemBox problem={asProblem(remove.error)} />}
    </span>
  );
}

function Health() {
  const status = useStatus();
  const problem = problemOf(status);
  const about = status.data;
  return (
    <>
      <h3>{t('State of the runtime')}</h3>
      {problem && <ProblemBox problem={problem} onRetry={() => void status.refetch()} />}
      {about && (
        <ul className="cards">
          <li className="card" data-on><span><strong>{t('Runtime')}</strong> {about.version}</span><span className="facts">{about.profile === 'full' ? t('profile full: memory and learned rules are on') : t('profile statelm: the tools of StateLM and nothing else')}</span></li>
          <li className="card" data-on><span><strong>{t('Database')}</strong> {about.database.version} <span className="quiet">{about.database.embedded ? t('built in') : t('of its own')}</span></span></li>
          <li className="card" data-on={about.embedding.passages === about.embedding.embedded || undefined}>
            <span><strong>{t('Search by meaning')}</strong> {about.embedding.model}</span>
            <span className="facts">{t('{embedded} of {all} passages ready', { embedded: count(about.embedding.embedded), all: count(about.embedding.passages) })}</span>
          </li>
        </ul>
      )}
    </>
  );
}
