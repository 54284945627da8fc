import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { api } from '../api/client';
import { asProblem, Problem } from '../api/problem';
import type { Agent, Citation, ConversationLine, Document, Model } from '../api/types';
import { go } from '../hooks/browser';
import { useDocuments } from '../hooks/useDocuments';
import { useEvents } from '../hooks/useEvents';
import { useFollowing } from '../hooks/useFollowing';
import { useInterrupted } from '../hooks/useInterrupted';
import { useResource } from '../hooks/useResource';
import { useRunControl } from '../hooks/useRunControl';
import { droppedFiles, type Chosen, type UploadState } from '../hooks/useUploads';
import { useWindow } from '../hooks/useWindow';
import { entryOf, isOpen, type View } from '../state/fold';
import { draftOf } from '../state/saying';
import { windowModel } from '../state/window';
import { describeCall } from '../text/words';
import { Composer } from './Composer';
import { DocumentsPanel } from './DocumentsPanel';
import { HearingPanel } from './HearingPanel';
import { LedgerPanel } from './LedgerPanel';
import { NotesPanel } from './NotesPanel';
import { ProblemBox } from './Problem';
import type { Place } from './Reader';
import { RunView } from './RunView';
import { Tabs, type Tab } from './Tabs';
import { WindowBar } from './WindowBar';
import { WindowPanel } from './WindowPanel';

interface Props {
  /** Null: a conversation that begins with its first document. */
  id: string | null;
  /** As the list knows it. */
  listed: ConversationLine | null;
  /** The conversation's, or for a new one the chosen one. */
  agent: Agent | null;
  models: readonly Model[];
  narrow: boolean;
  tab: Tab;
  onTab: (tab: Tab) => void;
  text: string;
  onText: (text: string) => void;
  upload: UploadState;
  onFiles: (files: Chosen[]) => void;
  /** Begins a conversation with this question. */
  onFirst: (question: string) => Promise<void>;
  /** The question that this conversation was begun with, until it is asked. */
  first: string | null;
  onFirstTaken: () => void;
  onDismissUpload: () => void;
  onOpen: (place: Place) => void;
  /** The list is out of date: a title, a status or a conversation changed. */
  onChanged: () => void;
}

