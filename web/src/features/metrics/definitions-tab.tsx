import type { MetricCatalogue, MetricDefinition } from "@plumbline/contracts";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useHasRole } from "../../lib/me.ts";
import { Badge } from "../../ui/badge.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import type { DataTableColumn } from "../../ui/data-table-column.ts";
import { DefinitionSheet } from "./definition-sheet.tsx";
import { profilesWith, scopeWords } from "./metric-words.ts";

/** Every metric there is; one is opened beside the table. */
export function DefinitionsTab({ catalogue }: { catalogue: MetricCatalogue | undefined }) {
  const owner = useHasRole("owner");
  const { metric, create } = useSearch({ from: "/app/metrics" });
  const navigate = useNavigate({ from: "/metrics" });
  const columns = useMemo(() => definitionColumns(catalogue), [catalogue]);
  const opened = catalogue?.definitions.find((one) => one.key === metric);
  const creating = owner && create === true;
  const close = (): void => void navigate({ search: {}, replace: true });
  return (
    <>
      <DataTable
        caption="Metric definitions"
        columns={columns}
        rows={catalogue?.definitions ?? []}
        rowKey={(definition) => definition.key}
        loading={catalogue === undefined}
        filter
        copy
        onRowOpen={({ key }) => void navigate({ search: { metric: key } })}
      />
      {catalogue && (creating || opened) && (
        <DefinitionSheet
          key={creating ? "" : opened?.key}
          definition={creating ? undefined : opened}
          catalogue={catalogue}
          onClose={close}
        />
      )}
    </>
  );
}

const definitionColumns = (catalogue: MetricCatalogue | undefined): readonly DataTableColumn<MetricDefinition>[] => [
  {
    id: "key",
    header: "Metric",
    primary: true,
    width: 200,
    value: (definition) => definition.key,
    cell: (definition) => (
      <span className="inline-flex max-w-full items-center gap-2">
        <Link
          to="/metrics"
          search={{ metric: definition.key }}
          title={definition.key}
          className="truncate rounded-sm font-mono text-sm font-medium hover:underline"
        >
          {definition.key}
        </Link>
        {definition.id === null && <Badge>Built in</Badge>}
      </span>
    ),
  },
  { id: "unit", header: "Unit", width: 90, value: (definition) => definition.unit },
  { id: "aggregation", header: "Summed up by", width: 120, value: (definition) => definition.aggregation },
  { id: "scope", header: "Measured", width: 110, value: (definition) => scopeWords[definition.scope] },
  {
    id: "expression",
    header: "Expression",
    mono: true,
    hideBelow: "md",
    value: (definition) => definition.expression,
    cell: (definition) => <span title={definition.expression}>{definition.expression}</span>,
  },
  {
    id: "description",
    header: "Description",
    hideBelow: "lg",
    hideInCard: true,
    value: (definition) => (definition.id === null ? "" : definition.description),
  },
  {
    id: "profiles",
    header: "Profiles",
    width: 90,
    align: "right",
    value: (definition) => profilesWith(catalogue, definition.key).length,
  },
];
