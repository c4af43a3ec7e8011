import type { DatasetProfile } from "@plumbline/contracts";
import { useMemo } from "react";
import { formatCount } from "../../lib/format.ts";
import { DataTable } from "../../ui/data-table.tsx";
import type { DataTableColumn } from "../../ui/data-table-column.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import type { EvidenceHighlight } from "../insights/evidence-highlight.ts";

interface Line {
  row: number;
  cells: readonly (string | null)[];
}

const numeric = new Set(["integer", "number"]);

/** The first rows as they are in the file; rows an insight shows are marked. */
export function DatasetPreview({
  profile,
  highlight,
}: {
  profile: DatasetProfile;
  highlight: EvidenceHighlight | undefined;
}) {
  const lines = useMemo(() => profile.preview.rows.map((cells, at): Line => ({ row: at + 1, cells })), [profile]);
  const columns = useMemo(() => previewColumns(profile), [profile]);
  const marked = useMemo(() => new Set([...(highlight?.rows ?? [])].map(String)), [highlight]);
  return (
    <DataTable
      caption="First rows"
      columns={columns}
      rows={lines}
      rowKey={(line) => String(line.row)}
      marked={marked}
      filter
      copy
      maxHeight="min(560px, 70dvh)"
      empty={
        <Panel>
          <EmptyState title="No rows to show">The table has no rows.</EmptyState>
        </Panel>
      }
    />
  );
}

function previewColumns({ preview, columns }: DatasetProfile): DataTableColumn<Line>[] {
  const widest = (at: number): number => Math.max(0, ...preview.rows.map((cells) => cells[at]?.length ?? 7));
  const types = new Map(columns.map((column) => [column.name, column]));
  return [
    {
      id: "row",
      header: "Row",
      align: "right",
      width: 60,
      primary: true,
      value: (line) => line.row,
      cell: (line) => <span className="text-muted">{formatCount(line.row)}</span>,
    },
    ...preview.columns.map((name, at): DataTableColumn<Line> => {
      const column = types.get(name);
      const right = column !== undefined && numeric.has(column.type) && column.role !== "identifier";
      return {
        id: `c${at}`,
        header: name,
        width: Math.min(280, Math.max(72, 26 + 7.6 * Math.max(name.length, widest(at)))),
        value: (line) => line.cells[at] ?? null,
        cell: (line) => <Cell text={line.cells[at] ?? null} />,
        ...(right && { align: "right" }),
      };
    }),
  ];
}

const Cell = ({ text }: { text: string | null }) =>
  text === null ? <span className="text-faint">missing</span> : <span title={text}>{text}</span>;
