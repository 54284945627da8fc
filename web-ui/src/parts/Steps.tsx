import { memo, useEffect, useRef } from 'react';
import type { NoteData, PruneData, VerificationData } from '../api/types';
import type { RunControl } from '../hooks/useRunControl';
import type { Call, Item, Run, Step } from '../state/fold';
import type { Saying } from '../state/saying';
import { count, plural, shorten } from '../text/format';
import { describeCall, describeResult } from '../text/words';
import { StepActions } from './StepActions';
import { Inside, Values } from './Values';

type Named = (msgId: number) => string | null;

interface Props {
  run: Run;
  running: boolean;
  newest: boolean;
  /** What the model says in the newest step. */
  saying: Saying | null;
  /** The answer before it is one. */
  draft: string | null;
  named: Named;
  /** Null while the run goes on: only one that stands still can go on from another step. */
  control: RunControl | null;
}

/** The run's steps as they happen; the newest stays in sight unless the reader scrolled away. */
export function Steps({ run, running, newest, saying, draft, named, control }: Props) {
  const list = useRef<HTMLOListElement>(null);
  const following = useRef(true);
  useEffect(() => {
    const element = list.current;
    if (element && running && following.current) element.scrollTop = element.scrollHeight;
  }, [run.steps, saying, running]);

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
          <StepLine
            key={at} step={step} answer={run.answer?.answer ?? draft} waiting={running && at === run.steps.length - 1}
            saying={at === run.steps.length - 1 ? saying : null} over={!running} named={named}
            runId={run.runId} retryable={newest} control={control}
          />
        ))}
      </ol>
    </details>
  );
}

interface StepProps {
  step: Step;
  answer: string | null;
  waiting: boolean;
  saying: Saying | null;
  /** The run is: nothing is awaited any more. */
  over: boolean;
  named: Named;
  runId: string | null;
  retryable: boolean;
  control: RunControl | null;
}

const StepLine = memo(function StepLine({ step, answer, waiting, saying, over, named, runId, retryable, control }: StepProps) {
  return (
    <li className="step" data-testid="step" value={step.number}>
      {control && runId !== null && (
        <StepActions
          step={step.number} onRetry={retryable && step.number > 0 ? () => control.retry(runId, step.number) : null} onFork={() => control.fork(runId, step.number)}
        />
      )}
      {step.items.length === 0 && (waiting ? <SayingLine saying={saying} /> : <p className="quiet">Nothing came of this step.</p>)}
      {step.items.map((item, at) => <ItemLine key={at} item={item} answer={answer} over={over} named={named} />)}
    </li>
  );
});

/** The message of this step before it is recorded; an answer is shown below the steps. */
function SayingLine({ saying }: { saying: Saying | null }) {
  const call = saying?.calls.at(-1);
  if (!call) return <p className="quiet">{saying ? 'The model is writing…' : 'The model is thinking…'}</p>;
  return (
    <>
      {saying?.text.trim() && <p className="said text">{saying.text.trim()}</p>}
      <p className="quiet">{call.tool === 'finish' ? 'Giving the answer…' : <>Writing a call of <code>{call.tool}</code>…</>}</p>
    </>
  );
}

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
    case 'checked':
      return <CheckedLine verification={item.verification} />;
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

const REACTIONS: Record<VerificationData['reaction'], string> = {
  'recorded': '', 'told': 'the model was told', 'refused': 'refused', 'sent-back': 'the answer was sent back', 'stopped': 'the run was stopped',
};

/** What the verifier found; nothing where all passed and nothing follows from it. */
function CheckedLine({ verification }: { verification: VerificationData }) {
  const failed = verification.findings.filter((each) => each.verdict === 'fail');
  const passed = verification.findings.filter((each) => each.verdict === 'pass').length;
  if (failed.length === 0) return passed === 0 ? null : <p className="checked quiet">Checked: {plural(passed, 'check')} passed</p>;
  const reaction = REACTIONS[verification.reaction];
  return (
    <details className="checked failed">
      <summary>Checked: {plural(failed.length, 'objection')}{reaction && `, ${reaction}`}</summary>
      <Inside label="Objections">
        <ul>
          {failed.map((each, at) => (
            <li key={at}><q>{each.claim}</q>{each.evidence && <> {each.evidence}</>}{each.what_to_do && <span className="quiet"> {each.what_to_do}</span>}</li>
          ))}
        </ul>
      </Inside>
    </details>
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
