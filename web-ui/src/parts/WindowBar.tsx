import type { CSSProperties } from 'react';
import type { Segment, WindowModel } from '../state/window';
import { count } from '../text/format';

interface Props {
  model: WindowModel;
  peak: number;
  lit: string | null;
  onOpen: () => void;
}

const share = (tokens: number, of: number): CSSProperties => ({ width: `${Math.min(100, (100 * tokens) / Math.max(1, of))}%` });

/**
 * The window as a bar: what the next request holds, message by message. Under it, on the same scale while it fits, the
 * undertext: all that was ever written there, with the scraped-off messages as outlines.
 */
export function WindowBar({ model, peak, lit, onOpen }: Props) {
  const underScale = Math.max(model.window, model.unpruned);
  const words = `Context window: ${count(model.used)} of ${count(model.window)} tokens`
    + (peak > 0 ? `; largest request ${count(peak)}` : '')
    + (model.pruned > 0 ? `; ${count(model.pruned)} pruned, ${count(model.unpruned - model.used)} tokens freed` : '');
  return (
    <button type="button" className="window-bar" data-testid="window-bar" onClick={onOpen} aria-label={`${words}. Show its messages`}>
      <span className="figures" aria-hidden="true">
        <span><b>{count(model.used)}</b> of {count(model.window)} tokens</span>
        {peak > 0 && <span className="quiet">largest request {count(peak)}</span>}
        {model.pruned > 0 && <span className="quiet">{count(model.unpruned - model.used)} scraped off</span>}
      </span>
      <span className="track" aria-hidden="true">
        {model.framing > 0 && <span className="segment framing" title="Descriptions of the tools" style={share(model.framing, model.window)} />}
        {model.segments.map((each) => (
          <span
            key={each.key} data-role={each.role} data-pruned={each.pruned || undefined} data-lit={lit === each.key || undefined}
            className="segment" style={share(each.tokens, model.window)}
          />
        ))}
        {model.reserved > 0 && <span className="reserve" style={share(model.reserved, model.window)} />}
      </span>
      <span className="undertext" aria-hidden="true" data-on={model.pruned > 0 || undefined}>
        {model.framing > 0 && <span style={share(model.framing, underScale)} />}
        {model.segments.map((each) => <Ghost key={each.key} segment={each} scale={underScale} lit={lit === each.key} />)}
      </span>
    </button>
  );
}

function Ghost({ segment, scale, lit }: { segment: Segment; scale: number; lit: boolean }) {
  return (
    <span
      data-role={segment.role} data-pruned={segment.pruned || undefined} data-lit={lit || undefined}
      style={share(segment.original, scale)}
    />
  );
}
