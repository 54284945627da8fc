import { api } from '../api/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { keyOf, problemOf } from '../hooks/queries';
import { t } from '../i18n/t';
import { ProblemBox } from './Problem';
import { StructuredNote, structureOf } from './StructuredNote';
import { Inside } from './Values';
import './panels.css';

/** The agent's notes: what outlives the messages that it scrapes off. */
export function NotesPanel({ id, version }: { id: string | null; version: number }) {
  const notes = useQuery({ queryKey: keyOf(id, 'notes', version), queryFn: () => api.notes(id!), enabled: id !== null, placeholderData: keepPreviousData });
  const problem = problemOf(notes);
  const all = notes.data ?? [];
  return (
    <section className="panel-body" aria-label={t('Notes')}>
      <p>{t('What the agent wrote down. It always sees the summaries, and can look up the rest.')}</p>
      {problem && <ProblemBox problem={problem} onRetry={() => void notes.refetch()} />}
      {all.length === 0 && !problem && <p className="quiet">{t('No notes yet.')}</p>}
      <ul className="notes">
        {all.map((note) => (
          <li key={note.key}>
            <details>
              <summary><strong>{note.key}</strong> <span>{note.summary}</span></summary>
              <Inside label={t('The note')}><NoteContent content={note.content} /></Inside>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

function NoteContent({ content }: { content: string }) {
  const structure = structureOf(content);
  return structure ? <StructuredNote note={structure} /> : <span className="text">{content}</span>;
}
