import { useLayoutEffect, useRef, useState } from 'react';
import { t } from '../i18n/t';

interface Props {
  /** Where what is typed here is kept while another conversation is looked at. */
  drafts: Map<string, string>;
  place: string;
  /** Why nothing can be asked now; null when it can. */
  reason: string | null;
  running: boolean;
  stopping: boolean;
  sending: boolean;
  /** Whether the run can be told to wait, or to go on; null when neither. */
  pause: { on: boolean; change: () => void } | null;
  /** Gives whether the question was taken; what was typed stays where it was not. */
  onAsk: (question: string) => Promise<boolean>;
  onStop: () => void;
}

/** Enter sends, Shift+Enter begins a new line. What is typed while a run goes on waits for its end. */
export function Composer({ drafts, place, reason, running, stopping, sending, pause, onAsk, onStop }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(drafts.get(place) ?? '');
  const [askable, setAskable] = useState(() => typeof Notification !== 'undefined' && Notification.permission === 'default');
  const blocked = reason !== null || sending || text.trim() === '';
  const type = (typed: string) => {
    drafts.set(place, typed);
    setText(typed);
  };
  const ask = () => {
    if (!blocked) void onAsk(text.trim()).then((taken) => { if (taken) type(''); });
  };

  useLayoutEffect(() => {
    const element = area.current;
    if (!element || CSS.supports('field-sizing', 'content')) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight + 2, 200)}px`;
  }, [text]);

  return (
    <form className="composer" onSubmit={(event) => { event.preventDefault(); ask(); }}>
      <label className="visually-hidden" htmlFor="question">{t('Your question')}</label>
      <textarea
        id="question" ref={area} data-testid="question" rows={1} value={text} aria-describedby="composer-reason"
        placeholder={t('Ask a question')}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          // While an input method composes a character, Enter chooses it.
          if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            ask();
          }
        }}
      />
      <span className="actions">
        {running && pause && <button type="button" data-testid="pause" onClick={pause.change}>{pause.on ? t('Resume') : t('Pause')}</button>}
        {running
          ? <button type="button" className="stop" data-testid="stop" aria-label={t('Stop this run')} onClick={() => { onStop(); area.current?.focus(); }} disabled={stopping}>{stopping ? t('Stopping') : t('Stop')}</button>
          : <button type="submit" className="primary" data-testid="ask" disabled={blocked}>{t('Ask')}</button>}
      </span>
      <p id="composer-reason" className={reason === null ? 'quiet hint' : 'quiet'}>{reason ?? t('Enter sends, Shift+Enter begins a new line.')}</p>
      {running && askable && (
        <p><button type="button" className="plain link" onClick={() => void Notification.requestPermission().then(() => setAskable(false))}>{t('Tell me when it ends')}</button></p>
      )}
    </form>
  );
}
