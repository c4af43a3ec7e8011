import {
  type AppError,
  type Fault,
  type Settings,
  type SettingsNamespace,
  SettingsUpdate,
  type SettingsVersion,
  settings,
} from "@plumbline/contracts";
import { z } from "zod";
import { faultsOf, invalid } from "../platform/problem.ts";
import type { StoredVersion } from "./queries.ts";

export type Values = SettingsVersion["value"];
const Values = SettingsUpdate.shape.value;
const Stored = z.record(z.string(), z.unknown()).catch({});

/** Version 0 of a namespace: the defaults, which nobody made. */
export const defaults = (namespace: SettingsNamespace): SettingsVersion => ({
  namespace,
  version: 0,
  value: readValue(namespace, {}),
  rolled_back_to: null,
  changed_by: null,
  changed_by_name: null,
  changed_at: null,
});

/** A stored version in today's terms: what is new or out of bounds by now has its default, what is gone is dropped. */
export const readVersion = (namespace: SettingsNamespace, stored: StoredVersion): SettingsVersion => ({
  ...stored,
  namespace,
  value: readValue(namespace, stored.value),
});

function readValue(namespace: SettingsNamespace, stored: unknown): Values {
  const given = Stored.parse(stored);
  const read = Object.entries(settings[namespace].shape).map(([name, field]) => {
    const parsed = field.safeParse(given[name]);
    return [name, parsed.success ? parsed.data : field.parse(undefined)];
  });
  return Values.parse(Object.fromEntries(read));
}

/** The values in force with the changes over them. Throws invalid_request that points at what is unknown or out of bounds. */
export function changedValue(namespace: SettingsNamespace, current: Values, changes: Values): Values {
  const names = Object.keys(settings[namespace].shape);
  const unknown = Object.keys(changes).filter((name) => !names.includes(name));
  const parsed = settings[namespace].safeParse({ ...current, ...changes });
  const faults = [
    ...faultsOf(unknown.map((name) => ({ message: `${namespace} has no such setting`, path: ["value", name] }))).map(
      (fault) => ({ ...fault, fix: `Use one of ${names.join(", ")}` }),
    ),
    ...(parsed.error ? faultsOf(parsed.error.issues.map((i) => ({ ...i, path: ["value", ...i.path] }))) : []),
  ];
  if (faults.length > 0 || !parsed.success) throw notValid(faults);
  return Values.parse(parsed.data);
}

export const notValid = (faults: Fault[]): AppError => invalid("The settings are not valid", faults);

export const isSame = (a: Values, b: Values): boolean => Object.keys(b).every((name) => a[name] === b[name]);

/**
 * What became different from the first of the versions to the last, setting by setting: from what to what, by whom and
 * in which version. A setting that was changed and changed back is none.
 */
export function changesBetween(versions: readonly SettingsVersion[]): Fault[] {
  const [first] = versions;
  const last = versions.at(-1);
  if (first === undefined || last === undefined) return [];
  return Object.keys(last.value).flatMap((name) => {
    const [before, after] = [first.value[name], last.value[name]];
    if (before === after) return [];
    const at = versions.findLastIndex((version, i) => i > 0 && version.value[name] !== versions[i - 1]?.value[name]);
    const by = versions[at]?.changed_by_name ?? "somebody who is gone";
    const message = `changed from ${String(before)} to ${String(after)} by ${by} in version ${versions[at]?.version}`;
    return [{ location: `/value/${name}`, message, fix: `Repeat your change on version ${last.version}` }];
  });
}

const Field = z.object({
  type: z.enum(["boolean", "integer", "number", "string"]),
  enum: z.array(z.string()).nullable().default(null),
  description: z.string().default(""),
  default: z.union([z.string(), z.number(), z.boolean()]),
  minimum: z.number().nullable().default(null),
  maximum: z.number().nullable().default(null),
});
const JsonSchema = z.object({ properties: z.record(z.string(), Field) });

/** What a form needs to know of each setting, from the contract's own schema. */
export const fieldsOf = (namespace: SettingsNamespace): Settings["fields"] =>
  Object.entries(JsonSchema.parse(z.toJSONSchema(settings[namespace])).properties).map(
    ([name, { enum: options, ...field }]) => ({ name, options, ...field }),
  );
