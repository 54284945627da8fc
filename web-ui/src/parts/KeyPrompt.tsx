import { useState } from 'react';
import { t } from '../i18n/t';
import { storedKey, storeKey } from '../api/key';
import './key.css';

/** Asks for a key, which stays in this tab. A token of the identity provider does as well. */
export function KeyPrompt({ onKey }: { onKey: () => void }) {
  const [key, setKey] = useState('');
  const [wrong, setWrong] = useState(false);
  return (
    <main className="key">
      <h1>Palimpsest</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const given = key.trim();
          // No header can carry anything else, and no key has anything else in it.
          const sendable = /^[\x21-\x7e]+$/.test(given);
          setWrong(!sendable);
          if (!sendable) return;
          storeKey(given);
          onKey();
        }}
      >
        <p>{storedKey() === null ? t('This runtime asks who you are.') : t('The key is not known here, has expired or was revoked.')} {t('Whoever runs it gives out keys.')}</p>
        <label htmlFor="key">{t('Key')}</label>
        <input id="key" type="password" autoComplete="off" autoFocus value={key} onChange={(event) => setKey(event.target.value)} />
        {wrong && <p role="alert">{t('A key is one word of letters, digits and signs, without spaces.')}</p>}
        <button type="submit">{t('Go on')}</button>
        <p className="quiet">{t('It stays in this tab and is forgotten with it.')}</p>
      </form>
    </main>
  );
}
