// Real addresses through the history API; the server answers any of them with index.html.

class Location {
  path = $state(window.location.pathname);
  search = $state(window.location.search);
  get query(): URLSearchParams {
    return new URLSearchParams(this.search);
  }
}
export const location = new Location();

const leaveGuards = new Set<() => boolean>();
/** Asks `mayLeave` before the page changes; returns what takes the question back. */
export function guardLeaving(mayLeave: () => boolean): () => void {
  leaveGuards.add(mayLeave);
  return () => leaveGuards.delete(mayLeave);
}

function read(): void {
  location.path = window.location.pathname;
  location.search = window.location.search;
}

export function navigate(to: string, options: { replace?: boolean; keepScroll?: boolean } = {}): void {
  const target = new URL(to, window.location.href);
  const samePath = target.pathname === window.location.pathname;
  if (!samePath && [...leaveGuards].some((mayLeave) => !mayLeave())) return;
  if (options.replace) history.replaceState(null, '', target);
  else history.pushState(null, '', target);
  read();
  if (!samePath && !options.keepScroll) window.scrollTo(0, 0);
}

/** Puts values into the query of the present address, without a step in the history. */
export function setQuery(values: Record<string, string | null | undefined>): void {
  const parameters = location.query;
  for (const [name, value] of Object.entries(values)) {
    if (value) parameters.set(name, value);
    else parameters.delete(name);
  }
  const text = parameters.toString();
  if (`?${text}` !== location.search) navigate(location.path + (text ? `?${text}` : ''), { replace: true, keepScroll: true });
}

/** Turns clicks on the console's own links into navigation without a load. */
export function startRouter(): void {
  window.addEventListener('popstate', read);
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest?.('a');
    if (!link || link.target || link.hasAttribute('download') || link.origin !== window.location.origin) return;
    if (/^\/(api|s)\//.test(link.pathname)) return;
    if (link.hash && link.pathname === window.location.pathname) return;
    event.preventDefault();
    navigate(link.href, { keepScroll: link.hasAttribute('data-keep-scroll') });
  });
}

/** The parameters of `pattern` (`/cases/:id`) in a path, or null. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const expected = pattern.split('/');
  const actual = path.replace(/\/+$/, '').split('/');
  if (path === '/' && pattern === '/') return {};
  if (expected.length !== actual.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, part] of expected.entries()) {
    const value = actual[index] ?? '';
    if (part.startsWith(':')) parameters[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return null;
  }
  return parameters;
}
