import { useId, useRef, useState, type ReactNode } from 'react';
import { flushSync } from 'react-dom';

interface Props {
  label: string;
  sign: string;
  className?: string;
  /** -1 where another key than Tab leads there. */
  tabIndex?: number;
  children: ReactNode;
}

/** A button that opens a few actions. The browser closes it on Escape, on a click elsewhere and when another opens, and gives the focus back. */
export function Menu({ label, sign, className = '', tabIndex = 0, children }: Props) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const place = () => {
    const [at, box] = [button.current?.getBoundingClientRect(), list.current];
    if (!at || !box?.matches(':popover-open')) return;
    box.style.left = `${Math.max(8, Math.min(at.right - box.offsetWidth, innerWidth - box.offsetWidth - 8))}px`;
    box.style.top = `${at.bottom + box.offsetHeight + 8 > innerHeight ? Math.max(8, at.top - box.offsetHeight - 2) : at.bottom + 2}px`;
  };
  return (
    <span className={`menu ${className}`}>
      <button ref={button} type="button" className="icon" tabIndex={tabIndex} aria-label={label} title={label} aria-expanded={open} popoverTarget={id}>{sign}</button>
      <div
        ref={list} id={id} popover="auto" role="presentation"
        onClick={(event) => { if ((event.target as HTMLElement).closest('button, a')) list.current?.hidePopover(); }}
        onBeforeToggle={(event) => {
          // What has the focus stays until the browser has given it back.
          if (event.newState !== 'open') return;
          flushSync(() => setOpen(true));
          // The browser gives the focus as it opens, and the place is set before it is painted: what comes later would move the menu, or its focus, under a key or a click.
          list.current?.querySelector('button, a')?.setAttribute('autofocus', '');
          requestAnimationFrame(place);
        }}
        onToggle={(event) => { if (event.newState === 'closed') setOpen(false); }}
      >
        {open && children}
      </div>
    </span>
  );
}
