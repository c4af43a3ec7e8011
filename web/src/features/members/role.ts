import type { Role } from "@plumbline/contracts";
import type { SelectOption } from "../../ui/select.tsx";

/** What each role may do, in rising order. */
export const roleOptions: readonly SelectOption<Role>[] = [
  { value: "viewer", label: "Viewer", detail: "Reads everything" },
  { value: "editor", label: "Editor", detail: "Also uploads and runs" },
  { value: "owner", label: "Owner", detail: "Also decides about members" },
];
