import { type Dialect, recordsOf } from "./csv-records.ts";

export interface DialectGuess extends Dialect {
  /** Cells in most records of the sample. */
  width: number;
  why: string;
}

const usual = [",", ";", "\t", "|"];

const names: Record<string, string> = {
  ",": "comma",
  ";": "semicolon",
  "\t": "tab",
  "|": "vertical bar",
  " ": "space",
};
export const delimiterName = (delimiter: string): string => names[delimiter] ?? `"${delimiter}"`;

/**
 * Finds delimiter and quoting from the first part of a text: those that give records of equal width whose cells look
 * like values. One column without a delimiter is a table too.
 */
export function guessDialect(sample: string, whole: boolean): DialectGuess {
  let best: { dialect: Dialect; width: number; share: number; score: number } | undefined;
  for (const delimiter of candidates(sample)) {
    for (const quote of quotes(sample, delimiter)) {
      const dialect: Dialect = { delimiter, quote, escape: quote && escapes(sample, quote) };
      const judged = judge(recordsOf(sample, dialect, whole), delimiter);
      if (judged && judged.score > (best?.score ?? 0)) best = { dialect, ...judged };
    }
  }
  if (!best) {
    return {
      delimiter: ",",
      quote: '"',
      escape: '"',
      width: 1,
      why: "no character separates the lines into columns, so there is one",
    };
  }
  return {
    ...best.dialect,
    width: best.width,
    why: `${Math.round(best.share * 1000) / 10}% of the first lines have ${best.width} cells with it`,
  };
}

function candidates(sample: string): string[] {
  const first = sample.slice(0, sample.search(/[\r\n]|$/));
  const others = new Set(first.match(/[^\p{L}\p{N}\s"'._\-/()[\]{}#$%&*+=<>?@\\!]/gu) ?? []);
  const spaced = first.includes(" ") ? [" "] : [];
  return [...new Set([...usual.filter((d) => first.includes(d)), ...others, ...spaced])].filter((d) => d.length === 1);
}

function quotes(sample: string, delimiter: string): (string | null)[] {
  const opens = (quote: string) => {
    const at = sample.startsWith(quote) || sample.includes(delimiter + quote) || sample.includes(`\n${quote}`);
    return at && (sample.includes(quote + delimiter) || sample.includes(`${quote}\n`) || sample.includes(`${quote}\r`));
  };
  return opens("'") && !opens('"') ? ["'", '"'] : ['"'];
}

function escapes(sample: string, quote: string): string {
  const backslashed = sample.split(`\\${quote}`).length - 1;
  // A path that ends in a backslash before its closing quote looks the same once; doubling outvotes it.
  return backslashed > 0 && backslashed > sample.split(quote + quote).length - 1 ? "\\" : quote;
}

function judge(
  records: (string | null)[][],
  delimiter: string,
): { width: number; share: number; score: number } | undefined {
  const first = records.slice(0, 1000);
  if (first.length === 0) return undefined;
  const widths = new Map<number, number>();
  for (const record of first) widths.set(record.length, (widths.get(record.length) ?? 0) + 1);
  const [width, count] = [...widths].reduce((a, b) => (b[1] > a[1] ? b : a));
  const several = first.filter((record) => record.length > 1).length;
  if (width < 2 || several < first.length / 2) return undefined;
  const likely = plausibility(first.slice(0, 200));
  // Blanks stand between the words of a name and colons between the parts of a time.
  if (delimiter === " " && likely < 0.85) return undefined;
  if (delimiter === ":" && first.filter((record) => /^\d{1,2}$/.test(record[0] ?? "")).length > first.length / 2) {
    return undefined;
  }
  const share = count / first.length;
  // The header (or whatever stands above it) rarely lies about the delimiter.
  const headed = first.slice(0, 5).some((record) => record.length === width) ? 1 : 0.5;
  return {
    width,
    share,
    score: share * headed * (0.4 + 0.6 * likely) * (usual.includes(delimiter) ? 1 : 0.8),
  };
}

const value =
  /^\s*(?:\(?[+-]?\s*[$€£¥]?\s*[+-]?\d[\d.,' \u00a0]*(?:[eE][+-]?\d+)?\s*[%€]?\)?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?|\d{1,2}:\d\d(?::\d\d)?)\s*$/;

/** 1 when all cells are numbers or dates, about a half for plain text, less where other delimiters stay inside. */
function plausibility(records: (string | null)[][]): number {
  let sum = 0;
  let cells = 0;
  for (const record of records) {
    for (const cell of record) {
      if (cell === null) continue;
      cells++;
      if (value.test(cell)) sum += 1;
      else if (!/[;\t|]/.test(cell) && !cell.startsWith('"')) sum += 0.6;
    }
  }
  return cells === 0 ? 0 : sum / cells;
}
