import { t } from '../i18n/t';
import { addressOf, hrefOf } from '../hooks/place';
import { Menu } from './Menu';

interface Props {
  conversation: string;
  step: number;
  /** The event that began it; 0 where it is not known. */
  seq: number;
  /** Null: another question came after this run. */
  onRetry: (() => void) | null;
  onFork: () => void;
}

/** What can be done with a step of a run that stands still. */
export function StepActions({ conversation, step, seq, onRetry, onFork }: Props) {
  return (
    <Menu className="step-actions" label={t('Step {step}: go on from here', { step })} sign="↺">
      {seq > 0 && <a className="button plain" href={hrefOf(addressOf({ id: conversation, tab: 'window', at: seq }))}>{t('Window at step {step}', { step })}</a>}
      {seq > 0 && (
        <button type="button" onClick={() => void navigator.clipboard.writeText(`${location.href.split('#')[0]}${hrefOf(addressOf({ id: conversation, step: seq }))}`)}>{t('Copy link to this step')}</button>
      )}
      {onRetry && <button type="button" data-testid="retry-step" onClick={onRetry} title={t('What came after no longer counts')}>{t('Retry from step {step}', { step })}</button>}
      <button type="button" data-testid="fork-step" onClick={onFork} title={t('A new conversation; this one stays as it is')}>{t('Fork from step {step}', { step })}</button>
    </Menu>
  );
}
