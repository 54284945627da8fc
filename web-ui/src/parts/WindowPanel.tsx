import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { api } from '../api/client';
import type { HistoryMessage } from '../api/types';
import { keyOf, problemOf } from '../hooks/queries';
import { msg, t } from '../i18n/t';
import type { Call } from '../state/view';
import type { Segment, WindowModel } from '../state/window';
import { count, tokens } from '../text/format';
import { describeCall, describeResult, lowerFirst } from '../text/words';
import { ProblemBox } from './Problem';
import { Rows } from './Rows';
import { Inside, MaybeJson, Values } from './Values';
import './panels.css';

interface Props {
  id: string | null;
  model: WindowModel;
  /** What is different from another window, by the keys of messages. */
  changed?: ReadonlyMap<string, 'new' | 'pruned' | 'back'> | undefined;
  speaks: boolean;
  named: (msgId: number) => string | null;
  onLight: (key: string | null) => void;
}

const ROLES: Record<string, string> = { system: msg('Instructions'), user: msg('Question and notes'), assistant: msg('Model'), tool: msg('Tool result') };

/** What the model is sent, message by message; what was scraped off can still be read. */
export function WindowPanel({ id, model, changed, speaks, named, onLight }: Props) {
  const over = model.used > model.window;
  // What a call's result belongs to is known from the message that called.
  const calls = useMemo(() => new Map(model.segments.flatMap((each) => each.calls.map((call, at) => [`${each.msgId} ${at}`, call] as const))), [model.segments]);
  return (
    <section className="panel-body" aria-label={t('Messages of the window')}>
      <p>
        {over ? t('This is more than the model can be sent: the next question folds the oldest exchanges away until it fits.')
          : speaks ? t('The model sees only this. Messages that it (or the runtime) scrapes off shrink to a stub; their text stays readable here.')
            : t('The agent works with only this. Messages that it (or the runtime) scrapes off shrink to a stub; their text stays readable here.')}
      </p>
      <ul className="legend">
        <li><i data-role="system" />{t('instructions')}</li>
        <li><i data-role="user" />{t('question')}</li>
        <li><i data-role="assistant" />{t('model')}</li>
        <li><i data-role="tool" />{t('tool results')}</li>
        {model.framing > 0 && <li><i className="framing" />{t('tool descriptions {n}', { n: count(model.framing) })}</li>}
        <li><i data-pruned />{t('scraped off')}</li>
      </ul>
      {model.segments.length === 0 && <p className="quiet">{t('Empty until the first question.')}</p>}
      {model.segments.length > 0 && (
        <Rows className="messages">
          {model.segments.map((each) => (
            <MessageLine key={each.key} id={id} segment={each} change={changed?.get(each.key)} calls={calls} named={named} onLight={onLight} />
          ))}
        </Rows>
      )}
    </section>
  );
}

interface LineProps {
  id: string | null;
  segment: Segment;
  change: 'new' | 'pruned' | 'back' | undefined;
  calls: ReadonlyMap<string, { name: string; arguments: string }>;
  named: (msgId: number) => string | null;
  onLight: (key: string | null) => void;
}

/** A call by its name and its arguments alone. */
function wordsOf(call: { name: string; arguments: string }, named: LineProps['named']): string {
  let values: Record<string, unknown> = {};
  try {
    const value: unknown = JSON.parse(call.arguments || '{}');
    if (typeof value === 'object' && value !== null) values = value as Record<string, unknown>;
  } catch {
    // The stub of a call has other arguments.
  }
  const bare: Call = { id: '', tool: call.name, arguments: values, malformed: null, result: null, notes: [], prunes: [] };
  return describeCall(bare, named, true);
}

