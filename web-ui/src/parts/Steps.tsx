import { memo, useEffect, useRef, useState } from 'react';
import type { NoteData, PruneData, VerificationData } from '../api/types';
import type { RunControl } from '../hooks/useRunControl';
import type { Call, Item, Run, Step, ToldEvent } from '../state/view';
import type { Saying } from '../state/saying';
import { msg, t } from '../i18n/t';
import { hrefOf, isConversation, turnOf, usePlace } from '../hooks/place';
import { count, shorten, steps } from '../text/format';
import { describeCall, describeResult } from '../text/words';
import { StepActions } from './StepActions';
import { Inside, Values } from './Values';

type Named = (msgId: number) => string | null;

interface Props {
  conversation: string;
  run: Run;
  /** The event that began a step to point out. */
  pointed?: number | null;
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
export function Steps({ conversation, run, pointed = null, running, newest, saying, draft, named, control }: Props) {
  const over = !running && (run.answer !== null || run.error !== null);
  const [chosen, setChosen] = useState<boolean | null>(null);
  // A run that has ended makes room for its answer; what a reader opened stays open.
  const pointsHere = pointed !== null && run.steps.some((step) => step.seq === pointed);
  const open = chosen ?? (pointsHere || (newest && !over));
  useEffect(() => {
    if (pointsHere) list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [pointsHere]);
  const list = useRef<HTMLOListElement>(null);
  const following = useRef(true);
  useEffect(() => {
    const element = list.current;
    if (element && running && following.current) element.scrollTop = element.scrollHeight;
  }, [run.steps, saying, running]);

  if (run.steps.length === 0) return running ? <p className="quiet working">{t('Starting…')}</p> : null;
  return (
    <details className="steps" open={open} onToggle={(event) => { if (event.currentTarget.open !== open) setChosen(event.currentTarget.open); }}>
      <summary>
        <span>{running ? t('Step {n}', { n: run.steps.at(-1)?.number ?? 1 }) : steps(run.steps.length)}</span>
        {running && <span className="quill" aria-hidden="true" />}
        <span className="quiet"> {running ? t('in progress') : t('how it got there')}</span>
      </summary>
      {open && <ol
        ref={list}
        tabIndex={0}
        aria-label={t('Steps of this run')}
        onScroll={(event) => {
          const at = event.currentTarget;
          following.current = at.scrollHeight - at.scrollTop - at.clientHeight < 40;
        }}
      >
        {run.steps.map((step, at) => (
          <StepLine
            key={step.seq || `${step.number}.`} conversation={conversation} step={step} current={step.seq > 0 && step.seq === pointed} answer={run.answer?.answer ?? draft} waiting={running && at === run.steps.length - 1}
            saying={at === run.steps.length - 1 ? saying : null} over={!running} named={named}
            runId={run.runId} retryable={newest} control={control}
          />
        ))}
      </ol>}
    </details>
  );
}

interface StepProps {
  conversation: string;
  /** Whether the address names it. */
  current: boolean;
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

const StepLine = memo(function StepLine({ conversation, current, step, answer, waiting, saying, over, named, runId, retryable, control }: StepProps) {
  return (
    <li className="step" data-testid="step" value={step.number} aria-current={current ? 'step' : undefined}>
      {control && runId !== null && (
        <StepActions
          conversation={conversation} step={step.number} seq={step.seq} onRetry={retryable && step.number > 0 ? () => control.retry(runId, step.number) : null} onFork={() => control.fork(runId, step.number)}
        />
      )}
      {step.items.length === 0 && (waiting ? <SayingLine saying={saying} /> : <p className="quiet">{t('Nothing came of this step.')}</p>)}
      {step.items.map((item, at) => <ItemLine key={at} item={item} answer={answer} over={over} named={named} />)}
    </li>
  );
});

/** The message of this step before it is recorded; an answer is shown below the steps. */
function SayingLine({ saying }: { saying: Saying | null }) {
  const call = saying?.calls.at(-1);
  if (!call) return <p className="quiet">{saying ? t('The model is writing…') : t('The model is thinking…')}</p>;
  return (
    <>
      {saying?.text.trim() && <p className="said text">{saying.text.trim()}</p>}
      <p className="quiet">{call.tool === 'finish' ? t('Giving the answer…') : t('Writing a call of {tool}…', { tool: call.tool })}</p>
    </>
  );
}

function ItemLine({ item, answer, over, named }: { item: Item; answer: string | null; over: boolean; named: Named }) {
  switch (item.kind) {
    case 'said':
      // Text without a call is the answer, which is shown in full below.
      return (
        <>
          {item.text === answer?.trim() ? <p>{t('Gave the answer')}</p> : <p className="said text">{item.text}</p>}
          {item.ending && <p className="quiet">{ENDINGS[item.ending] ? t(ENDINGS[item.ending]!) : item.ending}</p>}
        </>
      );
    case 'call':
      return <CallLine call={item.call} over={over} named={named} />;
    case 'note':
      return <NoteLine note={item.note} />;
    case 'prune':
      return <PruneLine prune={item.prune} named={named} />;
    case 'nudge':
      return <p className="nudge">{t('The runtime reminded the model:')} <span className="text">{item.nudge.content}</span></p>;
    case 'checked':
      return <CheckedLine verification={item.verification} />;
    case 'told':
      return <ToldLine event={item.event} />;
    case 'unknown':
      return <UnknownLine name={item.name} data={item.data} />;
  }
}

const ENDINGS: Record<string, string> = {
  'length': msg('Cut off at the output limit.'), 'content-filter': msg('Stopped by the provider’s content filter.'), 'refusal': msg('The model refused.'),
};

/** What came before the first step of a run. */
export function Front({ items }: { items: readonly Item[] }) {
  return items.length === 0 ? null : (
    <div className="front">
      {items.map((item, at) => (item.kind === 'told' ? <ToldLine key={at} event={item.event} /> : item.kind === 'unknown' ? <UnknownLine key={at} name={item.name} data={item.data} /> : null))}
    </div>
  );
}

/** An event that a newer runtime sends. */
function UnknownLine({ name, data }: { name: string; data: Record<string, unknown> }) {
  return (
    <details className="call" data-testid="unknown-event">
      <summary className="quiet">{t('Event “{name}”, which this page does not know', { name })}</summary>
      <Inside label={t('What it says')}><Values value={data} /></Inside>
    </details>
  );
}

function ToldLine({ event }: { event: ToldEvent }) {
  switch (event.event) {
    case 'memory':
      return (
        <details className="call">
          <summary>
            {event.by === 'runtime' ? t('{n, plural, one {# memory was} other {# memories were}} recalled into this question', { n: event.memories.length })
              : t('{n, plural, one {# memory was} other {# memories were}} recalled', { n: event.memories.length })}
            <span className="quiet"> · {t('{n, plural, one {# token} other {# tokens}}', { n: event.tokens })}</span>
          </summary>
          <Inside label={t('What was recalled')}>
            <ul className="memories">
              {event.memories.map((memory) => (
                <li key={memory.id}>
                  {memory.text} {isConversation(memory.conversation) ? <a href={hrefOf(turnOf(memory.conversation, memory.seq))}>{memory.title ?? t('its conversation')}</a> : memory.title ?? memory.conversation}
                </li>
              ))}
            </ul>
          </Inside>
        </details>
      );
    case 'meta_memory':
      return (
        <details className="call">
          <summary>{t('{n, plural, one {# learned rule stands} other {# learned rules stand}} in front of this question', { n: event.rules.length })}</summary>
          <Inside label={t('Rules')}>
            <ol>{event.rules.map((rule) => <li key={rule.id}><strong>{rule.id}</strong> {rule.content}</li>)}</ol>
            <p><a href={hrefOf('/rules')}>{t('All rules')}</a></p>
          </Inside>
        </details>
      );
    case 'fallback':
      return <p className="quiet">{t('{model} did not answer; {next} is asked.', { model: event.model, next: event.next })} {event.reason}</p>;
    case 'continued':
      return <p className="quiet">{t('A runtime went on with this run after the one before had stopped.')}</p>;
    case 'limits':
      return (
        <p className="quiet">
          {t('Limits of this run:')} {[
            event.tokens !== null && t('{n, plural, one {# token} other {# tokens}}', { n: event.tokens }), event.seconds !== null && t('{n} seconds', { n: event.seconds }),
            event.spend !== null && t('cost {n}', { n: event.spend }),
          ].filter(Boolean).join(', ')}
        </p>
      );
    case 'note_read':
      return <p className="note-line">{t('Lasting note “{key}”, version {version}, was read', { key: event.key, version: event.version })}</p>;
    case 'answer_refused':
      return <p className="nudge">{t('The answer was not what the caller asked for:')} {event.reason}</p>;
    case 'functions':
      return <p className="quiet">{t('The caller offers functions: {names}', { names: event.names.join(', ') })}</p>;
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
          {outcome && <span className="quiet"> · {failed && `${t('failed:')} `}{shorten(outcome, 120)}</span>}
          {call.result === null && !over && <span className="quill" aria-hidden="true" />}
        </summary>
        <Inside label={t('Arguments and result')}>
          <p className="quiet">{t('Tool')} <code>{call.tool}</code></p>
          {call.tool === 'searchEngine' && <SearchLink keyword={call.arguments['keyword']} />}
          {hasArguments && (
            <>
              <h4>{t('Asked with')}</h4>
              <Values value={call.malformed ?? call.arguments} />
            </>
          )}
          <h4>{t('Came back')}</h4>
          {call.result ? <Values value={call.result.result} /> : <p className="quiet">{over ? t('Nothing.') : t('Nothing yet.')}</p>}
        </Inside>
      </details>
      {call.notes.map((note, at) => <NoteLine key={at} note={note} />)}
      {call.prunes.map((prune, at) => <PruneLine key={at} prune={prune} named={null} />)}
    </>
  );
}

/** To the same search by hand, with what was read and cited of its hits. */
function SearchLink({ keyword }: { keyword: unknown }) {
  const place = usePlace();
  const query = (Array.isArray(keyword) ? keyword.map(String).join(' ') : typeof keyword === 'string' ? keyword.replaceAll(',', ' ') : '').trim();
  if (query === '' || place.section !== 'conversation' || place.id === null) return null;
  return <p><a href={hrefOf(`/find/${encodeURIComponent(query)}/in/${encodeURIComponent(place.id)}`)} data-testid="same-search">{t('Look at this search: its order, and what was read and cited of it')}</a></p>;
}

const REACTIONS: Record<string, string> = {
  'told': msg('the model was told'), 'refused': msg('refused'), 'sent-back': msg('the answer was sent back'), 'withheld': msg('the answer was withheld'),
  'stopped': msg('the run was stopped'),
};

const VERDICTS: readonly { verdict: string; label: string }[] = [
  { verdict: 'fail', label: msg('Objections') }, { verdict: 'unknown', label: msg('Undecided') }, { verdict: 'pass', label: msg('Passed') },
];

/** What the verifier found, with what it rests on; nothing where there was nothing to find. */
function CheckedLine({ verification }: { verification: VerificationData }) {
  const of = (verdict: string) => verification.findings.filter((each) => each.verdict === verdict);
  const [failed, passed] = [of('fail').length, of('pass').length];
  if (verification.findings.length === 0) return null;
  const reaction = verification.reaction === 'recorded' || failed === 0 ? '' : REACTIONS[verification.reaction] ? t(REACTIONS[verification.reaction]!) : verification.reaction;
  return (
    <details className={failed > 0 ? 'checked failed' : 'checked quiet'} data-testid="checked">
      <summary>
        {failed > 0 ? t('{n, plural, one {Checked: # objection} other {Checked: # objections}}', { n: failed })
          : passed > 0 ? t('{n, plural, one {Checked: # check passed} other {Checked: # checks passed}}', { n: passed }) : t('Checked: nothing could be decided')}
        {reaction && `, ${reaction}`}
      </summary>
      <Inside label={t('What was checked')}>
        {VERDICTS.filter(({ verdict }) => of(verdict).length > 0).map(({ verdict, label }) => (
          <section key={verdict}>
            <h4>{t(label)}</h4>
            <ul>{of(verdict).map((each, at) => <FoundLine key={at} found={each} />)}</ul>
          </section>
        ))}
      </Inside>
    </details>
  );
}

function FoundLine({ found }: { found: VerificationData['findings'][number] }) {
  return (
    <li>
      <span className="quiet">{found.check} · {t(DIMENSIONS[found.dimension] ?? found.dimension)}</span>{' '}
      {found.claim && <q>{shorten(found.claim, 300)}</q>} {found.evidence}
      {found.what_to_do && <span className="quiet"> {found.what_to_do}</span>}
      {found.lookups?.length > 0 && (
        <details>
          <summary>{t('How it was verified')}</summary>
          <ol className="trace">{found.lookups.map((each, at) => <li key={at} className="text">{each.tool} {each.arguments} → {each.result}</li>)}</ol>
        </details>
      )}
    </li>
  );
}

const DIMENSIONS: Record<string, string> = {
  'knowledge_accuracy': msg('accuracy'), 'relevance': msg('relevance'), 'procedural_compliance': msg('procedure'),
};

function NoteLine({ note }: { note: NoteData }) {
  if (note.operation === 'deleted') return <p className="note-line">{t('Note “{key}” deleted', { key: note.key })}</p>;
  return <p className="note-line"><strong>{note.key}</strong>{note.summary ? ` ${note.summary}` : ''}</p>;
}

/** Without `named`: the line stands under the call that names the message. */
function PruneLine({ prune, named }: { prune: PruneData; named: Named | null }) {
  const saved = prune.tokens_saved > 0 ? t('{n} tokens freed', { n: count(prune.tokens_saved) }) : t('nothing freed');
  const instead = prune.summary ? `; ${t('in its place: “{summary}”', { summary: prune.summary })}` : '';
  if (named === null) return <p className="prune-line">{saved}{instead}</p>;
  const name = named(prune.msg_id);
  const message = `${prune.msg_id}${name ? ` (${name})` : ''}`;
  return (
    <p className="prune-line">
      {prune.by === 'runtime' ? t('The runtime scraped off message {message}', { message }) : t('Scraped off message {message}', { message })}: {saved}{prune.reason ? `; ${prune.reason}` : ''}{instead}
    </p>
  );
}