export function ConversationPage(props: Props) {
  const { id, narrow, tab, onTab, text, onText, upload, onFiles, onFirst, first, onFirstTaken, onOpen, onChanged } = props;
  const { log, saying, connection } = useEvents(id);
  const { view } = log;
  const draft = useMemo(() => draftOf(view, saying), [view, saying]);
  const [asked, setAsked] = useState<number | null>(null);
  const [sending, setSending] = useState(false);
  const [stopping, setStopping] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [lit, setLit] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);

  const conversation = useResource(id, (signal) => api.conversation(id ?? '', signal));
  const documents = useDocuments(id, `${upload.round} ${view.documentsSeq}`);
  const { snapshot, at } = useWindow(id, view);

  const { control, busy } = useRunControl(setProblem);
  const feedback = useResource(id, (signal) => api.feedback(id ?? '', signal));

  const open = isOpen(view);
  const interrupted = useInterrupted(id, open, view.lastSeq);
  // Between the question's acceptance and its event the run is under way though no event says so, and the newest that is known is the one before.
  const unseen = asked !== null && asked > view.lastSeq;
  const running = (open && !interrupted) || unseen;
  useEffect(() => { if (!running) setStopping(false); }, [running]);
  useEffect(() => { onChanged(); }, [open, view.runs.length, onChanged]);

  const about = conversation.value;
  const title = (props.listed ?? about)?.title ?? 'New conversation';
  const defaultWindow = about?.window ?? props.agent?.window ?? 32000;
  const model = useMemo(() => windowModel(snapshot, at, view, defaultWindow), [snapshot, at, view, defaultWindow]);
  const modelName = about?.model ?? props.agent?.model;
  const speaks = about?.language_model ?? props.models.find((each) => each.name === modelName)?.language_model ?? true;
  const named = useNamed(view);

  const ask = useCallback(async (question: string) => {
    setSending(true);
    setProblem(null);
    try {
      if (id === null) {
        await onFirst(question);
      } else {
        setAsked((await api.ask(id, question)).event_id);
        onText('');
      }
    } catch (error) {
      // What was typed stays in the box.
      setProblem(asProblem(error));
    }
    setSending(false);
  }, [id, onText, onFirst]);

  // Once the page listens, so that it hears the answer from its first word.
  const listening = connection !== 'connecting';
  useEffect(() => {
    if (first === null || !listening) return;
    onFirstTaken();
    void ask(first);
  }, [first, listening, onFirstTaken, ask]);

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
      documents.set((before) => before?.filter((each) => each.id !== document.id) ?? null);
    } catch (error) {
      setProblem(asProblem(error));
    }
  };

  const cite = useCallback((citation: Citation) => {
    if (citation.document_id === null) {
      if (citation.conversation) go(citation.conversation);
      return;
    }
    onOpen({
      documentId: citation.document_id, name: citation.document, chunkId: citation.chunk_id,
      span: { start: citation.start, end: citation.end, quote: citation.quote },
    });
  }, [onOpen]);
  const again = useCallback((question: string) => void ask(question), [ask]);

  const held = documents.value ?? [];
  const missing = connection === 'gone' || conversation.problem?.kind === 'not-found';
  const newest = view.runs.at(-1);
  const reason = reasonNotToAsk({
    missing, running, stopping, upload, waiting: newest?.approval != null, paused: newest?.pause ?? null,
    none: !speaks && held.length === 0,
  });
  const newestId = newest?.runId ?? null;
  const pause = newestId === null || unseen || newest?.pause === 'pausing' || newest?.approval ? null
    : { on: newest?.pause === 'paused', change: () => (newest?.pause === 'paused' ? control.resume : control.pause)(newestId) };
  // Another conversation may have no hearing.
  const chosen: Tab = tab === 'hearing' && view.procedureSeq === 0 ? 'talk' : tab;
  const shown: Tab = narrow ? chosen : chosen === 'talk' ? 'documents' : chosen;
  const thread = useFollowing(view, draft);

  const views: readonly { tab: Tab; label: string }[] = [
    ...(narrow ? [{ tab: 'talk', label: 'Talk' } as const] : []),
    { tab: 'documents', label: 'Documents' },
    { tab: 'window', label: 'Window' },
    { tab: 'notes', label: 'Notes' },
    { tab: 'ledger', label: 'Ledger' },
    ...(view.procedureSeq > 0 ? [{ tab: 'hearing', label: 'Hearing' } as const] : []),
  ];

  return (
    <>
      {narrow && <Tabs tabs={views} current={shown} onChoose={onTab} />}
      <main
        id="view-talk" hidden={narrow && shown !== 'talk'} {...(narrow ? { role: 'tabpanel', 'aria-labelledby': 'tab-talk' } : {})}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          void droppedFiles(event.dataTransfer).then((files) => { if (files.length > 0) onFiles(files); });
        }}
      >
        <header className="talk-head">
          {!narrow && <h2>{title}</h2>}
          <WindowBar model={model} peak={view.peak} lit={lit} onOpen={() => onTab('window')} />
          {!speaks && (
            <details className="badge">
              <summary>No language model: answers are quotes</summary>
              <p>This model picks the sentences of your documents that support an answer, and quotes them. It does not write. A language model can be set up for the runtime; its README says how.</p>
            </details>
          )}
          {id !== null && connection === 'reconnecting' && !missing && (
            <p className="connection" role="status">Connection lost. Reconnecting; the run goes on without this page.</p>
          )}
        </header>
        <div className="thread" ref={thread}>
          {missing && <div className="problem" role="alert"><p><strong>This conversation does not exist (any more).</strong></p><p className="advice">Choose another one, or begin a new one.</p></div>}
          {!missing && conversation.problem && connection !== 'open' && <ProblemBox problem={conversation.problem} onRetry={conversation.reload} />}
          {!missing && view.runs.length === 0 && !running && (
            <Welcome documents={held.length} speaks={speaks} onChoose={() => input.current?.click()} />
          )}
          {view.runs.map((run, at) => {
            const newest = at === view.runs.length - 1;
            return (
              <RunView
                key={run.key} id={id ?? ''} run={run} newest={newest} running={newest && open && !interrupted}
                interrupted={run.answer === null && run.error === null && (!newest || interrupted)}
                saying={newest ? saying : null} draft={newest ? draft : null} named={named} onCite={cite} onAgain={again} control={control} busy={busy}
                verdict={feedback.value?.findLast((each) => each.run_id === run.runId)?.verdict ?? null}
              />
            );
          })}
        </div>
        {problem && <ProblemBox problem={problem} onDismiss={() => setProblem(null)} />}
        {narrow && upload.running && <p className="quiet uploading">Adding documents, {upload.done} of {upload.files} done</p>}
        <Composer
          text={text} onText={onText} reason={reason} running={running} stopping={stopping} sending={sending || first !== null} pause={pause}
          onAsk={() => void ask(text.trim())} onStop={() => void stop()}
        />
        <Announcer view={view} named={named} />
      </main>
      <aside aria-label="Beside the conversation" hidden={narrow && shown === 'talk'}>
        {!narrow && <Tabs tabs={views} current={shown} onChoose={onTab} />}
        <div id="view-documents" role="tabpanel" aria-labelledby="tab-documents" hidden={shown !== 'documents'}>
          <DocumentsPanel
            documents={held} problem={missing ? null : documents.problem} onRetry={documents.reload} upload={upload} input={input} running={running}
            onFiles={onFiles} onDismiss={props.onDismissUpload} onOpen={onOpen} onRemove={(document) => void remove(document)}
          />
        </div>
        <div id="view-window" role="tabpanel" aria-labelledby="tab-window" hidden={shown !== 'window'}>
          {shown === 'window' && <WindowPanel id={id} model={model} version={view.windowSeq} named={named} onLight={setLit} />}
        </div>
        <div id="view-notes" role="tabpanel" aria-labelledby="tab-notes" hidden={shown !== 'notes'}>
          {shown === 'notes' && <NotesPanel id={id} version={view.notesSeq} />}
        </div>
        <div id="view-ledger" role="tabpanel" aria-labelledby="tab-ledger" hidden={shown !== 'ledger'}>
          {shown === 'ledger' && <LedgerPanel id={id} version={view.ledgerSeq} named={named} />}
        </div>
        <div id="view-hearing" role="tabpanel" aria-labelledby="tab-hearing" hidden={shown !== 'hearing'}>
          {shown === 'hearing' && <HearingPanel id={id} version={view.procedureSeq} />}
        </div>
      </aside>
    </>
  );
}

