// What leaves the console as a file: pictures with their title and source, tables.
import { tokenColour } from './palette.ts';

export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A file name of the words of a title. */
export function fileName(title: string, ending: string): string {
  const words = title.toLocaleLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '').slice(0, 80);
  return `heard-${words || 'chart'}.${ending}`;
}

/** The chart's picture under its title and above its note, so that it explains itself wherever it goes. */
export async function pictureWithWords(chart: string, title: string, note: string, rightToLeft: boolean): Promise<Blob> {
  const image = new Image();
  image.src = chart;
  await image.decode();
  const canvas = document.createElement('canvas');
  const [edge, head, foot] = [48, 104, 72];
  canvas.width = image.width + edge * 2;
  canvas.height = image.height + head + foot;
  const context = canvas.getContext('2d')!;
  const family = getComputedStyle(document.body).fontFamily;
  context.fillStyle = tokenColour('--surface');
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, edge, head);
  context.direction = rightToLeft ? 'rtl' : 'ltr';
  context.textAlign = 'start';
  const start = rightToLeft ? canvas.width - edge : edge;
  context.fillStyle = tokenColour('--text');
  context.font = `600 32px ${family}`;
  context.fillText(title, start, 64, canvas.width - edge * 2);
  context.fillStyle = tokenColour('--muted');
  context.font = `400 22px ${family}`;
  context.fillText(note, start, canvas.height - 30, canvas.width - edge * 2);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'));
}
