import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ChangeEvent } from 'react';
import { api } from '../../api/sections';
import { asProblem } from '../../api/problem';
import type { Model } from '../../api/types';
import { t } from '../../i18n/t';
import { CopyButton } from '../../parts/CopyButton';
import { ProblemBox } from '../../parts/Problem';

interface Provider {
  label: string;
  address: string;
  key: boolean;
}

const PROVIDERS: Record<string, Provider> = {
  openai: { label: 'OpenAI-compatible', address: 'https://api.openai.com/v1', key: true },
  anthropic: { label: 'Anthropic', address: 'https://api.anthropic.com/v1', key: true },
  ollama: { label: 'Ollama', address: 'http://127.0.0.1:11434', key: false },
};

interface Draft {
  provider: string;
  name: string;
  model: string;
  address: string;
  window: string;
  output: string;
  keyPlace: string;
  keyVariable: string;
  key: string;
  inputPrice: string;
  cachedPrice: string;
  outputPrice: string;
}

const NEW: Draft = {
  provider: 'openai', name: '', model: '', address: '', window: '', output: '', keyPlace: 'memory', keyVariable: '', key: '', inputPrice: '', cachedPrice: '', outputPrice: '',
};
const numberOr = (text: string) => (text.trim() === '' ? null : Number(text));
const textOr = (text: string) => text.trim() || null;
const shown = (price: number | null | undefined) => (price ? String(price) : '');

function draftOf({ name, provider, window, connection }: Model): Draft {
  return {
    ...NEW, provider, name, window: String(window), model: connection?.model_name ?? '', address: connection?.base_url ?? '', output: String(connection?.max_output_tokens ?? ''),
    keyPlace: connection?.key_place ?? 'none', keyVariable: connection?.key_variable ?? '', inputPrice: shown(connection?.input_price),
    cachedPrice: connection?.cached_input_price === null || connection === null ? '' : String(connection?.cached_input_price ?? ''), outputPrice: shown(connection?.output_price),
  };
}

