import type { z } from "zod";
import { MissingFacts } from "../../detect/cross/missing-data.ts";
import { iso } from "../../detect/statistics/periods.ts";
import { formatPeriod, formatValue } from "../format.ts";
import { list } from "../list.ts";
import type { KindWriter } from "../writer.ts";
import { bare, fitting, group, isWhole, name, numberOf, shown } from "./shown.ts";

type Facts = z.infer<typeof MissingFacts>;

/** What is missing, where most, and what leaving those rows out would do. */
export const writeMissing: KindWriter = (finding) => {
  const it = MissingFacts.parse(finding.facts);
  const column = name(it.column);
  const sizes = `${shown(finding, it.missing)} of ${shown(finding, it.rows)} rows have no ${column}.`;
  const others =
    it.together.length === 0
      ? ""
      : ` The same rows miss ${it.together.length > 2 ? `${name(it.together[0] ?? "")} and others` : list(it.together.map(name))}.`;
  const recover = recovery(finding, it);
  const bias = it.bias
    ? ` ${name(it.bias.column)} averages ${shown(finding, it.bias.there)} there, against ${shown(finding, it.bias.elsewhere)} elsewhere.`
    : "";
  const word = it.word ? ` The cells say "${it.word}".` : "";
  const steps = recover ? [recover.step] : [];
  if (it.word)
    steps.push(`Ask whether "${it.word}" is an answer in ${column}; then it is a value and nothing is missing.`);
  const ask = `Ask whether ${column} can be collected; until then leave it out of conclusions.`;
  if (!it.pattern) {
    return {
      title: recover
        ? `${column} is missing in ${shown(finding, it.missing)} rows, ${recover.count} of which its parts would fill`
        : `${column} is missing in ${shown(finding, it.share)} of the rows`,
      summary: `${sizes}${word}${others}${recover?.text ?? ""} Nothing else in the file tells where.`,
      next_steps: recover ? steps : [...steps, ask],
    };
  }
  const { high, low } = it.pattern;
  const always = numberOf(finding, high.share) === 1;
  const never = numberOf(finding, low.share) === 0;
  const rate = always && never ? "always and only" : `in ${shown(finding, high.share)} of the rows`;
  const rest =
    always && never
      ? ""
      : `, against ${shown(finding, low.share)} ${it.pattern.shape === "group" ? `with ${bare(it.pattern.by, low.label)}` : "of the rest"}`;
  return {
    title: fitting(
      `${column} is missing ${rate} with ${place(it.pattern)}${rest}`,
      `${column} is missing ${rate} with ${place(it.pattern)}`,
      `${column} is missing in ${shown(finding, it.share)} of the rows, not at random`,
    ),
    summary: `${sizes} That is ${shown(finding, it.share)}.${word}${others}${recover?.text ?? ""}${bias}`,
    next_steps: [
      ...steps,
      always && never
        ? `Read an empty ${column} as "does not apply" there, not as unknown.`
        : `Do not just drop these rows: ${it.pattern.shape === "group" ? group(it.pattern.by, high.label) : `one side of ${name(it.pattern.by)}`} would be thinned out.`,
    ],
  };
};

function place(pattern: NonNullable<Facts["pattern"]>): string {
  const { by, high, shape } = pattern;
  if (shape === "group") return group(by, high.label);
  const above = high.label.startsWith("above");
  if (!isWhole(by)) return `${above ? "high" : "low"} ${name(by)}`;
  if (shape === "number") return `${name(by)} ${above ? "above" : "of at most"} ${formatValue(high.threshold ?? 0)}`;
  const day = formatPeriod(iso((high.threshold ?? 0) * 86_400_000).slice(0, 10), "day");
  return `${name(by)} ${above ? "after" : "until"} ${day}`;
}

/** Values that follow from their parts need not stay missing. */
function recovery(
  finding: Parameters<KindWriter>[0],
  it: Facts,
): { count: string; text: string; step: string } | undefined {
  if (!it.recoverable || numberOf(finding, it.recoverable.rows) === 0) return undefined;
  const formula = it.recoverable.parts.map(name).join(it.recoverable.op === "product" ? " × " : " + ");
  return {
    count: shown(finding, it.recoverable.rows),
    text: ` ${shown(finding, it.recoverable.rows)} of them can be worked out as ${formula}.`,
    step: `Fill ${name(it.column)} with ${formula} where both are there.`,
  };
}
