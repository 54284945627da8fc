import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { t } from '../i18n/t';
import { count, money } from '../text/format';

interface Props {
  points: readonly { label: string; tokens: number; full: number; cached: number | null; cost: number | null }[];
  at: number | null;
}

/** What each and all before it come to. */
const sums = (values: readonly number[]): number[] => {
  let so = 0;
  return values.map((each) => (so += each));
};

/** With all tokens of the history at the same price a token: output, and what the cache serves, are taken to grow with it. */
const atFull = (each: { tokens: number; full: number; cost: number | null }) => (each.tokens > 0 ? (each.cost ?? 0) * each.full / each.tokens : each.cost ?? 0);

/** Tokens of each request, what they would be had nothing been scraped off, those of them that the provider's cache served, and what all requests so far cost and would have cost. */
export default function TokensChart({ points, at }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const cached = points.some((each) => (each.cached ?? 0) > 0);
  const costs = points.some((each) => (each.cost ?? 0) > 0);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const style = getComputedStyle(element);
    const colour = (name: string) => style.getPropertyValue(name).trim() || '#888';
    // Custom properties that hold light-dark() are resolved on an element only.
    const probe = element.appendChild(document.createElement('span'));
    const resolved = (name: string) => {
      probe.style.color = colour(name);
      return getComputedStyle(probe).color;
    };
    const [ink, quiet, sent, full, kept, paid] = [resolved('--ink'), resolved('--line'), resolved('--rubric'), resolved('--ghost'), resolved('--assistant'), resolved('--tool')];
    probe.remove();
    const axis = { stroke: ink, grid: { stroke: quiet, width: 1 }, font: '11px sans-serif' };
    const data = [points.map((_, n) => n + 1), points.map((each) => each.tokens), points.map((each) => each.full)] as (number | null)[][];
    const series: uPlot.Series[] = [{}, { stroke: sent, width: 2, label: t('sent') }, { stroke: full, width: 1, dash: [4, 4], label: t('full history') }];
    if (cached) {
      data.push(points.map((each) => each.cached));
      series.push({ stroke: kept, width: 1, dash: [1, 3], label: t('from the cache') });
    }
    if (costs) {
      data.push(sums(points.map((each) => each.cost ?? 0)));
      series.push({ stroke: paid, width: 1, dash: [8, 3], scale: 'cost', label: t('cost so far') });
      data.push(sums(points.map(atFull)));
      series.push({ stroke: full, width: 1, dash: [8, 3], scale: 'cost', label: t('cost with the full history') });
    }
    chart.current = new uPlot({
      width: element.clientWidth, height: 120, legend: { show: false }, cursor: { show: false }, scales: { x: { time: false }, y: { range: (_, __, most) => [0, most * 1.05] }, cost: { range: (_, __, most) => [0, most * 1.05] } },
      axes: [{ ...axis, size: 24 }, { ...axis, size: 52, values: (_, values) => values.map((each) => count(each)) },
        ...(costs ? [{ ...axis, scale: 'cost', side: 1, size: 52, grid: { show: false }, values: (_: uPlot, values: number[]) => values.map((each) => money(each)) }] : [])],
      series,
    }, data as uPlot.AlignedData, element);
    const watch = new ResizeObserver(() => chart.current?.setSize({ width: element.clientWidth, height: 120 }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      chart.current?.destroy();
      chart.current = null;
    };
  }, [points, cached, costs]);
  const total = points.reduce((all, each) => ({
    tokens: all.tokens + each.tokens, full: all.full + each.full, cached: all.cached + (each.cached ?? 0), cost: all.cost + (each.cost ?? 0), costAtFull: all.costAtFull + atFull(each),
  }), { tokens: 0, full: 0, cached: 0, cost: 0, costAtFull: 0 });
  return (
    <figure className="chart">
      <div ref={place} aria-hidden="true" />
      <figcaption className="quiet">
        <span className="swatch sent" /> {t('sent')} <span className="swatch full" /> {t('with the full history')}
        {cached && <> <span className="swatch cached" /> {t('from the cache')}</>}{costs && <> <span className="swatch cost" /> {t('cost so far')} <span className="swatch cost full" /> {t('cost with the full history')}</>}.{' '}
        {t('In all steps here {sent} tokens were sent; with the full history it would be {full}.', { sent: count(total.tokens), full: count(total.full) })}
        {cached && ` ${t('{n} of them came from the cache.', { n: count(total.cached) })}`}
        {costs && ` ${t('They cost {n}; with the full history it would be about {full}.', { n: money(total.cost), full: money(total.costAtFull) })}`}
        {at !== null && points[at] && ` ${points[at].label}: ${count(points[at].tokens)}.`}
      </figcaption>
    </figure>
  );
}
