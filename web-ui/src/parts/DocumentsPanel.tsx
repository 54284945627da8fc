import { useMemo, useRef, useState, type RefObject } from 'react';
import type { Document } from '../api/types';
import type { Problem } from '../api/problem';
import type { Chosen, UploadState } from '../hooks/useUploads';
import { t, tag } from '../i18n/t';
import { bytes, count, tokens as tokensOf } from '../text/format';
import { ProblemBox } from './Problem';
import { Rows } from './Rows';
import './panels.css';

interface Props {
  documents: readonly Document[];
  problem: Problem | null;
  onRetry: () => void;
  upload: UploadState;
  input: RefObject<HTMLInputElement | null>;
  running: boolean;
  onFiles: (files: Chosen[]) => void;
  onDismiss: () => void;
  onOpen: (document: string) => void;
  onRemove: (document: Document) => void;
}

export function DocumentsPanel({ documents, problem, onRetry, upload, input, running, onFiles, onDismiss, onOpen, onRemove }: Props) {
  const folder = useRef<HTMLInputElement>(null);
  const [sort, setSort] = useState<'name' | 'size' | 'time'>('name');
  const [filter, setFilter] = useState('');
  const shown = useMemo(() => {
    const by = new Intl.Collator(tag(), { numeric: true });
    const wanted = filter.trim().toLowerCase();
    return documents.filter((each) => wanted === '' || each.name.toLowerCase().includes(wanted)).toSorted((a, b) =>
      (sort === 'name' ? by.compare(a.name, b.name) : sort === 'size' ? b.tokens - a.tokens : b.created_at.localeCompare(a.created_at)));
  }, [documents, sort, filter]);
  const tokens = documents.reduce((sum, each) => sum + each.tokens, 0);
  const passages = documents.reduce((sum, each) => sum + each.passages, 0);
  const embedded = documents.reduce((sum, each) => sum + Math.min(each.passages, each.embedded_passages), 0);

  const chosen = (list: FileList | null, element: HTMLInputElement) => {
    if (list && list.length > 0) onFiles(Array.from(list, (file) => ({ file, name: file.webkitRelativePath || file.name })));
    // The same file can then be chosen again.
    element.value = '';
  };

  return (
    <section className="panel-body" aria-label={t('Documents')}>
      <div
        className="drop"
      >
        <p>{t('Drop files or a folder anywhere')}</p>
        <p className="actions">
          <button type="button" onClick={() => input.current?.click()}>{t('Choose files')}</button>
          <button type="button" onClick={() => folder.current?.click()}>{t('Choose a folder')}</button>
        </p>
        <p className="quiet">{t('Text, Markdown, HTML, PDF, DOCX, CSV; up to 100 MB each unless the runtime is set otherwise')}</p>
        <input
          ref={input} type="file" multiple hidden data-testid="file-input" aria-label={t('Files')}
          onChange={(event) => chosen(event.target.files, event.target)}
        />
        <input
          ref={folder} type="file" multiple hidden aria-label={t('Folder')} {...{ webkitdirectory: '' }}
          onChange={(event) => chosen(event.target.files, event.target)}
        />
      </div>

      <UploadLine upload={upload} onDismiss={onDismiss} />
      {problem && <ProblemBox problem={problem} onRetry={onRetry} />}

      {documents.length > 0 && (
        <p className="quiet">
          {t('{n, plural, one {# document} other {# documents}}', { n: documents.length })}, {tokensOf(tokens)}
        </p>
      )}
      {embedded < passages && (
        <div className="progress">
          <label htmlFor="embedding">{t('Search by meaning is getting ready: {embedded} of {n, plural, one {# passage} other {# passages}}. You can ask already.', { embedded: count(embedded), n: passages })}</label>
          <progress id="embedding" max={passages} value={embedded} />
        </div>
      )}
      {documents.length > 5 && (
        <p className="sorting">
          <label><span className="visually-hidden">{t('Filter by name')}</span><input type="search" value={filter} placeholder={t('Filter by name')} onChange={(event) => setFilter(event.target.value)} /></label>
          <label>{t('Sort by')} <select value={sort} onChange={(event) => setSort(event.target.value as typeof sort)}>
            <option value="name">{t('name')}</option><option value="size">{t('size')}</option><option value="time">{t('time added')}</option>
          </select></label>
        </p>
      )}
      {shown.length > 0 && <Rows className="documents">
        {shown.map((each) => (
          <div role="listitem" className="document" key={each.id} data-testid="document">
            <button
              type="button" className="plain name"
              onClick={() => onOpen(each.id)}
            >
              <span>{each.name}</span>
              <span className="quiet">
                {tokensOf(each.tokens)}, {bytes(each.bytes)}
                {each.embedded_passages < each.passages && `, ${t('{embedded} of {all} passages ready', { embedded: count(each.embedded_passages), all: count(each.passages) })}`}
              </span>
            </button>
            <button
              type="button" className="icon" aria-label={t('Remove {name} from this conversation', { name: each.name })} disabled={running}
              title={running ? t('Not while a question is being answered') : t('Remove from this conversation')} onClick={() => onRemove(each)}
            >
              ✕
            </button>
          </div>
        ))}
      </Rows>}
    </section>
  );
}

function UploadLine({ upload, onDismiss }: { upload: UploadState; onDismiss: () => void }) {
  const { running, files, done, sent, skipped, problem, added, unchanged } = upload;
  if (!running && files === 0 && skipped.length === 0 && !problem) return null;
  return (
    <div className="upload">
      {running ? (
        <div className="progress">
          <label htmlFor="upload">
            {sent < upload.bytes ? t('Sending {sent} of {all}', { sent: bytes(sent), all: bytes(upload.bytes) }) : t('Reading')}, {t('{done} of {n, plural, one {# file} other {# files}} done', { done: count(done), n: files })}
          </label>
          <progress id="upload" max={Math.max(1, upload.bytes)} value={sent} />
        </div>
      ) : (
        <p>
          {t('{n, plural, one {# document} other {# documents}} added', { n: added })}{unchanged > 0 && `, ${t('{n} known already', { n: count(unchanged) })}`}
          {skipped.length > 0 && `, ${t('{n} left out', { n: count(skipped.length) })}`}.{' '}
          <button type="button" className="plain link" onClick={onDismiss}>{t('Dismiss')}</button>
        </p>
      )}
      {problem && <ProblemBox problem={problem} />}
      {skipped.length > 0 && (
        <ul className="skipped" aria-label={t('Left out')}>
          {skipped.map((each, at) => <li key={at}><strong>{each.name}</strong>: {each.reason}</li>)}
        </ul>
      )}
    </div>
  );
}
