import { useLayoutEffect, useRef } from 'react';

interface Props {
  text: string;
  onText: (text: string) => void;
  /** Why nothing can be asked now; null when it can. */
  reason: string | null;
  running: boolean;
  stopping: boolean;
  sending: boolean;
  /** Whether the run can be told to wait, or to go on; null when neither. */
  pause: { on: boolean; change: () => void } | null;
  onAsk: () => void;
  onStop: () => void;
}

/** Enter sends, Shift+Enter begins a new line. What is typed while a run goes on waits for its end. */
export function Composer({ text, onText, reason, running, stopping, sending, pause, onAsk, onStop }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const blocked = reason !== null || sending || text.trim() === '';

  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight + 2, 200)}px`;
  }, [text]);

  return (
    <form className="composer" onSubmit={(event) => { event.preventDefault(); if (!blocked) onAsk(); }}>
      <label className="visually-hidden" htmlFor="question">Your question</label>
      <textarea
        id="question" ref={area} data-testid="question" rows={1} value={text} aria-describedby="composer-reason"
        placeholder="Ask a question"
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          // While an input method composes a character, Enter chooses it.
          if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            if (!blocked) onAsk();
          }
        }}
      />
      <span className="actions">
        {running && pause && <button type="button" data-testid="pause" onClick={pause.change}>{pause.on ? 'Resume' : 'Pause'}</button>}
        {running
          ? <button type="button" className="stop" data-testid="stop" aria-label="Stop this run" onClick={() => { onStop(); area.current?.focus(); }} disabled={stopping}>{stopping ? 'Stopping' : 'Stop'}</button>
          : <button type="submit" className="primary" data-testid="ask" disabled={blocked}>Ask</button>}
      </span>
      <p id="composer-reason" className={reason === null ? 'quiet hint' : 'quiet'}>{reason ?? 'Enter sends, Shift+Enter begins a new line.'}</p>
    </form>
  );
}
