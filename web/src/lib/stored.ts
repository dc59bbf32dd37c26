// Small choices that this browser remembers.
export function remembered<V extends string>(name: string, allowed: readonly V[], otherwise: V): V {
  const value = localStorage.getItem(`heard.${name}`);
  return allowed.find((each) => each === value) ?? otherwise;
}
export function remember(name: string, value: string): void {
  localStorage.setItem(`heard.${name}`, value);
}
