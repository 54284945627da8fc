import { useMemo } from 'react';
import { navigate, useHashLocation } from 'wouter/use-hash-location';

export type Tab = 'talk' | 'documents' | 'window' | 'notes' | 'ledger' | 'hearing';
export type Section = 'find' | 'memory' | 'notebooks' | 'rules' | 'agents' | 'usage' | 'keys';

/** A span of a document that is open beside a conversation. */
export interface Reading {
  document: string;
  start: number | null;
  end: number | null;
}

/** What the address names. */
export type Place =
  | { section: 'conversation'; id: string | null; tab: Tab | null; at: number | null; step: number | null; reading: Reading | null }
  | { section: Section; rest: string | null };

const TABS: ReadonlySet<string> = new Set<Tab>(['talk', 'documents', 'window', 'notes', 'ledger', 'hearing']);
const SECTIONS: ReadonlySet<string> = new Set<Section>(['find', 'memory', 'notebooks', 'rules', 'agents', 'usage', 'keys']);

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};
const number = (part: string | undefined): number | null => (part !== undefined && /^\d+$/.test(part) ? Number(part) : null);

/**
 * Addresses: `/c/ID`, then as much as is wanted of `/TAB`, `/at/EVENT` (the window then), `/step/EVENT`, `/read/DOCUMENT/START-END`;
 * `/find/QUERY/in/CONVERSATION`, `/memory/VIEW`, `/notebooks/SCOPE/OWNER`, `/rules`, `/agents`, `/usage`, `/keys`.
 */
export function placeOf(address: string): Place {
  const parts = address.split('/').filter(Boolean).map(decoded);
  const [section, id] = parts;
  if (section !== undefined && SECTIONS.has(section)) return { section: section as Section, rest: parts.slice(1).join('/') || null };
  const place = { section: 'conversation' as const, id: section === 'c' ? id ?? null : null, tab: null as Tab | null, at: null as number | null, step: null as number | null, reading: null as Reading | null };
  for (let i = section === 'c' ? 2 : 0; i < parts.length; i++) {
    const part = parts[i]!;
    if (TABS.has(part)) place.tab = part as Tab;
    else if (part === 'at') place.at = number(parts[++i]);
    else if (part === 'step') place.step = number(parts[++i]);
    else if (part === 'read' && parts[i + 1] !== undefined) {
      const [start, end] = (parts[i + 2] ?? '').split('-').map((each) => number(each));
      place.reading = { document: parts[i + 1]!, start: start ?? null, end: end ?? null };
      i += 2;
    }
  }
  return place;
}

export function addressOf(place: { id: string | null; tab?: Tab | null; at?: number | null; step?: number | null; reading?: Reading | null }): string {
  const { id, tab, at, step, reading } = place;
  return (id === null ? '' : `/c/${encodeURIComponent(id)}`) + (tab ? `/${tab}` : '') + (at != null ? `/at/${at}` : '') + (step != null ? `/step/${step}` : '')
    + (reading ? `/read/${encodeURIComponent(reading.document)}${reading.start === null ? '' : `/${reading.start}-${reading.end ?? reading.start}`}` : '') || '/';
}

export const hrefOf = (address: string): string => `#${address}`;

export function usePlace(): Place {
  const [address] = useHashLocation();
  return useMemo(() => placeOf(address), [address]);
}

/** `replace`: the way back leads to what was before the place that is left. */
export const go = (address: string, replace = false): void => navigate(address, { replace });

/** Whether a name is that of a conversation of this runtime: memory is told of others, too. */
export const isConversation = (name: string | null | undefined): name is string => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name ?? '');

/** The turn of a conversation that was said as this event. */
export const turnOf = (conversation: string, seq: number | null | undefined): string => addressOf({ id: conversation, step: seq ?? null });

/** To a conversation, or to a new one. */
export const goTo = (id: string | null): void => go(addressOf({ id }));
