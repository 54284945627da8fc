import { t, tag } from '../i18n/t';

export const count = (value: number): string => new Intl.NumberFormat(tag()).format(Math.round(value));

/** A sum in the currency of the configured prices. */
export const money = (value: number): string => new Intl.NumberFormat(tag(), { maximumSignificantDigits: 4 }).format(value);

export function bytes(value: number): string {
  if (value < 1024) return `${value} B`;
  const digits = (size: number, most: number) => new Intl.NumberFormat(tag(), { maximumFractionDigits: most }).format(size);
  return value < 1024 * 1024 ? `${digits(value / 1024, 0)} KB` : `${digits(value / 1024 / 1024, 1)} MB`;
}

export function shorten(text: string, length: number): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  const points = Array.from(flat);
  return points.length <= length ? flat : `${points.slice(0, length - 1).join('').trimEnd()}…`;
}

/** Today's times as a clock, others as a date. */
export function when(iso: string, now = new Date()): string {
  const then = new Date(iso);
  if (Number.isNaN(then.getTime())) return '';
  return then.toDateString() === now.toDateString()
    ? then.toLocaleTimeString(tag(), { hour: '2-digit', minute: '2-digit' })
    : then.toLocaleDateString(tag(), { day: 'numeric', month: 'short', ...(then.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }) });
}

export const day = (iso: string): string => new Date(iso).toLocaleDateString(tag(), { day: 'numeric', month: 'short', year: 'numeric' });

/** The group of a list that a time belongs to. */
export function ageOf(iso: string, now = new Date()): string {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const days = (midnight - new Date(iso).getTime()) / 86_400_000;
  if (days <= 0) return t('Today');
  if (days <= 1) return t('Yesterday');
  if (days <= 7) return t('The last seven days');
  return days <= 30 ? t('The last thirty days') : t('Older');
}

export const tokens = (value: number): string => t('{n, plural, one {# token} other {# tokens}}', { n: Math.round(value) });
export const steps = (value: number): string => t('{n, plural, one {# step} other {# steps}}', { n: value });
export const chunks = (value: number): string => t('{n, plural, one {# chunk} other {# chunks}}', { n: value });
