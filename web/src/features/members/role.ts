import type { Role } from "@plumbline/contracts";
import type { SelectOption } from "../../ui/select.tsx";

/** What each role may do, in rising order. */
export const roleOptions: readonly SelectOption<Role>[] = [
  { value: "viewer", label: "Viewer", detail: "Reads everything" },
  { value: "editor", label: "Editor", detail: "Also uploads and runs" },
  { value: "owner", label: "Owner", detail: "Also decides about members, keys and settings" },
];

/** The same in a sentence about one role. */
export const roleMeans: Record<Role, string> = {
  viewer: "reads everything",
  editor: "reads, uploads and runs",
  owner: "decides about members, keys and settings too",
};

/** A service never owns a tenant. */
export const serviceRoleOptions = roleOptions.filter(({ value }) => value !== "owner");
