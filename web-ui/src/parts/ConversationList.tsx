import { useMemo, useState, type KeyboardEvent } from 'react';
import { BASE } from '../api/client';
import { keyHeader } from '../api/key';
import { asProblem, type Problem } from '../api/problem';
import type { ConversationLine } from '../api/types';
import { addressOf, hrefOf } from '../hooks/place';
import { changedSince } from '../hooks/seen';
import { t } from '../i18n/t';
import { ageOf, when } from '../text/format';
import { Menu } from './Menu';
import { Rows } from './Rows';

interface Props {
  conversations: readonly ConversationLine[];
  current: string | null;
  /** Words of the titles that are shown; all when empty. */
  filter: string;
  onLeave: () => void;
  onRename: (id: string, title: string) => Promise<void>;
  onDelete: (id: string) => void;
  onProblem: (problem: Problem) => void;
}

const PINS = 'palimpsest.pins';
const storedPins = (): string[] => {
  try {
    return JSON.parse(localStorage.getItem(PINS) ?? '[]') as string[];
  } catch {
    return [];
  }
};

type Row = { heading: string } | { conversation: ConversationLine };

/** Conversations by age, the pinned ones first. */
export function ConversationList(props: Props) {
  const { conversations, current, filter } = props;
  const [pins, setPins] = useState(storedPins);
  const pin = (id: string) => setPins((before) => {
    const next = before.includes(id) ? before.filter((each) => each !== id) : [...before, id];
    try {
      localStorage.setItem(PINS, JSON.stringify(next));
    } catch {
      // Storage can be forbidden: the pin lasts until the page is left.
    }
    return next;
  });
  const rows = useMemo((): Row[] => {
    const wanted = filter.trim().toLowerCase();
    const shown = conversations.filter((each) => wanted === '' || each.title.toLowerCase().includes(wanted));
    const grouped = new Map<string, ConversationLine[]>();
    for (const each of shown) {
      const heading = pins.includes(each.id) ? t('Pinned') : ageOf(each.updated_at);
      grouped.set(heading, [...(grouped.get(heading) ?? []), each]);
    }
    const pinned = grouped.get(t('Pinned'));
    grouped.delete(t('Pinned'));
    return [...(pinned ? [[t('Pinned'), pinned] as const] : []), ...grouped].flatMap(([heading, group]) => [{ heading }, ...group.map((conversation) => ({ conversation }))]);
  }, [conversations, filter, pins]);

  // One stop for the Tab key, arrows between the rows.
  const [chosen, setChosen] = useState<string | null>(null);
  const lines = rows.flatMap((row) => ('heading' in row ? [] : [row.conversation.id]));
  const stop = [chosen, current].find((each) => each !== null && lines.includes(each)) ?? lines[0];
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const link = (event.target as HTMLElement).closest('.conversation > a');
    if (step === undefined || !link) return;
    const links = [...event.currentTarget.querySelectorAll<HTMLElement>('.conversation > a')];
    const next = links[links.indexOf(link as HTMLElement) + step];
    event.preventDefault();
    next?.focus();
  };

  return (
    <div role="presentation" onKeyDown={onKeyDown}>
    <Rows className="conversations" kept={rows.findIndex((row) => !('heading' in row) && row.conversation.id === stop)}>
      {rows.map((row) => ('heading' in row ? <div role="listitem" key={row.heading}><h2 className="age">{row.heading}</h2></div> : (
        <Line
          key={row.conversation.id} {...props} conversation={row.conversation} current={row.conversation.id === current}
          pinned={pins.includes(row.conversation.id)} onPin={() => pin(row.conversation.id)}
          tabIndex={row.conversation.id === stop ? 0 : -1} onFocus={() => setChosen(row.conversation.id)}
        />
      )))}
    </Rows>
    </div>
  );
}

interface LineProps extends Pick<Props, 'onLeave' | 'onRename' | 'onDelete' | 'onProblem'> {
  conversation: ConversationLine;
  current: boolean;
  pinned: boolean;
  onPin: () => void;
  tabIndex: number;
  onFocus: () => void;
}

function Line({ conversation, current, pinned, onPin, tabIndex, onFocus, onLeave, onRename, onDelete, onProblem }: LineProps) {
  const [renaming, setRenaming] = useState(false);
  const [title, setTitle] = useState('');
  const { id } = conversation;

  const save = async (text: boolean) => {
    try {
      const response = await fetch(`${BASE}api/conversations/${encodeURIComponent(id)}/export?text=${text}`, { headers: keyHeader() });
      if (!response.ok) throw new Error(t('The request failed ({status}).', { status: response.status }));
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await response.blob());
      link.download = `${conversation.title.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 60) || 'conversation'}.json`;
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (error) {
      onProblem(asProblem(error));
    }
  };

  if (renaming) {
    return (
      <form
        role="listitem" className="renaming"
        onSubmit={(event) => {
          event.preventDefault();
          const wanted = title.trim();
          if (wanted && wanted !== conversation.title) void onRename(id, wanted);
          setRenaming(false);
        }}
        onKeyDown={(event) => { if (event.key === 'Escape') setRenaming(false); }}
      >
        <label className="visually-hidden" htmlFor={`title-${id}`}>{t('Title')}</label>
        <input id={`title-${id}`} autoFocus value={title} maxLength={200} onChange={(event) => setTitle(event.target.value)} />
        <span className="actions"><button type="submit">{t('Save')}</button><button type="button" className="plain" onClick={() => setRenaming(false)}>{t('Cancel')}</button></span>
      </form>
    );
  }
  return (
    <div role="listitem" className="conversation" data-testid="conversation" onFocus={onFocus}>
      <a href={hrefOf(addressOf({ id }))} tabIndex={tabIndex} aria-current={current ? 'page' : undefined} onClick={onLeave}>
        <span className="title">{conversation.title}</span>
        <span className="quiet">{when(conversation.updated_at)}{!current && changedSince(id, conversation.updated_at) && <> <strong className="new" data-testid="new">{t('new')}</strong></>}</span>
      </a>
      <Menu label={t('Actions on {title}', { title: conversation.title })} sign="⋯" tabIndex={tabIndex}>
        <button type="button" onClick={() => { setTitle(conversation.title); setRenaming(true); }}>{t('Rename')}</button>
        <button type="button" onClick={onPin}>{pinned ? t('Unpin') : t('Pin')}</button>
        <button type="button" onClick={() => void save(false)}>{t('Export')}</button>
        <button type="button" onClick={() => void save(true)}>{t('Export with documents')}</button>
        <button type="button" className="stop" onClick={() => onDelete(id)}>{t('Delete')}</button>
      </Menu>
    </div>
  );
}
