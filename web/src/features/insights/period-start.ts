/** The first day of a calendar period as an ISO date (`2017-Q2` -> `2017-04-01`); undefined for what is no period. */
export function periodStart(group: string): string | undefined {
  const parts = /^(\d{4})(?:-(?:Q([1-4])|W(\d{2})|(\d{2})(?:-(\d{2})(T\d{2})?)?))?$/.exec(group);
  if (!parts) return undefined;
  const [, year = "", quarter, week, month, day] = parts;
  if (week) return mondayOf(Number(year), Number(week));
  if (quarter) return `${year}-${String(Number(quarter) * 3 - 2).padStart(2, "0")}-01`;
  if (!month) return `${year}-01-01`;
  return day ? group : `${year}-${month}-01`;
}

/** ISO 8601: week 1 is the one that holds 4 January. */
function mondayOf(year: number, week: number): string {
  const fourth = Date.UTC(year, 0, 4);
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * 86_400_000;
  return new Date(monday + (week - 1) * 7 * 86_400_000).toISOString().slice(0, 10);
}
