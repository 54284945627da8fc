import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { api } from './api/client';
import { forgetKey } from './api/key';
import { asProblem, type Problem } from './api/problem';
import type { ConversationLine } from './api/types';
import { useAway } from './hooks/away';
import { useMedia, useTheme, type Theme } from './hooks/browser';
import { addressOf, go, goTo, hrefOf, usePlace, type Reading, type Section } from './hooks/place';
import { problemOf, useAgents, useConversations, useModels, useStatus } from './hooks/queries';
import { useUploads, type Chosen } from './hooks/useUploads';
import { chooseLanguage, msg, t, useLocale } from './i18n/t';
import ConversationPage from './parts/ConversationPage';
import { ProblemBox } from './parts/Problem';
import { Sidebar } from './parts/Sidebar';

const Reader = lazy(() => import('./parts/Reader'));
const KeyPrompt = lazy(() => import('./parts/KeyPrompt').then((part) => ({ default: part.KeyPrompt })));
const PAGES: Record<Section, ReturnType<typeof lazy<React.ComponentType<{ rest: string | null }>>>> = {
  find: lazy(() => import('./pages/FindPage')),
  memory: lazy(() => import('./pages/MemoryPage')),
  notebooks: lazy(() => import('./pages/NotebooksPage')),
  rules: lazy(() => import('./pages/RulesPage')),
  agents: lazy(() => import('./pages/AgentsPage')),
  usage: lazy(() => import('./pages/UsagePage')),
  keys: lazy(() => import('./pages/KeysPage')),
};
const SECTIONS: readonly { section: Section; label: string }[] = [
  { section: 'find', label: msg('Find') }, { section: 'memory', label: msg('Memory') }, { section: 'notebooks', label: msg('Notes') },
  { section: 'rules', label: msg('Rules') },
  { section: 'agents', label: msg('Agents and models') }, { section: 'usage', label: msg('Usage') }, { section: 'keys', label: msg('Keys') },
];
const ROLES: Record<string, string> = { reader: msg('reader'), user: msg('user'), admin: msg('administrator'), operator: msg('operator') };
const UNDO_MS = 8000;

