// The API's types under the names that they have in the server's OpenAPI description.

export type InterfaceLanguage = 'en' | 'hu' | 'ro' | 'fi' | 'fa';
export type LocalizedText = Record<string, string>;
export type Calendar = 'gregorian' | 'solar_hijri';
export type Grain = 'day' | 'week' | 'month' | 'quarter' | 'year';
export interface Period { start: string; until: string }
export interface Scale { min: number; max: number }
export type Role = 'owner' | 'manager' | 'analyst' | 'agent';
export type KeyScope = 'responses_write' | 'responses_read' | 'metrics_read' | 'surveys_write';
export type Action =
  | 'public' | 'read_self' | 'read_metrics' | 'read_responses' | 'write_responses' | 'read_surveys'
  | 'write_surveys' | 'read_cases' | 'write_cases' | 'write_rules' | 'read_people' | 'write_people'
  | 'write_settings' | 'write_units' | 'write_keys' | 'erase_contact' | 'read_audit' | 'operate';

export interface User {
  id: string; email: string; name: string; role: Role; unit: string | null; language: InterfaceLanguage; active: boolean;
}
export interface WorkspaceSettings {
  name: string; language: InterfaceLanguage; zone: string; calendar: Calendar;
  week_start: number; fiscal_year_start: number; small_group: number;
}
export interface Workspace { id: string; slug: string; simulated: boolean; settings: WorkspaceSettings }
export interface SessionView { user: User | null; workspace: Workspace; csrf: string | null; permissions: Action[]; hides_small_groups: boolean }
export interface OrganisationUnit { id: string; parent: string | null; name: string; code: string | null }
export interface Invitation { email: string; role: Role; unit: string | null; expires_at: string }
export interface ApiKey {
  id: string; name: string; prefix: string; scopes: KeyScope[]; unit: string | null; created_at: string; revoked_at: string | null;
}
export type NewInvitation = Invitation & { link: string };
export type NewApiKey = ApiKey & { secret: string };
export interface WebhookView { id: string; name: string; url: string; enabled: boolean; created_at: string }
export type NewWebhook = WebhookView & { secret: string };

export type QuestionKindName =
  | 'nps' | 'nps_1_10' | 'csat' | 'ces' | 'rating' | 'single_choice' | 'multiple_choice' | 'matrix' | 'text';
export interface Choice { key: string; text: LocalizedText }
export interface Question {
  key: string; text: LocalizedText; help?: LocalizedText; required?: boolean; low?: LocalizedText; high?: LocalizedText;
  kind: QuestionKindName; points?: number; choices?: Choice[]; rows?: Choice[]; long?: boolean;
}
export interface SurveyDefinition {
  title: LocalizedText; introduction?: LocalizedText; thanks?: LocalizedText;
  languages: string[]; questions: Question[]; index?: string[];
}
export type SurveyState = 'draft' | 'published' | 'closed';
export interface SurveySummary {
  id: string; state: SurveyState; title: LocalizedText; languages: string[]; questions: number; version: number | null;
  link: string; responses: number; updated_at: string;
}
export interface SurveyContext { unit: string | null; touchpoint: string | null }
export interface SurveyView {
  id: string; state: SurveyState; draft: SurveyDefinition; published: SurveyDefinition | null; version: number | null;
  context: SurveyContext; revision: number; link: string; created_at: string; updated_at: string;
}
export interface FieldProblem { pointer: string; detail: string }
export interface SavedDraft { revision: number; problems: FieldProblem[] }
export interface TemplateView { key: string; name: LocalizedText; description: LocalizedText; minutes: number; definition: SurveyDefinition }

export type FactKind =
  | 'response' | 'nps' | 'nps_1_10' | 'csat' | 'ces' | 'rating' | 'likert' | 'single_choice' | 'multiple_choice' | 'index';
export type MetricId =
  | 'nps' | 'nps_1_10' | 'csat' | 'ces_5' | 'ces_7' | 'satisfied_share' | 'satisfaction_index' | 'mean'
  | 'distribution' | 'choice_share' | 'responses';
export type MetricUnit = 'net_points' | 'share' | 'scale_points' | 'index' | 'count';
export interface Bucket { name: string; min: number; max: number }
export interface MetricDefinition {
  id: MetricId; version: number; kinds: FactKind[]; scale: Scale | null; buckets: Bucket[]; unit: MetricUnit;
  higher_is_better: boolean; needs_question: boolean; interval_method: string; level: number; decimals: number; source: string;
}
export type Compare = 'previous_period' | 'year_before';
export type Filter =
  | { all: Filter[] } | { any: Filter[] } | { not: Filter }
  | { in: { dimension: string; values: (string | null)[] } }
  | { range: { dimension: string; min?: number; max?: number } }
  | { score: { min?: number; max?: number } };
