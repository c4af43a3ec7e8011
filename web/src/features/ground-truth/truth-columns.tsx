import type { GroundTruth } from "@plumbline/contracts";
import { Link } from "@tanstack/react-router";
import { useMemberName } from "../../lib/member-names.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import type { DataTableColumn } from "../../ui/data-table-column.ts";
import { SeverityMark } from "../../ui/severity-mark.tsx";

/** How an entry came to be known, as people say it. */
export const sourceWords: Record<GroundTruth["source"], string> = { manual: "By hand", feedback: "From feedback" };

/** The columns of the list; with `all` versions it is said which of them count. */
export const truthColumns = (all: boolean): readonly DataTableColumn<GroundTruth>[] => [
  {
    id: "reference",
    header: "Reference",
    primary: true,
    value: (one) => one.reference,
    cell: ({ scope, reference, version, current }) => (
      <Link
        to="/ground-truth/entry"
        search={{ scope, reference, ...(!current && { version }) }}
        title={reference}
        className="rounded-sm font-medium hover:underline"
      >
        {reference}
      </Link>
    ),
  },
  { id: "scope", header: "Scope", width: 200, mono: true, value: (one) => one.scope },
  {
    id: "value",
    header: "Value",
    mono: true,
    hideBelow: "md",
    value: (one) => JSON.stringify(one.value),
    cell: (one) => (
      <span title={JSON.stringify(one.value).slice(0, 500)}>{JSON.stringify(one.value).slice(0, 200)}</span>
    ),
  },
  { id: "version", header: "Version", width: 80, align: "right", value: (one) => one.version },
  ...(all
    ? [
        {
          id: "current",
          header: "Counts",
          width: 110,
          value: (one: GroundTruth) => one.current,
          cell: (one: GroundTruth) => <Counts current={one.current} />,
        },
      ]
    : []),
  { id: "source", header: "Source", width: 120, hideBelow: "lg", value: (one) => sourceWords[one.source] },
  {
    id: "reviewer",
    header: "Reviewer",
    width: 150,
    hideBelow: "lg",
    value: (one) => one.reviewer_id,
    cell: (one) => <Reviewer id={one.reviewer_id} />,
  },
  {
    id: "created",
    header: "Set down",
    width: 130,
    value: (one) => one.created_at,
    cell: (one) => <RelativeTime at={one.created_at} />,
  },
];

/** Whether a version counts, or was superseded. */
export const Counts = ({ current }: Pick<GroundTruth, "current">) =>
  current ? (
    <SeverityMark severity="pass">Current</SeverityMark>
  ) : (
    <span className="text-sm text-muted">Superseded</span>
  );

/** Who set it down. */
export function Reviewer({ id }: { id: string | null }) {
  const name = useMemberName(id);
  return name === undefined ? <span className="text-faint">–</span> : <span title={name}>{name}</span>;
}
