import { memo, useEffect, useRef } from 'react';
import type { NoteData, PruneData } from '../api/types';
import type { Call, Item, Run, Step } from '../state/fold';
import { count, plural, shorten } from '../text/format';
import { describeCall, describeResult } from '../text/words';
import { Inside, Values } from './Values';

type Named = (msgId: number) => string | null;

interface Props {
  run: Run;
  running: boolean;
  newest: boolean;
  named: Named;
}

/** The run's steps as they happen; the newest stays in sight unless the reader scrolled away. */
export function Steps({ run, running, newest, named }: Props) {
  const list = useRef<HTMLOListElement>(null);
  const following = useRef(true);
  useEffect(() => {
    const element = list.current;
    if (element && running && following.current) element.scrollTop = element.scrollHeight;
  }, [run.steps, running]);

  if (run.steps.length === 0) return running ? <p className="quiet working">Starting…</p> : null;
  return (
    <details className="steps" open={newest}>
      <summary>
        <span>{running ? `Step ${run.steps.at(-1)?.number ?? 1}` : plural(run.steps.length, 'step')}</span>
        {running && <span className="quill" aria-hidden="true" />}
        <span className="quiet"> {running ? 'in progress' : 'how it got there'}</span>
      </summary>
      <ol
        ref={list}
        tabIndex={0}
        aria-label="Steps of this run"
        onScroll={(event) => {
          const at = event.currentTarget;
          following.current = at.scrollHeight - at.scrollTop - at.clientHeight < 40;
        }}
      >
        {run.steps.map((step, at) => (
          <StepLine key={at} step={step} answer={run.answer?.answer ?? null} waiting={running && at === run.steps.length - 1} over={!running} named={named} />
        ))}
      </ol>
    </details>
  );
}

interface StepProps {
  step: Step;
  answer: string | null;
  waiting: boolean;
  /** The run is: nothing is awaited any more. */
  over: boolean;
  named: Named;
}

const StepLine = memo(function StepLine({ step, answer, waiting, over, named }: StepProps) {
  return (
    <li className="step" data-testid="step" value={step.number}>
      {step.items.length === 0 && <p className="quiet">{waiting ? 'The model is thinking…' : 'Nothing came of this step.'}</p>}
      {step.items.map((item, at) => <ItemLine key={at} item={item} answer={answer} over={over} named={named} />)}
    </li>
  );
});

function ItemLine({ item, answer, over, named }: { item: Item; answer: string | null; over: boolean; named: Named }) {
  switch (item.kind) {
    case 'said':
      // Text without a call is the answer, which is shown in full below.
      return item.text === answer?.trim() ? <p>Gave the answer</p> : <p className="said text">{item.text}</p>;
    case 'call':
      return <CallLine call={item.call} over={over} named={named} />;
    case 'note':
      return <NoteLine note={item.note} />;
    case 'prune':
      return <PruneLine prune={item.prune} named={named} />;
    case 'nudge':
      return <p className="nudge">The runtime reminded the model: <span className="text">{item.nudge.content}</span></p>;
  }
}

function CallLine({ call, over, named }: { call: Call; over: boolean; named: Named }) {
  const outcome = describeResult(call);
  const failed = call.result?.error ?? false;
  const hasArguments = call.malformed !== null || Object.keys(call.arguments).length > 0;
  return (
    <>
      <details className={failed ? 'call failed' : 'call'}>
        <summary>
          <span>{describeCall(call, named, over)}</span>
          {outcome && <span className="quiet"> · {failed && 'failed: '}{shorten(outcome, 120)}</span>}
          {call.result === null && !over && <span className="quill" aria-hidden="true" />}
        </summary>
        <Inside label="Arguments and result">
          <p className="quiet">Tool <code>{call.tool}</code></p>
          {hasArguments && (
            <>
              <h4>Asked with</h4>
              <Values value={call.malformed ?? call.arguments} />
            </>
          )}
          <h4>Came back</h4>
          {call.result ? <Values value={call.result.result} /> : <p className="quiet">{over ? 'Nothing.' : 'Nothing yet.'}</p>}
        </Inside>
      </details>
      {call.notes.map((note, at) => <NoteLine key={at} note={note} />)}
      {call.prunes.map((prune, at) => <PruneLine key={at} prune={prune} named={null} />)}
    </>
  );
}

function NoteLine({ note }: { note: NoteData }) {
  if (note.operation === 'deleted') return <p className="note-line">Note “{note.key}” deleted</p>;
  return <p className="note-line"><strong>{note.key}</strong>{note.summary ? ` ${note.summary}` : ''}</p>;
}

/** Without `named`: the line stands under the call that names the message. */
function PruneLine({ prune, named }: { prune: PruneData; named: Named | null }) {
  const saved = prune.tokens_saved > 0 ? `${count(prune.tokens_saved)} tokens freed` : 'nothing freed';
  if (named === null) return <p className="prune-line">{saved}</p>;
  const name = named(prune.msg_id);
  const who = prune.by === 'runtime' ? 'The runtime scraped off' : 'Scraped off';
  return (
    <p className="prune-line">
      {who} message {prune.msg_id}{name ? ` (${name})` : ''}: {saved}{prune.reason ? `; ${prune.reason}` : ''}
    </p>
  );
}
