import { useLayoutEffect, useMemo, useRef, useState, type ReactElement } from 'react';
import { Virtualizer } from 'virtua';

/** Rows of which only those in sight are drawn. They scroll with the part of the page around them, which may hold other things above them. */
export function Rows({ label, className, kept, children }: { label?: string; className: string; /** Drawn wherever it is. */ kept?: number; children: ReactElement[] }) {
  const place = useRef<HTMLDivElement>(null);
  const [above, setAbove] = useState(0);
  const scroller = useMemo(() => ({ get current() { return place.current?.closest<HTMLElement>('[data-scroller]') ?? null; } }), []);
  useLayoutEffect(() => {
    const element = place.current;
    const around = element?.closest<HTMLElement>('[data-scroller]');
    if (!element || !around) return;
    const measure = () => setAbove(Math.round(element.getBoundingClientRect().top - around.getBoundingClientRect().top + around.scrollTop));
    const watch = new ResizeObserver(measure);
    // Whatever grows above the rows makes one of these grow.
    for (let each = element.parentElement; each && each !== around; each = each.parentElement) {
      watch.observe(each);
      for (const sibling of each.children) if (sibling !== element) watch.observe(sibling);
    }
    for (const each of around.children) watch.observe(each);
    measure();
    return () => watch.disconnect();
  }, [children.length]);
  return (
    <div className={className} ref={place} role="list" {...(label ? { 'aria-label': label } : {})}>
      <Virtualizer scrollRef={scroller} startMargin={above} bufferSize={300} ssrCount={Math.min(20, children.length)} {...(kept === undefined || kept < 0 ? {} : { keepMounted: [kept] })}>{children}</Virtualizer>
    </div>
  );
}
