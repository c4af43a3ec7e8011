/**
 * Names that tell columns apart: as they stand in the file where that is possible, `Column 3` for a blank one and
 * `Sales (2)` for a second `Sales`.
 */
export function readableNames(raw: readonly (string | null)[]): { names: string[]; renamed: string[] } {
  const renamed: string[] = [];
  const taken = new Set<string>();
  const given = new Set(raw.map((name) => name ?? ""));
  const free = (name: string, first: number, form: (n: number) => string): string => {
    if (first === 1 && !taken.has(name)) return name;
    for (let n = Math.max(2, first); ; n++) {
      const candidate = form(n);
      if (!taken.has(candidate) && !given.has(candidate)) return candidate;
    }
  };
  const names = raw.map((cell, i) => {
    const text = printable(cell ?? "");
    let name: string;
    if (text.trim() === "") {
      name = free(`Column ${i + 1}`, given.has(`Column ${i + 1}`) ? 2 : 1, (n) => `Column ${i + 1} (${n})`);
      renamed.push(`The name of column ${i + 1} is blank; it is called "${name}".`);
    } else {
      name = free(text, 1, (n) => `${text} (${n})`);
      if (name !== text)
        renamed.push(`The name "${text}" comes again in column ${i + 1}; there it is called "${name}".`);
    }
    taken.add(name);
    return name;
  });
  return { names, renamed };
}

/** Line breaks and control characters would break every message that quotes the name. */
const printable = (name: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  name.replace(/[\u0000-\u001f\u007f]+/g, " ").slice(0, 300);
