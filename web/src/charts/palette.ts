// Series colours after Okabe and Ito (2008), lightened for dark surfaces; told apart with every kind of colour vision.
const LIGHT = ['#0072b2', '#c4540a', '#007f5f', '#a8578a', '#8a6d00', '#3c7f9c'];
const DARK = ['#5db4ea', '#f08a48', '#3cc79c', '#dd94c0', '#e3c23c', '#9ccbe0'];

export function seriesColour(index: number, dark: boolean): string {
  const palette = dark ? DARK : LIGHT;
  return palette[index % palette.length]!;
}

/** A token as a colour that canvas libraries can calculate with. */
export function tokenColour(token: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const computed = getComputedStyle(probe).color;
  probe.remove();
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.fillStyle = computed;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
  return `rgba(${red},${green},${blue},${(alpha ?? 255) / 255})`;
}
