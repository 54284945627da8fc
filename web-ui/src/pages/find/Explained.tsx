import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem } from '../../api/problem';
import { api } from '../../api/sections';
import type { Explained as Explanation, SearchHit } from '../../api/types';
import { msg, t } from '../../i18n/t';
import { ProblemBox } from '../../parts/Problem';

const NAMES: Record<string, string> = {
  dense: msg('by meaning'), lexical: msg('by words'), maxSim: msg('late interaction (MaxSim)'), titleInQuery: msg('its title is asked for'), asks: msg('it asks itself'),
  found: msg('the search as a whole'), matched: msg('the tokens that the question finds'), asked: msg('what reading it makes of the question'), length: msg('its length'), neighbours: msg('its neighbours'), heads: msg('all heads'),
};

function nameOf(part: string): string {
  const head = /^(rare )?head (.+)$/.exec(part);
  if (head) return head[1] ? t('head {name}, by rare words', { name: head[2]! }) : t('head {name}', { name: head[2]! });
  return NAMES[part] ? t(NAMES[part]) : part;
}

/** What the reranker makes of a hit: what each feature adds, and where its heads looked. */
export function Explained({ query, hit }: { query: string; hit: SearchHit }) {
  const explained = useQuery({ queryKey: ['explain', query, hit.document_id, hit.passage], queryFn: () => api.explain(query, hit.document_id, hit.passage), retry: false, staleTime: 60_000 });
  if (explained.isPending) return <p className="quiet">{t('Loading…')}</p>;
  if (explained.error) {
    const problem = asProblem(explained.error);
    return problem.kind === 'not-found' ? <p className="quiet">{t('No reranker judged this one: it is ranked by the search alone.')}</p> : <ProblemBox problem={problem} />;
  }
  return (
    <div className="explained" data-testid="explained">
      <p className="quiet">{t('Place {place} by the search; {score} by the reranker, the sum of:', { place: explained.data.place, score: explained.data.score.toFixed(2) })}</p>
      <Parts parts={explained.data.parts} />
      {explained.data.spans.length > 0 && <Heat explanation={explained.data} text={hit.text} />}
    </div>
  );
}

function Parts({ parts }: { parts: Explanation['parts'] }) {
  const most = Math.max(...parts.map((each) => Math.abs(each.value)), 1e-9);
  return (
    <dl className="parts">
      {[...parts].sort((a, b) => Math.abs(b.value) - Math.abs(a.value)).map((each) => (
        <div key={each.name}>
          <dt>{nameOf(each.name)}</dt>
          <dd><span className="bar" data-below={each.value < 0 || undefined} style={{ width: `${(50 * Math.abs(each.value)) / most}%` }} aria-hidden="true" /><span className="number">{each.value.toFixed(2)}</span></dd>
        </div>
      ))}
    </dl>
  );
}

const TELLING = 5;

/** The passage, the darker the more the query looks at a word. */
function Heat({ explanation, text }: { explanation: Explanation; text: string }) {
  const [head, setHead] = useState('');
  const rows = head === '' ? explanation.attention : explanation.attention.filter((_, at) => explanation.heads[at] === head);
  const seen = explanation.spans.map((_, at) => Math.max(0, rows.reduce((sum, row) => sum + (row[at] ?? 0), 0)));
  const most = Math.max(...seen, 1e-12);
  const points = Array.from(text);
  const word = (at: number) => points.slice(explanation.spans[at]!.start, explanation.spans[at]!.end).join('');
  const telling = seen.map((_, at) => at).sort((a, b) => seen[b]! - seen[a]!).slice(0, TELLING).map(word);
  return (
    <>
      <label className="quiet">{t('Where the model looked')} <select value={head} data-testid="head" onChange={(event) => setHead(event.target.value)}>
        <option value="">{t('all heads')}</option>
        {explanation.heads.map((each) => <option key={each} value={each}>{t('head {name}', { name: each })}</option>)}
      </select></label>
      <p className="heat text" data-testid="heat">
        {explanation.spans.map((span, at) => (
          <span key={at}>
            {points.slice(at === 0 ? 0 : explanation.spans[at - 1]!.end, span.start).join('')}
            <span className="token" style={{ '--heat': (seen[at]! / most).toFixed(3) } as React.CSSProperties}>{word(at)}</span>
          </span>
        ))}
        {points.slice(explanation.spans.at(-1)?.end ?? 0).join('')}
      </p>
      <p className="quiet">{t('Most at: {words}', { words: telling.join(', ') })}</p>
    </>
  );
}
