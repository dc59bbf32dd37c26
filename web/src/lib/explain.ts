// An error in the reader's words: what happened, what is safe, what to do.
import { Problem } from '../api/index.ts';
import { t } from './i18n.svelte.ts';

export function explain(error: unknown): { title: string; detail: string } {
  if (!(error instanceof Problem)) return { title: t('error-unexpected'), detail: t('error-unexpected-detail') };
  if (error.status === 0) return { title: t('error-offline'), detail: t('error-offline-detail') };
  if (error.status === 403) return { title: t('error-forbidden'), detail: t('error-forbidden-detail') };
  if (error.status === 404) return { title: t('error-not-found'), detail: t('error-not-found-detail') };
  if (error.status === 409) return { title: t('error-conflict'), detail: error.detail || t('error-conflict-detail') };
  if (error.status === 429) return { title: t('error-too-many'), detail: t('error-too-many-detail') };
  if (error.status >= 500) return { title: t('error-server'), detail: t('error-server-detail') };
  return { title: t('error-refused'), detail: [error.message, ...error.errors.map((each) => each.detail)].filter(Boolean).join(' · ') };
}
