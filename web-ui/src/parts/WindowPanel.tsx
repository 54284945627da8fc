import { useState } from 'react';
import { api } from '../api/client';
import type { HistoryMessage } from '../api/types';
import { useResource } from '../hooks/useResource';
import type { Segment, WindowModel } from '../state/window';
import { count, plural } from '../text/format';
import { describeCall, describeResult } from '../text/words';
import { ProblemBox } from './Problem';
import { Inside, MaybeJson, Values } from './Values';

interface Props {
  id: string | null;
  model: WindowModel;
  /** Changes when the history may have grown. */
  version: number;
  named: (msgId: number) => string | null;
  onLight: (key: string | null) => void;
}

const ROLES = { system: 'Instructions', user: 'Question and notes', assistant: 'Model', tool: 'Tool result' } as const;

/** What the model is sent now, message by message; what was scraped off can still be read. */
export function WindowPanel({ id, model, version, named, onLight }: Props) {
  return (
    <section className="panel-body" aria-label="Window">
      <p>
        The model sees only this. Messages that it (or the runtime) scrapes off shrink to a stub; their text stays readable here.
      </p>
      <ul className="legend">
        <li><i data-role="system" />instructions</li>
        <li><i data-role="user" />question</li>
        <li><i data-role="assistant" />model</li>
        <li><i data-role="tool" />tool results</li>
        {model.framing > 0 && <li><i className="framing" />tool descriptions {count(model.framing)}</li>}
        <li><i data-pruned />scraped off</li>
      </ul>
      {model.segments.length === 0 && <p className="quiet">Empty until the first question.</p>}
      <ol className="messages">
        {model.segments.map((each) => (
          <MessageLine key={each.key} id={id} segment={each} version={version} named={named} onLight={onLight} />
        ))}
      </ol>
    </section>
  );
}

interface LineProps {
  id: string | null;
  segment: Segment;
  version: number;
  named: (msgId: number) => string | null;
  onLight: (key: string | null) => void;
}

function MessageLine({ id, segment, version, named, onLight }: LineProps) {
  const [open, setOpen] = useState(false);
  const { entry, pruned } = segment;
  const label = entry?.role === 'tool' && entry.call
    ? `Result: ${lowerFirst(describeCall(entry.call, named, true))}`
    : entry?.role === 'assistant' ? (entry.call ? `Call: ${lowerFirst(describeCall(entry.call, named, true))}` : 'Words of the model') : ROLES[segment.role];
  return (
    <li data-role={segment.role} data-pruned={pruned || undefined} onPointerEnter={() => onLight(segment.key)} onPointerLeave={() => onLight(null)}>
      <details onToggle={(event) => setOpen(event.currentTarget.open)} onFocus={() => onLight(segment.key)} onBlur={() => onLight(null)}>
        <summary>
          <i data-role={segment.role} aria-hidden="true" />
          <span className="label">
            {segment.msgId !== null && <span className="quiet">{segment.msgId} </span>}
            {pruned ? <s>{label}</s> : label}
            {pruned && <span className="visually-hidden"> (scraped off{segment.by === 'runtime' ? ' by the runtime' : ''})</span>}
          </span>
          <span className="tokens">{pruned && <><s>{count(segment.original)}</s> </>}{count(segment.tokens)}</span>
        </summary>
        {open && <Original id={id} segment={segment} version={version} />}
      </details>
    </li>
  );
}

function Original({ id, segment, version }: { id: string | null; segment: Segment; version: number }) {
  const needed = segment.pruned || segment.content === null;
  const { entry } = segment;
  const seq = entry?.seq ?? null;
  // The one message that this event wrote.
  const history = useResource(needed && id && seq !== null ? `${id} ${seq} ${version}` : null, (signal) => api.messages(id ?? '', (seq ?? 1) - 1, 1, signal));
  if (!needed) {
    return (
      <Inside label="The message">
        {segment.content !== null && <MaybeJson text={segment.content} />}
        {segment.role === 'assistant' && entry?.call && <Values value={{ tool: entry.call.tool, ...entry.call.arguments }} />}
      </Inside>
    );
  }
  const message = history.value?.find((each) => each.msg_id === segment.msgId && each.role === segment.role);
  return (
    <Inside label="The message">
      {segment.pruned && (
        <p className="quiet">
          Scraped off{segment.by ? ` by the ${segment.by === 'agent' ? 'model' : 'runtime'}` : ''}: the model now sees a stub
          of {plural(segment.tokens, 'token')}. This was the text:
        </p>
      )}
      {history.problem && !message && <ProblemBox problem={history.problem} onRetry={history.reload} />}
      {seq !== null && !history.value && !history.problem && <p className="quiet">Loading…</p>}
      {message && <OriginalText message={message} />}
      {(history.value || seq === null) && !message && (entry?.call?.result && entry.role === 'tool'
        ? <Values value={entry.call.result.result} />
        : <p className="quiet">{entry?.text ?? (entry?.call ? describeResult(entry.call) ?? entry.call.tool : 'Its text is not in the history.')}</p>)}
    </Inside>
  );
}

function OriginalText({ message }: { message: HistoryMessage }) {
  return (
    <>
      {message.content && <MaybeJson text={message.content} />}
      {(message.calls ?? []).map((call, at) => (
        <div key={at}><p className="quiet">Tool <code>{call.name}</code></p><MaybeJson text={call.arguments} /></div>
      ))}
    </>
  );
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