export interface MetricQuestion {
  metric: MetricId; survey?: string; question?: string; from?: string; until?: string; grain?: Grain;
  calendar?: Calendar; by?: string[]; filter?: Filter; compare?: Compare; as_of?: number;
}
export type Flag = 'no_data' | 'few_answers' | 'suppressed';
export interface Part { name: string; count: number; share: number; low: number; high: number }
export interface ScoreCount { score: number; count: number }
export interface Weighted {
  without_weight: number; value: number | null; low: number | null; high: number | null; effective_n: number | null;
}
export interface Measure {
  n: number; value: number | null; low: number | null; high: number | null; flag: Flag | null;
  excluded: { skipped: number; not_applicable: number }; parts: Part[]; distribution: ScoreCount[]; weighted: Weighted | null;
}
export type Sureness = 'clear' | 'within_noise' | 'too_few';
export interface Comparison {
  period: Period; before: Measure; difference: number | null; low: number | null; high: number | null;
  p_value: number | null; sureness: Sureness;
}
export interface GroupKey { value: string | null; label: string }
export interface Group { period: Period | null; keys: GroupKey[]; measure: Measure; comparison?: Comparison | null }
export interface MetricAnswer {
  definition: MetricDefinition; question: MetricQuestion; as_of: number; arrived_since: number;
  total: Measure; groups: Group[]; comparison: Comparison | null;
}
export interface DimensionValues { dimension: string; values: GroupKey[]; truncated: boolean }
export interface FindingsQuestion { from?: string; until?: string; survey?: string; filter?: Filter; limit?: number }
export interface Finding {
  metric: MetricId; dimension?: string | null; key?: GroupKey | null; kind: 'changed' | 'differs'; direction: 'better' | 'worse';
  period: Period; measure: Measure; comparison: Comparison; q_value: number;
}
export interface FindingsAnswer { period: Period; as_of: number; scanned: number; findings: Finding[] }

export interface HeadlineScore { question: string; kind: FactKind; scale: Scale; score: number }
export interface ResponseSummary {
  id: string; survey: string; unit: string; touchpoint: string | null; channel: string | null; language: string | null;
  answered_at: string; headline: HeadlineScore | null; excerpt: string | null; withdrawn_at: string | null;
}
export type AnswerValue = number | string | string[] | Record<string, number> | null;
export interface ResponseView {
  id: string; seq: number; survey: string; version: number; definition: SurveyDefinition; answers: Record<string, AnswerValue>;
  headline: HeadlineScore | null; unit: string; touchpoint: string | null; channel: string | null; language: string | null;
  country: string | null; team: string | null; agent: string | null; product: string | null; attributes: Record<string, string>;
  weight: number | null; answered_at: string; accepted_at: string; zone: string; external_id: string | null; contact: string | null;
  source: string; revision: number; changes: { at: string; withdrawal: boolean }[]; withdrawn_at: string | null;
}
export interface Contact { id: string; external_id: string | null; email: string | null; name: string | null; created_at: string }

export type CaseStep = 'hear' | 'empathise' | 'apologise' | 'resolve' | 'diagnose';
export type CauseKind =
  | 'product' | 'process' | 'people' | 'system' | 'supplier' | 'price' | 'information' | 'outside_our_control';
export interface Case {
  id: string; number: number; response: string; survey: string; unit: string; rule: string | null; question: string | null;
  score: number | null; touchpoint: string | null; owner: string | null; step: CaseStep; opened_at: string; due_at: string;
  closed_at: string | null; cause: CauseKind | null; revision: number;
}
/** A case in a list, with the beginning of what was said where it is known. */
export type CaseListItem = Case & { excerpt?: string | null; headline?: HeadlineScore | null };
export type CaseChange =
  | { type: 'opened' }
  | { type: 'noted'; text: string }
  | { type: 'step_finished'; step: CaseStep; note: string | null }
  | { type: 'assigned'; owner: string | null }
  | { type: 'closed'; cause: CauseKind; note: string | null }
  | { type: 'reopened'; note: string | null };
export type CaseCommand =
  | { type: 'note'; text: string }
  | { type: 'finish_step'; note: string | null }
  | { type: 'assign'; owner: string | null }
  | { type: 'close'; cause: CauseKind; note: string | null }
  | { type: 'reopen'; note: string | null };
export type CaseEvent = { id: string; at: string; actor: string | null } & CaseChange;
export interface CaseView { case: Case; events: CaseEvent[]; response: ResponseView | null }
export interface CasesSummary { open: number; late: number; opened: number; closed: number; closed_in_time: number; share_in_time?: Measure | null }
export interface RuleDefinition {
  name: string; enabled: boolean; survey: string | null; question: string | null; score_at_most: number | null; words: string[];
  unit: string | null; touchpoint: string | null; owner: string | null; due_in_hours: number;
  notify_by_mail: boolean; notify_by_webhook: boolean;
}
export type Rule = { id: string } & RuleDefinition;
export interface AuditEntry { at: string; actor: string; action: string; object: string; detail: unknown }
export interface Page<T> { items: T[]; next?: string | null }
