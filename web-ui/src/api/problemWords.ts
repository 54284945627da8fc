import { msg, t } from '../i18n/t';

/** What is known of a failure. */
export interface Told {
  kind: string;
  title: string;
  detail: string | null;
  fields?: readonly { field: string; message: string }[];
}

/** What a person reads: what happened, and what to do about it. */
export interface Explanation {
  title: string;
  detail: string | null;
  advice: string | null;
}

const WORDS: Record<string, { title: string; advice: string | null }> = {
  'unreachable': {
    title: msg('The Palimpsest runtime does not answer.'),
    advice: msg('Check that “palimpsest serve” is still running, then try again. Nothing that you asked is lost.'),
  },
  'not-found': { title: msg('This is not here (any more).'), advice: msg('It may have been deleted. Choose another conversation.') },
  'empty-question': { title: msg('The question is empty.'), advice: msg('Write what you want to know.') },
  'no-documents': { title: msg('There is nothing to read yet.'), advice: msg('Add one or more documents, then ask again.') },
  'no-readable-document': { title: msg('None of the files could be read.'), advice: msg('Text, Markdown, HTML, PDF and DOCX work.') },
  'document-too-large': { title: msg('A file is too large.'), advice: msg('Split it, or leave it out.') },
  'note-changed': { title: msg('This note was changed meanwhile.'), advice: msg('Look at it as it is now, then write again.') },
  'in-use': { title: msg('This is still used.'), advice: null },
  'name-taken': { title: msg('This name is taken.'), advice: null },
  'run-in-progress': { title: msg('A question is still being answered here.'), advice: msg('Wait for the answer, or stop it first.') },
  'run-state': { title: msg('The run is not in a state for this.'), advice: msg('It changed in the meantime, or another page changed it. Look again.') },
  'not-undoable': { title: msg('This can’t be taken back (any more).'), advice: null },
  'rate-limited': { title: msg('You asked too often.'), advice: msg('Wait a moment, then try again.') },
  'quota-reached': { title: msg('A quota is used up.'), advice: null },
  'model-unavailable': { title: msg('The model does not answer.'), advice: msg('Check the model’s address and key in the settings, then ask again.') },
  'database-unavailable': { title: msg('The database does not answer.'), advice: msg('It is restarted by itself if it is the built-in one. Try again in a moment.') },
  'invalid-request': { title: msg('The runtime did not accept this.'), advice: null },
  'unauthenticated': { title: msg('The runtime does not know who you are.'), advice: msg('Load the page again and give a key that holds.') },
  'forbidden': { title: msg('Your key does not allow this.'), advice: null },
  'internal': { title: msg('Something went wrong inside the runtime.'), advice: msg('Try again. If it happens again, look into the log of “palimpsest serve”.') },
};

/** Plain words for a problem of this kind. The server's own detail is kept: it names the file, the address, the limit. */
export function explain(problem: Told): Explanation {
  const words = WORDS[problem.kind];
  const fields = (problem.fields ?? []).map((each) => `${each.field}: ${each.message}`).join('; ');
  const detail = [problem.detail, fields].filter(Boolean).join(' ') || null;
  const title = words ? t(words.title) : problem.title;
  return { title, detail: detail === title ? null : detail, advice: words ? words.advice && t(words.advice) : t('Try again in a moment.') };
}
