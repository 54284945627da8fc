import type { Item, View } from './view';

/** A document of a pack as it was checked last. */
export interface FilledDocument {
  /** Its kind, or its title. */
  name: string;
  faults: { field: string; what: string }[];
  /** How often it was checked. */
  checks: number;
}

/** The documents of the conversation's pack that were checked against their templates: those that are being written, and answers. */
export function filledDocuments(view: View): FilledDocument[] {
  const documents = new Map<string, FilledDocument>();
  for (const run of view.runs) {
    for (const step of run.steps) {
      for (const item of step.items) {
        for (const [name, faults] of checked(item)) {
          documents.set(name, { name, faults, checks: (documents.get(name)?.checks ?? 0) + 1 });
        }
      }
    }
  }
  return [...documents.values()];
}

function checked(item: Item): Map<string, FilledDocument['faults']> {
  const found = new Map<string, FilledDocument['faults']>();
  if (item.kind === 'call' && item.call.tool === 'document_format_check' && item.call.result?.error === false) {
    const faults = (item.call.result.result as { faults?: unknown } | null)?.faults;
    if (Array.isArray(faults)) {
      found.set(String(item.call.arguments.document_type), faults.map((each: Record<string, unknown>) => ({ field: String(each.field), what: String(each.what) })));
    }
  } else if (item.kind === 'checked') {
    for (const each of item.verification.findings) {
      if (each.check !== 'document_format' || !each.claim) continue;
      const at = each.verdict === 'fail' ? each.claim.lastIndexOf(': ') : -1;
      const name = at < 0 ? each.claim : each.claim.slice(0, at);
      const faults = found.get(name) ?? [];
      found.set(name, at < 0 ? faults : [...faults, { field: each.claim.slice(at + 2), what: each.evidence ?? '' }]);
    }
  }
  return found;
}
