import type { Filter } from "@plumbline/contracts";
import { isoInstant, type Span, spanOfGroup } from "./period.ts";

/** What rows a number is about, in one column: these values, or this stretch of the calendar. */
export interface Group {
  column: string;
  values: string[];
  span?: Span;
}

/** The groups a filter picks: equal values, and dates from one to another. */
export function groupsOfFilter(filter: Filter): Group[] {
  const groups: Group[] = [];
  const bounds = new Map<string, Partial<Span>>();
  for (const condition of filter) {
    if (condition.is === "eq") groups.push({ column: condition.column, values: [String(condition.value)] });
    if (condition.is === "in") groups.push({ column: condition.column, values: condition.values.map(String) });
    if (condition.is !== "gte" && condition.is !== "gt" && condition.is !== "lt" && condition.is !== "lte") continue;
    const at = typeof condition.value === "string" ? startOf(condition.value) : undefined;
    if (at === undefined) continue;
    const span = bounds.get(condition.column) ?? {};
    if (condition.is === "gte" || condition.is === "gt") span.start = at;
    else span.end = condition.is === "lte" ? at + 1 : at;
    bounds.set(condition.column, span);
  }
  for (const [column, { start, end }] of bounds)
    if (start !== undefined && end !== undefined && start < end)
      groups.push({ column, values: [], span: { start, end } });
  return groups.map((group) => (group.values.length === 1 && !group.span ? withSpan(group) : group));
}

/** A date filtered for equality is a stretch of the calendar too. */
function withSpan(group: Group): Group {
  const span = /^\d{4}-\d\d/.test(group.values[0] ?? "") ? spanOfGroup(group.values[0] ?? "") : undefined;
  return span ? { ...group, values: [], span } : group;
}

const startOf = (text: string): number | undefined => isoInstant(text) ?? spanOfGroup(text)?.start;

/** Both lists as one; values of one column are put together. */
export function mergeGroups(a: readonly Group[], b: readonly Group[]): Group[] {
  const out = a.map((group) => ({ ...group, values: [...group.values] }));
  for (const group of b) {
    const same = group.span ? undefined : out.find((other) => other.column === group.column && !other.span);
    if (same) same.values = [...new Set([...same.values, ...group.values])];
    else out.push(group);
  }
  return out;
}
