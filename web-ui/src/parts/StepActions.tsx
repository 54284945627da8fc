interface Props {
  step: number;
  /** Null: another question came after this run. */
  onRetry: (() => void) | null;
  onFork: () => void;
}

/** What can be done with a step of a run that stands still. */
export function StepActions({ step, onRetry, onFork }: Props) {
  return (
    <details className="step-actions">
      <summary aria-label={`Step ${step}: go on from here`} title="Go on from here">↺</summary>
      <p className="actions">
        {onRetry && <button type="button" data-testid="retry-step" onClick={onRetry} title="What came after no longer counts">Retry from step {step}</button>}
        <button type="button" data-testid="fork-step" onClick={onFork} title="A new conversation; this one stays as it is">Fork from step {step}</button>
      </p>
    </details>
  );
}
