/** Kinds of values that answers give and later requests take up again. */
const users = /^(user|created_by|requested_by|approved_by|invited_by|accepted_by|changed_by|actor)$/;
const uuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;
const runs = /^(rerun_of|reused_from)$/;
/** Beside ids: what names a place, opens a door, or is a version to go back to. */
const taken = /^(token|cursor|slug|field_name|step|.+_key|version|revision)$/;
/** Fields that name a row by its key. */
const byKey = new Map([
  ["node", "step_key"],
  ["metric", "metric_definition_key"],
  ["metric_profile", "metric_profile_key"],
]);
/** Told apart by what they are of: a version of a pipeline is none of an IR schema. */
const parts = /^(versions|definitions|profiles)$/;

/** What a field is about: `run_id`, and `id` under `runs`, are both a `run`. */
export function kindOf(key: string, parent: string): string {
  const named = byKey.get(key);
  if (named !== undefined) return named;
  const kind = key === "id" || key === "other" ? parent : key.replace(/_id$/, "").replace(/^next_/, "");
  if (kind === "name" && parent === "field") return "field_name";
  // A result has the key of the step that made it.
  if (kind.endsWith("artifact_key")) return "step_key";
  if (kind === "key") return parent.endsWith("artifact") ? "step_key" : `${parent}_key`;
  if (runs.test(kind)) return "run";
  return users.test(kind) ? "user" : kind;
}

/** `api-keys` and `api_key` are one noun. */
const singular = (noun: string): string => noun.replaceAll("-", "_").replace(/s$/, "");

/** What an address is about: `/v1/pipelines/{id}/versions` about a `pipeline_version`. */
export const nounOf = (path: string): string =>
  path
    .split("/")
    .slice(2)
    .flatMap((part) => (part === "" || part.startsWith("{") || uuid.test(part) ? [] : [singular(part)]))
    .join("_");

/** What a parameter of an address is about: `key` of what stands before it, ids of what stands before them all. */
export const nounBefore = (path: string, name: string): string =>
  nounOf(path.slice(0, path.indexOf(name === "key" ? `{${name}}` : "{")));

export const uuidsIn = (text: string): string[] =>
  text.match(/[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/gi)?.map((id) => id.toLowerCase()) ?? [];

/** What one tenant's people have learned from answers: values by kind, in the order they came. */
export class Known {
  readonly #byKind = new Map<string, string[]>();
  readonly #seen = new Set<string>();
  /** Ids that must stay as they are, because somebody acts with them. */
  readonly #kept: ReadonlySet<string>;

  constructor(kept: ReadonlySet<string> = new Set()) {
    this.#kept = kept;
  }

  add(kind: string, value: string): void {
    if (this.#kept.has(value) || this.#seen.has(`${kind}:${value}`)) return;
    this.#seen.add(`${kind}:${value}`);
    for (const of of uuid.test(value) ? [kind, "any"] : [kind]) {
      const values = this.#byKind.get(of) ?? [];
      this.#byKind.set(of, [...values, value].slice(-200));
    }
  }

  has(kind: string): boolean {
    return this.#byKind.has(kind);
  }

  /** The nth value of the kind, counted around; of any id when there is none of that kind. */
  pick(kind: string, n: number): string | undefined {
    const values = this.#byKind.get(kind) ?? (taken.test(kind) ? [] : this.#byKind.get("any")) ?? [];
    // The newest first: the oldest are the likeliest to be gone.
    return values.at(-1 - (n % Math.max(1, values.length)));
  }

  /** Takes every id, cursor and token out of an answer. `noun` is what the address is about. */
  learn(value: unknown, noun: string, key = ""): void {
    if (Array.isArray(value)) {
      for (const item of value) this.learn(item, noun, key);
    } else if (value !== null && typeof value === "object") {
      const own = parts.test(key) ? `${noun}_${singular(key)}` : singular(key);
      const parent = key === "" || key === "items" ? noun : own;
      for (const [name, inner] of Object.entries(value)) {
        if (typeof inner === "object") this.learn(inner, parent, name);
        const kind = kindOf(name, parent);
        if (typeof inner === "string" && (uuid.test(inner) || taken.test(kind))) this.add(kind, inner);
        if (typeof inner === "number" && taken.test(kind)) this.add(kind, String(inner));
      }
    }
  }
}
