import type { MonitoringTrends } from "@plumbline/contracts";
import { plural, words } from "../../lib/format.ts";
import { SeriesCard } from "../../ui/chart/series-card.tsx";
import type { SeriesSpec } from "../../ui/chart/series-option.ts";
import { Panel } from "../../ui/panel.tsx";
import { counts } from "./formats.ts";

interface FailureCausesProps {
  causes: MonitoringTrends["failure_causes"];
  spec: SeriesSpec;
  /** Shows the runs that failed so. */
  onOpen: (code: string) => void;
}

/** Why runs failed, the commonest first; each cause leads to its runs. */
export function FailureCauses({ causes, spec, onOpen }: FailureCausesProps) {
  if (causes.length === 0)
    return (
      <Panel aria-label="Failure causes" className="px-3 py-2.5">
        <h2 className="text-base font-medium">Failure causes</h2>
        <p className="mt-1 text-muted">No run failed in this time.</p>
      </Panel>
    );
  return (
    <SeriesCard
      spec={spec}
      formats={counts}
      headingLevel="h2"
      foot={
        <ul
          aria-label="Runs by cause"
          className="mt-1.5 flex flex-wrap gap-x-3 gap-y-1 border-t border-line pt-2 text-sm"
        >
          {causes.slice(0, spec.groups.length).map(({ code, count }) => (
            <li key={code}>
              <button
                type="button"
                onClick={() => onOpen(code)}
                className="rounded-sm text-accent hover:underline pointer-coarse:py-1.5"
              >
                {words(code)}: {plural(count, "run")}
              </button>
            </li>
          ))}
        </ul>
      }
    />
  );
}
