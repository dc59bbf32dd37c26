// Names of what the API tells by identifier: units, surveys, people; and the questions of all surveys.
import { api, type FactKind, type OrganisationUnit, type Question, type Scale, type SurveySummary, type User } from '../api/index.ts';
import { localized, t } from './i18n.svelte.ts';
import { session } from './session.svelte.ts';

class Catalogue {
  units = $state.raw<OrganisationUnit[]>([]);
  surveys = $state.raw<SurveySummary[]>([]);
  people = $state.raw<User[]>([]);

  unit(id: string): string {
    return this.units.find((unit) => unit.id === id)?.name ?? '';
  }
  survey(id: string): string {
    const survey = this.surveys.find((each) => each.id === id);
    return survey ? surveyName(survey) : '';
  }
  person(id: string | null): string | null {
    if (id === null) return null;
    const me = session.current?.user;
    return me?.id === id ? me.name : (this.people.find((person) => person.id === id)?.name ?? null);
  }
}
export const catalogue = new Catalogue();

export function surveyName(survey: { title: SurveySummary['title']; languages: string[] }): string {
  return localized(survey.title, survey.languages[0]) || t('survey-untitled');
}

/** Reads what the caller may read. */
export async function readCatalogue(): Promise<void> {
  await Promise.all([
    api.units().then((units) => (catalogue.units = units)),
    session.may('read_surveys') ? api.surveys().then((surveys) => (catalogue.surveys = surveys)) : null,
    session.may('read_people') ? api.people().then((people) => (catalogue.people = people)) : null,
  ]).catch(() => {});
}

/** A question, or one row of a matrix, that numbers can be asked about. */
export interface QuestionReference { survey: string; key: string; text: string; kind: FactKind; scale: Scale | null }

export function scaleOf(question: Question): Scale | null {
  switch (question.kind) {
    case 'nps': return { min: 0, max: 10 };
    case 'nps_1_10': return { min: 1, max: 10 };
    case 'csat': return { min: 1, max: 5 };
    case 'ces': case 'rating': case 'matrix': return { min: 1, max: question.points ?? 5 };
    default: return null;
  }
}

export async function readQuestions(signal?: AbortSignal): Promise<QuestionReference[]> {
  const surveys = await api.surveys(signal);
  const read = await Promise.all(surveys.filter((survey) => survey.version !== null).map((survey) => api.survey(survey.id, signal)));
  return read.flatMap((survey) => (survey.published?.questions ?? []).flatMap((question): QuestionReference[] => {
    if (question.kind === 'text') return [];
    const base = survey.published?.languages[0];
    const text = localized(question.text, base);
    const scale = scaleOf(question);
    if (question.kind !== 'matrix') return [{ survey: survey.id, key: question.key, text, kind: question.kind, scale }];
    return (question.rows ?? []).map((row) => ({ survey: survey.id, key: `${question.key}.${row.key}`, text: `${text} – ${localized(row.text, base)}`, kind: 'likert', scale }));
  }));
}
