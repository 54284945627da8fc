import { QueryClient, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api } from '../api/client';
import { asProblem, Problem } from '../api/problem';
import type { Document } from '../api/types';

const RETRY_MS = 4000;

/** What the page knows of the runtime. While the runtime can't be reached it is asked again by itself; other failures are told at once. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      networkMode: 'always',
      retry: (_, error) => error instanceof Problem && error.kind === 'unreachable',
      retryDelay: RETRY_MS,
      refetchOnWindowFocus: true,
    },
    mutations: { networkMode: 'always' },
  },
});

/** Why a value is not there, or is an old one. */
export const problemOf = (query: Pick<UseQueryResult, 'error' | 'failureReason' | 'isError'>): Problem | null =>
  query.error ? asProblem(query.error) : query.failureReason ? asProblem(query.failureReason) : null;

export const useConversations = () => useQuery({ queryKey: ['conversations'], queryFn: api.conversations });
export const useAgents = () => useQuery({ queryKey: ['agents'], queryFn: api.agents, staleTime: 60_000 });
export const useModels = () => useQuery({ queryKey: ['models'], queryFn: api.models, staleTime: 60_000 });
export const useStatus = () => useQuery({ queryKey: ['status'], queryFn: api.status, staleTime: 60_000 });

/** Whose key the page sends. Without keys everybody may do everything; as long as that is not known, nobody may. */
export const useRights = () => {
  const caller = useStatus().data?.caller;
  const operates = caller === null || caller?.role === 'operator';
  return { operates, administers: operates || caller?.role === 'admin' };
};

/** What belongs to a conversation stands under its key, so that it can be asked for anew together. */
export const keyOf = (id: string | null, what: string, ...more: unknown[]) => ['conversation', id, what, ...more];

export const useConversation = (id: string | null) =>
  useQuery({ queryKey: keyOf(id, 'itself'), queryFn: () => api.conversation(id!), enabled: id !== null });

const SHORTEST_MS = 1500;
const LONGEST_MS = 10_000;
const unfinished = (documents: readonly Document[] | undefined) => documents?.some((each) => each.embedded_passages < each.passages) ?? false;

/** Asked for again while passages are embedded: often at first, then more seldom. */
export const useDocuments = (id: string | null) => useQuery({
  queryKey: keyOf(id, 'documents'), queryFn: () => api.documents(id!), enabled: id !== null,
  refetchInterval: (query) => (unfinished(query.state.data) ? Math.min(LONGEST_MS, SHORTEST_MS * 1.3 ** Math.min(12, query.state.dataUpdateCount)) : false),
});
