import type { Result, Router } from "hono/router";
import { TrieRouter } from "hono/router/trie-router";

/**
 * Hono's trie, searched once for each route whose path holds no parameter: what is found there is the same for every
 * request. No more is remembered than there are routes, whatever addresses are asked for. (Hono's own router of one
 * regular expression refuses routes as near to each other as `/runs/:id` and `/runs/cancel`.)
 */
export class ExactRoutes<T> implements Router<T> {
  name = "ExactRoutes";
  readonly #trie = new TrieRouter<T>();
  readonly #exact = new Set<string>();
  readonly #found = new Map<string, Result<T>>();

  add(method: string, path: string, handler: T): void {
    this.#trie.add(method, path, handler);
    this.#found.clear();
    if (!/[:*{?]/.test(path)) this.#exact.add(`${method} ${path}`);
  }

  match(method: string, path: string): Result<T> {
    const route = `${method} ${path}`;
    const known = this.#found.get(route);
    if (known !== undefined) return known;
    const found = this.#trie.match(method, path);
    if (this.#exact.has(route)) this.#found.set(route, found);
    return found;
  }
}
