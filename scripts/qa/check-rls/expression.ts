/** The parts of a deparsed condition that must all hold: what stands between ANDs outside of any brackets. */
export function conjuncts(expression: string): string[] {
  const text = unwrap(expression);
  const parts: string[] = [];
  let start = 0;
  for (const [index, depth] of depths(text)) {
    if (depth === 0 && text.startsWith(" AND ", index)) {
      parts.push(text.slice(start, index));
      start = index + " AND ".length;
    }
  }
  return [...parts, text.slice(start)].map(unwrap);
}

/** Without the brackets around the whole. */
export function unwrap(expression: string): string {
  const text = expression.trim();
  if (!text.startsWith("(") || !text.endsWith(")")) return text;
  for (const [index, depth] of depths(text)) if (depth === 0 && index > 0 && index < text.length - 1) return text;
  return unwrap(text.slice(1, -1));
}

/** Each position outside of string literals, with how many brackets are open after it. */
function* depths(text: string): Generator<[index: number, depth: number]> {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "'") quoted = !quoted;
    if (quoted) continue;
    if (text[i] === "(") depth++;
    if (text[i] === ")") depth--;
    yield [i, depth];
  }
}
