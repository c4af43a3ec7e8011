import type { IrSchema } from "@plumbline/contracts";
import { Link } from "@tanstack/react-router";
import { RelativeTime } from "../../lib/relative-time.tsx";
import { Badge } from "../../ui/badge.tsx";
import type { DataTableColumn } from "../../ui/data-table-column.ts";
import { schemaName, schemaPath } from "./schema-words.ts";

/** The columns of the list of schemas. */
export const irSchemaColumns: readonly DataTableColumn<IrSchema>[] = [
  {
    id: "name",
    header: "Name",
    primary: true,
    value: schemaName,
    cell: (schema) => (
      <Link
        to="/ir-schemas/$schemaId"
        params={{ schemaId: schemaPath(schema) }}
        title={schemaName(schema)}
        className="rounded-sm font-medium hover:underline"
      >
        {schemaName(schema)}
      </Link>
    ),
  },
  { id: "step", header: "Step", width: 190, mono: true, value: (schema) => schema.step },
  {
    id: "source",
    header: "Source",
    width: 110,
    value: (schema) => (schema.source === "tenant" ? "Your own" : "Built in"),
    cell: (schema) =>
      schema.source === "tenant" ? <Badge tone="accent">Your own</Badge> : <span className="text-muted">Built in</span>,
  },
  {
    id: "active",
    header: "Active",
    width: 110,
    value: (schema) => schema.active_version,
    cell: (schema) =>
      schema.source === "builtin" ? (
        <span className="text-muted">Always</span>
      ) : schema.active_version > 0 ? (
        <span className="tabular-nums">Version {schema.active_version}</span>
      ) : (
        <span className="text-minor">None</span>
      ),
  },
  {
    id: "versions",
    header: "Versions",
    width: 90,
    align: "right",
    hideBelow: "md",
    value: (schema) => schema.latest_version,
  },
  {
    id: "updated",
    header: "Updated",
    width: 130,
    value: (schema) => schema.updated_at,
    cell: (schema) => <RelativeTime at={schema.updated_at} />,
  },
];
