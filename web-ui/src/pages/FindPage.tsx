import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { api as base } from '../api/client';
import { api } from '../api/sections';
import type { AnswerData, EventOf, SearchHit } from '../api/types';
import { addressOf, go, hrefOf } from '../hooks/place';
import { problemOf, useConversations } from '../hooks/queries';
import { useSettled } from '../hooks/useSettled';
import { t } from '../i18n/t';
import { ProblemBox } from '../parts/Problem';
import { when } from '../text/format';
import Reader from '../parts/Reader';
import type { Reading } from '../hooks/place';
import { Explained } from './find/Explained';
import './pages.css';
import { useSubject } from './subject';

const REST_MS = 250;
const LIMIT = 30;
/** Newest runs whose use of passages is told. */
const RUNS = 50;

/** Search over conversations, documents and memory, and how each place in the order came about. */
export default function FindPage({ rest }: { rest: string | null }) {
  // A search that an agent made is looked at with the eyes of its conversation.
  const [, asked = rest ?? '', within = null] = /^(.*)\/in\/([\w-]+)$/.exec(rest ?? '') ?? [];
  const [text, setText] = useState(asked);
  const [subject] = useSubject();
  const query = useSettled(text.trim(), REST_MS);
  const [reading, setReading] = useState<Reading | null>(null);
  useEffect(() => { go(query === '' ? '/find' : `/find/${encodeURIComponent(query)}${within ? `/in/${within}` : ''}`, true); }, [query, within]);

  const conversations = useConversations();
  const titles = query === '' ? [] : (conversations.data ?? []).filter((each) => each.title.toLowerCase().includes(query.toLowerCase())).slice(0, LIMIT);
  const said = useQuery({ queryKey: ['said', query], queryFn: () => api.said(query), enabled: query !== '', placeholderData: keepPreviousData });
  const uses = useQuery({ queryKey: ['uses', within], queryFn: () => usesIn(within!), enabled: within !== null });
  const documents = useQuery({
    queryKey: ['search', query, within], queryFn: () => api.search(query, within === null ? null : uses.data!.documents, LIMIT), enabled: query !== '' && (within === null || uses.isSuccess),
    placeholderData: keepPreviousData,
  });
  const memory = useQuery({ queryKey: ['memory-search', subject, query], queryFn: () => api.searchMemory(subject, query), enabled: query !== '', placeholderData: keepPreviousData, retry: false });
  const searching = query !== '' && [said, documents, memory].some((each) => each.isFetching && (each.isPending || each.isPlaceholderData));
  const failed = problemOf(documents) ?? problemOf(said);
  const messages = query === '' ? [] : said.data ?? [];
  const hits = query === '' ? [] : documents.data?.hits ?? [];
  const memories = query === '' ? [] : memory.data ?? [];
  const most = { score: Math.max(...hits.map((each) => each.score), 1e-9), lexical: Math.max(...hits.map((each) => each.lexical), 1e-9) };

  return (
    <>
      <h2>{t('Find')}</h2>
      <p className="lead">{t('In all conversations, in all documents, and in what is remembered. Words between quotation marks are one phrase of a document.')}</p>
      <form className="line" role="search" onSubmit={(event) => event.preventDefault()}>
        <label className="wide">{t('Search for')}<input type="search" autoFocus value={text} data-testid="find" onChange={(event) => setText(event.target.value)} /></label>
      </form>
      <p className="quiet" role="status">
        {searching && t('Searching…')}
        {query !== '' && !searching && t('{conversations, plural, one {# title} other {# titles}}, {messages, plural, one {# message} other {# messages}}, {passages, plural, one {# passage} other {# passages}}, {memories, plural, one {# memory} other {# memories}}', {
          conversations: titles.length, messages: messages.length, passages: hits.length, memories: memories.length,
        })}
      </p>
      {failed && <ProblemBox problem={failed} onRetry={() => void documents.refetch()} />}
      {within !== null && (
        <p>
          {t('Passages of one conversation’s documents, with what was read and cited of them there.')} <a href={hrefOf(addressOf({ id: within }))}>{t('its conversation')}</a> <a href={hrefOf(query === '' ? '/find' : `/find/${encodeURIComponent(query)}`)}>{t('Search everywhere')}</a>
        </p>
      )}
      {titles.length > 0 && (
        <>
          <h3>{t('Conversations')}</h3>
          <ul className="cards">
            {titles.map((each) => <li key={each.id} className="card"><a href={hrefOf(addressOf({ id: each.id }))}>{each.title}</a><span className="facts">{when(each.updated_at)}</span></li>)}
          </ul>
        </>
      )}
      {messages.length > 0 && (
        <>
          <h3>{t('Messages')}</h3>
          <ul className="cards">
            {messages.map((each) => (
              <li key={`${each.conversation_id} ${each.seq}`} className="card" data-testid="said">
                <a href={hrefOf(addressOf({ id: each.conversation_id, step: each.seq }))}>{each.title}</a>
                <span className="text"><Highlighted text={each.fragment} /></span>
                <span className="facts"><span>{each.role === 'user' ? t('asked') : t('answered')}</span><span>{when(each.at)}</span></span>
              </li>
            ))}
          </ul>
        </>
      )}
      {hits.length > 0 && (
        <>
          <h3>{t('Documents')}</h3>
          <ol className="cards">
            {hits.map((hit, at) => (
              <li key={`${hit.document_id} ${hit.passage}`} className="card" data-testid="hit">
                <span><strong>{hit.title}</strong> <span className="quiet">{t('passage {n}', { n: hit.passage })}{hit.speaker ? `, ${hit.speaker}` : ''}{hit.at ? `, ${when(hit.at)}` : ''}</span></span>
                <span className="text">{hit.highlights.length > 0 ? hit.highlights.slice(0, 2).map((each, n) => <Highlighted key={n} text={each} />) : hit.text.slice(0, 240)}</span>
                {uses.data && <UseOf hit={hit} uses={uses.data} />}
                <span className="actions">
                  <button type="button" onClick={() => setReading({ document: hit.document_id, start: hit.start, end: hit.end })}>{t('Open')}</button>
                </span>
                <Why hit={hit} place={at + 1} most={most} query={query} />
              </li>
            ))}
          </ol>
        </>
      )}
      {memories.length > 0 && (
        <>
          <h3>{t('Memory')}</h3>
          <ol className="cards">
            {memories.map((found) => (
              <li key={found.record.id} className="card" data-on>
                <span className="text">{found.record.text}</span>
                <span className="facts">
                  <span>{t('score {n}', { n: found.score.toFixed(3) })}</span>
                  <span>{t('words {n}', { n: found.lexical.toFixed(2) })}</span>
                  {found.dense !== null && <span>{t('meaning {n}', { n: found.dense.toFixed(3) })}</span>}
                  {found.record.sources[0] && <a href={hrefOf(addressOf({ id: found.record.sources[0].conversation }))}>{t('its conversation')}</a>}
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
      {reading && <Reader reading={reading} quote={null} onClose={() => setReading(null)} />}
    </>
  );
}

interface Span {
  document: string;
  start: number;
  end: number;
}

interface Uses {
  documents: string[];
  read: Span[];
  cited: Span[];
}

/** What the newest runs of a conversation read and cited. */
async function usesIn(conversation: string): Promise<Uses> {
  const [page, documents] = await Promise.all([base.eventPage(conversation, null, RUNS), base.documents(conversation)]);
  const uses: Uses = { documents: documents.map((each) => each.id), read: [], cited: [] };
  for (const { event, data } of page.events as { event: string; data: Partial<EventOf<'read'> & AnswerData> }[]) {
    if (event === 'read' && data.document_id) uses.read.push({ document: data.document_id, start: data.start!, end: data.end! });
    if (event === 'answer') {
      for (const each of data.citations ?? []) if (each.document_id !== null) uses.cited.push({ document: each.document_id, start: each.start, end: each.end });
    }
  }
  return uses;
}

function UseOf({ hit, uses }: { hit: SearchHit; uses: Uses }) {
  const overlaps = (each: Span) => each.document === hit.document_id && each.start < hit.end && hit.start < each.end;
  const read = uses.read.some(overlaps);
  const cited = uses.cited.some(overlaps);
  return <span className="facts" data-testid="use-of-hit"><span>{read ? t('read by the agent') : t('not read')}</span>{cited && <strong className="added">{t('cited in an answer')}</strong>}</span>;
}

/** Words that matched stand between `<em>` and `</em>`; all else is text. */
function Highlighted({ text }: { text: string }): ReactNode {
  return <span>{text.split(/<em>(.*?)<\/em>/s).map((part, at) => (at % 2 === 1 ? <em key={at}>{part}</em> : part))} … </span>;
}

function Why({ hit, place, most, query }: { hit: SearchHit; place: number; most: { score: number; lexical: number }; query: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="quiet">{t('Why it stands at place {n}', { n: place })}</summary>
      <Scores hit={hit} most={most} />
      {open && <Explained query={query} hit={hit} />}
    </details>
  );
}

function Scores({ hit, most }: { hit: SearchHit; most: { score: number; lexical: number } }) {
  const line = (name: string, value: number | null, of: number, digits: number) => (
    <>
      <span>{name}</span>
      {value === null ? <span>{t('not embedded yet')}</span> : <meter min={0} max={of} value={Math.max(0, value)} aria-label={name} />}
      <span>{value === null ? '' : value.toFixed(digits)}</span>
    </>
  );
  return (
    <span className="scores">
      {line(t('by words (BM25)'), hit.lexical, most.lexical, 2)}
      {line(t('by meaning (cosine)'), hit.dense, 1, 3)}
      {line(t('in the end'), hit.score, most.score, 3)}
    </span>
  );
}
