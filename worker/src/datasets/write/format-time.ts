import type { Grain } from "@plumbline/contracts";

export const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/**
 * A calendar period as prose, from the group string of a series: year `2017`, quarter `2017-Q2` ("Q2 2017"), month
 * `2017-03` ("March 2017"), ISO week `2017-W09` ("week 9 of 2017"), day `2017-03-02` ("2 March 2017"),
 * hour `2017-03-02T14` ("2 March 2017, 14:00"). Anything else comes back as it is.
 */
export function formatPeriod(group: string, grain: Grain): string {
  const parts = /^(\d{4})(?:-(?:Q([1-4])|W(\d{1,2})|(\d{2})(?:-(\d{2})(?:[T ](\d{2}).*)?)?))?$/.exec(group);
  if (!parts) return group;
  const [, year, quarter, week, month, day, hour] = parts;
  const name = month ? months[Number(month) - 1] : undefined;
  if (grain === "quarter" && quarter) return `Q${quarter} ${year}`;
  if (grain === "week" && week) return `week ${Number(week)} of ${year}`;
  if (grain === "month" && name) return `${name} ${year}`;
  if (grain === "day" && name && day) return `${Number(day)} ${name} ${year}`;
  if (grain === "hour" && name && day && hour) return `${Number(day)} ${name} ${year}, ${hour}:00`;
  return group;
}

/** "2 March 2017", with ", 14:05" when it is not midnight (UTC). */
export function formatDate(date: Date): string {
  const day = `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  const time = date.toISOString().slice(11, 16);
  return time === "00:00" ? day : `${day}, ${time}`;
}
