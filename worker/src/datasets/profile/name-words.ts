/** The words of a column name in lower case: `unitPrice (USD)` gives unit, price, usd. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\d%$€£#]+/u)
    .filter((word) => word !== "");
}

/** Position of the last of these words in the name, -1 when there is none: the head of an English name comes last. */
export function lastOf(words: readonly string[], set: ReadonlySet<string>): number {
  for (let i = words.length - 1; i >= 0; i--) {
    const word = words[i] ?? "";
    if (set.has(word) || (word.endsWith("s") && set.has(word.slice(0, -1)))) return i;
  }
  return -1;
}
