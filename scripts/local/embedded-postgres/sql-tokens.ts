export type Token = {
  kind: "word" | "quoted" | "text" | "symbol";
  /** A word in lower case, a quoted name without its quotes, otherwise the text as written. */
  value: string;
  start: number;
  end: number;
  depth: number;
};

const SPACE = /\s+/y;
const LINE_COMMENT = /--[^\r\n]*/y;
const WORD = /[A-Za-z_\x80-\xff][\w$\x80-\xff]*/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\x80-\xff][\w\x80-\xff]*)?\$/y;

/** The tokens of each statement of an SQL text (latin1), comments left out; what looks like SQL inside a string stays in it. */
export function statementsOf(sql: string): Token[][] {
  const statements: Token[][] = [[]];
  let depth = 0;
  for (let at = 0; at < sql.length; ) {
    const gap = endOfGap(sql, at);
    const end = gap ?? endOfToken(sql, at);
    if (gap === undefined) {
      const token = tokenOf(sql, at, end, depth);
      if (token.value === ";" && depth === 0) statements.push([]);
      else statements.at(-1)?.push(token);
      if (token.value === "(") depth++;
      if (token.value === ")") depth = Math.max(0, depth - 1);
    }
    at = end;
  }
  return statements.filter((tokens) => tokens.length > 0);
}

function tokenOf(sql: string, start: number, end: number, depth: number): Token {
  const text = sql.slice(start, end);
  const place = { start, end, depth };
  if (text.startsWith('"')) return { kind: "quoted", value: text.slice(1, -1).replaceAll('""', '"'), ...place };
  if (/^[eE]?'|^\$./s.test(text)) return { kind: "text", value: text, ...place };
  if (/^[A-Za-z_\x80-\xff]/.test(text)) return { kind: "word", value: foldCase(text), ...place };
  return { kind: "symbol", value: text, ...place };
}

/** Folds as Postgres folds an unquoted name: only the ASCII letters, since the other bytes are parts of characters. */
function foldCase(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function endOfGap(sql: string, at: number): number | undefined {
  if (sql.startsWith("/*", at)) return endOfComment(sql, at);
  return match(SPACE, sql, at) ?? match(LINE_COMMENT, sql, at);
}

function endOfToken(sql: string, at: number): number {
  const first = sql[at] ?? "";
  if (first === '"') return endOfQuoted(sql, at + 1, '"', false);
  if (first === "'") return endOfQuoted(sql, at + 1, "'", false);
  if ((first === "e" || first === "E") && sql[at + 1] === "'") return endOfQuoted(sql, at + 2, "'", true);
  const tag = first === "$" ? match(DOLLAR_TAG, sql, at) : undefined;
  if (tag !== undefined) return endAfter(sql, sql.slice(at, tag), tag);
  return match(WORD, sql, at) ?? at + 1;
}

function match(pattern: RegExp, sql: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(sql) ? pattern.lastIndex : undefined;
}

function endAfter(sql: string, mark: string, from: number): number {
  const found = sql.indexOf(mark, from);
  return found < 0 ? sql.length : found + mark.length;
}

function endOfComment(sql: string, at: number): number {
  let depth = 1;
  let end = at + 2;
  while (depth > 0 && end < sql.length) {
    if (sql.startsWith("/*", end)) depth++;
    else if (sql.startsWith("*/", end)) depth--;
    else {
      end++;
      continue;
    }
    end += 2;
  }
  return end;
}

function endOfQuoted(sql: string, from: number, quote: string, backslashes: boolean): number {
  for (let at = from; at < sql.length; at++) {
    if (backslashes && sql[at] === "\\") at++;
    else if (sql[at] === quote) {
      if (sql[at + 1] !== quote) return at + 1;
      at++;
    }
  }
  return sql.length;
}
