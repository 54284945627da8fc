import { lazy, Suspense } from 'react';
import { t } from '../i18n/t';

const Markdown = lazy(() => import('./Markdown'));

/** An answer that the runtime has not accepted yet; it has no sources, and may still be taken back. */
export function Draft({ text }: { text: string }) {
  return (
    <section className="answer draft" data-testid="draft" aria-busy="true">
      <Suspense fallback={<div className="text">{text}</div>}><Markdown text={text} /></Suspense>
      <p className="quiet"><span className="quill" aria-hidden="true" /> {t('Being written; not checked yet.')}</p>
    </section>
  );
}
