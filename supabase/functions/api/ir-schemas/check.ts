import { AppError, type Fault, type IrSchemaVersion, type JsonSchema, schemaBreaks } from "@plumbline/contracts";
import { schemaFaults } from "../platform/json-schema.ts";
import { invalid } from "../platform/problem.ts";

/** Throws invalid_request when a schema from outside cannot be used; `errors` point into the body, below /schema. */
export function requireUsable(schema: JsonSchema): void {
  const faults = schemaFaults(schema);
  if (faults.length === 0) return;
  const errors = faults.map((fault) => ({ ...fault, location: `/schema${fault.location}` }));
  throw invalid("The schema cannot be used", errors);
}

/**
 * Where a new version refuses what the latest one accepts, with pointers into the value. Throws conflict with these
 * unless they are allowed.
 */
export function breaksOf(latest: IrSchemaVersion | undefined, schema: JsonSchema, allowed: boolean): Fault[] {
  const breaks = latest ? schemaBreaks(latest.schema, schema) : [];
  if (breaks.length > 0 && !allowed) {
    const detail = `The schema would refuse what version ${latest?.version} accepts`;
    throw new AppError("conflict", detail, { errors: breaks, fix: "Send allow_breaks to add it all the same" });
  }
  return breaks;
}

/** The version that is meant: the numbered one, else the active one. Throws not_found, or conflict when none is active. */
export function chooseVersion(versions: readonly IrSchemaVersion[], number: number | null): IrSchemaVersion {
  const chosen = versions.find((version) => (number === null ? version.active : version.version === number));
  if (chosen) return chosen;
  if (number !== null) throw new AppError("not_found", `The schema has no version ${number}`);
  throw new AppError("conflict", "No version of the schema is active", { fix: "Name a version" });
}