function reasonNotToAsk(now: {
  missing: boolean; running: boolean; stopping: boolean; waiting: boolean; paused: 'pausing' | 'paused' | null;
  upload: UploadState; none: boolean;
}): string | null {
  if (now.missing) return 'This conversation does not exist (any more).';
  if (now.stopping) return 'Stopping after the step in progress.';
  if (now.running && now.waiting) return 'The run waits for a decision on the call above.';
  if (now.running && now.paused === 'pausing') return 'The run will pause after the step in progress.';
  if (now.running && now.paused === 'paused') return 'The run is paused.';
  if (now.running) return 'A question is being answered. You can ask the next one afterwards.';
  if (now.none && now.upload.running) return 'One moment: the documents are being read.';
  return null;
}

function Welcome({ documents, speaks, onChoose }: { documents: number; speaks: boolean; onChoose: () => void }) {
  return (
    <div className="welcome">
      {documents === 0 ? (
        <>
          <p className="lead">Ask about texts far larger than a model can hold.</p>
          <p>Add documents. The agent searches them, reads what matters, notes it and scrapes off what it has read.</p>
          <p>{speaks ? 'Or just ask: this model can answer without any.' : 'Or tell it something: it can quote that in later conversations.'}</p>
          <p><button type="button" className="primary" onClick={onChoose}>Choose files</button></p>
        </>
      ) : (
        <p className="lead">Ready. What do you want to know?</p>
      )}
    </div>
  );
}

/** Words for a message by its number: the call that made it. */
function useNamed(view: View): (msgId: number) => string | null {
  const latest = useRef(view);
  latest.current = view;
  // Stable, so that finished runs are not drawn again with every event.
  return useCallback((msgId) => {
    const entry = entryOf(latest.current, msgId);
    if (!entry) return null;
    if (entry.call) return entry.role === 'tool' ? `result: ${lowerFirst(describeCall(entry.call, undefined, true))}` : describeCall(entry.call, undefined, true);
    return entry.text === null ? null : 'its own words';
  }, []);
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** Tells a screen reader what happens, in one line at a time, and nothing of what happened before the page was opened. */
function Announcer({ view, named }: { view: View; named: (msgId: number) => string | null }) {
  const [words, setWords] = useState('');
  const opened = useRef(Date.now());
  useEffect(() => {
    if (Date.now() - opened.current < 1500) return;
    const run = view.runs.at(-1);
    if (!run) return;
    if (run.answer) setWords(`Answer: ${run.answer.answer ?? 'none'}. ${run.answer.citations.length} sources.`);
    else if (run.approval) setWords(`The run waits for your decision on a call of ${run.approval.tool}.`);
    else if (run.pause === 'paused') setWords('The run is paused.');
    else if (run.error) setWords(`The run failed: ${run.error.title}`);
    else {
      const item = run.steps.at(-1)?.items.findLast((each) => each.kind === 'call');
      if (item?.kind === 'call') setWords(`Step ${run.steps.at(-1)?.number ?? 1}: ${describeCall(item.call, named)}`);
    }
  }, [view, named]);
  return <p className="visually-hidden" role="status">{words}</p>;
}
