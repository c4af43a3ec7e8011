import { plural } from "../../lib/format.ts";
import { SeriesCard } from "../../ui/chart/series-card.tsx";
import type { SeriesSpec } from "../../ui/chart/series-option.ts";
import { Panel } from "../../ui/panel.tsx";
import { counts, dollars } from "./formats.ts";

interface ModelCostProps {
  total: { tokens: number; cost_usd: number; unpriced_calls: number };
  tokens: SeriesSpec;
  cost: SeriesSpec;
}

/** What language models read and wrote, and what that cost as far as their prices are known. */
export function ModelCost({ total, tokens, cost }: ModelCostProps) {
  if (total.tokens === 0 && total.cost_usd === 0 && total.unpriced_calls === 0)
    return (
      <Panel aria-label="Language models" className="px-3 py-2.5">
        <h2 className="text-base font-medium">Language models</h2>
        <p className="mt-1 text-muted">No language model was asked in this time, so runs cost nothing.</p>
      </Panel>
    );
  return (
    <>
      <SeriesCard spec={tokens} formats={counts} headingLevel="h2" />
      {total.cost_usd > 0 ? (
        <SeriesCard spec={cost} formats={dollars} headingLevel="h2" />
      ) : (
        <Panel aria-label="Language model cost" className="px-3 py-2.5">
          <h2 className="text-base font-medium">Language model cost</h2>
          {total.unpriced_calls > 0 ? (
            <p className="mt-1 text-muted">
              {plural(total.unpriced_calls, "call")} without a price. The platform's operator says what a model costs
              with <code className="font-mono text-sm text-ink">npm run model:price</code>; it holds for calls from then
              on.
            </p>
          ) : (
            <p className="mt-1 text-muted">What was asked in this time cost nothing.</p>
          )}
        </Panel>
      )}
    </>
  );
}
