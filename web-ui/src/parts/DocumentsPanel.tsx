import { useRef, useState, type RefObject } from 'react';
import type { Document } from '../api/types';
import type { Problem } from '../api/problem';
import { chosenFiles, droppedFiles, type Chosen, type UploadState } from '../hooks/useUploads';
import { bytes, count, plural } from '../text/format';
import { ProblemBox } from './Problem';
import type { Place } from './Reader';

interface Props {
  documents: readonly Document[];
  problem: Problem | null;
  onRetry: () => void;
  upload: UploadState;
  input: RefObject<HTMLInputElement | null>;
  running: boolean;
  onFiles: (files: Chosen[]) => void;
  onDismiss: () => void;
  onOpen: (place: Place) => void;
  onRemove: (document: Document) => void;
}

export function DocumentsPanel({ documents, problem, onRetry, upload, input, running, onFiles, onDismiss, onOpen, onRemove }: Props) {
  const folder = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const tokens = documents.reduce((sum, each) => sum + each.tokens, 0);
  const passages = documents.reduce((sum, each) => sum + each.passages, 0);
  const embedded = documents.reduce((sum, each) => sum + Math.min(each.passages, each.embedded_passages), 0);

  const chosen = (list: FileList | null, element: HTMLInputElement) => {
    if (list && list.length > 0) onFiles(chosenFiles(list));
    // The same file can then be chosen again.
    element.value = '';
  };

  return (
    <section className="panel-body" aria-label="Documents">
      <div
        className="drop" data-over={over || undefined}
        onDragOver={(event) => { event.preventDefault(); setOver(true); }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          // The conversation behind takes drops too.
          event.stopPropagation();
          setOver(false);
          void droppedFiles(event.dataTransfer).then((files) => { if (files.length > 0) onFiles(files); });
        }}
      >
        <p>Drop files or a folder here</p>
        <p className="actions">
          <button type="button" onClick={() => input.current?.click()}>Choose files</button>
          <button type="button" onClick={() => folder.current?.click()}>Choose a folder</button>
        </p>
        <p className="quiet">Text, Markdown, HTML, PDF, DOCX</p>
        <input
          ref={input} type="file" multiple hidden data-testid="file-input" aria-label="Files"
          onChange={(event) => chosen(event.target.files, event.target)}
        />
        <input
          ref={folder} type="file" multiple hidden aria-label="Folder" {...{ webkitdirectory: '' }}
          onChange={(event) => chosen(event.target.files, event.target)}
        />
      </div>

      <UploadLine upload={upload} onDismiss={onDismiss} />
      {problem && <ProblemBox problem={problem} onRetry={onRetry} />}

      {documents.length > 0 && (
        <p className="quiet">
          {plural(documents.length, 'document')}, {plural(tokens, 'token')}
        </p>
      )}
      {embedded < passages && (
        <div className="progress">
          <label htmlFor="embedding">Search by meaning is getting ready: {count(embedded)} of {plural(passages, 'passage')}. You can ask already.</label>
          <progress id="embedding" max={passages} value={embedded} />
        </div>
      )}
      <ul className="documents">
        {documents.map((each) => (
          <li key={each.id} data-testid="document">
            <button
              type="button" className="plain name"
              onClick={() => onOpen({ documentId: each.id, name: each.name, chunkId: null, span: null })}
            >
              <span>{each.name}</span>
              <span className="quiet">
                {plural(each.tokens, 'token')}, {bytes(each.bytes)}
                {each.embedded_passages < each.passages && `, ${count(each.embedded_passages)} of ${count(each.passages)} passages ready`}
              </span>
            </button>
            <button
              type="button" className="icon" aria-label={`Remove ${each.name} from this conversation`} disabled={running}
              title={running ? 'Not while a question is being answered' : 'Remove from this conversation'} onClick={() => onRemove(each)}
            >
              ✕
            </button>
          </li>
        ))}
      </ul>
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
            {sent < upload.bytes ? `Sending ${bytes(sent)} of ${bytes(upload.bytes)}` : 'Reading'}, {count(done)} of {plural(files, 'file')} done
          </label>
          <progress id="upload" max={Math.max(1, upload.bytes)} value={sent} />
        </div>
      ) : (
        <p>
          {plural(added, 'document')} added{unchanged > 0 && `, ${count(unchanged)} known already`}
          {skipped.length > 0 && `, ${count(skipped.length)} left out`}.{' '}
          <button type="button" className="plain link" onClick={onDismiss}>Dismiss</button>
        </p>
      )}
      {problem && <ProblemBox problem={problem} />}
      {skipped.length > 0 && (
        <ul className="skipped" aria-label="Left out">
          {skipped.map((each, at) => <li key={at}><strong>{each.name}</strong>: {each.reason}</li>)}
        </ul>
      )}
    </div>
  );
}
