/**
 * The right to use the one engine: held by one owner at a time, given on in the order it was asked for.
 * Nothing else may talk to the engine, or two clients' protocol messages would mix.
 */
export class Lease<Owner extends object> {
  #owner: Owner | undefined;
  #waiting: { owner: Owner; granted: () => void }[] = [];

  get isFree(): boolean {
    return this.#owner === undefined;
  }

  isHeldBy(owner: Owner): boolean {
    return this.#owner === owner;
  }

  /** Resolves once `owner` holds the lease; at once when it already does. */
  async acquire(owner: Owner): Promise<void> {
    if (this.#owner === owner) return;
    if (this.#owner === undefined) this.#owner = owner;
    else await new Promise<void>((granted) => this.#waiting.push({ owner, granted }));
  }

  /** Does nothing for one who does not hold it, so it is safe in a finally. */
  release(owner: Owner): void {
    if (this.#owner !== owner) return;
    const next = this.#waiting.shift();
    this.#owner = next?.owner;
    next?.granted();
  }
}
