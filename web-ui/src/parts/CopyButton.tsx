import { useState } from 'react';
import { t } from '../i18n/t';

/** Copies a text, and says so. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [done, setDone] = useState(false);
  return (
    <button
      type="button" className="plain link copy" onBlur={() => setDone(false)}
      onClick={() => void navigator.clipboard.writeText(text).then(() => setDone(true))}
    >
      {done ? t('Copied') : label}
    </button>
  );
}
