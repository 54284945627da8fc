import { useState } from 'react';
import { t } from '../../i18n/t';
import { CopyButton } from '../../parts/CopyButton';

interface Provider {
  label: string;
  address: string;
  key: boolean;
  model: string;
}

const PROVIDERS: Record<string, Provider> = {
  openai: { label: 'OpenAI-compatible', address: 'https://api.openai.com/v1', key: true, model: '' },
  anthropic: { label: 'Anthropic', address: '', key: true, model: '' },
  ollama: { label: 'Ollama', address: 'http://127.0.0.1:11434', key: false, model: '' },
};

/** The lines of the configuration that connect a model; its key is put in where the runtime runs, and never passes this page. */
export function ConnectModel() {
  const [provider, setProvider] = useState('openai');
  const [name, setName] = useState('mine');
  const [model, setModel] = useState('');
  const [address, setAddress] = useState('');
  const chosen = PROVIDERS[provider]!;
  const place = `PALIMPSEST_MODELS_${name.toUpperCase().replace(/[^A-Z0-9]+/g, '')}`;
  const lines = [
    `export ${place}_PROVIDER=${provider}`,
    `export ${place}_MODELNAME=${quoted(model || 'MODEL')}`,
    ...(address || chosen.address ? [`export ${place}_BASEURL=${quoted(address || chosen.address)}`] : []),
    ...(chosen.key ? [`export ${place}_APIKEY=${t('YOUR_KEY')}`] : []),
    `export PALIMPSEST_DEFAULTMODEL=${quoted(name.toLowerCase().replace(/[^a-z0-9]+/g, ''))}`,
    './palimpsest serve',
  ].join('\n');
  return (
    <details className="card">
      <summary>{t('Connect a model')}</summary>
      <p className="quiet">{t('A model is set up where the runtime runs; its key stays there. Choose, copy the lines, start the runtime with them, then test the model here.')}</p>
      <div className="fields">
        <label>{t('Kind')}<select value={provider} data-testid="connect-provider" onChange={(event) => setProvider(event.target.value)}>{Object.entries(PROVIDERS).map(([id, each]) => <option key={id} value={id}>{each.label}</option>)}</select></label>
        <label>{t('Name for agents')}<input value={name} pattern="[A-Za-z0-9]+" onChange={(event) => setName(event.target.value)} /></label>
        <label>{t('Model of the provider')}<input value={model} data-testid="connect-model" onChange={(event) => setModel(event.target.value)} /></label>
        <label>{t('Address (empty: the usual one)')}<input type="url" value={address} placeholder={chosen.address} onChange={(event) => setAddress(event.target.value)} /></label>
      </div>
      <pre className="secret" tabIndex={0} data-testid="connect-lines">{lines}</pre>
      <p className="actions"><CopyButton text={lines} label={t('Copy')} /></p>
    </details>
  );
}

/** As a shell takes it for one word. */
const quoted = (text: string) => (/^[\w.:/@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`);
