import { api } from '../api/client';
import { useResource } from '../hooks/useResource';
import { ProblemBox } from './Problem';
import { Inside } from './Values';

/** The agent's notes: what outlives the messages that it scrapes off. */
export function NotesPanel({ id, version }: { id: string | null; version: number }) {
  const notes = useResource(id === null ? null : `${id} ${version}`, (signal) => api.notes(id ?? '', signal));
  return (
    <section className="panel-body" aria-label="Notes">
      <p>What the agent wrote down. It always sees the summaries, and can look up the rest.</p>
      {notes.problem && <ProblemBox problem={notes.problem} onRetry={notes.reload} />}
      {(notes.value ?? []).length === 0 && !notes.problem && <p className="quiet">No notes yet.</p>}
      <ul className="notes">
        {(notes.value ?? []).map((note) => (
          <li key={note.key}>
            <details>
              <summary><strong>{note.key}</strong> <span>{note.summary}</span></summary>
              <Inside label="The note"><span className="text">{note.content}</span></Inside>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
