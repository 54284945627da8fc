import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Fragment, lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import type { VirtualizerHandle } from 'virtua';
import { api } from '../api/client';
import { asProblem, Problem } from '../api/problem';
import type { Agent, Citation, ConversationLine, Document, Model } from '../api/types';
import { addressOf, go, hrefOf, turnOf, type Reading, type Tab } from '../hooks/place';
import { keyOf, problemOf, useConversation, useDocuments } from '../hooks/queries';
import { useEvents } from '../hooks/useEvents';
import { useFollowing } from '../hooks/useFollowing';
import { useInterrupted } from '../hooks/useInterrupted';
import { useSeen } from '../hooks/seen';
import { useRunControl } from '../hooks/useRunControl';
import type { Chosen, UploadState } from '../hooks/useUploads';
import { useWindow } from '../hooks/useWindow';
import { locale, t } from '../i18n/t';
import { entryOf, isOpen, type Run, type View } from '../state/view';
import { draftOf } from '../state/saying';
import { windowModel } from '../state/window';
import { Composer } from './Composer';
import { ProblemBox } from './Problem';
import { Tabs } from './Tabs';
import { WindowBar } from './WindowBar';

const Announcer = lazy(() => import('./Announcer'));
const loadThread = () => import('./Thread');
const Thread = lazy(() => loadThread().then((part) => ({ default: part.Thread })));
const WindowOverTime = lazy(() => import('./WindowOverTime').then((part) => ({ default: part.WindowOverTime })));
const DocumentsPanel = lazy(() => import('./DocumentsPanel').then((part) => ({ default: part.DocumentsPanel })));
const SampleQuestions = lazy(() => import('./SampleQuestions'));
const NotesPanel = lazy(() => import('./NotesPanel').then((part) => ({ default: part.NotesPanel })));
const LedgerPanel = lazy(() => import('./LedgerPanel').then((part) => ({ default: part.LedgerPanel })));
const HearingPanel = lazy(() => import('./HearingPanel').then((part) => ({ default: part.HearingPanel })));

interface Props {
  /** Null: a conversation that begins with its first document. */
  id: string | null;
  /** As the list knows it. */
  listed: ConversationLine | null;
  /** The conversation's, or for a new one the chosen one. */
  agent: Agent | null;
  models: readonly Model[] | null;
  narrow: boolean;
  tab: Tab | null;
  /** An event of a window to look at. */
  at: number | null;
  /** The event that began a step to point out. */
  step: number | null;
  drafts: Map<string, string>;
  upload: UploadState;
  input: RefObject<HTMLInputElement | null>;
  onFiles: (files: Chosen[]) => void;
  /** Begins a conversation with this question; gives whether it did. */
  onFirst: (question: string) => Promise<boolean>;
  /** The question that this conversation was begun with, until it is asked. */
  first: string | null;
  onFirstTaken: () => void;
  /** Goes to another conversation and asks there. */
  onAskIn: (id: string, question: string) => void;
  onDismissUpload: () => void;
  /** Opens a document, at what was quoted of it. */
  onOpen: (reading: Reading, quote: string | null) => void;
}

