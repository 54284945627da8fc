import { useMemo, useRef, type ReactNode } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import './markdown.css';
import { t } from '../i18n/t';

/** Something that stands at a place of the source: it takes the place of `length` UTF-16 units there. */
export interface Inset {
  at: number;
  length: number;
  node: ReactNode;
}

interface Props {
  text: string;
  insets?: readonly Inset[];
  /** A span to mark, `[start, end)` in UTF-16 units. */
  marked?: { start: number; end: number } | null;
}

/** What of a syntax tree is needed here. */
interface Node {
  type: string;
  value?: string;
  children?: Node[];
  position?: { start: { offset?: number }; end: { offset?: number } };
  data?: { hName: string; hProperties?: Record<string, unknown> };
}

/** Markdown as a page: its own HTML is shown as text, pictures as links, and the places of the source are kept. */
export default function Markdown({ text, insets = [], marked = null }: Props) {
  const plugins = useMemo(() => [remarkGfm, [placeInsets, { insets, marked }]] as never, [insets, marked]);
  const components = useMemo(() => ({
    a: ({ href, children }) => <a href={href} target="_blank" rel="noreferrer noopener">{children}</a>,
    img: ({ src, alt }) => (typeof src === 'string' ? <a href={src} target="_blank" rel="noreferrer noopener">{alt || src}</a> : <>{alt}</>),
    // Headings of a text stand below those of the page.
    h1: ({ children }) => <h4 className="h1">{children}</h4>,
    h2: ({ children }) => <h4 className="h2">{children}</h4>,
    h3: ({ children }) => <h4>{children}</h4>,
    h4: ({ children }) => <h4>{children}</h4>,
    h5: ({ children }) => <h4>{children}</h4>,
    h6: ({ children }) => <h4>{children}</h4>,
    input: ({ checked }) => <span>{checked ? '☑' : '☐'}</span>,
    pre: ({ children }) => <Code>{children}</Code>,
    table: ({ children }) => <div className="table" role="region" tabIndex={0} aria-label={t('Table')}><table>{children}</table></div>,
    'inset-place': ({ n }: { n: string }) => <>{insets[Number(n)]?.node}</>,
  }) as Components, [insets]);
  return <div className="markdown"><ReactMarkdown remarkPlugins={plugins} components={components}>{text}</ReactMarkdown></div>;
}

function Code({ children }: { children?: ReactNode }) {
  const block = useRef<HTMLPreElement>(null);
  return (
    <div className="code">
      <pre ref={block} role="region" aria-label={t('Code')} tabIndex={0}>{children}</pre>
      <button type="button" className="plain copy" onClick={() => void navigator.clipboard.writeText(block.current?.textContent ?? '')}>{t('Copy')}</button>
    </div>
  );
}

/** Cuts the text of the tree at the insets and around the span; what lies inside of something that can't be cut comes after it. */
function placeInsets({ insets, marked }: { insets: readonly Inset[]; marked: { start: number; end: number } | null }) {
  return (tree: Node) => {
    const open = insets.map((inset, n) => ({ ...inset, n })).sort((a, b) => a.at - b.at);
    const place = (n: number): Node => ({ type: 'inset', children: [], data: { hName: 'inset-place', hProperties: { n: String(n) } } });
    const walk = (parent: Node): void => {
      parent.children = (parent.children ?? []).flatMap((node): Node[] => {
        const start = node.position?.start.offset ?? -1;
        const end = node.position?.end.offset ?? -1;
        if (node.type === 'text' && start >= 0) return cut(node, start, end);
        if (node.children) {
          walk(node);
          return [node];
        }
        const behind: Node[] = [node];
        while (open[0] && start >= 0 && open[0].at < end) behind.push(place(open.shift()!.n));
        return behind;
      });
    };
    const cut = (node: Node, start: number, end: number): Node[] => {
      const value = node.value ?? '';
      // With escapes the source is longer than the text: then only the end is sure.
      const exact = value.length === end - start;
      const pieces: Node[] = [];
      const push = (from: number, to: number) => {
        if (to <= from) return;
        const a = Math.max(from, (marked?.start ?? Infinity) - start);
        const b = Math.min(to, (marked?.end ?? -Infinity) - start);
        if (!exact ? !(marked && marked.start <= start && marked.end >= end) : a >= b) pieces.push({ type: 'text', value: value.slice(from, to) });
        else {
          const [inA, inB] = exact ? [a, b] : [from, to];
          if (inA > from) pieces.push({ type: 'text', value: value.slice(from, inA) });
          pieces.push({ type: 'marked', data: { hName: 'mark' }, children: [{ type: 'text', value: value.slice(inA, inB) }] });
          if (to > inB) pieces.push({ type: 'text', value: value.slice(inB, to) });
        }
      };
      let from = 0;
      while (open[0] && open[0].at <= end) {
        const next = open.shift()!;
        const at = exact ? Math.max(from, next.at - start) : value.length;
        push(from, at);
        pieces.push(place(next.n));
        from = exact ? Math.max(at, next.at - start + next.length) : at;
      }
      push(from, value.length);
      return pieces;
    };
    walk(tree);
    if (open.length > 0) tree.children?.push({ type: 'paragraph', children: open.map((each) => place(each.n)) });
  };
}
