import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem } from '../../api/problem';
import { api } from '../../api/sections';
import type { LastingNote } from '../../api/types';
import { addressOf, hrefOf } from '../../hooks/place';
import { problemOf } from '../../hooks/queries';
import { t } from '../../i18n/t';
import { ProblemBox } from '../../parts/Problem';
import { StructuredNote, structureOf } from '../../parts/StructuredNote';
import { when } from '../../text/format';
import { Versions } from './Versions';

interface Owned {
  scope: string;
  owner: string;
}

const keyOf = ({ scope, owner }: Owned, ...more: unknown[]) => ['notebooks', scope, owner, ...more];

/** The notes of an agent or a user. */
export function LastingNotes({ scope, owner }: Owned) {
  const notes = useQuery({ queryKey: keyOf({ scope, owner }), queryFn: () => api.lastingNotes(scope, owner) });
  const [writing, setWriting] = useState(false);
  const problem = problemOf(notes);
  return (
    <>
      {problem && <ProblemBox problem={problem} onRetry={() => void notes.refetch()} />}
      {notes.data?.length === 0 && <p className="quiet">{t('No notes yet.')} {scope === 'agent' && t('An agent writes them where palimpsest.agent.lasting-notes is on.')}</p>}
      <ul className="cards">{(notes.data ?? []).map((each) => <Note key={each.key} scope={scope} owner={owner} note={each} />)}</ul>
      {writing ? <NoteForm scope={scope} owner={owner} note={null} onDone={() => setWriting(false)} />
        : <p className="actions"><button type="button" data-testid="new-note" onClick={() => setWriting(true)}>{t('New note')}</button></p>}
    </>
  );
}

function useNoteChange<T = void>(owned: Owned, change: (value: T) => Promise<unknown>, onDone?: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    ...(onDone ? { onSuccess: onDone } : {}),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: keyOf(owned) }), client.invalidateQueries({ queryKey: ['notebooks', 'holdings'] })]),
  });
}

function Note({ scope, owner, note }: Owned & { note: LastingNote }) {
  const [open, setOpen] = useState<'versions' | 'form' | 'delete' | null>(null);
  const remove = useNoteChange({ scope, owner }, () => api.deleteNote(scope, owner, note.key, note.version));
  const toggle = (which: typeof open) => setOpen(open === which ? null : which);
  const structure = structureOf(note.content ?? '');
  return (
    <li className="card" data-on data-testid="lasting-note">
      <span><strong>{note.key}</strong> <span className="quiet">{note.summary}</span></span>
      {structure ? <StructuredNote note={structure} /> : <span className="text">{note.content}</span>}
      <span className="facts"><span>{t('version {n}', { n: note.version })}</span><Origin note={note} /></span>
      {remove.error && <ProblemBox problem={asProblem(remove.error)} />}
      <span className="actions">
        <button type="button" className="plain" aria-expanded={open === 'versions'} data-testid="note-versions" onClick={() => toggle('versions')}>{t('Versions')}</button>
        <button type="button" className="plain" aria-expanded={open === 'form'} data-testid="edit-note" onClick={() => toggle('form')}>{t('Change')}</button>
        {open === 'delete' ? (
          <>
            <button type="button" className="stop" autoFocus disabled={remove.isPending} onClick={() => remove.mutate()}>{t('Delete {name}', { name: note.key })}</button>
            <button type="button" className="plain" onClick={() => setOpen(null)}>{t('Keep')}</button>
          </>
        ) : <button type="button" className="plain" onClick={() => toggle('delete')}>{t('Delete')}</button>}
      </span>
      {open === 'versions' && <NoteVersions scope={scope} owner={owner} note={note} />}
      {open === 'form' && <NoteForm scope={scope} owner={owner} note={note} onDone={() => setOpen(null)} />}
    </li>
  );
}

/** Who wrote a version, and where. */
function Origin({ note }: { note: LastingNote }) {
  const words = note.author === 'person' ? t('a person, {when}', { when: when(note.at) }) : t('an agent, {when}', { when: when(note.at) });
  return note.conversation_id ? <a href={hrefOf(addressOf({ id: note.conversation_id }))}>{words}</a> : <span>{words}</span>;
}

function NoteVersions({ scope, owner, note }: Owned & { note: LastingNote }) {
  const versions = useQuery({ queryKey: keyOf({ scope, owner }, note.key, note.version), queryFn: () => api.noteVersions(scope, owner, note.key) });
  const restore = useNoteChange({ scope, owner }, (version: number) => api.restoreNote(scope, owner, note.key, version, note.version));
  const problem = problemOf(versions) ?? (restore.error ? asProblem(restore.error) : null);
  return (
    <>
      {problem && <ProblemBox problem={problem} />}
      <Versions
        versions={(versions.data ?? []).map((each) => ({ number: each.version, content: each.content, about: <Origin note={each} /> }))}
        actions={(each) => each.content !== null && each.number !== note.version && (
          <button type="button" className="plain" data-testid="restore-note" disabled={restore.isPending} onClick={() => restore.mutate(each.number)}>{t('Back to this')}</button>
        )}
      />
    </>
  );
}

function NoteForm({ scope, owner, note, onDone }: Owned & { note: LastingNote | null; onDone: () => void }) {
  const [key, setKey] = useState(note?.key ?? '');
  const [summary, setSummary] = useState(note?.summary ?? '');
  const [content, setContent] = useState(note?.content ?? '');
  // What one began with: a version that came meanwhile is not written over.
  const [base] = useState(note?.version ?? null);
  const save = useNoteChange({ scope, owner }, () => api.writeNote(scope, owner, key.trim(), base, { summary: summary.trim(), content }), onDone);
  return (
    <form className="grid" aria-label={note ? t('Change {name}', { name: note.key }) : t('New note')} onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
      {save.error && <ProblemBox problem={asProblem(save.error)} />}
      {!note && <label>{t('Name')}<input required maxLength={200} autoFocus value={key} data-testid="note-key" onChange={(event) => setKey(event.target.value)} /></label>}
      <label>{t('Summary, which the agent always sees')}<input required maxLength={500} value={summary} data-testid="note-summary" onChange={(event) => setSummary(event.target.value)} /></label>
      <label>{t('The note')}<textarea required rows={6} value={content} data-testid="note-content" onChange={(event) => setContent(event.target.value)} /></label>
      <p className="actions"><button type="submit" className="primary" disabled={save.isPending} data-testid="save-note">{t('Save')}</button><button type="button" className="plain" onClick={onDone}>{t('Cancel')}</button></p>
    </form>
  );
}
