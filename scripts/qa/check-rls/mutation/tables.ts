import { type Catalogue, exposed, isTable, qualified, type RelationFacts } from "../catalogue.ts";
import { conjuncts } from "../expression.ts";
import { quoteName } from "../world/values.ts";
import type { Mutant } from "./mutant.ts";

const on = (r: RelationFacts) => ({ object: qualified(r), look: { relation: qualified(r) }, tables: [r.name] });

/** Policies dropped, opened, and loosened one condition at a time; row-level security off; views with their owner's rights. */
export function policyMutants(catalogue: Catalogue): Mutant[] {
  return exposed(catalogue).flatMap((r) => [
    ...r.policies.flatMap((p): Mutant[] => {
      const name = `${quoteName(p.name)} on ${qualified(r)}`;
      const mutant = (kind: string, sentence: string, sql: string): Mutant => ({
        ...on(r),
        kind,
        sentence: `${sentence} (${p.name})`,
        sql,
      });
      const sides = [["using", p.using] as const, ["with check", p.check] as const];
      return [
        mutant("policy dropped", "A policy is gone", `drop policy ${name}`),
        ...sides.flatMap(([side, expression]) => {
          if (expression === null) return [];
          const parts = conjuncts(expression);
          return [
            mutant("policy opened", `Its ${side} is true`, `alter policy ${name} ${side} (true)`),
            ...(parts.length === 1 ? [] : parts).map((part, i) => {
              const rest = parts.filter((_, j) => j !== i).map((c) => `(${c})`);
              return mutant(
                "policy loosened",
                `Its ${side} no longer asks ${part}`,
                `alter policy ${name} ${side} (${rest.join(" and ")})`,
              );
            }),
          ];
        }),
      ];
    }),
    ...(r.kind === "v"
      ? [
          {
            ...on(r),
            kind: "view with its owner's rights",
            sentence: "security_invoker is off",
            sql: `alter view ${qualified(r)} set (security_invoker = false)`,
          },
        ]
      : []),
  ]);
}

/** What keeps a table as it is: security on, an owner who is nobody's role, triggers, a comment. */
export function tableMutants(catalogue: Catalogue): Mutant[] {
  return catalogue.relations.filter(isTable).flatMap((r): Mutant[] => [
    {
      ...on(r),
      kind: "RLS off",
      sentence: "Row-level security is off",
      sql: `alter table ${qualified(r)} disable row level security`,
    },
    {
      ...on(r),
      tables: [],
      kind: "owner",
      sentence: "It belongs to the worker's role",
      sql: `alter table ${qualified(r)} owner to worker`,
    },
    {
      ...on(r),
      tables: [],
      kind: "comment",
      sentence: "Nobody says what it is for",
      sql: `comment on table ${qualified(r)} is null`,
    },
    ...r.triggers
      .filter((t) => /^private\.tg__(append_only|no_truncate|audit)/.test(t.function))
      .map((t) => ({
        ...on(r),
        kind: "trigger off",
        sentence: `The trigger ${t.name} is off`,
        sql: `alter table ${qualified(r)} disable trigger ${quoteName(t.name)}`,
      })),
  ]);
}

/** Keys that no longer carry the tenant, and the indexes behind them. */
export function keyMutants(catalogue: Catalogue): Mutant[] {
  return catalogue.relations.filter(isTable).flatMap((r) => {
    const table = qualified(r);
    const carrying = r.keys.filter(
      (k) => k.type === "f" && r.schema === "public" && k.columns?.some((c) => /tenant_id$/.test(c)),
    );
    const primary = r.keys.find((k) => k.type === "p");
    return [
      ...carrying.map((k) => ({
        ...on(r),
        kind: "foreign key dropped",
        sentence: `The foreign key ${k.name} is gone`,
        sql: `alter table ${table} drop constraint ${quoteName(k.name)}`,
      })),
      ...carrying.flatMap((k) => {
        // Without the tenant only an id can still be unique.
        if (k.columns?.length !== 2 || k.target_columns?.join() !== "tenant_id,id" || !k.target) return [];
        return [
          {
            ...on(r),
            kind: "foreign key without tenant",
            sentence: `The foreign key ${k.name} no longer carries the tenant`,
            sql: `alter table ${k.target} add constraint check_rls_id unique (id);
              alter table ${table} drop constraint ${quoteName(k.name)},
                add constraint check_rls_fkey foreign key (${quoteName(k.columns[1] ?? "")}) references ${k.target} (id)`,
          },
        ];
      }),
      ...(primary
        ? [
            {
              ...on(r),
              tables: [],
              kind: "primary key dropped",
              sentence: "It has no primary key",
              sql: `alter table ${table} drop constraint ${quoteName(primary.name)} cascade`,
            },
          ]
        : []),
      ...indexesBehindKeys(r).map((name) => ({
        ...on(r),
        tables: [],
        kind: "index dropped",
        sentence: `The index ${name} behind a foreign key is gone`,
        sql: `drop index ${r.schema}.${quoteName(name)}`,
      })),
    ];
  });
}

/** Indexes that are the only ones behind some foreign key, and can be dropped by themselves. */
function indexesBehindKeys(r: RelationFacts): string[] {
  const constraints = new Set(r.keys.map((k) => k.name));
  const names = r.keys.flatMap((k) => {
    const wanted = new Set(k.type === "f" ? (k.columns ?? []) : []);
    const behind = r.indexes.filter(
      (i) => !i.partial && wanted.size > 0 && i.columns.slice(0, wanted.size).every((c) => c && wanted.has(c)),
    );
    return behind.length === 1 ? behind.map((i) => i.name) : [];
  });
  return [...new Set(names)].filter((name) => !constraints.has(name));
}
