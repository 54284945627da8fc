import { memo, useMemo, type CSSProperties } from 'react';
import { t } from '../i18n/t';
import { piecesOf, type WindowModel } from '../state/window';
import { count } from '../text/format';

interface Props {
  model: WindowModel;
  peak: number;
  /** The key of a message to point out. */
  lit: string | null;
  /** Whether a language model is behind the agent. */
  speaks?: boolean;
  onOpen?: (() => void) | undefined;
}

const share = (tokens: number, of: number): CSSProperties => ({ width: `${Math.min(100, (100 * tokens) / Math.max(1, of))}%` });

/**
 * The window as a bar: what the next request holds, message by message. Under it, on the same scale while it fits, the
 * undertext: all that was ever written there, with the scraped-off messages as outlines. What is larger than the window is drawn to its own scale.
 */
export const WindowBar = memo(function WindowBar({ model, peak, lit, onOpen }: Props) {
  const pieces = useMemo(() => piecesOf(model.segments), [model.segments]);
  const over = model.used > model.window;
  const scale = Math.max(model.window, model.used);
  const underScale = Math.max(scale, model.unpruned);
  const figures = over ? t('{used} tokens, more than the window of {window}', { used: count(model.used), window: count(model.window) })
    : t('{used} of {window} tokens', { used: count(model.used), window: count(model.window) });
  const content = (
    <>
      <span className="figures">
        <span><b>{figures}</b></span>
        {peak > 0 && <span className="quiet">{t('largest request {n}', { n: count(peak) })}</span>}
        {model.pruned > 0 && <span className="quiet">{t('{n} scraped off', { n: count(model.unpruned - model.used) })}</span>}
      </span>
      <span className="track" aria-hidden="true" data-over={over || undefined}>
        {model.framing > 0 && <span className="segment framing" style={share(model.framing, scale)} />}
        {pieces.map((each) => (
          <span
            key={each.key} data-role={each.role} data-pruned={each.pruned || undefined} data-lit={(lit !== null && each.keys.includes(lit)) || undefined}
            className="segment" style={share(each.tokens, scale)}
          />
        ))}
        {model.reserved > 0 && !over && <span className="reserve" style={share(model.reserved, scale)} />}
        {over && <span className="limit" style={{ left: `${(100 * model.window) / scale}%` }} />}
      </span>
      <span className="undertext" aria-hidden="true" data-on={model.pruned > 0 || undefined}>
        {model.framing > 0 && <span style={share(model.framing, underScale)} />}
        {model.pruned > 0 && pieces.map((each) => (
          <span
            key={each.key} data-role={each.role} data-pruned={each.pruned || undefined} data-lit={(lit !== null && each.keys.includes(lit)) || undefined}
            style={share(each.original, underScale)}
          />
        ))}
      </span>
      {over && <span className="quiet">{t('The next question makes room: the oldest exchanges are folded away first.')}</span>}
    </>
  );
  if (!onOpen) return <div className="window-bar" data-testid="window-bar">{content}</div>;
  return (
    <button type="button" className="window-bar" data-testid="window-bar" onClick={onOpen}>
      <span className="visually-hidden">{t('Context window:')} </span>{content}
      <span className="visually-hidden">{t('Show its messages')}</span>
    </button>
  );
});
