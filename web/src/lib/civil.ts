// Civil days as the calendars of the screen hold them.
import { CalendarDate, GregorianCalendar, PersianCalendar, toCalendar, type DateValue } from '@internationalized/date';
import { locale } from './i18n.svelte.ts';
import { session } from './session.svelte.ts';

/** A day, such as `2026-03-01`, in the workspace's calendar. */
export function readDay(civil: string): DateValue {
  const [year, month, day] = civil.split('-').map(Number);
  const system = locale.calendar === 'solar_hijri' ? new PersianCalendar() : new GregorianCalendar();
  return toCalendar(new CalendarDate(year!, month!, day!), system);
}
export function writeDay(date: DateValue): string {
  return toCalendar(date, new GregorianCalendar()).toString().slice(0, 10);
}
/** 0 is Sunday. */
export function firstWeekday(): 0 | 1 | 2 | 3 | 4 | 5 | 6 {
  return ((session.current?.workspace.settings.week_start ?? 1) % 7) as 0 | 1 | 2 | 3 | 4 | 5 | 6;
}
