import type { ModelCall } from "@plumbline/contracts";
import { formatCount, formatUsd, plural } from "../../lib/format.ts";

/** What the run itself asked; calls of results it took over were paid for by the earlier run. */
export function callTotals(calls: readonly ModelCall[], run_id: string): string {
  const own = calls.filter((call) => call.run_id === run_id);
  const sum = (of: (call: ModelCall) => number | null): number => own.reduce((all, call) => all + (of(call) ?? 0), 0);
  const priced = own.filter((call) => call.cost_usd !== null).length;
  const unpriced = own.filter((call) => call.cost_usd === null).length;
  const earlier = calls.length - own.length;
  return [
    own.length > 0 && plural(own.length, "call"),
    own.length > 0 && `${formatCount(sum((call) => call.input_tokens))} tokens in`,
    own.length > 0 && `${formatCount(sum((call) => call.output_tokens))} out`,
    priced > 0 && formatUsd(sum((call) => call.cost_usd)),
    unpriced > 0 && `${plural(unpriced, "call")} without a price`,
    earlier > 0 && `${formatCount(earlier)} of the earlier run`,
  ]
    .filter(Boolean)
    .join(" · ");
}
