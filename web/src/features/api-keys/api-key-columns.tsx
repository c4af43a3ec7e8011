import type { ApiKey, ApiKeyMade } from "@plumbline/contracts";
import { formatCount, words } from "../../lib/format.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import type { DataTableColumn } from "../../ui/data-table-column.ts";
import { StatusMark } from "../../ui/status-mark.tsx";
import { ApiKeyActions } from "./api-key-actions.tsx";

const never = <span className="text-faint">never</span>;

/** The columns of the list of keys; `onMade` gets the key that follows by rotation. */
export const apiKeyColumns = (onMade: (made: ApiKeyMade) => void): DataTableColumn<ApiKey>[] => [
  {
    id: "name",
    header: "Name",
    primary: true,
    value: (key) => key.name,
    cell: (key) => <span className="font-medium">{key.name}</span>,
  },
  { id: "prefix", header: "Begins with", width: 110, mono: true, value: (key) => key.prefix },
  { id: "role", header: "Role", width: 80, value: (key) => words(key.role) },
  {
    id: "status",
    header: "Status",
    width: 104,
    value: (key) => key.status,
    cell: (key) => <StatusMark status={key.status} />,
  },
  {
    id: "limit",
    header: "Limit a minute",
    align: "right",
    width: 116,
    hideBelow: "lg",
    value: (key) => key.requests_per_minute,
    cell: (key) => formatCount(key.requests_per_minute),
  },
  {
    id: "used",
    header: "Last used",
    width: 120,
    hideBelow: "md",
    value: (key) => key.last_used_at,
    cell: (key) => (key.last_used_at ? <RelativeTime at={key.last_used_at} /> : never),
  },
  {
    id: "expires",
    header: "Works until",
    width: 120,
    value: (key) => key.revoked_at ?? key.expires_at,
    cell: (key) => <RelativeTime at={key.revoked_at ?? key.expires_at} />,
  },
  {
    id: "actions",
    header: "Actions",
    actions: true,
    align: "right",
    width: 52,
    value: () => null,
    cell: (key) => <ApiKeyActions apiKey={key} onMade={onMade} />,
  },
];
