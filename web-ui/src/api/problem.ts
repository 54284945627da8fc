import { t } from '../i18n/t';

/** A failed request: a problem detail of the server, or what stood in its place. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    /** The last part of the problem's `type`, or `unreachable`, or `unexpected`. */
    readonly kind: string,
    readonly status: number,
    readonly title: string,
    readonly detail: string | null,
    readonly fields: readonly { field: string; message: string }[] = [],
  ) {
    super(detail ?? title);
  }
}

const PREFIX = 'urn:palimpsest:problem:';

/** The problem's kind without its URN prefix. */
export function kindOf(type: string | undefined): string {
  if (!type) return 'unexpected';
  return type.startsWith(PREFIX) ? type.slice(PREFIX.length) : type;
}

/** Anything thrown, as a problem. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem('unexpected', 0, t('Something unexpected happened on this page.'), error instanceof Error ? error.message : String(error));
}

/** The problem in an answer's body; a body that is no problem detail (a proxy's page, say) is not shown. */
export function readProblem(status: number, body: string): Problem {
  try {
    const parsed = JSON.parse(body) as { type?: string; title?: string; detail?: string; errors?: { field: string; message: string }[] };
    if (typeof parsed === 'object' && parsed !== null && (parsed.type || parsed.title)) {
      return new Problem(kindOf(parsed.type), status, parsed.title ?? t('The request failed ({status}).', { status }), parsed.detail ?? null, parsed.errors ?? []);
    }
  } catch {
    // Not JSON: the status alone says what happened.
  }
  if (status === 413) return new Problem('document-too-large', status, 'Too large', null);
  if (status === 502 || status === 503 || status === 504) return unreachable();
  return new Problem('unexpected', status, t('The request failed ({status}).', { status }), null);
}

export function unreachable(): Problem {
  return new Problem('unreachable', 0, 'Unreachable', null);
}
