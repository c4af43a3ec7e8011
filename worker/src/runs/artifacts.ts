import { createHash } from "node:crypto";
import type { Fault } from "@plumbline/contracts";
import type { Json } from "./plain-json.ts";

/** A row of public.artifacts without its tenant and run. `value` is the JSON text: keys sorted, so the hash can be checked. */
export interface Artifact {
  id: string;
  step_key: string;
  ir_type: string;
  value: string;
  sha256: string;
  size_bytes: number;
  valid: boolean;
  validation_errors: Fault[] | null;
  /** The tenant's own schema it was held against. */
  ir_schema_version_id: string | null;
}

/** The artifact of one step of a run. Its id follows from run and step: a replay writes the same row. */
export function toArtifact(
  runId: string,
  stepKey: string,
  irType: string,
  value: Json,
  faults?: Fault[],
  schemaVersionId: string | null = null,
): Artifact {
  const text = JSON.stringify(value);
  return {
    id: uuidV5(runId, stepKey),
    step_key: stepKey,
    ir_type: irType,
    value: text,
    sha256: createHash("sha256").update(text).digest("hex"),
    size_bytes: Buffer.byteLength(text),
    valid: faults === undefined,
    validation_errors: faults ?? null,
    ir_schema_version_id: schemaVersionId,
  };
}

/** Name-based UUID (RFC 9562, version 5): SHA-1 of namespace and name. */
export function uuidV5(namespace: string, name: string): string {
  const hash = createHash("sha1")
    .update(Buffer.from(namespace.replaceAll("-", ""), "hex"))
    .update(name)
    .digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString("hex", 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
