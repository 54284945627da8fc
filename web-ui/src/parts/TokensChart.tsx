import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { t } from '../i18n/t';
import { count } from '../text/format';

interface Props {
  points: readonly { label: string; tokens: number; full: number }[];
  at: number | null;
}

/** Tokens of each request, and what they would be had nothing been scraped off. */
export default function TokensChart({ points, at }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
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
    const [ink, quiet, sent, full] = [resolved('--ink'), resolved('--line'), resolved('--rubric'), resolved('--ghost')];
    probe.remove();
    const axis = { stroke: ink, grid: { stroke: quiet, width: 1 }, font: '11px sans-serif' };
    const data = [points.map((_, n) => n + 1), points.map((each) => each.tokens), points.map((each) => each.full)] as uPlot.AlignedData;
    chart.current = new uPlot({
      width: element.clientWidth, height: 120, legend: { show: false }, cursor: { show: false }, scales: { x: { time: false }, y: { range: (_, __, most) => [0, most * 1.05] } },
      axes: [{ ...axis, size: 24 }, { ...axis, size: 52, values: (_, values) => values.map((each) => count(each)) }],
      series: [{}, { stroke: sent, width: 2, label: t('sent') }, { stroke: full, width: 1, dash: [4, 4], label: t('full history') }],
    }, data, element);
    const watch = new ResizeObserver(() => chart.current?.setSize({ width: element.clientWidth, height: 120 }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      chart.current?.destroy();
      chart.current = null;
    };
  }, [points]);
  const total = points.reduce((all, each) => ({ tokens: all.tokens + each.tokens, full: all.full + each.full }), { tokens: 0, full: 0 });
  return (
    <figure className="chart">
      <div ref={place} aria-hidden="true" />
      <figcaption className="quiet">
        <span className="swatch sent" /> {t('sent')} <span className="swatch full" /> {t('with the full history')}.{' '}
        {t('In all steps here {sent} tokens were sent; with the full history it would be {full}.', { sent: count(total.tokens), full: count(total.full) })}
        {at !== null && points[at] && ` ${points[at].label}: ${count(points[at].tokens)}.`}
      </figcaption>
    </figure>
  );
}
