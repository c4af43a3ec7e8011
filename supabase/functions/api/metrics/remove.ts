import { AppError } from "@plumbline/contracts";
import { callerRole, requireOwner } from "../platform/caller-role.ts";
import type { ApiContext } from "../platform/context.ts";
import { readAsMember } from "../platform/member.ts";
import type { Query } from "../platform/sql.ts";

interface Removal {
  found: Query;
  /** What still stands on it. */
  users: Query<{ key: string }>;
  /** Touches no row while something stands on it, nor for anybody but an owner. */
  removed: Query;
  /** What it is called: "metric". */
  noun: string;
  /** How its users let go of it. */
  fix: string;
}

/** Removes what nothing stands on; throws not_found, forbidden, or conflict with the names of its users. */
export async function removeUnused(c: ApiContext, { found, users, removed, noun, fix }: Removal): Promise<void> {
  const [there, standing, gone, [role]] = await readAsMember(c, found, users, removed, callerRole);
  if (there.length === 0) throw new AppError("not_found", `There is no such ${noun}`);
  if (gone.length > 0) return;
  requireOwner(role, `removes ${noun}s`);
  const names = standing.map(({ key }) => key).join(", ");
  throw new AppError("conflict", `The ${noun} is used by ${names}`, { fix });
}
