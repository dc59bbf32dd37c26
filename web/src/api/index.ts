// Every endpoint that the console uses, by name. Paths, bodies and answers are checked against the
// server's OpenAPI description.
import { client, query } from './client.ts';
import type { components } from './schema.d.ts';
import type * as T from './types.ts';

export type * from './types.ts';
export { Problem } from './client.ts';

type Schemas = components['schemas'];

/** The answer's data. Refusals are thrown before this; an answer without a body is undefined. */
async function told<D>(call: Promise<{ data?: D }>): Promise<T.Told<D>> {
  return (await call).data as T.Told<D>;
}
async function items<I>(call: Promise<{ data?: { items: I[] } }>): Promise<T.Told<I>[]> {
  return ((await call).data?.items ?? []) as T.Told<I>[];
}
const abort = (signal: AbortSignal | undefined) => (signal ? { signal } : {});
const at = (id: string) => ({ path: { id } });
/** Some answers are told more exactly than OpenAPI can say; `types.ts` says how. */
const as = <To>(answer: Promise<unknown>) => answer as Promise<To>;
const sent = (definition: T.SurveyDefinition) => definition as Schemas['SurveyDefinition'];

export const api = {
  setupNeeded: () => told(client.GET('/api/v1/setup')),
  setup: (body: Schemas['SetupRequest']) => told(client.POST('/api/v1/setup', { body })),
  session: () => told(client.GET('/api/v1/session')),
  logIn: (email: string, password: string) => told(client.POST('/api/v1/session', { body: { email, password } })),
  logOut: () => told(client.DELETE('/api/v1/session')),
  acceptInvitation: (body: Schemas['AcceptRequest']) => told(client.POST('/api/v1/invitations/accept', { body })),
  changeMe: (body: Schemas['MeChange']) => told(client.PATCH('/api/v1/me', { body })),

  changeWorkspace: (body: Schemas['SettingsChange']) => told(client.PATCH('/api/v1/workspace', { body })),
  zones: (signal?: AbortSignal) => items(client.GET('/api/v1/workspace/zones', abort(signal))),
  units: (signal?: AbortSignal) => items(client.GET('/api/v1/units', abort(signal))),
  addUnit: (body: Schemas['NewUnit']) => told(client.POST('/api/v1/units', { body })),
  changeUnit: (id: string, body: Schemas['UnitChange']) => told(client.PATCH('/api/v1/units/{id}', { params: at(id), body })),
  people: (signal?: AbortSignal) => items(client.GET('/api/v1/people', abort(signal))),
  changePerson: (id: string, body: Schemas['PersonChange']) => told(client.PATCH('/api/v1/people/{id}', { params: at(id), body })),
  invitations: (signal?: AbortSignal) => items(client.GET('/api/v1/invitations', abort(signal))),
  invite: (body: Schemas['InvitationRequest']) => told(client.POST('/api/v1/invitations', { body })),
  cancelInvitation: (email: string) => told(client.DELETE('/api/v1/invitations/{email}', { params: { path: { email } }, keepalive: true })),
  keys: (signal?: AbortSignal) => items(client.GET('/api/v1/keys', abort(signal))),
  addKey: (body: Schemas['KeyRequest']) => told(client.POST('/api/v1/keys', { body })),
  revokeKey: (id: string) => told(client.DELETE('/api/v1/keys/{id}', { params: at(id), keepalive: true })),
  webhooks: (signal?: AbortSignal) => items(client.GET('/api/v1/webhooks', abort(signal))),
  addWebhook: (body: Schemas['WebhookRequest']) => told(client.POST('/api/v1/webhooks', { body })),
  removeWebhook: (id: string) => told(client.DELETE('/api/v1/webhooks/{id}', { params: at(id), keepalive: true })),

  templates: (signal?: AbortSignal) => as<T.TemplateView[]>(items(client.GET('/api/v1/templates', abort(signal)))),
  surveys: (signal?: AbortSignal) => items(client.GET('/api/v1/surveys', abort(signal))),
  addSurvey: (begin: { template: string } | { draft: T.SurveyDefinition }) =>
    as<T.SurveyView>(told(client.POST('/api/v1/surveys', { body: 'draft' in begin ? { draft: sent(begin.draft) } : begin }))),
  survey: (id: string, signal?: AbortSignal) => as<T.SurveyView>(told(client.GET('/api/v1/surveys/{id}', { params: at(id), ...abort(signal) }))),
  saveDraft: (id: string, revision: number, draft: T.SurveyDefinition) =>
    told(client.PUT('/api/v1/surveys/{id}/draft', { params: at(id), body: { revision, draft: sent(draft) }, keepalive: true })),
  publish: (id: string, revision: number) => as<T.SurveyView>(told(client.POST('/api/v1/surveys/{id}/publish', { params: at(id), body: { revision } }))),
  changeContext: (id: string, revision: number, context: T.SurveyContext) =>
    as<T.SurveyView>(told(client.PUT('/api/v1/surveys/{id}/context', { params: at(id), body: { revision, ...context } }))),
  closeSurvey: (id: string) => as<T.SurveyView>(told(client.POST('/api/v1/surveys/{id}/close', { params: at(id), keepalive: true }))),

  metrics: (signal?: AbortSignal) => items(client.GET('/api/v1/metrics', abort(signal))),
  measure: (question: T.MetricQuestion, signal?: AbortSignal) => as<T.MetricAnswer>(told(client.POST('/api/v1/metrics:query', { body: question, ...abort(signal) }))),
  exportMeasure: async (question: T.MetricQuestion): Promise<Blob> =>
    (await client.POST('/api/v1/metrics:export', { body: question, parseAs: 'blob' })).data as unknown as Blob,
  dimensions: (signal?: AbortSignal) => items(client.GET('/api/v1/dimensions', abort(signal))),
  findings: (question: T.FindingsQuestion, signal?: AbortSignal) =>
    as<T.FindingsAnswer>(told(client.POST('/api/v1/findings:query', { body: question, ...abort(signal) }))),

  responses: (filter: T.ResponseQuery, signal?: AbortSignal) =>
    as<T.Page<T.ResponseSummary>>(told(client.GET('/api/v1/responses', { params: { query: filter }, ...abort(signal) }))),
  response: (id: string, signal?: AbortSignal) => as<T.ResponseView>(told(client.GET('/api/v1/responses/{id}', { params: at(id), ...abort(signal) }))),
  responsesCsv: (filter: T.ResponseQuery) => `/api/v1/responses.csv${query({ ...filter })}`,

  cases: (filter: T.CaseQuery, signal?: AbortSignal) =>
    as<T.Page<T.CaseView>>(told(client.GET('/api/v1/cases', { params: { query: filter }, ...abort(signal) }))),
  case: (id: string, signal?: AbortSignal) => as<T.CaseDetail>(told(client.GET('/api/v1/cases/{id}', { params: at(id), ...abort(signal) }))),
  openCase: (body: Schemas['CaseRequest']) => as<T.CaseDetail>(told(client.POST('/api/v1/cases', { body }))),
  changeCase: (id: string, revision: number, command: T.CaseCommand) =>
    as<T.CaseDetail>(told(client.POST('/api/v1/cases/{id}/changes', { params: at(id), body: { revision, command }, keepalive: true }))),
  casesSummary: (signal?: AbortSignal) => told(client.GET('/api/v1/cases/summary', abort(signal))),
  rules: (signal?: AbortSignal) => items(client.GET('/api/v1/rules', abort(signal))),
  addRule: (body: T.RuleDefinition) => told(client.POST('/api/v1/rules', { body })),
  changeRule: (id: string, body: T.RuleDefinition) => told(client.PUT('/api/v1/rules/{id}', { params: at(id), body })),
  removeRule: (id: string) => told(client.DELETE('/api/v1/rules/{id}', { params: at(id), keepalive: true })),

  contacts: (search: string, signal?: AbortSignal) => items(client.GET('/api/v1/contacts', { params: { query: { search } }, ...abort(signal) })),
  eraseContact: (id: string) => told(client.POST('/api/v1/contacts/{id}/erase', { params: at(id) })),
  audit: (cursor?: string, signal?: AbortSignal) =>
    as<T.Page<T.AuditEntry>>(told(client.GET('/api/v1/audit', { params: { query: cursor ? { cursor } : {} }, ...abort(signal) }))),
};