/** Connects a model, or changes one that was connected. `onDone` is told its name; null when nothing was done. */
export function ConnectModel({ model, onDone }: { model: Model | null; onDone: (name: string | null) => void }) {
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => (model === null ? NEW : draftOf(model)));
  const chosen = PROVIDERS[draft.provider]!;
  const sameAddress = model !== null && draft.address === model.connection?.base_url && draft.provider === model.provider;
  const held = sameAddress && model.connection?.key_place === 'memory' && model.connection.key_present;
  const save = useMutation({
    mutationFn: () => {
      const body = {
        provider: draft.provider, base_url: textOr(draft.address), model_name: textOr(draft.model), window: numberOr(draft.window), max_output_tokens: numberOr(draft.output),
        key_place: draft.keyPlace, key_variable: draft.keyPlace === 'variable' ? textOr(draft.keyVariable) : null, key: draft.keyPlace === 'memory' ? textOr(draft.key) : null,
        input_price: numberOr(draft.inputPrice), cached_input_price: numberOr(draft.cachedPrice), output_price: numberOr(draft.outputPrice),
      };
      const name = draft.name.trim();
      return model === null ? api.connectModel(name, body) : api.changeModel(name, body);
    },
    onSuccess: async (made) => {
      await Promise.all(['models', 'agents'].map((key) => client.invalidateQueries({ queryKey: [key] })));
      onDone(made.name);
    },
  });
  const change = (values: Partial<Draft>) => setDraft({ ...draft, ...values });
  const field = (name: keyof Draft) => ({ value: draft[name], onChange: (event: ChangeEvent<HTMLInputElement | HTMLSelectElement>) => change({ [name]: event.target.value }) });
  return (
    <form className="grid wide" aria-label={model === null ? t('Connect a model') : t('Change {name}', { name: model.name })} data-testid="connect-form" onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
      {save.error && <ProblemBox problem={asProblem(save.error)} />}
      <div className="fields">
        <label>{t('Kind')}<select value={draft.provider} autoFocus data-testid="connect-provider" onChange={(event) => change({ provider: event.target.value, keyPlace: PROVIDERS[event.target.value]!.key ? (draft.keyPlace === 'none' ? 'memory' : draft.keyPlace) : 'none' })}>{Object.entries(PROVIDERS).map(([id, each]) => <option key={id} value={id}>{each.label}</option>)}</select></label>
        <label>{t('Name for agents')}<input required disabled={model !== null} pattern="[A-Za-z0-9][A-Za-z0-9._\-]{0,63}" title={t('Letters, digits, dots, underscores and hyphens')} data-testid="connect-name" {...field('name')} /></label>
        <label>{t('Model of the provider')}<input data-testid="connect-model" placeholder={draft.name} {...field('model')} /></label>
        <label>{t('Address (empty: the usual one)')}<input type="url" placeholder={chosen.address} data-testid="connect-address" {...field('address')} /></label>
        <label>{t('Window in tokens (empty: 32,000)')}<input type="number" min={2000} {...field('window')} /></label>
        <label>{t('Tokens of an answer, at most (empty: 4,096)')}<input type="number" min={1} {...field('output')} /></label>
      </div>
      <fieldset>
        <legend>{t('Key')}</legend>
        <label className="choice"><input type="radio" name="key-place" value="memory" checked={draft.keyPlace === 'memory'} onChange={() => change({ keyPlace: 'memory' })} />{t('Held in the memory of the runtime, until it stops')}</label>
        <label className="choice"><input type="radio" name="key-place" value="variable" checked={draft.keyPlace === 'variable'} data-testid="key-in-variable" onChange={() => change({ keyPlace: 'variable' })} />{t('In an environment variable of the runtime')}</label>
        <label className="choice"><input type="radio" name="key-place" value="none" checked={draft.keyPlace === 'none'} data-testid="key-none" onChange={() => change({ keyPlace: 'none' })} />{t('None is needed')}</label>
        {draft.keyPlace === 'memory' && (
          <>
            <label>{held ? t('Key (empty: the one that is held)') : t('Key')}<input type="password" autoComplete="off" required={!held} data-testid="connect-key" {...field('key')} /></label>
            <p className="quiet">{t('It is written to no database, no log and no backup, and is never shown again. After a restart of the runtime it has to be given again.')}</p>
          </>
        )}
        {draft.keyPlace === 'variable' && (
          <>
            <label>{t('Name of the variable')}<input required pattern="[A-Z][A-Z0-9_]*API_?KEY" placeholder="OPENAI_API_KEY" title={t('Ends in API_KEY')} data-testid="connect-variable" {...field('keyVariable')} /></label>
            <p className="quiet">{t('It must be set where the runtime starts, and its name must end in API_KEY: no other variable is sent to an address.')}</p>
          </>
        )}
      </fieldset>
      <details>
        <summary>{t('Prices, for the usage')}</summary>
        <div className="fields">
          <label>{t('A million tokens in')}<input type="number" min={0} step="any" {...field('inputPrice')} /></label>
          <label>{t('A million cached tokens in')}<input type="number" min={0} step="any" {...field('cachedPrice')} /></label>
          <label>{t('A million tokens out')}<input type="number" min={0} step="any" {...field('outputPrice')} /></label>
        </div>
      </details>
      <Lines draft={draft} chosen={chosen} />
      <p className="actions"><button type="submit" className="primary" data-testid="save-model" disabled={save.isPending}>{model === null ? t('Connect and test') : t('Save and test')}</button><button type="button" className="plain" onClick={() => onDone(null)}>{t('Cancel')}</button></p>
    </form>
  );
}

/** The lines of the configuration that connect the same model for good; its key is put in where the runtime runs. */
function Lines({ draft, chosen }: { draft: Draft; chosen: Provider }) {
  const name = draft.name.toLowerCase().replace(/[^a-z0-9]+/g, '') || 'mine';
  const place = `PALIMPSEST_MODELS_${name.toUpperCase()}`;
  const lines = [
    `export ${place}_PROVIDER=${draft.provider}`,
    `export ${place}_MODELNAME=${quoted(draft.model || 'MODEL')}`,
    `export ${place}_BASEURL=${quoted(draft.address || chosen.address)}`,
    ...(draft.keyPlace === 'none' ? [] : [`export ${place}_APIKEY=${t('YOUR_KEY')}`]),
    `export PALIMPSEST_DEFAULTMODEL=${name}`,
    './palimpsest serve',
  ].join('\n');
  return (
    <details>
      <summary>{t('Or by the configuration, for all tenants')}</summary>
      <p className="quiet">{t('These lines do the same where the runtime runs, and its key stays there.')}</p>
      <pre className="secret" tabIndex={0} data-testid="connect-lines">{lines}</pre>
      <p className="actions"><CopyButton text={lines} label={t('Copy')} /></p>
    </details>
  );
}

/** As a shell takes it for one word. */
const quoted = (text: string) => (/^[\w.:/@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`);
