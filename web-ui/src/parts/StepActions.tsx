import { useRef } from 'react';

interface Props {
  step: number;
  /** Null: another question came after this run. */
  onRetry: (() => void) | null;
  onFork: () => void;
}

/** What can be done with a step of a run that stands still. */
export function StepActions({ step, onRetry, onFork }: Props) {
  const menu = useRef<HTMLDetailsElement>(null);
  const choose = (action: () => void) => () => {
    // The step that takes this one's place may be drawn into the same element.
    if (menu.current) menu.current.open = false;
    action();
  };
  return (
    <details ref={menu} className="step-actions">
      <summary aria-label={`Step ${step}: go on from here`} title="Go on from here">↺</summary>
      <p className="actions">
        {onRetry && <button type="button" data-testid="retry-step" onClick={choose(onRetry)} title="What came after no longer counts">Retry from step {step}</button>}
        <button type="button" data-testid="fork-step" onClick={choose(onFork)} title="A new conversation; this one stays as it is">Fork from step {step}</button>
      </p>
    </details>
  );
}
