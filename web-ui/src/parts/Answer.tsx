import type { AnswerData, Citation } from '../api/types';
import { answerParts } from '../text/answerParts';
import { count, plural } from '../text/format';
import { Support } from './Support';

interface Props {
  answer: AnswerData;
  onCite: (citation: Citation) => void;
}

const STOPPED: Partial<Record<AnswerData['stopped_by'], string>> = {
  'step-limit': 'Stopped at the limit of steps: this is what was found until then.',
  'token-limit': 'Stopped at the limit of tokens: this is what was found until then.',
  'time-limit': 'Stopped at the limit of time: this is what was found until then.',
  'spend-limit': 'Stopped at the limit of what a run may cost: this is what was found until then.',
  'verification': 'Stopped by the verifier: this is what was found until then.',
  'cancelled': 'You stopped this run: this is what was found until then.',
};

/** A document opens at the quote; a remembered turn opens its conversation, where that is one of this runtime. */
const opens = (citation: Citation) => citation.document_id !== null || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(citation.conversation ?? '');

export function Answer({ answer, onCite }: Props) {
  const text = answer.answer?.trimEnd() ?? '';
  const stopped = STOPPED[answer.stopped_by];
  return (
    <section className={answer.found ? 'answer' : 'answer not-found'} data-testid="answer" aria-label="Answer">
      {stopped && <p className="quiet">{stopped}</p>}
      <div className="text">
        {text === '' && <span className="quiet">No answer.</span>}
        {answerParts(text, answer.citations, answer.support).map((part, at) => {
          if ('text' in part) return <span key={at}>{part.text}</span>;
          if ('unsupported' in part) {
            return <sup key={at} className="unsupported" data-testid="unsupported" title="Nothing that was read supports this sentence">unsupported</sup>;
          }
          const citation = answer.citations[part.citation];
          return citation && (
            <button
              key={at} type="button" className="mark" data-testid="citation-mark" disabled={!opens(citation)}
              aria-label={`Source ${part.citation + 1}: ${citation.document}`} onClick={() => onCite(citation)}
            >
              {part.citation + 1}
            </button>
          );
        })}
      </div>
      {answer.citations.length > 0 && (
        <ol className="sources" aria-label="Sources">
          {answer.citations.map((citation, at) => (
            <li key={at}>
              <button type="button" data-testid="citation" disabled={!opens(citation)} onClick={() => onCite(citation)}>
                <span className="number">[{at + 1}]</span>
                <span className="source">
                  <span className="name">{citation.document}</span>
                  <span className="quiet">
                    {citation.kind === 'memory'
                      ? `remembered: ${citation.speaker === 'user' ? 'you' : citation.speaker}, ${citation.at?.slice(0, 10)}, turn ${citation.seq}`
                      : `${citation.chunk_id !== null ? `chunk ${citation.chunk_id}, ` : ''}characters ${count(citation.start)} to ${count(citation.end)}${citation.document_id === null ? ' (no stored document)' : ''}`}
                  </span>
                  <q>{citation.quote}</q>
                </span>
              </button>
            </li>
          ))}
        </ol>
      )}
      {answer.support && <Support text={text} support={answer.support} found={answer.found || answer.language_model} />}
      <p className="cost quiet">
        Read {count(answer.tokens_read)} of {plural(answer.document_tokens, 'token')}; largest request {count(answer.peak_request_tokens)} tokens;{' '}
        {plural(answer.steps, 'step')}; {plural(answer.pruned_messages, 'message')} pruned
        {answer.language_model ? `; ${answer.model}` : '; no language model: quotes'}
      </p>
    </section>
  );
}
