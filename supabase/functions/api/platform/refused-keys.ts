import { AppError } from "@plumbline/contracts";

const most = 30;
const window_ms = 60_000;
const mostKept = 10_000;

/**
 * Counts the API keys that were refused, by the address they came from. To guess a key is hopeless, but every guess is a
 * question to the database that nobody signed in for: after thirty in a minute an address has to wait.
 */
export class RefusedKeys {
  readonly #now: () => number;
  readonly #counts = new Map<string, { refused: number; until: number }>();

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** How many seconds the address has to wait; 0 when it need not. An unknown address never waits: it may be anybody's. */
  waits_s(address: string): number {
    const count = this.#counts.get(address);
    if (count === undefined || count.refused < most) return 0;
    return Math.max(0, Math.ceil((count.until - this.#now()) / 1000));
  }

  note(address: string): void {
    if (address === "") return;
    const count = this.#counts.get(address);
    if (count && this.#now() < count.until) {
      count.refused++;
      return;
    }
    this.#counts.delete(address);
    if (this.#counts.size >= mostKept) this.#counts.delete(this.#counts.keys().next().value ?? "");
    this.#counts.set(address, { refused: 1, until: this.#now() + window_ms });
  }
}

export const tooManyRefused = (wait_s: number): AppError =>
  new AppError("rate_limited", "Too many API keys from your address were not valid", {
    fix: `Wait ${wait_s} seconds, and check the key`,
  });