function MessageLine({ id, segment, change, calls, named, onLight }: LineProps) {
  const [open, setOpen] = useState(false);
  const { entry, pruned } = segment;
  const before = segment.msgId === null ? undefined : calls.get(`${segment.msgId - 1} 0`);
  const call = entry?.call ? describeCall(entry.call, named, true) : segment.role === 'tool' ? before && wordsOf(before, named) : segment.calls[0] && wordsOf(segment.calls[0], named);
  const label = segment.role === 'tool' && call ? t('Result: {what}', { what: lowerFirst(call) })
    : segment.role === 'assistant' ? (call ? t('Call: {what}', { what: lowerFirst(call) }) : t('Words of the model')) : t(ROLES[segment.role] ?? segment.role);
  return (
    <div
      role="listitem" data-role={segment.role} data-pruned={pruned || undefined} data-change={change} onPointerEnter={() => onLight(segment.key)} onPointerLeave={() => onLight(null)}
    >
      <details onToggle={(event) => setOpen(event.currentTarget.open)} onFocus={() => onLight(segment.key)} onBlur={() => onLight(null)}>
        <summary>
          <i data-role={segment.role} aria-hidden="true" />
          <span className="label">
            {segment.msgId !== null && <span className="quiet">{segment.msgId} </span>}
            {pruned ? <s>{label}</s> : label}
            {change && <span className="change"> {change === 'new' ? t('new') : change === 'pruned' ? t('scraped off here') : t('put back here')}</span>}
            {pruned && <span className="visually-hidden"> {segment.by === 'runtime' ? t('(scraped off by the runtime)') : t('(scraped off)')}</span>}
          </span>
          <span className="tokens">{pruned && segment.original > segment.tokens && <><s>{count(segment.original)}</s> </>}{count(segment.tokens)}</span>
        </summary>
        {open && <Original id={id} segment={segment} />}
      </details>
    </div>
  );
}

function Original({ id, segment }: { id: string | null; segment: Segment }) {
  const needed = segment.pruned || segment.content === null;
  const { entry } = segment;
  const seq = segment.seq ?? entry?.seq ?? null;
  // The one message that this event wrote; it never changes.
  const history = useQuery({
    queryKey: keyOf(id, 'message', seq), queryFn: () => api.messages(id!, seq! - 1, 1), enabled: needed && id !== null && seq !== null, staleTime: Infinity,
  });
  if (!needed) {
    return (
      <Inside label={t('The message')}>
        {segment.content !== null && <MaybeJson text={segment.content} />}
        {segment.calls.map((call, at) => <div key={at}><p className="quiet">{t('Tool')} <code>{call.name}</code></p><MaybeJson text={call.arguments} /></div>)}
      </Inside>
    );
  }
  const message = history.data?.find((each) => each.msg_id === segment.msgId && each.role === segment.role);
  const problem = problemOf(history);
  return (
    <Inside label={t('The message')}>
      {segment.pruned && (
        <p className="quiet">
          {segment.by === 'agent' ? t('Scraped off by the agent: the model now sees a stub of {tokens}. This was the text:', { tokens: tokens(segment.tokens) })
            : segment.by === 'runtime' ? t('Scraped off by the runtime: the model now sees a stub of {tokens}. This was the text:', { tokens: tokens(segment.tokens) })
              : t('Scraped off: the model now sees a stub of {tokens}. This was the text:', { tokens: tokens(segment.tokens) })}
        </p>
      )}
      {problem && !message && <ProblemBox problem={problem} onRetry={() => void history.refetch()} />}
      {seq !== null && !history.data && !problem && <p className="quiet">{t('Loading…')}</p>}
      {message && <OriginalText message={message} />}
      {(history.data || seq === null) && !message && (entry?.call?.result && entry.role === 'tool'
        ? <Values value={entry.call.result.result} />
        : <p className="quiet">{entry?.text ?? (entry?.call ? describeResult(entry.call) ?? entry.call.tool : t('Its text is not in the history.'))}</p>)}
    </Inside>
  );
}

function OriginalText({ message }: { message: HistoryMessage }) {
  return (
    <>
      {message.content && <MaybeJson text={message.content} />}
      {(message.calls ?? []).map((call, at) => (
        <div key={at}><p className="quiet">{t('Tool')} <code>{call.name}</code></p><MaybeJson text={call.arguments ?? ''} /></div>
      ))}
    </>
  );
}
