import { useCallback, useEffect, useRef, useState } from 'react';
import { api } from './api/client';
import { asProblem, type Problem } from './api/problem';
import { go, useMedia, useRoute, useTheme, type Theme } from './hooks/browser';
import { useResource } from './hooks/useResource';
import { useUploads, type Chosen } from './hooks/useUploads';
import { ConversationPage } from './parts/ConversationPage';
import { KeyPrompt } from './parts/KeyPrompt';
import { ProblemBox } from './parts/Problem';
import { Reader, type Place } from './parts/Reader';
import { Sidebar } from './parts/Sidebar';
import type { Tab } from './parts/Tabs';

const DRAFT = '';

export function App() {
  const id = useRoute();
  const narrow = useMedia('(max-width: 899px)');
  const drawer = useMedia('(max-width: 1179px)');
  const [tab, setTab] = useState<Tab>('talk');
  const [menu, setMenu] = useState(false);
  const [texts, setTexts] = useState<Record<string, string>>({});
  const [agent, setAgent] = useState<string | null>(null);
  const [place, setPlace] = useState<Place | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const uploads = useUploads();

  const conversations = useResource('list', api.conversations);
  const agents = useResource('agents', api.agents);
  const models = useResource('models', api.models);
  const status = useResource('status', api.status);
  const { reload } = conversations;

  const listed = conversations.value?.find((each) => each.id === id) ?? null;
  const itsAgent = agents.value?.find((each) => each.id === listed?.agent_id) ?? null;
  const chosenAgent = agents.value?.find((each) => (agent === null ? each.name === 'default' : each.id === agent)) ?? agents.value?.[0] ?? null;
  useEffect(() => { document.title = listed ? `${listed.title} · Palimpsest` : 'Palimpsest'; }, [listed]);
  useEffect(() => { setMenu(false); setPlace(null); }, [id]);
  useEffect(() => { if (!drawer) setMenu(false); }, [drawer]);

  const setText = useCallback((text: string) => setTexts((before) => ({ ...before, [id ?? DRAFT]: text })), [id]);

  const startUpload = uploads.start;
  const [first, setFirst] = useState<{ id: string; question: string } | null>(null);
  const firstTaken = useCallback(() => setFirst(null), []);
  const creating = useRef(false);
  /** Begins a conversation, which takes over what was typed, and goes there once `first` has come to an end. */
  const begin = useCallback(async (first: (id: string) => Promise<void> | void) => {
    if (creating.current) return;
    creating.current = true;
    try {
      const created = await api.create(agent);
      setTexts(({ [DRAFT]: draft, ...others }) => ({ ...others, [created.id]: draft ?? '' }));
      setProblem(null);
      try {
        await first(created.id);
      } finally {
        reload();
        go(created.id);
      }
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      creating.current = false;
    }
  }, [agent, reload]);
  const addFiles = useCallback(
    (files: Chosen[]) => (id === null ? begin((created) => startUpload(created, files)) : startUpload(id, files)),
    [id, begin, startUpload],
  );
  const askFirst = useCallback((question: string) => begin((created) => setFirst({ id: created, question })), [begin]);

  const rename = async (which: string, title: string) => {
    try {
      await api.rename(which, title);
    } catch (error) {
      setProblem(asProblem(error));
    }
    reload();
  };
  const remove = async (which: string) => {
    try {
      await api.remove(which);
      if (which === id) go(null);
    } catch (error) {
      setProblem(asProblem(error));
    }
    reload();
  };

  const sidebar = (
    <Sidebar
      conversations={conversations.value} problem={conversations.problem} onRetry={reload} current={id}
      agents={agents.value ?? []} agent={chosenAgent?.id ?? null} onAgent={setAgent} onLeave={() => { setMenu(false); setTab('talk'); }}
      onRename={rename} onDelete={remove}
    />
  );

  if ([conversations, agents, models, status].some((each) => each.problem?.kind === 'unauthenticated')) return <KeyPrompt onKey={() => window.location.reload()} />;

  return (
    <div className="shell">
      <a className="skip" href="#question" onClick={(event) => { event.preventDefault(); document.getElementById('question')?.focus(); }}>Skip to the question</a>
      <header className="top">
        {drawer && <button type="button" className="icon" aria-label="Conversations" aria-expanded={menu} onClick={() => setMenu(true)}>☰</button>}
        <h1 data-text="Palimpsest">Palimpsest</h1>
        {narrow && <p className="title">{listed?.title ?? (id === null ? 'New conversation' : '')}</p>}
        <ThemeButton />
      </header>
      {drawer
        ? menu && <Drawer onClose={() => setMenu(false)}>{sidebar}</Drawer>
        : (
          <nav aria-label="Conversations">
            {sidebar}
            <footer className="quiet">
              {status.value && <>Version {status.value.version}. </>}<a href="api/docs">API</a>
            </footer>
          </nav>
        )}
      {problem && <div className="toast"><ProblemBox problem={problem} onDismiss={() => setProblem(null)} /></div>}
      <ConversationPage
        key={id ?? DRAFT} id={id} listed={listed} agent={id === null ? chosenAgent : itsAgent} models={models.value ?? []} narrow={narrow} tab={tab} onTab={setTab}
        text={texts[id ?? DRAFT] ?? ''} onText={setText} upload={uploads.of(id)} onFiles={(files) => void addFiles(files)} onFirst={askFirst}
        first={first?.id === id ? first.question : null} onFirstTaken={firstTaken}
        onDismissUpload={() => { if (id !== null) uploads.dismiss(id); }} onOpen={setPlace} onChanged={reload}
      />
      {place && <Reader key={`${place.documentId} ${place.span?.start}`} place={place} onClose={() => setPlace(null)} />}
    </div>
  );
}

/** The list of conversations where there is no room beside. */
function Drawer({ children, onClose }: { children: React.ReactNode; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (dialog.current && !dialog.current.open) dialog.current.showModal();
  }, []);
  return (
    <dialog
      ref={dialog} className="drawer" aria-label="Conversations" onClose={onClose}
      onClick={(event) => { if (event.target === dialog.current) dialog.current.close(); }}
    >
      <nav aria-label="Conversations">
        <header>
          <h2>Conversations</h2>
          <button type="button" className="icon" aria-label="Close" onClick={() => dialog.current?.close()}>✕</button>
        </header>
        {children}
      </nav>
    </dialog>
  );
}

const NEXT: Record<Theme, Theme> = { auto: 'light', light: 'dark', dark: 'auto' };
const SIGNS: Record<Theme, string> = { auto: '◐', light: '☀', dark: '☾' };

function ThemeButton() {
  const [theme, setTheme] = useTheme();
  const words = theme === 'auto' ? 'as the system' : theme;
  return (
    <button type="button" className="icon theme" aria-label={`Theme: ${words}. Change`} title={`Theme: ${words}`} onClick={() => setTheme(NEXT[theme])}>
      {SIGNS[theme]}
    </button>
  );
}
