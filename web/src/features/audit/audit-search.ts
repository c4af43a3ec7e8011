import type { Filter } from "./audit.api.ts";

/** The filter as the address carries it: days rather than instants. */
export interface AuditSearch {
  actor_id?: string | undefined;
  action?: string | undefined;
  object_type?: string | undefined;
  object_id?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  entry?: number | undefined;
}

const midnight = (day: string, days = 0): string | undefined => {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const at = new Date(year, month - 1, date + days);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
};

/** The filter as the API takes it; days are the reader's own, and the last one counts whole. */
export const filterOf = ({ from, to, entry: _, ...rest }: AuditSearch): Filter => ({
  ...rest,
  since: from === undefined ? undefined : midnight(from),
  until: to === undefined ? undefined : midnight(to, 1),
});
