import type { IrSchema } from "@plumbline/contracts";
import { words } from "../../lib/format.ts";

/** The name people gave it; a built-in one is called like its step: `dataset.parse@1` -> "Dataset parse". */
export const schemaName = ({ source, name, step }: Pick<IrSchema, "source" | "name" | "step">): string =>
  source === "tenant" ? name : words((step.split("@")[0] ?? step).replaceAll(".", " "));

/** What the address calls it. */
export const schemaPath = ({ id, step }: Pick<IrSchema, "id" | "step">): string => id ?? step;

/** "activate" going forward, "roll back to" going back; `active` is 0 while none is. */
export const activationVerb = (version: number, active: number): "Activate" | "Roll back to" =>
  version < active ? "Roll back to" : "Activate";
