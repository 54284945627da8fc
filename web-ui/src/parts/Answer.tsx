import { lazy, Suspense, useMemo, type ReactNode } from 'react';
import type { AnswerData, Citation } from '../api/types';
import { isConversation } from '../hooks/place';
import { msg, t } from '../i18n/t';
import type { Usage } from '../state/view';
import { answerParts, answerPlaces } from '../text/answerParts';
import { count, steps, tokens } from '../text/format';
import { CopyButton } from './CopyButton';
import { Support } from './Support';

const Markdown = lazy(() => import('./Markdown'));

interface Props {
  answer: AnswerData;
  usage?: Usage | null;
  onCite: (citation: Citation) => void;
}

const STOPPED: Record<string, string> = {
  'step-limit': msg('Stopped at the limit of steps: this is what was found until then.'),
  'token-limit': msg('Stopped at the limit of tokens: this is what was found until then.'),
  'time-limit': msg('Stopped at the limit of time: this is what was found until then.'),
  'spend-limit': msg('Stopped at the limit of what a run may cost: this is what was found until then.'),
  'verification': msg('Stopped by the verifier: this is what was found until then.'),
  'cancelled': msg('You stopped this run: this is what was found until then.'),
};

/** A document opens at the quote, a remembered turn in its conversation, where that is one of this runtime. */
const opens = (citation: Citation) => citation.document_id !== null || isConversation(citation.conversation);

export function Answer({ answer, usage = null, onCite }: Props) {
  const text = answer.answer?.trimEnd() ?? '';
  const imported = answer.stopped_by === 'imported';
  const stopped = STOPPED[answer.stopped_by ?? ''];
  const mark = (citation: number): ReactNode => {
    const cited = answer.citations[citation];
    return cited && (
      <button
        type="button" className="mark" data-testid="citation-mark" disabled={!opens(cited)}
        aria-label={t('Source {n}: {name}', { n: citation + 1, name: cited.document ?? '' })} onClick={() => onCite(cited)}
      >
        {citation + 1}
      </button>
    );
  };
  const unsupported = <sup className="unsupported" data-testid="unsupported" title={t('Nothing that was read supports this sentence')}>{t('unsupported')}</sup>;
  const insets = useMemo(
    () => answerPlaces(text, answer.citations, answer.support).map((place) => ({ ...place, node: place.citation === null ? unsupported : mark(place.citation) })),
    // The marks depend on nothing else.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [answer, text, onCite],
  );
  const plain = answerParts(text, answer.citations, answer.support).map((part, at) => (
    <span key={at}>{'text' in part ? part.text : 'unsupported' in part ? unsupported : mark(part.citation)}</span>
  ));
  return (
    <section className={answer.found || imported ? 'answer' : 'answer not-found'} data-testid="answer">
      {stopped && <p className="quiet">{t(stopped)}</p>}
      {text === '' ? <p className="quiet">{t('No answer.')}</p> : (
        <Suspense fallback={<div className="text">{plain}</div>}><Markdown text={text} insets={insets} /></Suspense>
      )}
      {answer.citations.length > 0 && (
        <ol className="sources">
          {answer.citations.map((citation, at) => (
            <li key={at}>
              <button type="button" data-testid="citation" disabled={!opens(citation)} onClick={() => onCite(citation)}>
                <span className="number">[{at + 1}]</span>
                <span className="source">
                  <span className="name">{citation.document}</span>
                  <span className="quiet">{whereOf(citation)}</span>
                  <q>{citation.quote}</q>
                </span>
              </button>
            </li>
          ))}
        </ol>
      )}
      {answer.support && <Support text={text} support={answer.support} found={answer.found || answer.language_model} />}
      <p className="cost quiet">
        {imported ? t('Imported; nothing was measured.') : (
          <>
            {answer.document_tokens === 0 ? t('No document to read') : t('Read {read} of {all}', { read: count(answer.tokens_read), all: tokens(answer.document_tokens) })}
            {t('; largest request {peak} tokens; {steps}; {n, plural, one {# message} other {# messages}} pruned', {
              peak: count(answer.peak_request_tokens), steps: steps(answer.steps), n: answer.pruned_messages,
            })}
            {'; '}{answer.language_model ? answer.model : t('no language model: quotes')}
            {usage && <UsageLine usage={usage} />}
          </>
        )}
        {' '}<CopyButton text={text} label={t('Copy answer')} />
      </p>
    </section>
  );
}

/** What the providers reported of a run. */
function UsageLine({ usage }: { usage: Usage }) {
  const parts = [
    usage.input !== null && t('sent {n}', { n: count(usage.input) }), usage.cached !== null && usage.cached > 0 && t('{n} of them cached', { n: count(usage.cached) }),
    usage.output !== null && t('received {n}', { n: count(usage.output) }), usage.cost !== null && usage.cost > 0 && t('cost {n}', { n: usage.cost.toPrecision(2) }),
  ].filter(Boolean);
  return parts.length === 0 ? null : <>; {parts.join(', ')}</>;
}

function whereOf(citation: Citation): string {
  if (citation.kind === 'memory') {
    return t('remembered: {who}, {date}, turn {seq}', {
      who: citation.speaker === 'user' ? t('you') : citation.speaker ?? '', date: citation.at?.slice(0, 10) ?? '', seq: citation.seq ?? '',
    });
  }
  if (citation.kind === 'tool') return t('told by a tool');
  if (citation.document_id === null) return t('no stored document');
  const place = citation.chunk_id === null ? t('characters {start} to {end}', { start: count(citation.start), end: count(citation.end) })
    : t('chunk {id}, characters {start} to {end}', { id: citation.chunk_id, start: count(citation.start), end: count(citation.end) });
  return citation.page === undefined ? place : t('page {page}, {place}', { page: citation.page, place });
}
