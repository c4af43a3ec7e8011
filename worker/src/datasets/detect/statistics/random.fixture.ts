/** Repeatable random numbers for generated test files: the same seed gives the same numbers (mulberry32). */
export class Random {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }
  /** Uniform in (0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
  }
  normal(mean = 0, std = 1): number {
    return mean + std * Math.sqrt(-2 * Math.log(this.next())) * Math.cos(2 * Math.PI * this.next());
  }
  lognormal(mu = 0, sigma = 1): number {
    return Math.exp(this.normal(mu, sigma));
  }
  pareto(alpha: number): number {
    return this.next() ** (-1 / alpha);
  }
  cauchy(): number {
    return Math.tan(Math.PI * (this.next() - 0.5));
  }
  exponential(mean = 1): number {
    return -mean * Math.log(this.next());
  }
  /** 0 to n - 1. */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }
  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  }
  chance(p: number): boolean {
    return this.next() < p;
  }
}
