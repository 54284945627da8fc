import { t } from '../i18n/t';
import { Values } from './Values';

/** A structured note as it is stored: the JSON of its kind. */
export interface Structure {
  kind: string;
  [part: string]: unknown;
}

const KINDS = new Set(['table', 'ledger', 'tree', 'state']);

/** The structure that a note's content is; null for a note of text. */
export function structureOf(content: string): Structure | null {
  if (!content.startsWith('{')) return null;
  try {
    const value = JSON.parse(content) as Structure;
    return KINDS.has(value.kind) ? value : null;
  } catch {
    return null;
  }
}

type Row = Record<string, unknown>;

const rowsOf = (value: unknown): Row[] => (Array.isArray(value) ? value : typeof value === 'object' && value !== null ? Object.entries(value).map(([id, row]) => ({ id, ...(row as Row) })) : [])
  .filter((each): each is Row => typeof each === 'object' && each !== null);

const cell = (value: unknown): string => (value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value));

/** Tables and ledgers as tables, trees as lists in lists, states as what they are now. */
export function StructuredNote({ note }: { note: Structure }) {
  const rows = rowsOf(note['rows'] ?? note['entries']);
  if ((note.kind === 'table' || note.kind === 'ledger') && rows.length > 0) {
    const flat = rows.map((row): Row => (typeof row['values'] === 'object' && row['values'] !== null ? { ...row, ...(row['values'] as Row), values: undefined } : row));
    const columns = [...new Set(flat.flatMap((row) => Object.keys(row)))].filter((each) => flat.some((row) => row[each] !== undefined));
    return (
      <div className="table" role="region" tabIndex={0} aria-label={t('Table')}>
        <table>
          <thead><tr>{columns.map((each) => <th key={each} scope="col">{each.replaceAll('_', ' ')}</th>)}</tr></thead>
          <tbody>{flat.map((row, at) => <tr key={at}>{columns.map((each) => <td key={each}>{cell(row[each])}</td>)}</tr>)}</tbody>
        </table>
      </div>
    );
  }
  const nodes = rowsOf(note['nodes']);
  if (note.kind === 'tree' && nodes.length > 0) return <Branch nodes={nodes} parent={null} depth={0} />;
  const { kind: _kind, ...rest } = note;
  return <Values value={rest} />;
}

const DEEPEST = 30;

function Branch({ nodes, parent, depth }: { nodes: readonly Row[]; parent: unknown; depth: number }) {
  const children = nodes.filter((each) => (each['parent'] ?? each['parent_id'] ?? null) === parent);
  if (children.length === 0 || depth > DEEPEST) return null;
  return (
    <ul className="tree">
      {children.map((each, at) => (
        <li key={at}><strong>{cell(each['id'])}</strong> {Object.values((each['data'] ?? {}) as Row).map(cell).join(', ')}<Branch nodes={nodes} parent={each['id']} depth={depth + 1} /></li>
      ))}
    </ul>
  );
}
