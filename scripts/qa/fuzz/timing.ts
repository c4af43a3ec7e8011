import { receive } from "./answer.ts";
import type { Api } from "./openapi.ts";
import { send } from "./request.ts";
import type { Side } from "./side.ts";
import { planFor, slotsOf } from "./slot.ts";
import type { Target } from "./target.ts";
import type { Ref } from "./values.ts";

/** How much longer the answer about another tenant's row takes than that about a row nobody has. */
export interface Timing {
  operation: string;
  pairs: number;
  median_us: number;
  /** Between these lies the median of nearly all resampled pairs. */
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
  const slots = slotsOf(api).filter(({ place }) => place === "path");
  const own = ({ kind, n }: Ref) => attacker.known.pick(kind, n);
  for (const slot of slots) {
    const differences: number[] = [];
    for (let i = 0; i < pairs; i++) {
      const shot = async (foreign: boolean) => {
        const id = foreign ? victim.known.pick(slot.kind, i) : undefined;
        const sent = send(planFor(slot, api, id ?? crypto.randomUUID()), attacker.owner.token, own);
        if (!sent) throw new Error(`${slot.operation.name} cannot be sent`);
        const started = performance.now();
        await receive(target.send(sent));
        return performance.now() - started;
      };
      const first = i % 2 === 0;
      const one = await shot(first);
      const two = await shot(!first);
      differences.push(Math.round((first ? one - two : two - one) * 1000));
    }
    measured.push({ operation: slot.operation.name, ...judged(differences, slots.length) });
  }
  return measured;
}

/**
 * The median of the differences, and how far it moves when the pairs are drawn again (bootstrap). `of` routes are looked
 * at together, so each interval is that much wider: one false alarm in twenty reports, not in twenty routes (Bonferroni).
 */
export function judged(differences: number[], of: number): Omit<Timing, "operation"> {
  const draws = 4000;
  const medians = Array.from({ length: draws }, () =>
    median(differences.map(() => differences[Math.floor(Math.random() * differences.length)] ?? 0)),
  ).sort((a, b) => a - b);
  const cut = Math.floor((draws * 0.05) / 2 / of);
  const [low_us, high_us] = [medians[cut] ?? 0, medians[draws - 1 - cut] ?? 0];
  const told = low_us > least_us || high_us < -least_us;
  return { pairs: differences.length, median_us: median(differences), low_us, high_us, told };
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2);
}
