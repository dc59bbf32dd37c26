// The API's types by name, as generated from the server's OpenAPI description.
import type { components, paths } from './schema.d.ts';

type Schemas = components['schemas'];

/** What the server tells: a value that may be missing is `null`, never left out. */
export type Told<T> = T extends (infer Item)[]
  ? Told<Item>[]
  : T extends object
    ? { [Key in keyof T]-?: Told<Exclude<T[Key], undefined>> }
    : T;

export type InterfaceLanguage = Schemas['InterfaceLanguage'];
export type LocalizedText = Schemas['LocalizedText'];
export type Calendar = Schemas['Calendar'];
export type Grain = Schemas['Grain'];
export type Period = Schemas['Period'];
export type Scale = Schemas['Scale'];
export type Role = Schemas['Role'];
export type KeyScope = Schemas['KeyScope'];
export type Action = Schemas['Action'];

export type User = Told<Schemas['User']>;
export type Workspace = Told<Schemas['Workspace']>;
export type WorkspaceSettings = Told<Schemas['WorkspaceSettings']>;
export type SessionView = Told<Schemas['SessionView']>;
export type OrganisationUnit = Told<Schemas['OrganisationUnit']>;
export type Invitation = Told<Schemas['Invitation']>;
export type ApiKey = Told<Schemas['ApiKey']>;
export type WebhookView = Told<Schemas['WebhookView']>;

export type Choice = Schemas['Choice'];
/** A question; what only some kinds have is optional here, so that editors can ask for it. */
export type Question = Schemas['Question'] & { points?: number; choices?: Choice[]; rows?: Choice[]; long?: boolean };
export type QuestionKindName = Question['kind'];
export type SurveyDefinition = Omit<Schemas['SurveyDefinition'], 'questions'> & { questions: Question[] };
export type SurveySummary = Told<Schemas['SurveySummary']>;
export type SurveyContext = Told<Schemas['SurveyContext']>;
export type SurveyView = Omit<Told<Schemas['SurveyView']>, 'draft' | 'published'> & { draft: SurveyDefinition; published: SurveyDefinition | null };
export type TemplateView = Omit<Told<Schemas['TemplateView']>, 'definition'> & { definition: SurveyDefinition };
export type FieldProblem = Schemas['FieldProblem'];
export type SavedDraft = Told<Schemas['SavedDraft']>;

export type FactKind = Schemas['FactKind'];
export type MetricId = Schemas['MetricId'];
export type MetricUnit = Schemas['Unit'];
export type MetricDefinition = Told<Schemas['MetricDefinition']>;
export type Compare = Schemas['Compare'];
export type Filter = Schemas['Filter'];
export type MetricQuestion = Schemas['MetricQuestion'];
export type Measure = Told<Schemas['Measure']>;
export type Comparison = Told<Schemas['Comparison']>;
export type GroupKey = Told<Schemas['GroupKey']>;
/** A group says nothing of a comparison that was not asked for. */
export type Group = Omit<Told<Schemas['Group']>, 'comparison' | 'cut_off'> & { cut_off?: boolean; comparison?: Comparison | null };
export type MetricAnswer = Omit<Told<Schemas['MetricAnswer']>, 'question' | 'groups'> & { question: MetricQuestion; groups: Group[] };
export type DimensionValues = Told<Schemas['DimensionValues']>;
export type FindingsQuestion = Schemas['FindingsQuestion'];
export type Finding = Omit<Told<Schemas['Finding']>, 'dimension' | 'key'> & { dimension?: string | null; key?: GroupKey | null };
export type FindingsAnswer = Omit<Told<Schemas['FindingsAnswer']>, 'findings'> & { findings: Finding[] };

export type HeadlineScore = Told<Schemas['HeadlineScore']>;
export type ResponseSummary = Told<Schemas['ResponseSummary']>;
export type AnswerValue = number | string | string[] | Record<string, number> | null;
export type ResponseView = Omit<Told<Schemas['ResponseView']>, 'answers' | 'definition'> & {
  answers: Record<string, AnswerValue>;
  definition: SurveyDefinition;
};
export type ResponseQuery = NonNullable<paths['/api/v1/responses']['get']['parameters']['query']>;
export type Contact = Told<Schemas['Contact']>;
export type ErasureView = Told<Schemas['ErasureView']>;

export type CaseStep = Schemas['CaseStep'];
export type CauseKind = Schemas['CauseKind'];
/** A case in a list, with the beginning of what was said where the server tells it. */
export type CaseView = Told<Schemas['CaseView']> & { excerpt?: string | null; headline?: HeadlineScore | null };
export type CaseEvent = Told<Schemas['CaseEventView']>;
export type CaseCommand = Schemas['CaseCommand'];
export type CaseDetail = Omit<Told<Schemas['CaseDetail']>, 'response' | 'events'> & { response: ResponseView | null; events: CaseEvent[] };
export type CaseQuery = NonNullable<paths['/api/v1/cases']['get']['parameters']['query']>;
export type CaseSummaryView = Told<Schemas['CaseSummaryView']>;
export type RuleDefinition = Told<Schemas['RuleDefinition']>;
export type Rule = RuleDefinition & { id: string };
export type AuditEntry = Told<Schemas['AuditView']>;
/** A page of a long list; the last one has no `next`. */
export interface Page<T> { items: T[]; next?: string | null }
