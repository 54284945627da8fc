import { useEffect, useRef } from 'react';
import { api } from '../api/client';
import type { Document } from '../api/types';
import { useResource, type Resource } from './useResource';

const SHORTEST_MS = 1500;
const LONGEST_MS = 10_000;

/** The conversation's documents, asked for again while their passages are embedded: often while that moves, else seldom. */
export function useDocuments(id: string | null, version: string): Resource<Document[]> {
  const documents = useResource(id === null ? null : `${id} ${version}`, (signal) => api.documents(id ?? '', signal));
  const { value, reload } = documents;
  const pace = useRef({ embedded: -1, wait: SHORTEST_MS });

  useEffect(() => {
    const embedded = value?.reduce((sum, each) => sum + each.embedded_passages, 0) ?? 0;
    const unfinished = value?.some((each) => each.embedded_passages < each.passages) ?? false;
    if (!unfinished) return;
    const wait = embedded === pace.current.embedded ? Math.min(LONGEST_MS, pace.current.wait * 1.5) : SHORTEST_MS;
    pace.current = { embedded, wait };
    const timer = setTimeout(reload, document.hidden ? LONGEST_MS : wait);
    return () => clearTimeout(timer);
  }, [value, reload]);

  return documents;
}
