// The one place that speaks HTTP: cookies, the CSRF token, problem documents.
import createClient from 'openapi-fetch';
import type { paths } from './schema.d.ts';
import type { FieldProblem } from './types.ts';

/** What the server answered when it could not do what was asked; status 0 where it could not be reached. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly errors: FieldProblem[] = [],
  ) {
    super(detail || title);
  }
  /** The words about one field, by its JSON pointer (`/email`). */
  field(pointer: string): string | undefined {
    return this.errors.find((error) => error.pointer === pointer)?.detail;
  }
}

let csrf = '';
let onSignedOut: () => void = () => {};

export function useCsrf(token: string): void {
  csrf = token;
}
/** What to do when the server no longer knows the session. */
export function whenSignedOut(action: () => void): void {
  onSignedOut = action;
}

export const client = createClient<paths>({ credentials: 'same-origin' });
client.use({
  onRequest({ request }) {
    if (request.method !== 'GET') request.headers.set('X-CSRF-Token', csrf);
    return request;
  },
  async onResponse({ request, response }) {
    if (response.ok) return;
    if (response.status === 401 && !new URL(request.url).pathname.endsWith('/session')) onSignedOut();
    throw await readProblem(response);
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === 'AbortError') return error;
    return new Problem(0, 'offline', '');
  },
});

async function readProblem(response: Response): Promise<Problem> {
  try {
    const body = (await response.json()) as Partial<{ title: string; detail: string; errors: FieldProblem[] }>;
    return new Problem(response.status, body.title ?? response.statusText, body.detail ?? '', body.errors ?? []);
  } catch {
    return new Problem(response.status, response.statusText, '');
  }
}

/** `?a=1&b=2` of the values that are given. */
export function query(values: Record<string, string | number | boolean | null | undefined>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text ? `?${text}` : '';
}