export default function ConversationPage(props: Props) {
  const { id, narrow, drafts, upload, onFiles, onFirst, first, onFirstTaken, onAskIn, onOpen } = props;
  const client = useQueryClient();
  const { log, saying, connection, problem: followProblem, older, loadOlder } = useEvents(id);
  const { view } = log;
  // What draws the answers comes while they are asked for.
  useEffect(() => { if (id !== null) void Promise.all([loadThread(), import('./Markdown')]).catch(() => undefined); }, [id]);
  const draft = useMemo(() => draftOf(view, saying), [view, saying]);
  const [asked, setAsked] = useState<number | null>(null);
  const [sending, setSending] = useState(false);
  const [stopping, setStopping] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [lit, setLit] = useState<string | null>(null);

  const conversation = useConversation(id);
  const documents = useDocuments(id);
  useEffect(() => { void client.invalidateQueries({ queryKey: keyOf(id, 'documents') }); }, [client, id, upload.round, view.documentsSeq]);
  const { snapshot, at: takenAt } = useWindow(id, view);
  const procedure = useQuery({ queryKey: keyOf(id, 'procedure', view.procedureSeq), queryFn: () => api.procedure(id!), enabled: id !== null, staleTime: 60_000 });

  const { control, busy } = useRunControl(setProblem);
  const feedback = useQuery({ queryKey: keyOf(id, 'feedback'), queryFn: () => api.feedback(id!), enabled: id !== null, staleTime: 60_000 });

  const open = isOpen(view);
  const interrupted = useInterrupted(id, open, view.lastSeq);
  // Between the question's acceptance and its event the run is under way though no event says so, and the newest that is known is the one before.
  const unseen = asked !== null && asked > view.lastSeq;
  const running = (open && !interrupted) || unseen;
  useEffect(() => { if (!running) setStopping(false); }, [running]);
  const newest = view.runs.at(-1);
  // The list has a title from the first question on, and the newest first; what is only being read for the first time changes nothing of it.
  const known = useRef<string | null>(null);
  useEffect(() => {
    if (connection !== 'open') return;
    const now = `${newest?.key} ${open}`;
    if (known.current !== null && known.current !== now) {
      void client.invalidateQueries({ queryKey: ['conversations'] });
      void client.invalidateQueries({ queryKey: keyOf(id, 'itself') });
    }
    known.current = now;
  }, [client, id, newest?.key, open, connection]);
  useNotice(running, newest);

  const about = conversation.data ?? null;
  const fresh = useSeen(id, view, props.listed?.updated_at ?? about?.updated_at ?? null);
  const title = (props.listed ?? about)?.title ?? t('New conversation');
  const defaultWindow = about?.window ?? props.agent?.window ?? 32000;
  const model = useMemo(() => windowModel(snapshot, takenAt, view, defaultWindow), [snapshot, takenAt, view, defaultWindow]);
  const modelName = about?.model ?? props.agent?.model;
  // Null while it is not known.
  const speaks = about?.language_model ?? props.models?.find((each) => each.name === modelName)?.language_model ?? null;
  const named = useNamed(view);

  const ask = useCallback(async (question: string): Promise<boolean> => {
    setSending(true);
    setProblem(null);
    try {
      if (id === null) return await onFirst(question);
      setAsked((await api.ask(id, question)).event_id);
      return true;
    } catch (error) {
      // What was typed stays in the box.
      setProblem(asProblem(error));
      return false;
    } finally {
      setSending(false);
    }
  }, [id, onFirst]);

  // Once the page listens, so that it hears the answer from its first word.
  const listening = connection !== 'connecting';
  useEffect(() => {
    if (first === null || !listening) return;
    onFirstTaken();
    void ask(first).then((taken) => { if (!taken && id !== null) drafts.set(id, first); });
  }, [first, listening, onFirstTaken, ask, drafts, id]);

  // What could not be done while the runtime was away can be tried again.
  useEffect(() => {
    const back = () => setProblem((before) => (before?.kind === 'unreachable' ? null : before));
    if (connection === 'open') back();
    addEventListener('online', back);
    return () => removeEventListener('online', back);
  }, [connection]);

  const stop = async () => {
    if (id === null) return;
    setStopping(true);
    try {
      await api.cancel(id);
    } catch (error) {
      setStopping(false);
      setProblem(asProblem(error));
    }
  };

  const remove = async (document: Document) => {
    if (id === null) return;
    try {
      await api.removeDocument(id, document.id);
      client.setQueryData(keyOf(id, 'documents'), (before: Document[] | undefined) => before?.filter((each) => each.id !== document.id));
    } catch (error) {
      setProblem(asProblem(error));
    }
  };

  const cite = useCallback((citation: Citation) => {
    if (citation.document_id === null) {
      if (citation.conversation) go(turnOf(citation.conversation, citation.seq));
      return;
    }
    onOpen({ document: citation.document_id, start: citation.start, end: citation.end }, citation.quote);
  }, [onOpen]);
  const again = useCallback((question: string) => void ask(question), [ask]);
  /** In a copy of the conversation up to the run before, so that both stay; what has nothing before it is asked here. */
  const runs = useRef(view.runs);
  runs.current = view.runs;
  const edit = useCallback((run: Run, question: string) => {
    const before = runs.current[runs.current.findIndex((each) => each.key === run.key) - 1];
    void (async () => {
      try {
        if (before?.runId == null) {
          await ask(question);
          return;
        }
        onAskIn(((await api.fork(before.runId, null)) as { conversation_id: string }).conversation_id, question);
      } catch (error) {
        setProblem(asProblem(error));
      }
    })();
  }, [ask, onAskIn]);

  const held = documents.data ?? [];
  const conversationProblem = problemOf(conversation);
  const missing = connection === 'gone' || conversationProblem?.kind === 'not-found';
  const reason = reasonNotToAsk({
    missing, running, stopping, upload, waiting: newest?.approval != null, paused: newest?.pause ?? null,
    none: speaks === false && held.length === 0,
  });
  const newestId = newest?.runId ?? null;
  const pause = newestId === null || unseen || newest?.pause === 'pausing' || newest?.approval ? null
    : { on: newest?.pause === 'paused', change: () => (newest?.pause === 'paused' ? control.resume : control.pause)(newestId) };
  const hearing = view.procedureSeq > 0 || (procedure.data?.hearings.length ?? 0) > 0;
  const tab = props.tab ?? (props.at === null ? null : 'window');
  const chosen: Tab = tab === null || (tab === 'hearing' && !hearing) ? 'talk' : tab;
  const shown: Tab = narrow ? chosen : chosen === 'talk' ? 'documents' : chosen;
  const onTab = useCallback((wanted: Tab) => go(addressOf({ id, tab: wanted }), true), [id]);
  const openWindow = useCallback(() => onTab('window'), [onTab]);
  const [list, setList] = useState<VirtualizerHandle | null>(null);
  const thread = useFollowing(view, draft, list);
  // Older runs are asked for until the step that the address names is there.
  const { step } = props;
  const pointedAt = step === null || (view.runs[0]?.key ?? Infinity) > step ? -1 : view.runs.findLastIndex((run) => run.key <= step);
  useEffect(() => {
    if (step === null || listening === false) return;
    if (pointedAt >= 0) requestAnimationFrame(() => requestAnimationFrame(() => list?.scrollToIndex(pointedAt, { align: 'start' })));
    else if ((view.runs[0]?.key ?? 0) > step) loadOlder();
    // Once it is there a reader may go on from it.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [step, pointedAt >= 0, list, listening, view.runs[0]?.key, loadOlder]);
  const verdictOf = (run: Run) => feedback.data?.findLast((each) => each.run_id === run.runId)?.verdict ?? null;

  const views: readonly { tab: Tab; label: string }[] = [
    ...(narrow ? [{ tab: 'talk', label: t('Talk') } as const] : []),
    { tab: 'documents', label: t('Documents') },
    { tab: 'window', label: t('Window') },
    { tab: 'notes', label: t('Notes') },
    { tab: 'ledger', label: t('Ledger') },
    ...(hearing ? [{ tab: 'hearing', label: t('Hearing') } as const] : []),
  ];
  const panel = (which: Tab) => ({ id: `view-${which}`, role: 'tabpanel', 'aria-labelledby': `tab-${which}`, 'data-scroller': '', tabIndex: 0 });

  // On a phone the tabs and what they show are the main part.
  const [Whole, Talk, Beside] = narrow ? (['main', 'div', 'div'] as const) : ([Fragment, 'main', 'aside'] as const);
  const whole = narrow ? { id: 'main', className: 'whole', tabIndex: -1 } : {};
  return (
    <Whole {...whole}>
      {narrow && <Tabs tabs={views} current={shown} onChoose={onTab} />}
      <Talk className="talk" hidden={narrow && shown !== 'talk'} {...(narrow ? {} : { id: 'main', tabIndex: -1 })}>
        <div className="talk-inner" {...(narrow ? { id: 'view-talk', role: 'tabpanel', 'aria-labelledby': 'tab-talk' } : {})}>
          <div className="talk-head">
            <h2 className={narrow ? 'visually-hidden' : ''}>{title}</h2>
            {view.origin && <p className="quiet">{t('A copy:')} <a href={hrefOf(addressOf({ id: view.origin.conversation }))}>{t('its original')}</a></p>}
            <WindowBar model={model} peak={view.peak} lit={lit} onOpen={openWindow} />
            {speaks === false && (
              <details className="badge">
                <summary>{t('No language model: answers are quotes')}</summary>
                <p>{t('This model picks the sentences of your documents that support an answer, and quotes them. It does not write. A language model writes its answers.')} <a href={hrefOf('/agents/connect')} data-testid="to-connect">{t('Connect a model')}</a></p>
              </details>
            )}
            {id !== null && connection === 'reconnecting' && !missing && (
              <p className="connection" role="status">{t('Connection lost. Trying again; a run in progress is stored and goes on as soon as the runtime is there.')}</p>
            )}
          </div>
          <div className="thread" ref={thread} data-scroller="" role="region" tabIndex={0} aria-label={t('Messages')} onScroll={(event) => { if (older && event.currentTarget.scrollTop < 800) loadOlder(); }}>
            {missing && <div className="problem" role="alert"><p><strong>{t('This conversation does not exist (any more).')}</strong></p><p className="advice">{t('Choose another one, or begin a new one.')}</p></div>}
            {!missing && followProblem && <ProblemBox problem={followProblem} />}
            {!missing && conversationProblem && connection !== 'open' && <ProblemBox problem={conversationProblem} onRetry={() => void conversation.refetch()} />}
            {!missing && view.runs.length === 0 && !running && (id === null || listening) && (
              <Welcome documents={held} speaks={speaks} onChoose={() => props.input.current?.click()} onFiles={onFiles} onAsk={again} />
            )}
            {older && <p className="actions older"><button type="button" className="plain" onClick={loadOlder}>{t('Older questions')}</button></p>}
            <Suspense fallback={<p className="quiet">{t('Loading…')}</p>}>
              {view.runs.length > 0 && (
                <Thread
                  id={id ?? ''} runs={view.runs} onList={setList} thread={thread} pointedAt={pointedAt} step={step} fresh={fresh} open={open} interrupted={interrupted} saying={saying} draft={draft}
                  named={named} onCite={cite} onAgain={again} onEdit={edit} control={control} busy={busy} verdictOf={verdictOf}
                />
              )}
            </Suspense>
          </div>
          {problem && <ProblemBox problem={problem} onDismiss={() => setProblem(null)} />}
          {narrow && upload.running && <p className="quiet uploading">{t('Adding documents, {done} of {files} done', { done: upload.done, files: upload.files })}</p>}
          <Composer
            key={id ?? ''} drafts={drafts} place={id ?? ''} reason={reason} running={running} stopping={stopping} sending={sending || first !== null} pause={pause}
            onAsk={ask} onStop={() => void stop()}
          />
        </div>
      </Talk>
      <Beside className="beside" {...(narrow ? {} : { 'aria-label': t('Beside the conversation') })} hidden={narrow && shown === 'talk'}>
        {!narrow && <Tabs tabs={views} current={shown} onChoose={onTab} />}
        <Suspense fallback={<p className="quiet loading">{t('Loading…')}</p>}>
          {shown === 'documents' && (
            <div {...panel('documents')}>
              <DocumentsPanel
                documents={held} problem={missing ? null : problemOf(documents)} onRetry={() => void documents.refetch()} upload={upload} input={props.input} running={running}
                onFiles={onFiles} onDismiss={props.onDismissUpload} onOpen={(document) => onOpen({ document, start: null, end: null }, null)} onRemove={(document) => void remove(document)}
              />
            </div>
          )}
          {shown === 'window' && (
            <div {...panel('window')}>
              <WindowOverTime id={id ?? ''} view={view} now={model} at={props.at} speaks={speaks !== false} named={named} onLight={setLit} onFork={control.fork} />
            </div>
          )}
          {shown === 'notes' && <div {...panel('notes')}><NotesPanel id={id} version={view.notesSeq} /></div>}
          {shown === 'ledger' && <div {...panel('ledger')}><LedgerPanel id={id} version={view.ledgerSeq} named={named} speaks={speaks !== false} /></div>}
          {shown === 'hearing' && <div {...panel('hearing')}><HearingPanel id={id} version={view.procedureSeq} view={view} /></div>}
        </Suspense>
      </Beside>
      {view.runs.length > 0 && <Suspense><Announcer view={view} named={named} /></Suspense>}
    </Whole>
  );
}

function reasonNotToAsk(now: {
  missing: boolean; running: boolean; stopping: boolean; waiting: boolean; paused: 'pausing' | 'paused' | null;
  upload: UploadState; none: boolean;
}): string | null {
  if (now.missing) return t('This conversation does not exist (any more).');
  if (now.stopping) return t('Stopping after the step in progress.');
  if (now.running && now.waiting) return t('The run waits for a decision on the call above.');
  if (now.running && now.paused === 'pausing') return t('The run will pause after the step in progress.');
  if (now.running && now.paused === 'paused') return t('The run is paused.');
  if (now.running) return t('A question is being answered. You can ask the next one afterwards.');
  if (now.none && now.upload.running) return t('One moment: the documents are being read.');
  return null;
}

interface WelcomeProps {
  documents: readonly Document[];
  speaks: boolean | null;
  onChoose: () => void;
  onFiles: (files: Chosen[]) => void;
  onAsk: (question: string) => void;
}

function Welcome({ documents, speaks, onChoose, onFiles, onAsk }: WelcomeProps) {
  return (
    <div className="welcome">
      {documents.length === 0 ? (
        <>
          <p className="lead">{t('Ask about texts far larger than a model can hold.')}</p>
          <p>{t('Add documents. The agent searches them, reads what matters, notes it and scrapes off what it has read.')}</p>
          {speaks !== null && <p>{speaks ? t('Or just ask: this model can answer without any.') : <>{t('Or tell it something: it can quote that in later conversations.')} {t('For answers that are written,')} <a href={hrefOf('/agents/connect')}>{t('connect a model')}</a>.</>}</p>}
          <p className="actions">
            <button type="button" className="primary" onClick={onChoose}>{t('Choose files')}</button>
            <button type="button" data-testid="samples" onClick={() => void import('../samples/samples').then(({ samples }) => onFiles(samples(locale())))}>{t('Begin with samples')}</button>
          </p>
        </>
      ) : (
        <>
          <p className="lead">{t('Ready. What do you want to know?')}</p>
          <Suspense><SampleQuestions names={documents.map((each) => each.name)} onAsk={onAsk} /></Suspense>
        </>
      )}
    </div>
  );
}

/** Words for a message by its number: the call that made it. */
function useNamed(view: View): (msgId: number) => string | null {
  const latest = useRef(view);
  latest.current = view;
  const [words, setWords] = useState<typeof import('../text/words') | null>(null);
  const any = view.runs.length > 0;
  useEffect(() => { if (any) void import('../text/words').then(setWords); }, [any]);
  // Stable, so that finished runs are not drawn again with every event.
  return useCallback((msgId) => {
    const entry = entryOf(latest.current, msgId);
    return entry && words ? words.describeEntryOf(entry) : null;
  }, [words]);
}

const LONG_MS = 20_000;

/** Tells of the end of a long run where the page is not looked at, if the browser was allowed to. */
function useNotice(running: boolean, newest: Run | undefined): void {
  const began = useRef<number | null>(null);
  useEffect(() => {
    if (running) {
      began.current ??= Date.now();
      return;
    }
    const long = began.current !== null && Date.now() - began.current > LONG_MS;
    began.current = null;
    if (!long || !document.hidden || typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
    new Notification(newest?.error ? t('A run has failed') : t('An answer is there'), { body: newest?.question ?? '' });
  }, [running, newest]);
}
