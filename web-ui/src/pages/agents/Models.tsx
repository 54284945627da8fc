import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../../api/sections';
import { asProblem } from '../../api/problem';
import type { Agent, Model } from '../../api/types';
import { useRights } from '../../hooks/queries';
import { t } from '../../i18n/t';
import { ProblemBox } from '../../parts/Problem';
import { count, shorten } from '../../text/format';
import { ConnectModel } from './ConnectModel';

/** Of whoever names none: it is always there. */
export const DEFAULT = 'default';

/** The models that agents can be given: looked at, tested, connected, changed and taken away. @param connecting whether the form is open at first: at #/agents/connect */
export function Models({ models, agents, connecting }: { models: readonly Model[]; agents: readonly Agent[]; connecting: boolean }) {
  const { operates, administers } = useRights();
  const [editing, setEditing] = useState<Model | 'new' | null>(connecting ? 'new' : null);
  const [connected, setConnected] = useState<string | null>(null);
  const done = (name: string | null) => {
    setEditing(null);
    setConnected(name);
  };
  return (
    <>
      <h3>{t('Models')}</h3>
      <ul className="cards">
        {models.map((each) => (
          <ModelCard
            key={each.name} model={each} agent={administers ? agents.find((agent) => agent.name === DEFAULT) : undefined} testNow={connected === each.name}
            onChange={operates && each.connection ? () => { setConnected(null); setEditing(each); } : null}
          />
        ))}
      </ul>
      {editing !== null ? <ConnectModel key={editing === 'new' ? '' : editing.name} model={editing === 'new' ? null : editing} onDone={done} />
        : operates ? <p className="actions"><button type="button" data-testid="connect" onClick={() => { setConnected(null); setEditing('new'); }}>{t('Connect a model')}</button></p>
          : <p className="quiet">{t('Models are connected by an operator: with a key of the role operator, or in the configuration.')}</p>}
    </>
  );
}

function ModelCard({ model, agent, testNow, onChange }: { model: Model; agent: Agent | undefined; testNow: boolean; onChange: (() => void) | null }) {
  const test = useMutation({ mutationFn: () => api.testModel(model.name) });
  const told = test.data;
  const { mutate } = test;
  // What was just connected is tested without being asked for.
  useEffect(() => { if (testNow) mutate(); }, [testNow, mutate]);
  return (
    <li className="card" data-testid="model" data-on={told?.works || undefined}>
      <span><strong>{model.name}</strong> <span className="quiet">{model.provider}</span></span>
      <span>{model.description}</span>
      <span className="facts">
        <span>{t('window {n}', { n: count(model.window) })}</span><span>{model.language_model ? t('a language model') : t('no language model: answers are quotes')}</span>
        {model.connection && <KeyState connection={model.connection} />}
      </span>
      {model.connection && !model.connection.key_present && <span className="problem" data-testid="key-missing">{model.connection.key_place === 'memory' ? t('Its key was held in the memory of a runtime that has stopped: give it again under Change.') : t('The runtime has no variable {name}: set it where the runtime starts.', { name: model.connection.key_variable ?? '' })}</span>}
      {model.language_model && (
        <span className="actions">
          <button type="button" data-testid="test-model" disabled={test.isPending} onClick={() => mutate()}>{test.isPending ? t('Asking it…') : t('Test it')}</button>
          {agent && agent.model !== model.name && <UseIt model={model} agent={agent} />}
          {onChange && <button type="button" className="plain" data-testid="change-model" onClick={onChange}>{t('Change')}</button>}
          {onChange && <RemoveModel model={model} />}
        </span>
      )}
      <span role="status">
        {told?.works && t('It answers: “{answer}”, after {time}.', { answer: shorten(told.answer ?? '', 60), time: t('{n} ms', { n: count(told.milliseconds) }) })}
        {told && !told.works && <span className="problem" data-testid="model-problem"><strong>{t('It does not answer.')}</strong> {told.problem}</span>}
      </span>
      {test.error && <ProblemBox problem={asProblem(test.error)} />}
    </li>
  );
}

function KeyState({ connection }: { connection: NonNullable<Model['connection']> }) {
  if (connection.key_place === 'none') return <span>{t('connected here, without a key')}</span>;
  return <span>{connection.key_place === 'memory' ? t('connected here, its key in memory') : t('connected here, its key in {name}', { name: connection.key_variable ?? '' })}</span>;
}

/** Gives the model to the agent of whoever names none. */
function UseIt({ model, agent }: { model: Model; agent: Agent }) {
  const client = useQueryClient();
  const use = useMutation({
    mutationFn: () => api.changeAgent(agent.id, { model: model.name, window: null, max_steps: agent.max_steps, system_prompt: agent.system_prompt }),
    onSettled: () => client.invalidateQueries({ queryKey: ['agents'] }),
  });
  return (
    <>
      <button type="button" data-testid="use-model" disabled={use.isPending} onClick={() => use.mutate()}>{t('Give it to the agent “{name}”', { name: agent.name })}</button>
      {use.error && <ProblemBox problem={asProblem(use.error)} />}
    </>
  );
}

/** Asks before it takes the model away. */
function RemoveModel({ model }: { model: Model }) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({ mutationFn: () => api.removeModel(model.name), onSuccess: () => client.invalidateQueries({ queryKey: ['models'] }) });
  if (!asking) return <button type="button" className="plain" data-testid="remove-model" onClick={() => setAsking(true)}>{t('Delete')}</button>;
  return (
    <span className="actions" role="group" aria-label={t('Delete {name}', { name: model.name })}>
      <span>{t('Its key is forgotten, too. Delete it?')}</span>
      <button type="button" className="stop" autoFocus disabled={remove.isPending} data-testid="remove-model-now" onClick={() => remove.mutate()}>{t('Delete')}</button>
      <button type="button" className="plain" onClick={() => { remove.reset(); setAsking(false); }}>{t('Keep')}</button>
      {remove.error && <ProblemBox problem={asProblem(remove.error)} />}
    </span>
  );
}
