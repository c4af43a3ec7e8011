import type { GroupBy } from "@plumbline/contracts";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * A calendar period as people read it: `2017-Q2` "Q2 2017", `2017-03` "Mar 2017", `2017-W09` "W9 2017", `2017-03-02`
 * "2 Mar 2017", `2017-03-02T14` "2 Mar 2017, 14:00". Anything else comes back as it is.
 */
export function formatPeriod(group: string): string {
  const parts = /^(\d{4})(?:-(?:Q([1-4])|W(\d{1,2})|(\d{2})(?:-(\d{2})(?:[T ](\d{2}).*)?)?))?$/.exec(group);
  if (!parts) return group;
  const [, year, quarter, week, month, day, hour] = parts;
  if (quarter) return `Q${quarter} ${year}`;
  if (week) return `W${Number(week)} ${year}`;
  const name = months[Number(month) - 1];
  if (!name) return group;
  if (!day) return `${name} ${year}`;
  return hour ? `${Number(day)} ${name} ${year}, ${hour}:00` : `${Number(day)} ${name} ${year}`;
}

/** A group of `by`; only calendar periods are rewritten, for the values of a column are the tenant's own words. */
export const formatGroup = (group: string, by: GroupBy): string => ("grain" in by ? formatPeriod(group) : group);
