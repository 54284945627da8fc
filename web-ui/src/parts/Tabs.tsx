import { useRef, type KeyboardEvent } from 'react';
import type { Tab } from '../hooks/place';
import { t } from '../i18n/t';

interface Props {
  tabs: readonly { tab: Tab; label: string }[];
  current: Tab;
  onChoose: (tab: Tab) => void;
}

/** Tabs in the usual form: one stop for the Tab key, arrows between them. */
export function Tabs({ tabs, current, onChoose }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex((each) => each.tab === current);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length];
    if (!next) return;
    onChoose(next.tab);
    list.current?.querySelector<HTMLElement>(`#tab-${next.tab}`)?.focus();
  };
  return (
    <div className="tabs" role="tablist" tabIndex={-1} aria-label={t('Views')} ref={list} onKeyDown={onKeyDown}>
      {tabs.map(({ tab, label }) => (
        <button
          key={tab} type="button" role="tab" id={`tab-${tab}`} {...(tab === current ? { 'aria-controls': `view-${tab}` } : {})}
          aria-selected={tab === current} tabIndex={tab === current ? 0 : -1} onClick={() => onChoose(tab)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
