import type { Fault, IrSchemaDetail, IrSchemaVersion } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { plural } from "../../lib/format.ts";
import { ErrorState } from "../../ui/error-state.tsx";
import { JsonTree } from "../../ui/json/json-tree.tsx";
import { toJson } from "../../ui/json/json-value.ts";
import { VersionChanges } from "../../ui/json/version-changes.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import { SkeletonText } from "../../ui/skeleton.tsx";
import { TabPanel, Tabs } from "../../ui/tabs.tsx";
import { BreakList } from "./break-list.tsx";
import { breaksQuery } from "./ir-schemas.api.ts";
import { SamplePanel } from "./sample-panel.tsx";
import { schemaPath } from "./schema-words.ts";

interface SchemaVersionViewProps {
  schema: IrSchemaDetail;
  version: IrSchemaVersion;
}

/** One version: the schema, how it differs from another, what it refuses, and whether a sample passes it. */
export function SchemaVersionView({ schema, version }: SchemaVersionViewProps) {
  const { view = "schema", than } = useSearch({ from: "/app/ir-schemas/$schemaId" });
  const navigate = useNavigate({ from: "/ir-schemas/$schemaId" });
  const [sample, setSample] = useState("");
  const own = schema.id !== null;
  const name = own ? `version ${version.version}` : "the built-in schema";
  const broken = version.breaks.length > 0 ? { count: String(version.breaks.length) } : {};
  const shown = own || view === "sample" ? view : "schema";
  return (
    <Panel aria-label={own ? `Version ${version.version}` : "Built in"} className="min-w-0 px-3 pt-1 pb-3">
      <Tabs
        label="View"
        value={shown}
        onChange={(next) =>
          void navigate({
            search: (before) => ({ ...before, view: next === "schema" ? undefined : next }),
            replace: true,
            resetScroll: false,
          })
        }
        tabs={[
          { value: "schema", label: "Schema" },
          ...(own
            ? [
                { value: "changes", label: "Changes" } as const,
                { value: "breaks", label: "Compatibility", ...broken } as const,
              ]
            : []),
          { value: "sample", label: "Validate a sample" },
        ]}
      >
        <TabPanel value="schema" className="mt-2">
          <JsonTree
            key={version.version}
            label={`Schema of ${name}`}
            value={toJson(version.schema) ?? null}
            className="h-[max(360px,min(640px,calc(100dvh-270px)))] rounded-md border border-line"
          />
        </TabPanel>
        <TabPanel value="changes" className="mt-3">
          <VersionChanges
            versions={schema.versions.map((one) => ({ number: one.version, value: toJson(one.schema) ?? null }))}
            shown={version.version}
            than={than}
            onThan={(number) =>
              void navigate({ search: (before) => ({ ...before, than: number }), replace: true, resetScroll: false })
            }
          />
        </TabPanel>
        <TabPanel value="breaks" className="mt-3">
          <Compatibility schema={schema} version={version} />
        </TabPanel>
        <TabPanel value="sample" className="mt-3">
          <SamplePanel
            id={schemaPath(schema)}
            step={schema.step}
            against={{ version: version.version }}
            name={name}
            text={sample}
            onText={setSample}
          />
        </TabPanel>
      </Tabs>
    </Panel>
  );
}

/** What it refuses that the version before accepted, and the one that is active. */
function Compatibility({ schema, version }: SchemaVersionViewProps) {
  const id = schema.id ?? "";
  const active = schema.active_version;
  const asks = id !== "" && active > 0 && !version.active;
  const query = useQuery({ ...breaksQuery(id, version.version), enabled: asks });
  return (
    <div className="flex flex-col gap-4">
      {version.version > 1 ? (
        <Breaks name={`version ${version.version - 1}, the one before,`} breaks={version.breaks} />
      ) : (
        <p className="text-muted">It is the first version: there is nothing before it to break with.</p>
      )}
      {asks &&
        active !== version.version - 1 &&
        (query.data ? (
          <Breaks name={`version ${active}, which is active,`} breaks={query.data.breaks} />
        ) : query.isError ? (
          <ErrorState
            compact
            error={query.error}
            title="It could not be compared with the active version"
            onRetry={() => void query.refetch()}
            retrying={query.isFetching}
          />
        ) : (
          <SkeletonText lines={2} />
        ))}
    </div>
  );
}

function Breaks({ name, breaks }: { name: string; breaks: readonly Fault[] }) {
  return (
    <section aria-label={`Against ${name.replace(/,$/, "")}`}>
      {breaks.length === 0 ? (
        <SeverityMark severity="pass">It accepts everything that {name} accepts</SeverityMark>
      ) : (
        <>
          <SeverityMark severity="major">
            It refuses what {name} accepts, in {plural(breaks.length, "place")}
          </SeverityMark>
          <BreakList breaks={breaks} className="mt-1" />
        </>
      )}
    </section>
  );
}
