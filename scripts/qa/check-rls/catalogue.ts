import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Session } from "./session.ts";

const names = z.array(z.string());
const GrantFact = z.object({
  grantee: z.string(),
  privilege: z.string(),
  /** Null: the whole object. */
  column: z.string().nullable(),
  grantable: z.boolean(),
});
const PolicyFact = z.object({
  name: z.string(),
  permissive: z.boolean(),
  verb: z.enum(["select", "insert", "update", "delete", "all"]),
  roles: names,
  using: z.string().nullable(),
  check: z.string().nullable(),
  /** The table's own columns that the policy reads. */
  columns: names,
});
export type PolicyFact = z.infer<typeof PolicyFact>;

export const RelationFacts = z.object({
  schema: z.string(),
  name: z.string(),
  kind: z.string(),
  rls: z.boolean(),
  owner: z.string(),
  comment: z.string().nullable(),
  invoker: z.boolean(),
  reads_auth: z.boolean(),
  columns: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      labels: names.nullable(),
      not_null: z.boolean(),
      has_default: z.boolean(),
      generated: z.boolean(),
    }),
  ),
  grants: z.array(GrantFact),
  policies: z.array(PolicyFact),
  keys: z.array(
    z.object({
      name: z.string(),
      type: z.enum(["p", "u", "f", "c"]),
      columns: names.nullable(),
      target: z.string().nullable(),
      target_columns: names.nullable(),
      expression: z.string().nullable(),
    }),
  ),
  indexes: z.array(
    z.object({
      name: z.string(),
      unique: z.boolean(),
      partial: z.boolean(),
      predicate: z.string().nullable(),
      valid: z.boolean(),
      shape: z.string(),
      /** Null in place of an expression. */
      columns: z.array(z.string().nullable()),
    }),
  ),
  triggers: z.array(
    z.object({ name: z.string(), enabled: z.boolean(), function: z.string(), before: z.boolean(), verbs: names }),
  ),
});
export type RelationFacts = z.infer<typeof RelationFacts>;

export const FunctionFacts = z.object({
  schema: z.string(),
  name: z.string(),
  signature: z.string(),
  definer: z.boolean(),
  trigger: z.boolean(),
  /** Has an empty search path. */
  pinned: z.boolean(),
  owner: z.string(),
  grants: z.array(GrantFact),
  arguments: z.array(z.object({ name: z.string(), type: z.string() })),
});
export type FunctionFacts = z.infer<typeof FunctionFacts>;

export const ClusterFacts = z.object({
  roles: z.array(
    z.object({
      name: z.string(),
      superuser: z.boolean(),
      bypassrls: z.boolean(),
      createrole: z.boolean(),
      createdb: z.boolean(),
      replication: z.boolean(),
      inherit: z.boolean(),
      login: z.boolean(),
    }),
  ),
  memberships: z.array(z.object({ member: z.string(), role: z.string(), admin: z.boolean(), inherit: z.boolean() })),
  schemas: z.array(z.object({ name: z.string(), owner: z.string(), grants: z.array(GrantFact) })),
  elsewhere: z.array(z.object({ object: z.string(), grantee: z.string(), privilege: z.string() })),
  definers_elsewhere: z.array(z.object({ object: z.string(), grantee: z.string() })),
  defaults: z.array(
    z.object({ schema: z.string().nullable(), kind: z.string(), grantee: z.string(), privilege: z.string() }),
  ),
  revoked_function_default: z.boolean(),
  extensions_in_public: names,
});
export type ClusterFacts = z.infer<typeof ClusterFacts>;

/** What the database says of itself: the schemas public and private, and the roles on data paths. */
export interface Catalogue {
  relations: RelationFacts[];
  functions: FunctionFacts[];
  cluster: ClusterFacts;
}

const source = readFileSync(new URL("./catalogue.sql", import.meta.url), "utf8");

/** Makes the questions askable in this session. */
export async function prepareCatalogue(session: Session): Promise<void> {
  await session.unsafe(source);
}

/** Reads the whole catalogue; `prepareCatalogue` has run in this session, and its search path is empty: names in answers are complete. */
export async function readCatalogue(session: Session): Promise<Catalogue> {
  const [row] = await session`select pg_temp.all_relations() as relations, pg_temp.all_functions() as functions,
    pg_temp.cluster_facts() as cluster`;
  return z
    .object({ relations: z.array(RelationFacts), functions: z.array(FunctionFacts), cluster: ClusterFacts })
    .parse(row);
}

/** Tables and views the API can see. */
export const exposed = (catalogue: Catalogue): RelationFacts[] =>
  catalogue.relations.filter((r) => r.schema === "public" && r.kind !== "S");

export const qualified = (r: { schema: string; name: string }): string => `${r.schema}.${r.name}`;
export const isTable = (r: RelationFacts): boolean => r.kind === "r" || r.kind === "p";
export const hasColumn = (r: RelationFacts, name: string): boolean => r.columns.some((c) => c.name === name);
