import { useState } from 'react';
import type { ApprovalData } from '../api/types';
import { t } from '../i18n/t';
import { when } from '../text/format';
import { Inside, MaybeJson } from './Values';

interface Props {
  approval: ApprovalData;
  /** True while a decision is on its way. */
  busy: boolean;
  onDecide: (approved: boolean, reason: string | null) => void;
}

/** A call that waits for a person: what it is, and what to do with it. */
export function Approval({ approval, busy, onDecide }: Props) {
  const [reason, setReason] = useState('');
  const tool = approval.tool ?? '';
  const until = approval.expires_at ? when(approval.expires_at) : '';
  const decide = (approved: boolean) => onDecide(approved, reason.trim() || null);
  if (approval.reason === 'caller') {
    return (
      <section className="approval" aria-label={t('A call that waits')} data-testid="approval">
        <p>{until ? t('The run waits for the result of {tool}, which the program that asked has to give, until {until}.', { tool, until }) : t('The run waits for the result of {tool}, which the program that asked has to give.', { tool })}</p>
      </section>
    );
  }
  const interrupted = approval.reason === 'interrupted';
  return (
    <section className="approval" aria-label={t('A call that waits for you')} data-testid="approval">
      <p>
        <strong>{interrupted ? t('{tool} was cut off in the middle.', { tool }) : t('The agent asks to use {tool}.', { tool })}</strong>{' '}
        {interrupted && `${t('Whether it took effect is not known.')} `}{until ? t('The run waits for you until {until}.', { until }) : t('The run waits for you.')}
      </p>
      <Inside label={t('With these arguments')}><MaybeJson text={approval.arguments ?? ''} /></Inside>
      <label>
        <span className="quiet">{t('A word to the agent, if you like')}</span>
        <input type="text" data-testid="approval-reason" value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
      <p className="actions">
        <button type="button" className="primary" data-testid="approve" disabled={busy} onClick={() => decide(true)}>{interrupted ? t('Run it again') : t('Approve')}</button>
        <button type="button" className="stop" data-testid="refuse" disabled={busy} onClick={() => decide(false)}>{interrupted ? t('Leave it') : t('Refuse')}</button>
      </p>
    </section>
  );
}
