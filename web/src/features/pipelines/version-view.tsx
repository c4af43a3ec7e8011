import type { PipelineVersion } from "@plumbline/contracts";
import { useState } from "react";
import { Graph } from "../../ui/graph/graph.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Select } from "../../ui/select.tsx";
import { TabPanel, Tabs } from "../../ui/tabs.tsx";
import { usePhone } from "../../ui/use-media.ts";
import { NodeCard, nodeLabel } from "./node-card.tsx";
import { NodeChanges } from "./node-changes.tsx";
import { NodeList } from "./node-list.tsx";

interface VersionViewProps {
  version: PipelineVersion;
  versions: readonly PipelineVersion[];
}

type View = "graph" | "list" | "changes";

/** One version: its graph, the same as a list, and how it differs from another. */
export function VersionView({ version, versions }: VersionViewProps) {
  const phone = usePhone();
  const [view, setView] = useState<View>(phone ? "list" : "graph");
  const [selected, setSelected] = useState<string>();
  const [than, setThan] = useState<number>();
  const others = versions.filter((one) => one.number !== version.number);
  const older = others.filter((one) => one.number < version.number).toSorted((a, b) => b.number - a.number);
  const other = others.find((one) => one.number === than) ?? older[0] ?? others[0];
  const node = version.nodes.find((one) => one.key === selected);
  return (
    <Panel
      aria-label={version.number === 0 ? "Built in" : `Version ${version.number}`}
      className="min-w-0 px-3 pt-1 pb-3"
    >
      <Tabs
        label="View"
        value={view}
        onChange={setView}
        tabs={[
          { value: "graph", label: "Graph" },
          { value: "list", label: "List", count: String(version.nodes.length) },
          { value: "changes", label: "Changes" },
        ]}
      >
        <TabPanel value="graph">
          <Graph
            className="mt-2 h-[max(420px,min(640px,calc(100dvh-260px)))]"
            label={`Graph of version ${version.number}`}
            nodes={version.nodes.map((one) => ({
              id: one.key,
              label: nodeLabel(one),
              content: <NodeCard node={one} />,
              position: one.position,
            }))}
            links={version.nodes.flatMap((one) => one.depends_on.map((from) => ({ from, to: one.key })))}
            selected={selected}
            onSelect={setSelected}
          />
          {node && (
            <div className="mt-2 border-t border-line">
              <NodeList nodes={[node]} />
            </div>
          )}
        </TabPanel>
        <TabPanel value="list" className="mt-1">
          <NodeList nodes={version.nodes} />
        </TabPanel>
        <TabPanel value="changes" className="mt-3">
          {other ? (
            <>
              <div className="mb-3 flex items-center gap-2">
                <span className="text-muted">Changes from</span>
                <Select
                  size="sm"
                  label="Compare with"
                  className="w-44!"
                  value={String(other.number)}
                  options={others.map((one) => ({
                    value: String(one.number),
                    label: one.number === 0 ? "Built in" : `Version ${one.number}`,
                  }))}
                  onChange={(value) => setThan(Number(value))}
                />
              </div>
              <NodeChanges before={other} after={version} />
            </>
          ) : (
            <p className="text-muted">There is no other version to compare it with.</p>
          )}
        </TabPanel>
      </Tabs>
    </Panel>
  );
}
