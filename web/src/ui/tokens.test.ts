import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

type Theme = "light" | "dark";
type Oklch = readonly [number, number, number];

/** Reads `--name: light-dark(oklch(l c h), oklch(l c h))` out of the stylesheet. */
function readTokens(): Map<string, Record<Theme, Oklch>> {
  const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
  const colour = String.raw`oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)`;
  const line = new RegExp(String.raw`--([\w-]+): light-dark\(${colour}, ${colour}\)`, "g");
  const tokens = new Map<string, Record<Theme, Oklch>>();
  for (const [, name = "", ...numbers] of css.matchAll(line)) {
    const [l = 0, c = 0, h = 0, dl = 0, dc = 0, dh = 0] = numbers.map(Number);
    tokens.set(name, { light: [l, c, h], dark: [dl, dc, dh] });
  }
  return tokens;
}

/** Relative luminance of an OKLCH colour clipped to sRGB (Ottosson 2020, WCAG 2.2). */
function luminance([l, c, h]: Oklch): number {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const L = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const M = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const S = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (x: number): number => Math.min(1, Math.max(0, x));
  const red = clip(4.0767416621 * L - 3.3077115913 * M + 0.2309699292 * S);
  const green = clip(-1.2684380046 * L + 2.6097574011 * M - 0.3413193965 * S);
  const blue = clip(-0.0041960863 * L - 0.7034186147 * M + 1.707614701 * S);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: Oklch, b: Oklch): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

const tokens = readTokens();
const token = (name: string, theme: Theme): Oklch => {
  const found = tokens.get(name);
  if (!found) throw new Error(`tokens.css has no --${name}`);
  return found[theme];
};

const surfaces = ["bg", "surface", "sunken", "hover", "accent-soft"];
const severities = ["critical", "major", "minor", "info", "pass", "unverified"];
const texts = ["ink", "muted", "faint", "accent", ...severities];

describe.each(["light", "dark"] as const)("in the %s theme", (theme) => {
  test.each(texts)("%s is readable as text on every surface", (text) => {
    for (const surface of surfaces)
      expect(contrast(token(text, theme), token(surface, theme)), `on ${surface}`).toBeGreaterThanOrEqual(4.5);
  });

  test("text on filled buttons and on marks is readable", () => {
    for (const fill of ["accent", "accent-strong", "critical"])
      expect(contrast(token("on-accent", theme), token(fill, theme)), fill).toBeGreaterThanOrEqual(4.5);
    for (const fill of ["mark", "selection", "critical-soft"])
      expect(contrast(token("ink", theme), token(fill, theme)), fill).toBeGreaterThanOrEqual(4.5);
    expect(contrast(token("critical", theme), token("critical-soft", theme))).toBeGreaterThanOrEqual(4.5);
  });

  test("the edge of a text field stands out from what it lies on", () => {
    for (const surface of ["bg", "surface"])
      expect(contrast(token("line-strong", theme), token(surface, theme))).toBeGreaterThanOrEqual(3);
  });
});
