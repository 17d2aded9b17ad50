/** The calendar of this machine, as the process's own clock has it. */
import type { Days } from './periods.ts';

const two = (value: number): string => String(value).padStart(2, '0');

export const LOCAL_DAYS: Days = {
  day(at) {
    const date = new Date(at);
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  },
  midnight(day) {
    const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
    return new Date(year, month - 1, date).getTime();
  },
};
