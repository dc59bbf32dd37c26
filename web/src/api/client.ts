// The one place that speaks HTTP: cookies, the CSRF token, problem documents.

import type { FieldProblem } from './types.ts';

/** What the server answered when it could not do what was asked. */
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
    return this.errors.find((error) => error.pointer.replace(/^#/, '') === pointer)?.detail;
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

export interface RequestOptions { body?: unknown; signal?: AbortSignal; keepalive?: boolean; accept?: string }

export async function send(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
  const headers: Record<string, string> = { Accept: options.accept ?? 'application/json' };
  if (method !== 'GET') headers['X-CSRF-Token'] = csrf;
  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json';
    init.body = JSON.stringify(options.body);
  }
  if (options.signal) init.signal = options.signal;
  if (options.keepalive) init.keepalive = true;
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, 'offline', '');
  }
  if (response.ok) return response;
  const problem = await readProblem(response);
  if (response.status === 401 && path !== '/session') onSignedOut();
  throw problem;
}

async function readProblem(response: Response): Promise<Problem> {
  try {
    const body = (await response.json()) as Partial<{ title: string; detail: string; errors: FieldProblem[] }>;
    return new Problem(response.status, body.title ?? response.statusText, body.detail ?? '', body.errors ?? []);
  } catch {
    return new Problem(response.status, response.statusText, '');
  }
}

export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(method, path, options);
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
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
