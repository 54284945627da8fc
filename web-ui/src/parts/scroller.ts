import type { RefObject } from 'react';

/** The part of the page that scrolls around an element: what a virtual list inside of it measures. */
export function scrollerOf(inside: RefObject<HTMLElement | null>): RefObject<HTMLElement | null> {
  return { get current() { return inside.current?.closest<HTMLElement>('[data-scroller]') ?? null; } };
}
