import { http, of, take } from './client';
import type { ConnectionRequest } from './types';

const seen = (base: number | null) => (base === null ? {} : { 'If-Match': `"${base}"` });

/** What the pages beside the conversations ask for. */
export const api = {
  createAgent: (agent: { name: string; model: string | null; window: number | null; max_steps: number | null; system_prompt: string | null }) =>
    take(http.POST('/api/agents', { body: agent })),
  changeAgent: (id: string, agent: object) => take(http.PUT('/api/agents/{id}', { ...of(id), body: agent })),
  deleteAgent: (id: string) => take(http.DELETE('/api/agents/{id}', of(id))),
  connectModel: (name: string, connection: ConnectionRequest) => take(http.POST('/api/models/{name}', { params: { path: { name } }, body: connection })),
  changeModel: (name: string, connection: ConnectionRequest) => take(http.PUT('/api/models/{name}', { params: { path: { name } }, body: connection })),
  removeModel: (name: string) => take(http.DELETE('/api/models/{name}', { params: { path: { name } } })),
  testModel: (name: string) => take(http.POST('/api/models/{name}/test', { params: { path: { name } } })),
  tools: () => take(http.GET('/api/tools')),
  checkServer: (name: string) => take(http.POST('/api/tools/servers/{name}/check', { params: { path: { name } } })),
  search: (query: string, documents: string[] | null, limit: number) =>
    take(http.POST('/api/search', { body: { query, documents, limit } })),

  explain: (query: string, documentId: string, passage: number) =>
    take(http.POST('/api/search/explain', { body: { query, document_id: documentId, passage } })),
  said: (query: string) => take(http.GET('/api/conversations/search', { params: { query: { q: query, limit: 30 } } })),

  records: (subject: string | null, at: string | null = null) =>
    take(http.GET('/api/memory/records', { params: { query: { limit: 500, ...(subject ? { subject } : {}), ...(at ? { valid_at: at } : {}) } } })),
  decisions: async (subject: string | null, kept: boolean | null) =>
    (await take(http.GET('/api/memory/decisions', {
      params: { query: { limit: 1000, ...(subject ? { subject } : {}), ...(kept === null ? {} : { kept }) } },
    }))).decisions,
  decisionsOfCluster: async (subject: string | null, cluster: string) =>
    (await take(http.GET('/api/memory/decisions', { params: { query: { limit: 200, cluster, ...(subject ? { subject } : {}) } } }))).decisions,
  clusters: (subject: string | null) => take(http.GET('/api/memory/clusters', { params: { query: subject ? { subject } : {} } })),
  receipts: () => take(http.GET('/api/memory/receipts')),
  searchMemory: (subject: string | null, query: string) =>
    take(http.POST('/api/memory/search', { body: { subject, query, limit: 30 } })),
  verify: (id: string, by: string) => take(http.POST('/api/memory/records/{id}/verify', { ...of(id), body: { by } })),
  overrule: (id: string, keep: boolean, by: string) => take(http.POST('/api/memory/decisions/{id}/overrule', { ...of(id), body: { keep, by } })),
  forget: (subject: string | null, recordId: string, by: string) =>
    take(http.POST('/api/memory/forget', { body: { subject, record_id: recordId, by } })),
  forgetAll: (subject: string, by: string) => take(http.POST('/api/memory/forget', { body: { subject, by } })),

  noteHoldings: () => take(http.GET('/api/notes')),
  lastingNotes: (scope: string, owner: string) => take(http.GET('/api/notes/{scope}/{owner}', { params: { path: { scope, owner } } })),
  noteVersions: (scope: string, owner: string, key: string) => take(http.GET('/api/notes/{scope}/{owner}/versions', { params: { path: { scope, owner }, query: { key } } })),
  /** @param base the version that the writer has seen; null for a new note */
  writeNote: (scope: string, owner: string, key: string, base: number | null, note: { summary: string; content: string }) =>
    take(http.PUT('/api/notes/{scope}/{owner}/note', { params: { path: { scope, owner }, query: { key }, header: seen(base) }, body: note })),
  restoreNote: (scope: string, owner: string, key: string, version: number, base: number) =>
    take(http.POST('/api/notes/{scope}/{owner}/restore', { params: { path: { scope, owner }, query: { key, version }, header: seen(base) } })),
  deleteNote: (scope: string, owner: string, key: string, base: number) =>
    take(http.DELETE('/api/notes/{scope}/{owner}/note', { params: { path: { scope, owner }, query: { key }, header: seen(base) } })),
  fileOwners: () => take(http.GET('/api/memory-tool/owners')),
  files: (owner: string) => take(http.GET('/api/memory-tool/files', { params: { query: { owner } } })),
  fileVersions: (owner: string, path: string) => take(http.GET('/api/memory-tool/versions', { params: { query: { owner, path } } })),

  rules: () => take(http.GET('/api/meta-memory')),
  ruleVersions: () => take(http.GET('/api/meta-memory/versions')),
  ruleDifference: (number: number) => take(http.GET('/api/meta-memory/versions/{number}/diff', { params: { path: { number } } })),
  editRules: (rules: string[], base: number) => take(http.PUT('/api/meta-memory', { body: { rules, base_version: base } })),
  rollback: (number: number) => take(http.POST('/api/meta-memory/versions/{number}/rollback', { params: { path: { number } } })),
  evolutions: () => take(http.GET('/api/meta-memory/evolutions')),
  evolve: () => take(http.POST('/api/meta-memory/evolutions', { body: { from_feedback: true } })),
  cancelEvolution: (id: string) => take(http.POST('/api/meta-memory/evolutions/{id}/cancel', of(id))),

  usage: (from: string, allTenants: boolean) => take(http.GET('/api/usage', { params: { query: { from, all_tenants: allTenants } } })),
  keys: () => take(http.GET('/api/keys')),
  createKey: (user: string, role: string, expires: string | null) => take(http.POST('/api/keys', { body: { user, role, expires } })),
  revokeKey: (id: string) => take(http.DELETE('/api/keys/{id}', of(id))),
  audit: async () => (await take(http.GET('/api/audit', { params: { query: { limit: 200 } } }))).entries,
};
