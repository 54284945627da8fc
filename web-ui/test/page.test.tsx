import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { readProblem } from '../src/api/problem';
import { explain } from '../src/api/problemWords';
import { batches, sift } from '../src/hooks/sending';
import { Answer } from '../src/parts/Answer';
import { FilledDocuments, HearingView } from '../src/parts/HearingPanel';
import { filledDocuments } from '../src/state/filled';
import { EntryLine } from '../src/parts/LedgerPanel';
import { RunView } from '../src/parts/RunView';
import { Steps } from '../src/parts/Steps';
import { Values } from '../src/parts/Values';
import { WindowBar } from '../src/parts/WindowBar';
import { fold } from '../src/state/fold';
import { EMPTY_LOG } from '../src/state/view';
import { windowModel } from '../src/state/window';
import { oneRun, Script } from './events';

const nothing = () => undefined;
const run = fold(EMPTY_LOG, oneRun().events).view.runs[0]!;
const answer = {
  ...run.answer!, answer: '<b>Under</b> the step [1]',
  citations: [{ kind: 'document', document: 'ledger.md', document_id: 'd1', chunk_id: 7, start: 10, end: 20, quote: '<script>alert(1)</script>' }],
};

const around = { id: 'c', saying: null, draft: null, named: () => null, onCite: nothing, onAgain: nothing, busy: false, verdict: null, control: { pause: nothing, resume: nothing, cancel: nothing, retry: nothing, fork: nothing, decide: nothing } };

