import type { RefObject } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import type { Citation, Feedback } from '../api/types';
import type { RunControl } from '../hooks/useRunControl';
import { t } from '../i18n/t';
import type { Run } from '../state/view';
import type { Saying } from '../state/saying';
import { RunView } from './RunView';

interface Props {
  id: string;
  /** At least one, the oldest first. */
  runs: readonly Run[];
  onList: (list: VirtualizerHandle | null) => void;
  /** What scrolls. */
  thread: RefObject<HTMLDivElement | null>;
  /** The run that has the step to point out; -1 for none. */
  pointedAt: number;
  step: number | null;
  /** The run from which on all came in while nobody looked; null for none. */
  fresh: number | null;
  /** Whether the newest run has no end yet. */
  open: boolean;
  interrupted: boolean;
  saying: Saying | null;
  draft: string | null;
  named: (msgId: number) => string | null;
  onCite: (citation: Citation) => void;
  onAgain: (question: string) => void;
  onEdit: (run: Run, question: string) => void;
  control: RunControl;
  busy: boolean;
  verdictOf: (run: Run) => Feedback['verdict'] | null;
}

/** The runs of a conversation, of which those in sight are drawn, and the newest one always. */
export function Thread(props: Props) {
  const { id, runs, pointedAt, step, fresh, open, interrupted, saying, draft, named, onCite, onAgain, onEdit, control, busy, verdictOf } = props;
  return (
    <Virtualizer ref={props.onList} scrollRef={props.thread} shift bufferSize={600} itemSize={320} keepMounted={[runs.length - 1]}>
      {runs.map((run, at) => {
        const last = at === runs.length - 1;
        return (
          <div key={run.key} className={last ? 'turn newest' : 'turn'} data-follows={at > 0 || undefined}>
            {run.key === fresh && <p className="came-in" role="note" data-testid="came-in">{t('Came in while you were away')}</p>}
            <RunView
              id={id} run={run} newest={last} pointed={at === pointedAt ? step : null} running={last && open && !interrupted}
              interrupted={run.answer === null && run.error === null && (!last || interrupted)}
              saying={last ? saying : null} draft={last ? draft : null} named={named} onCite={onCite} onAgain={onAgain} onEdit={onEdit} control={control} busy={busy}
              verdict={verdictOf(run)}
            />
          </div>
        );
      })}
    </Virtualizer>
  );
}
