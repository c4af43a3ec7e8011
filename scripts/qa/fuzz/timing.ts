import * as fc from "fast-check";
import { receive } from "./answer.ts";
import type { Api, Operation } from "./openapi.ts";
import { type Plan, send } from "./request.ts";
import type { Side } from "./side.ts";
import type { Target } from "./target.ts";
import { Ref, valuesOf } from "./values.ts";

/** How much longer the answer about another tenant's row takes than that about a row nobody has. */
export interface Timing {
  operation: string;
  pairs: number;
  median_us: number;
  /** Between these lies the median of 95% of resampled pairs. */
  low_us: number;
  high_us: number;
  /** True when that interval leaves out nought by more than what a network hides: 100 microseconds. */
  told: boolean;
}

const least_us = 100;

/**
 * Measures each operation on an id in pairs, foreign and missing in changing order, so that a busy moment hits both.
 * For the report: the clock of a shared machine decides nothing by itself.
 */
export async function timings(
  target: Target,
  api: Api,
  attacker: Side,
  victim: Side,
  pairs: number,
): Promise<Timing[]> {
  const measured: Timing[] = [];
  for (const operation of api.operations.filter(isAboutOne)) {
    const differences: number[] = [];
    for (let i = 0; i < pairs; i++) {
      const shot = async (foreign: boolean) => {
        const sent = send(planFor(operation, api, foreign, i), attacker.owner.token, ({ kind, n }) =>
          kind === "own_tenant" ? attacker.tenant_id : foreign ? victim.known.pick(kind, n) : undefined,
        );
        if (!sent) throw new Error(`${operation.name} cannot be sent`);
        const started = performance.now();
        await receive(target.send({ ...sent, path: foreign ? sent.path : withoutRow(sent.path) }));
        return performance.now() - started;
      };
      const first = i % 2 === 0;
      const one = await shot(first);
      const two = await shot(!first);
      differences.push(((first ? one - two : two - one) * 1000) | 0);
    }
    measured.push({ operation: operation.name, ...judged(differences) });
  }
  return measured;
}

const isAboutOne = ({ parameters }: Operation): boolean =>
  parameters.some((p) => p.in === "path" && p.schema.format === "uuid");

/** Every id that nobody has is another one, as the foreign ids are. */
const withoutRow = (path: string): string =>
  path.replace("00000000-0000-4000-8000-000000000000", () => crypto.randomUUID());

/** The same request each time but for the row it is about. */
export function planFor(operation: Operation, api: Api, foreign: boolean, n: number, seed = 1): Plan {
  const taste = { components: api.schemas, wild: false };
  const noun = operation.path.split("/")[2] ?? "";
  const [value] = operation.body ? fc.sample(valuesOf(operation.body.schema, taste), { numRuns: 1, seed }) : [];
  const kind = (name: string) =>
    name === "id" ? noun.replaceAll("-", "_").replace(/s$/, "") : name.replace(/_id$/, "");
  return {
    operation,
    principal: 0,
    tenant: new Ref("own_tenant", false, 0),
    path: operation.parameters.flatMap((p) => (p.in === "path" ? [new Ref(kind(p.name), foreign, n)] : [])),
    query: [],
    headers: [],
    body: operation.body ? { kind: "json", value, type: "application/json" } : { kind: "none" },
  };
}

/** The median of the differences, and how far it moves when the pairs are drawn again (bootstrap, 1,000 times). */
export function judged(differences: number[]): Omit<Timing, "operation"> {
  const medians = Array.from({ length: 1000 }, () =>
    median(differences.map(() => differences[Math.floor(Math.random() * differences.length)] ?? 0)),
  ).sort((a, b) => a - b);
  const [low_us, high_us] = [medians[25] ?? 0, medians[974] ?? 0];
  const told = low_us > least_us || high_us < -least_us;
  return { pairs: differences.length, median_us: median(differences), low_us, high_us, told };
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2);
}