describe('the page', () => {
  it('shows what documents and answers hold as text, never as markup', () => {
    const html = renderToStaticMarkup(<Answer answer={answer} onCite={nothing} />) + renderToStaticMarkup(<Values value={{ a: '<img src=x>' }} />);
    expect(html).toContain('&lt;b&gt;Under&lt;/b&gt;');
    expect(html).not.toMatch(/<script|<img|<b>/);
  });

  it('has one citation button for each citation, and says that no language model wrote', () => {
    const html = renderToStaticMarkup(<Answer answer={answer} onCite={nothing} />);
    expect(html.match(/data-testid="citation"/g)).toHaveLength(1);
    expect(html).toContain('no language model');
    expect(html).toContain('400 of 1,000 tokens; largest request 900 tokens; 3 steps; 1 message pruned');
  });

  it('says that there was no document rather than that none of it was read', () => {
    const html = renderToStaticMarkup(<Answer answer={{ ...answer, citations: [], support: null, document_tokens: 0, tokens_read: 0 }} onCite={nothing} />);
    expect(html).toContain('No document to read; largest request 900 tokens; 3 steps');
    expect(html).not.toContain('Read 0');
  });

  it('lists the steps and offers to ask again after an interruption', () => {
    const html = renderToStaticMarkup(
      <RunView {...around} run={{ ...run, answer: null }} newest running={false} interrupted />,
    );
    expect(html.match(/data-testid="step"/g)).toHaveLength(3);
    expect(html).toContain('Ask again');
  });

  it('shows a call that waits with its arguments, and offers no other step while the run goes on', () => {
    const { view } = fold(EMPTY_LOG, oneRun().events.slice(0, -1));
    const waiting = { ...view.runs[0]!, approval: { conversation_id: 'c', run_id: 'r', seq: 9, at: '', state: 'requested', call_id: 'c1', tool: 'sendLetter', arguments: '{"to":"<b>Ida</b>"}', reason: 'approval', expires_at: null } };
    const html = renderToStaticMarkup(<RunView {...around} run={waiting} newest running interrupted={false} />);
    expect(html).toContain('sendLetter');
    expect(html).toContain('&lt;b&gt;Ida&lt;/b&gt;');
    expect(html).toMatch(/data-testid="approve".*data-testid="refuse"/);
    expect(html).not.toContain('fork-step');
  });

  it('shows a growing answer once, below the steps, and only while the run goes on', () => {
    const { view } = fold(EMPTY_LOG, oneRun().call(7, 'finish', { answer: 'Under it.' }).events.filter((each) => each.event !== 'answer'));
    const html = (running: boolean) => renderToStaticMarkup(<RunView {...around} run={view.runs[0]!} newest running={running} interrupted={!running} draft="Under <it" />);
    expect(html(true).match(/Under &lt;it/g)).toHaveLength(1);
    expect(html(true)).toContain('data-testid="draft"');
    expect(html(false)).not.toContain('data-testid="draft"');
  });

  it('offers to go on from each step of a run that stands still, and again only in the newest one', () => {
    const html = (newest: boolean) => renderToStaticMarkup(<RunView {...around} run={{ ...run, answer: null }} newest={newest} running={false} interrupted={false} />);
    expect(html(true).match(/aria-label="Step \d: go on from here/g)).toHaveLength(3);
    expect(html(false)).not.toContain('go on from here');
  });

  it('says of each sentence what supports it', () => {
    const text = 'The key lies under the step. It is blue.';
    const html = renderToStaticMarkup(<Answer answer={{ ...answer, answer: text, support: [
      { start: 0, end: 28, claim: true, supported: true, citations: [0] }, { start: 29, end: 40, claim: true, supported: false, citations: [] },
    ] }} onCite={nothing} />);
    expect(html).toContain('Checked: 1 of 2 claims supported');
    expect(html).toMatch(/step\.<\/span><span><button[^>]*data-testid="citation-mark".*It is blue\.<\/span><span><sup[^>]*data-testid="unsupported"/);
  });

  it('does not call an answer supported that was not found', () => {
    const html = renderToStaticMarkup(<Answer answer={{ ...answer, answer: 'It is blue.', found: false, support: [{ start: 0, end: 11, claim: true, supported: true, citations: [0] }] }} onCite={nothing} />);
    expect(html).toContain('none seems to answer the question');
    expect(html).not.toContain('every claim is supported');
  });

  it('tells of an entry of the ledger who did what, why and what it saved, with an undo where there is one', () => {
    const entry = {
      seq: 9, at: '2026-01-01T00:00:00Z', run_id: 'r', kind: 'prune' as const, by: 'runtime' as const, reason: 'to make room', msg_ids: [2], tokens_before: 9000,
      tokens_after: 5000, tokens_saved: 4000, undoable: true,
    };
    const html = renderToStaticMarkup(<EntryLine entry={entry} named={() => 'Result: read chunk 7'} busy={false} onUndo={nothing} />);
    expect(html).toContain('The runtime scraped off message 2 (result: read chunk 7)');
    expect(html).toContain('to make room');
    expect(html).toContain('9,000 → 5,000 tokens');
    expect(html).toContain('4,000 saved');
    expect(html).toContain('data-testid="undo"');
    expect(renderToStaticMarkup(<EntryLine entry={{ ...entry, undoable: false }} named={() => null} busy={false} onUndo={nothing} />)).not.toContain('undo');
  });

  it('puts the window into words for those who do not see the bar', () => {
    const model = windowModel(null, 0, fold(EMPTY_LOG, oneRun().events).view, 32000);
    const html = renderToStaticMarkup(<WindowBar model={model} peak={940} lit={null} onOpen={nothing} />);
    expect(html).toMatch(/Context window: <\/span>.*\d+ of 32,000 tokens.*largest request 940.*360 scraped off/);
  });
});

describe('a hearing', () => {
  it('shows its stages, what was done and what broke the rules', () => {
    const html = renderToStaticMarkup(<HearingView hearing={{
      court_type: 'tide court', pack: 'p', stage: 'opening', title: 'Hearing', complete: false, done: ['open'], next: 'Next: plead.',
      stages: [{ id: 'opening', title: 'Opening', current: true, complete: true, acts: [{ id: 'open', title: 'open it', required: true, done: true }] }],
      breaches: [{ act: 'plead', violations: ['The stage "Proof" is not complete.'] }],
    }} />);
    expect(html).toContain('aria-current="step"');
    expect(html).toContain('✓ open it');
    expect(html).toContain('The stage &quot;Proof&quot; is not complete.');
    expect(fold(EMPTY_LOG, new Script().add('procedure', { pack: 'p', court_type: 'c', stage: 's', act: 'open', role: 'judge', violations: [] }).events).view.procedureSeq).toBe(1);
  });
});

describe('the documents of a hearing', () => {
  it('show what is missing as they were checked last, written and given as an answer', () => {
    const check = (faults: object[]) => new Script()
      .add('message', { content: 'Draw up the order.' }).add('step', { step: 1 })
      .call(2, 'document_format_check', { document_type: 'tide order', document: '…' })
      .result(3, 'document_format_check', { verdict: faults.length > 0 ? 'fail' : 'pass', faults }, 40);
    const missing = { field: 'Date', kind: 'missing', what: '"Date" is missing.', what_to_do: 'Add it.' };
    const open = filledDocuments(fold(EMPTY_LOG, check([missing]).events).view);
    expect(open).toEqual([{ name: 'tide order', faults: [{ field: 'Date', what: '"Date" is missing.' }], checks: 1 }]);
    expect(renderToStaticMarkup(<FilledDocuments documents={open} />)).toContain('<strong>Date</strong>: &quot;Date&quot; is missing.');
    const answered = check([]).add('verification', {
      msg_id: 3, subject: 'answer', reaction: 'told',
      findings: [{ check: 'document_format', dimension: 'procedural_compliance', verdict: 'fail', claim: 'Tide order: Date', evidence: '"Date" is empty.', what_to_do: 'Fill it in.', place: null, lookups: [] }],
    });
    expect(filledDocuments(fold(EMPTY_LOG, answered.events).view)).toEqual([
      { name: 'tide order', faults: [], checks: 1 }, { name: 'Tide order', faults: [{ field: 'Date', what: '"Date" is empty.' }], checks: 1 },
    ]);
  });
});

describe('what was checked', () => {
  it('shows passed findings too, and each call of the inner agent on its own', () => {
    const log = fold(EMPTY_LOG, new Script().add('message', { content: 'Which article?' }).add('step', { step: 1 }).add('verification', {
      msg_id: 2, subject: 'exploration', reaction: 'recorded',
      findings: [{ check: 'deep', dimension: 'relevance', verdict: 'pass', claim: null, place: null, what_to_do: null,
        evidence: 'Article 12 applies.', lookups: [{ tool: 'law_check', arguments: '{"article": "Tide Act 12; 13"}', result: 'it exists' }, { tool: 'search_other_words', arguments: '{"query": "tide"}', result: '2 found' }] }],
    }).events);
    const html = renderToStaticMarkup(<Steps conversation="c" run={log.view.runs[0]!} running newest saying={null} draft={null} named={() => null} control={null} />);
    expect(html).toContain('Checked: 1 check passed');
    expect(html).toContain('deep · relevance');
    expect(html).toContain('Article 12 applies.');
    expect(html.match(/<li class="text">/g)).toHaveLength(2);
  });
});

describe('problems', () => {
  it('are told in plain words with what to do', () => {
    const problem = readProblem(409, '{"type":"urn:palimpsest:problem:run-in-progress","title":"Run in progress","detail":"Run 7 is not over."}');
    expect(explain(problem)).toEqual({
      title: 'A question is still being answered here.', detail: 'Run 7 is not over.', advice: 'Wait for the answer, or stop it first.',
    });
  });

  it('name the fields that are wrong', () => {
    const problem = readProblem(400, '{"type":"urn:palimpsest:problem:invalid-request","title":"Invalid","errors":[{"field":"title","message":"too long"}]}');
    expect(explain(problem).detail).toBe('title: too long');
  });

  it('never show a body that is no problem detail', () => {
    const { title, detail } = explain(readProblem(500, '<html>stack trace</html>'));
    expect(`${title} ${detail}`).not.toContain('stack');
    expect(readProblem(502, '<html>').kind).toBe('unreachable');
    expect(readProblem(413, '').kind).toBe('document-too-large');
  });
});

describe('uploads', () => {
  const chosen = (name: string, size = 1) => ({ name, file: { size } as File });

  it('go in bites of bounded number and size, in order and none left out', () => {
    const files = Array.from({ length: 45 }, (_, at) => chosen(`f${at}`, at === 3 ? 40_000_000 : 10));
    const sent = [...batches(files)];
    expect(sent.every((each) => each.length <= 20)).toBe(true);
    expect(sent.flat()).toEqual(files);
    expect(sent.find((each) => each.includes(files[3]!))).toEqual([files[3]]);
  });

  it('leave out a folder’s hidden files and say so, but take a single one that was chosen', () => {
    const { wanted, hidden } = sift([chosen('docs/a.md'), chosen('docs/.git/config'), chosen('docs/.DS_Store')]);
    expect(wanted.map((each) => each.name)).toEqual(['docs/a.md']);
    expect(hidden).toMatchObject([{ name: '2 hidden files' }]);
    expect(sift([chosen('.env')]).wanted).toHaveLength(1);
  });
});
