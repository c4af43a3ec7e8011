import { classOf } from "./cell-class.ts";
import { isMissing } from "./missing.ts";
import { readableNames } from "./names.ts";

type Record = (string | null)[];

export interface Header {
  /** Records above the header that say something else, such as a report's title. */
  skip: number;
  rows: 0 | 1 | 2;
  names: string[];
  why: string;
  /** What had to be done to the names, one sentence each. */
  renamed: string[];
}

/**
 * Decides which of the first records are column names. A header is told by cells that do not fit what stands below them:
 * words above numbers. A second row of names is there when the first leaves columns unnamed, or when it holds units.
 */
export function decideHeader(all: Record[], width: number): Header {
  const skip = titles(all, width);
  const records = all.slice(skip);
  const columns = Array.from({ length: width }, (_, i) => columnClass(records.slice(1), i));
  const first = records[0] ?? [];
  const second = records[1] ?? [];

  const plain = headed(first, records.slice(1), columns);
  if (!plain.is) {
    const names = Array.from({ length: width }, (_, i) => `Column ${i + 1}`);
    return { skip, rows: 0, names, why: plain.why, renamed: ["The file has no header, so the columns are numbered."] };
  }
  const below = Array.from({ length: width }, (_, i) => columnClass(records.slice(2), i));
  const double = records.length > 3 ? secondRow(first, second, records.slice(2), below) : undefined;
  const raw = double ? joined(first, second, width, double.units) : pad(first, width);
  const { names, renamed } = readableNames(raw);
  return { skip, rows: double ? 2 : 1, names, why: double?.why ?? plain.why, renamed };
}

const pad = (record: Record, width: number): Record => Array.from({ length: width }, (_, i) => record[i] ?? null);
const filled = (record: Record): number => record.filter((cell) => cell !== null && cell.trim() !== "").length;

/** Leading records with a single filled cell above records that fill the width. */
function titles(records: Record[], width: number): number {
  if (width < 3) return 0;
  let skip = 0;
  while (skip < Math.min(10, records.length - 2) && filled(records[skip] ?? []) <= 1) skip++;
  return filled(records[skip] ?? []) >= width / 2 ? skip : 0;
}

/** `number` or `date` when nearly all present cells of the column are; undefined for words and empty columns. */
function columnClass(records: Record[], index: number): "number" | "date" | undefined {
  const present = records.map((record) => record[index] ?? null).filter((cell) => !isMissing(cell));
  if (present.length === 0) return undefined;
  for (const wanted of ["number", "date"] as const) {
    if (present.filter((cell) => classOf(cell) === wanted).length >= 0.8 * present.length) return wanted;
  }
  return undefined;
}

function headed(
  first: Record,
  rest: Record[],
  columns: ("number" | "date" | undefined)[],
): { is: boolean; why: string } {
  if (rest.length === 0)
    return { is: !first.every((cell) => classOf(cell) === "number"), why: "there is one row only" };
  const typed = columns.flatMap((column, i) => (column ? [{ column, cell: first[i] ?? null }] : []));
  const named = typed.filter(({ column, cell }) => cell !== null && classOf(cell) !== column);
  const alike = typed.filter(({ column, cell }) => classOf(cell) === column);
  if (typed.length > 0) {
    if (named.length >= alike.length && named.length > 0) {
      return {
        is: true,
        why: `its cells are words above columns of ${typed[0]?.column === "date" ? "dates" : "numbers"}`,
      };
    }
    const years = alike.every(({ cell }) => /^(1[89]|20|21)\d\d$/.test(cell?.trim() ?? ""));
    const others = first.filter((cell, i) => !columns[i] && cell !== null && classOf(cell) === "text").length;
    if (alike.length > 1 && years && others > 0 && new Set(alike.map(({ cell }) => cell)).size === alike.length) {
      return { is: true, why: "its cells are years above columns of numbers" };
    }
    if (alike.length > 0) return { is: false, why: "the first row holds values like all the others" };
    return { is: true, why: "the cells above the numbers are blank" };
  }
  // Only words everywhere: a first row whose words come again below is data.
  const again = first.filter((cell, i) => cell !== null && rest.some((record) => record[i] === cell)).length;
  if (filled(first) > 0 && again >= Math.max(1, filled(first) / 2)) {
    return { is: false, why: "the words of the first row come again below it" };
  }
  return { is: true, why: "all columns hold words and none of the first row's comes again" };
}

function secondRow(first: Record, second: Record, rest: Record[], below: ("number" | "date" | undefined)[]) {
  const typed = below.flatMap((column, i) => (column ? [second[i] ?? null] : []));
  if (typed.some((cell) => classOf(cell) === "number" || classOf(cell) === "date")) return undefined;
  const words = typed.filter((cell) => cell !== null && classOf(cell) === "text").length;
  const blanks = below.map((_, i) => i).filter((i) => (first[i] ?? "").trim() === "");
  const named = blanks.filter((i) => (second[i] ?? "").trim() !== "");
  const again = named.filter((i) => rest.slice(0, 50).some((record) => record[i] === second[i])).length;
  if (blanks.length > 0 && named.length >= blanks.length / 2 && (words > 0 || again < named.length / 2)) {
    return { units: false, why: "the first row leaves columns unnamed that the second names" };
  }
  const short = second.every((cell) => cell === null || cell.trim().length <= 12);
  if (blanks.length === 0 && typed.length > 1 && words >= 0.8 * typed.length && short) {
    return { units: true, why: "the second row holds units above columns of numbers" };
  }
  return undefined;
}

function joined(first: Record, second: Record, width: number, units: boolean): Record {
  const out: Record = [];
  let group = "";
  for (let i = 0; i < width; i++) {
    const top = (first[i] ?? "").trim();
    const sub = (second[i] ?? "").trim();
    if (units) {
      out.push(sub && !/^[[(]/.test(sub) ? `${top} [${sub}]` : `${top} ${sub}`.trim());
      continue;
    }
    if (top) group = top;
    // A name that spans one column needs no second part.
    const alone = top !== "" && (i + 1 >= width || (first[i + 1] ?? "").trim() !== "");
    out.push(alone || !sub ? top || group : group ? `${group} / ${sub}` : sub);
  }
  return out;
}
