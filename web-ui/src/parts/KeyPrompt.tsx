import { useState } from 'react';
import { storedKey, storeKey } from '../api/key';

/** Asks for a key, which stays in this tab. A token of the identity provider does as well. */
export function KeyPrompt({ onKey }: { onKey: () => void }) {
  const [key, setKey] = useState('');
  return (
    <main className="key">
      <h1>Palimpsest</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!key.trim()) return;
          storeKey(key.trim());
          onKey();
        }}
      >
        <p>{storedKey() === null ? 'This runtime asks who you are.' : 'The key is not known here, has expired or was revoked.'} Whoever runs it gives out keys.</p>
        <label htmlFor="key">Key</label>
        <input id="key" type="password" autoComplete="off" autoFocus value={key} onChange={(event) => setKey(event.target.value)} />
        <button type="submit">Go on</button>
        <p className="quiet">It stays in this tab and is forgotten with it.</p>
      </form>
    </main>
  );
}
