import { z } from "zod";
import { formatCount, list } from "../format.ts";
import type { KindWriter } from "../writer.ts";
import { amountOf, testOf } from "./evidence-values.ts";

const Facts = z.object({ looked_for: z.array(z.string()) });

const names: Record<string, string> = {
  trend: "trends",
  level_shift: "changes of level",
  seasonality: "seasons",
  spike: "spikes",
  time_gap: "gaps in time",
  change_driver: "drivers of change",
};

/** "Nothing stands out", and what was looked for. */
export const writeNothingFound: KindWriter = (finding) => {
  const { looked_for } = Facts.parse(finding.facts);
  const rows = amountOf(finding, "e1").value;
  const { n } = testOf(finding, "e2");
  const looked = looked_for.map((name) => names[name] ?? name.replaceAll("_", " ")).slice(0, 12);
  const tests = n > 0 ? `${formatCount(n)} ${n === 1 ? "test" : "tests"} on ` : "";
  return {
    title: "Nothing stands out",
    summary: `${tests}${formatCount(rows)} ${rows === 1 ? "row" : "rows"} found nothing that is both beyond chance and large enough to matter${looked.length > 0 ? `. Looked for ${list(looked)}` : ""}.`,
    next_steps: ["Ask a narrower question of the data, or add columns and time to it, if you expected something here."],
  };
};