export function App() {
  const place = usePlace();
  const locale = useLocale();
  const client = useQueryClient();
  const away = useAway(client);
  const narrow = useMedia('(max-width: 779px)');
  const drawer = useMedia('(max-width: 1179px)');
  const [menu, setMenu] = useState(false);
  const [agent, setAgent] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [quote, setQuote] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const drafts = useRef(new Map<string, string>());
  const input = useRef<HTMLInputElement>(null);
  const uploads = useUploads();

  const conversations = useConversations();
  const agents = useAgents();
  const models = useModels();
  const status = useStatus();

  const id = place.section === 'conversation' ? place.id : null;
  const listed = conversations.data?.find((each) => each.id === id) ?? null;
  const itsAgent = agents.data?.find((each) => each.id === listed?.agent_id) ?? null;
  const chosenAgent = agents.data?.find((each) => (agent === null ? each.name === 'default' : each.id === agent)) ?? agents.data?.[0] ?? null;
  const heading = place.section === 'conversation' ? listed?.title : t(SECTIONS.find((each) => each.section === place.section)!.label);
  useEffect(() => { document.title = heading ? `${heading} · Palimpsest` : 'Palimpsest'; }, [heading, locale]);
  useEffect(() => { setMenu(false); }, [place]);
  const online = conversations.isSuccess && !conversations.failureReason;
  // What could not be done while the runtime was away can be tried again.
  useEffect(() => { if (online) setProblem((before) => (before?.kind === 'unreachable' ? null : before)); }, [online]);

  const startUpload = uploads.start;
  const [first, setFirst] = useState<{ id: string; question: string } | null>(null);
  const firstTaken = useCallback(() => setFirst(null), []);
  const creating = useRef(false);
  /** Begins a conversation and goes there; `then` may take up what it was begun with. */
  const begin = useCallback(async (then: (id: string) => void): Promise<boolean> => {
    if (creating.current) return false;
    creating.current = true;
    try {
      const created = await api.create(agent);
      const typed = drafts.current.get('');
      if (typed) drafts.current.set(created.id, typed);
      drafts.current.delete('');
      client.setQueryData(['conversation', created.id, 'itself'], created);
      setProblem(null);
      then(created.id);
      goTo(created.id);
      void client.invalidateQueries({ queryKey: ['conversations'] });
      return true;
    } catch (error) {
      setProblem(asProblem(error));
      return false;
    } finally {
      creating.current = false;
    }
  }, [agent, client]);
  const addFiles = useCallback((files: Chosen[]) => {
    if (files.length === 0) return;
    if (id === null) void begin((created) => startUpload(created, files));
    else startUpload(id, files);
  }, [id, begin, startUpload]);
  const askIn = useCallback((where: string, question: string) => {
    setFirst({ id: where, question });
    goTo(where);
    void client.invalidateQueries({ queryKey: ['conversations'] });
  }, [client]);
  const askFirst = useCallback((question: string) => begin((created) => {
    drafts.current.delete(created);
    setFirst({ id: created, question });
  }), [begin]);

  // A file that is dropped beside the page's targets would otherwise be opened in its place.
  useEffect(() => {
    const files = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const onOver = (event: DragEvent) => { if (files(event)) { event.preventDefault(); setOver(true); } };
    const onLeave = (event: DragEvent) => { if (event.relatedTarget === null) setOver(false); };
    const onDrop = (event: DragEvent) => {
      if (!files(event)) return;
      event.preventDefault();
      setOver(false);
      // The files of a drop are only there while it is handled.
      const dropped = Array.from(event.dataTransfer!.items, (item) => item.webkitGetAsEntry?.() ?? null).filter((each) => each !== null);
      const plain = Array.from(event.dataTransfer!.files, (file) => ({ file, name: file.name }));
      void import('./hooks/sending').then(({ filesOf }) => filesOf(dropped, plain)).then(addFiles);
    };
    addEventListener('dragover', onOver);
    addEventListener('dragleave', onLeave);
    addEventListener('drop', onDrop);
    return () => {
      removeEventListener('dragover', onOver);
      removeEventListener('dragleave', onLeave);
      removeEventListener('drop', onDrop);
    };
  }, [addFiles]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [contenteditable], dialog') !== null;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        go('/find');
      } else if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        document.getElementById('question')?.focus();
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);

  const rename = async (which: string, title: string) => {
    try {
      await api.rename(which, title);
    } catch (error) {
      setProblem(asProblem(error));
    }
    void client.invalidateQueries({ queryKey: ['conversations'] });
  };
  // Deleted once nobody can take it back any more.
  const [leaving, setLeaving] = useState<ConversationLine | null>(null);
  const pending = useRef<{ id: string; timer: ReturnType<typeof setTimeout> } | null>(null);
  const removeNow = useCallback(async (which: string) => {
    if (pending.current?.id === which) pending.current = null;
    try {
      await api.remove(which);
    } catch (error) {
      setProblem(asProblem(error));
    }
    await client.invalidateQueries({ queryKey: ['conversations'] });
    setLeaving((before) => (before?.id === which ? null : before));
  }, [client]);
  const remove = (which: string) => {
    if (pending.current) {
      clearTimeout(pending.current.timer);
      void removeNow(pending.current.id);
    }
    setLeaving(conversations.data?.find((each) => each.id === which) ?? null);
    pending.current = { id: which, timer: setTimeout(() => void removeNow(which), UNDO_MS) };
    if (which === id) goTo(null);
  };
  const keep = () => {
    if (pending.current) clearTimeout(pending.current.timer);
    pending.current = null;
    setLeaving(null);
  };
  useEffect(() => {
    // Whoever leaves has decided.
    const leave = () => { if (pending.current) void api.remove(pending.current.id); };
    addEventListener('pagehide', leave);
    return () => removeEventListener('pagehide', leave);
  }, []);

  const open = useCallback((reading: Reading, cited: string | null) => {
    setQuote(cited);
    if (place.section === 'conversation') go(addressOf({ ...place, reading }));
  }, [place]);

  if ([conversations, agents, models, status].some((each) => problemOf(each)?.kind === 'unauthenticated')) {
    return <Suspense><KeyPrompt onKey={() => window.location.reload()} /></Suspense>;
  }

  const listProblem = problemOf(conversations);
  const sidebar = (
    <>
      <Sidebar
        conversations={conversations.data?.filter((each) => each.id !== leaving?.id) ?? null} problem={listProblem} onRetry={() => void conversations.refetch()} current={place.section === 'conversation' ? id : ''}
        agents={agents.data ?? []} agent={chosenAgent?.id ?? null} onAgent={setAgent} onLeave={() => setMenu(false)}
        onRename={rename} onDelete={remove} onProblem={setProblem} onChanged={() => void client.invalidateQueries({ queryKey: ['conversations'] })}
      >
      <ul className="sections">
        {SECTIONS.map(({ section, label }) => (
          <li key={section}>
            <a href={hrefOf(`/${section}`)} aria-current={place.section === section ? 'page' : undefined} onClick={() => setMenu(false)}>
              {t(label)}{section === 'find' && <kbd>Ctrl K</kbd>}
            </a>
          </li>
        ))}
      </ul>
      </Sidebar>
      <footer className="quiet">
        {status.data?.caller && <p>{t('{user}, {role}', { user: status.data.caller.user, role: t(ROLES[status.data.caller.role] ?? status.data.caller.role) })} <button type="button" className="plain link" data-testid="sign-out" onClick={() => { forgetKey(); location.reload(); }}>{t('Sign out')}</button></p>}
        {status.data && <>{t('Version {version}', { version: status.data.version })}. </>}<a href="api/docs">API</a>{' '}
        <button type="button" className="plain link" lang={locale === 'zh' ? 'en' : 'zh-CN'} data-testid="language" onClick={() => void chooseLanguage(locale === 'zh' ? 'en' : 'zh')}>{locale === 'zh' ? 'English' : '中文'}</button>
      </footer>
    </>
  );
  const Page = place.section === 'conversation' ? null : PAGES[place.section];

  return (
    <div className="shell" key={locale} data-over={over || undefined}>
      <a
        className="skip" href="#main"
        onClick={(event) => { event.preventDefault(); document.getElementById(place.section === 'conversation' && !document.querySelector('.talk[hidden]') ? 'question' : 'main')?.focus(); }}
      >
        {t('Skip to the main part')}
      </a>
      <header className="top">
        {drawer && <button type="button" className="icon" aria-label={t('Conversations')} aria-expanded={menu} onClick={() => setMenu(true)}>☰</button>}
        <h1 data-text="Palimpsest">Palimpsest</h1>
        {narrow && <p className="title">{heading ?? (id === null ? t('New conversation') : '')}</p>}
        <ThemeButton />
      </header>
      {drawer ? menu && <Drawer onClose={() => setMenu(false)}>{sidebar}</Drawer> : <nav aria-label={t('Conversations')} data-scroller="">{sidebar}</nav>}
      {problem && <div className="toast"><ProblemBox problem={problem} onDismiss={() => setProblem(null)} /></div>}
      {leaving && (
        <div className="toast undo" role="status">
          <p>{t('“{title}” is deleted.', { title: leaving.title })} <button type="button" className="plain link" data-testid="undo-delete" onClick={keep}>{t('Undo')}</button></p>
        </div>
      )}
      {away && <div className="toast undo" role="status" data-testid="away"><p>{t('The runtime can’t be reached: this is what it said when it was last open here.')}</p></div>}
      {over && <div className="dropping" role="status">{t('Drop to add to this conversation')}</div>}
      {Page === null && place.section === 'conversation' ? (
        <ConversationPage
          key={id ?? ''} id={id} listed={listed} agent={id === null ? chosenAgent : itsAgent} models={models.data ?? null} narrow={narrow} tab={place.tab} at={place.at} step={place.step}
          drafts={drafts.current} upload={uploads.of(id)} input={input} onFiles={addFiles} onFirst={askFirst}
          first={first?.id === id ? first.question : null} onFirstTaken={firstTaken} onAskIn={askIn}
          onDismissUpload={() => { if (id !== null) uploads.dismiss(id); }} onOpen={open}
        />
      ) : Page && (
        <main id="main" className="section" data-scroller="" tabIndex={-1}>
          <Suspense fallback={<p className="quiet">{t('Loading…')}</p>}><Page rest={place.section === 'conversation' ? null : place.rest} /></Suspense>
        </main>
      )}
      {place.section === 'conversation' && place.reading && (
        <Suspense><Reader key={`${place.reading.document} ${place.reading.start}`} reading={place.reading} quote={quote} onClose={() => go(addressOf({ ...place, reading: null }), true)} /></Suspense>
      )}
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
      ref={dialog} className="drawer" aria-label={t('Conversations')} onClose={onClose} data-scroller=""
      onClick={(event) => { if (event.target === dialog.current) dialog.current.close(); }}
    >
      <nav aria-label={t('Conversations')}>
        <header>
          <h2>{t('Conversations')}</h2>
          <button type="button" className="icon" aria-label={t('Close')} onClick={() => dialog.current?.close()}>✕</button>
        </header>
        {children}
      </nav>
    </dialog>
  );
}

const NEXT: Record<Theme, Theme> = { auto: 'light', light: 'dark', dark: 'auto' };
const SIGNS: Record<Theme, string> = { auto: '◐', light: '☀', dark: '☾' };
const NAMES: Record<Theme, string> = { auto: msg('as the system'), light: msg('light'), dark: msg('dark') };

function ThemeButton() {
  const [theme, setTheme] = useTheme();
  const words = t('Theme: {name}', { name: t(NAMES[theme]) });
  return (
    <button type="button" className="icon theme" aria-label={t('{theme}. Change', { theme: words })} title={words} onClick={() => setTheme(NEXT[theme])}>
      {SIGNS[theme]}
    </button>
  );
}
