import type { GroundTruth } from "@plumbline/contracts";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { formatDateTime, shortId } from "../../lib/format.ts";
import { JsonTree } from "../../ui/json/json-tree.tsx";
import { toJson } from "../../ui/json/json-value.ts";
import { VersionChanges } from "../../ui/json/version-changes.tsx";
import { Panel } from "../../ui/panel.tsx";
import { TabPanel, Tabs } from "../../ui/tabs.tsx";
import { Reviewer, sourceWords } from "./truth-columns.tsx";

interface TruthVersionViewProps {
  version: GroundTruth;
  versions: readonly GroundTruth[];
}

const from = "/app/ground-truth/entry";

/** One version: where it comes from, its value, and how it differs from another. */
export function TruthVersionView({ version, versions }: TruthVersionViewProps) {
  const { view = "value", than } = useSearch({ from });
  const navigate = useNavigate({ from: "/ground-truth/entry" });
  const go = { replace: true, resetScroll: false } as const;
  return (
    <Panel aria-label={`Version ${version.version}`} className="min-w-0 px-3 pt-1 pb-3">
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2 border-b border-line py-2 md:grid-cols-4">
        <Fact label="Reviewer">
          <Reviewer id={version.reviewer_id} />
        </Fact>
        <Fact label="Set down">{formatDateTime(version.created_at)}</Fact>
        <Fact label="Source">{sourceWords[version.source]}</Fact>
        <Fact label="Seen in run">
          {version.run_id === null ? (
            <span className="text-faint">–</span>
          ) : (
            <Link
              to="/runs/$runId"
              params={{ runId: version.run_id }}
              className="rounded-sm font-mono text-sm text-accent hover:underline"
            >
              {shortId(version.run_id)}
            </Link>
          )}
        </Fact>
      </dl>
      <Tabs
        label="View"
        value={view}
        onChange={(next) =>
          void navigate({ search: (before) => ({ ...before, view: next === "value" ? undefined : next }), ...go })
        }
        tabs={[
          { value: "value", label: "Value" },
          { value: "changes", label: "Changes" },
        ]}
      >
        <TabPanel value="value" className="mt-2">
          <JsonTree
            label="Value"
            value={toJson(version.value) ?? null}
            className="h-[max(280px,min(560px,calc(100dvh-330px)))] rounded-md border border-line"
          />
        </TabPanel>
        <TabPanel value="changes" className="mt-3">
          <VersionChanges
            versions={versions.map((one) => ({ number: one.version, value: toJson(one.value) ?? null }))}
            shown={version.version}
            than={than}
            onThan={(number) =>
              void navigate({ search: (before) => ({ ...before, than: number }), replace: true, resetScroll: false })
            }
          />
        </TabPanel>
      </Tabs>
    </Panel>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-sm text-muted">{label}</dt>
      <dd className="truncate">{children}</dd>
    </div>
  );
}
