// Who is logged in, in which workspace, and what they may do.
import { api, Problem, type Action, type SessionView, type User } from '../api/index.ts';
import { useCsrf, whenSignedOut } from '../api/client.ts';
import { isLanguage, locale, useLanguage } from './i18n.svelte.ts';
import { forgetEverything } from './resource.svelte.ts';
import { location, navigate } from './router.svelte.ts';

/** A person's session. */
export type Session = SessionView & { user: User };

class SessionState {
  current = $state.raw<Session | null>(null);
  /** The first look has been taken. */
  known = $state(false);
  unreachable = $state(false);
  may(action: Action): boolean {
    return this.current?.permissions.includes(action) ?? false;
  }
}
export const session = new SessionState();

export async function readSession(): Promise<void> {
  try {
    const current = await api.session();
    const user = current.user;
    if (!user) throw new Problem(401, '', '');
    useCsrf(current.csrf ?? '');
    session.current = { ...current, user };
    session.unreachable = false;
    applyWorkspace();
    if (isLanguage(user.language) && user.language !== locale.language) await useLanguage(user.language);
  } catch (error) {
    session.current = null;
    session.unreachable = !(error instanceof Problem) || error.status === 0 || error.status >= 500;
  }
  session.known = true;
}

export function applyWorkspace(): void {
  const settings = session.current?.workspace.settings;
  if (!settings) return;
  locale.calendar = settings.calendar;
  locale.zone = settings.zone;
  locale.fiscalYearStart = settings.fiscal_year_start;
}

export async function logOut(): Promise<void> {
  await api.logOut().catch(() => {});
  session.current = null;
  forgetEverything();
  navigate('/login');
}

whenSignedOut(() => {
  if (!session.current) return;
  session.current = null;
  forgetEverything();
  navigate(`/login?next=${encodeURIComponent(location.path + location.search)}`);
});
