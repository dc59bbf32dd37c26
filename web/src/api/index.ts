// Every endpoint that the console uses, by name.
import { query, request, send, type RequestOptions } from './client.ts';
import type * as T from './types.ts';

export * from './types.ts';
export { Problem } from './client.ts';

const get = <R>(path: string, signal?: AbortSignal) => request<R>('GET', path, signal ? { signal } : {});
const post = <R>(path: string, body?: unknown, options: RequestOptions = {}) => request<R>('POST', path, { ...options, body: body ?? {} });
const patch = <R>(path: string, body: unknown) => request<R>('PATCH', path, { body });
const put = <R>(path: string, body: unknown) => request<R>('PUT', path, { body });
const remove = (path: string) => request<void>('DELETE', path, { keepalive: true });
const items = async <R>(path: string, signal?: AbortSignal): Promise<R[]> => {
  const list = await get<R[] | T.Page<R>>(path, signal);
  return Array.isArray(list) ? list : list.items;
};

export interface ResponseQuery {
  survey?: string; unit?: string; touchpoint?: string; channel?: string; language?: string; from?: string; until?: string;
  score_min?: number; score_max?: number; words?: string; has_words?: boolean; cursor?: string; limit?: number;
}
export interface CaseQuery { state?: 'open' | 'late' | 'closed'; owner?: string; limit?: number; cursor?: string }

export const api = {
  setupNeeded: () => get<{ needed: boolean }>('/setup'),
  setup: (body: { company: string; name: string; email: string; password: string; language: string; zone: string }) => post<T.SessionView>('/setup', body),
  session: () => get<T.SessionView>('/session'),
  logIn: (email: string, password: string) => post<T.SessionView>('/session', { email, password }),
  logOut: () => request<void>('DELETE', '/session'),
  acceptInvitation: (body: { token: string; name: string; password: string; language: string }) => post<T.SessionView>('/invitations/accept', body),
  changeMe: (body: Partial<{ name: string; language: string; new_password: string; current_password: string }>) => patch<T.User>('/me', body),

  workspace: () => get<T.Workspace>('/workspace'),
  changeWorkspace: (settings: Partial<T.WorkspaceSettings>) => patch<T.Workspace>('/workspace', settings),
  units: (signal?: AbortSignal) => items<T.OrganisationUnit>('/units', signal),
  addUnit: (body: { parent: string; name: string; code: string | null }) => post<T.OrganisationUnit>('/units', body),
  changeUnit: (id: string, body: Partial<{ name: string; code: string; parent: string }>) => patch<T.OrganisationUnit>(`/units/${id}`, body),
  people: (signal?: AbortSignal) => items<T.User>('/people', signal),
  changePerson: (id: string, body: Partial<{ role: T.Role; unit: string | null; active: boolean }>) => patch<T.User>(`/people/${id}`, body),
  invitations: (signal?: AbortSignal) => items<T.Invitation>('/invitations', signal),
  invite: (body: { email: string; role: T.Role; unit: string | null }) => post<T.NewInvitation>('/invitations', body),
  cancelInvitation: (email: string) => remove(`/invitations/${encodeURIComponent(email)}`),
  keys: (signal?: AbortSignal) => items<T.ApiKey>('/keys', signal),
  addKey: (body: { name: string; scopes: T.KeyScope[]; unit: string | null }) => post<T.NewApiKey>('/keys', body),
  revokeKey: (id: string) => remove(`/keys/${id}`),
  webhooks: (signal?: AbortSignal) => items<T.WebhookView>('/webhooks', signal),
  addWebhook: (body: { name: string; url: string }) => post<T.NewWebhook>('/webhooks', body),
  removeWebhook: (id: string) => remove(`/webhooks/${id}`),

  templates: (signal?: AbortSignal) => items<T.TemplateView>('/templates', signal),
  surveys: (signal?: AbortSignal) => items<T.SurveySummary>('/surveys', signal),
  addSurvey: (body: { template: string } | { draft: T.SurveyDefinition }) => post<T.SurveyView>('/surveys', body),
  survey: (id: string, signal?: AbortSignal) => get<T.SurveyView>(`/surveys/${id}`, signal),
  saveDraft: (id: string, revision: number, draft: T.SurveyDefinition) => put<T.SavedDraft>(`/surveys/${id}/draft`, { revision, draft }),
  publish: (id: string, revision: number) => post<T.SurveyView>(`/surveys/${id}/publish`, { revision }),
  changeContext: (id: string, revision: number, context: T.SurveyContext) => put<T.SurveyView>(`/surveys/${id}/context`, { revision, ...context }),
  closeSurvey: (id: string) => post<T.SurveyView>(`/surveys/${id}/close`),

  metrics: (signal?: AbortSignal) => items<T.MetricDefinition>('/metrics', signal),
  measure: (question: T.MetricQuestion, signal?: AbortSignal) => post<T.MetricAnswer>('/metrics:query', question, signal ? { signal } : {}),
  exportMeasure: async (question: T.MetricQuestion): Promise<Blob> =>
    (await send('POST', '/metrics:export', { body: question, accept: 'text/csv' })).blob(),
  dimensions: (signal?: AbortSignal) => items<T.DimensionValues>('/dimensions', signal),
  findings: (question: T.FindingsQuestion, signal?: AbortSignal) => post<T.FindingsAnswer>('/findings:query', question, signal ? { signal } : {}),

  responses: (filter: ResponseQuery, signal?: AbortSignal) => get<T.Page<T.ResponseSummary>>(`/responses${query({ ...filter })}`, signal),
  response: (id: string, signal?: AbortSignal) => get<T.ResponseView>(`/responses/${id}`, signal),
  responsesCsv: (filter: ResponseQuery) => `/api/v1/responses.csv${query({ ...filter })}`,

  cases: (filter: CaseQuery, signal?: AbortSignal) => get<T.Page<T.CaseListItem>>(`/cases${query({ ...filter })}`, signal),
  case: (id: string, signal?: AbortSignal) => get<T.CaseView>(`/cases/${id}`, signal),
  openCase: (response: string) => post<T.Case>('/cases', { response }),
  changeCase: (id: string, revision: number, change: T.CaseCommand) =>
    post<T.CaseView>(`/cases/${id}/changes`, { revision, change }, { keepalive: true }),
  casesSummary: (signal?: AbortSignal) => get<T.CasesSummary>('/cases/summary', signal),
  rules: (signal?: AbortSignal) => items<T.Rule>('/rules', signal),
  addRule: (rule: T.RuleDefinition) => post<T.Rule>('/rules', rule),
  changeRule: (id: string, rule: T.RuleDefinition) => put<T.Rule>(`/rules/${id}`, rule),
  removeRule: (id: string) => remove(`/rules/${id}`),

  contacts: (search: string, signal?: AbortSignal) => items<T.Contact & { responses?: number }>(`/contacts${query({ search })}`, signal),
  eraseContact: (id: string) => post<void>(`/contacts/${id}/erase`),
  audit: (cursor?: string, signal?: AbortSignal) => get<T.Page<T.AuditEntry>>(`/audit${query({ cursor })}`, signal),
};
