import type { Settings } from "@plumbline/contracts";

export type SettingValue = string | number | boolean;
export type SettingsField = Settings["fields"][number];
/** What a person changed and has not saved, by setting; numbers as they were typed. */
export type Edits = Readonly<Record<string, string | boolean>>;

/** The value of a setting in a version; its default where that version knows none. */
export const savedValue = (settings: Pick<Settings, "value">, field: SettingsField): SettingValue =>
  settings.value[field.name] ?? field.default;

/** What was typed, read as the setting's type; `fault` says why it cannot be. */
export function readEdit(field: SettingsField, edit: string | boolean): { value: SettingValue } | { fault: string } {
  if (typeof edit === "boolean" || field.type === "string" || field.type === "boolean") return { value: edit };
  const value = Number(edit);
  if (edit.trim() === "" || !Number.isFinite(value)) return { fault: "Enter a number." };
  if (field.type === "integer" && !Number.isInteger(value)) return { fault: "Enter a whole number." };
  const { minimum, maximum } = field;
  if ((minimum !== null && value < minimum) || (maximum !== null && value > maximum))
    return { fault: `Enter ${bounds(field)}.` };
  return { value };
}

/** "1 to 100", "at least 1", "at most 100"; empty where there are no bounds. */
export function bounds({ minimum, maximum }: SettingsField): string {
  if (minimum !== null && maximum !== null) return `${minimum} to ${maximum}`;
  if (minimum !== null) return `at least ${minimum}`;
  return maximum === null ? "" : `at most ${maximum}`;
}

/** The edits that still say something else than the version they are made on. */
export function realEdits(settings: Settings, edits: Edits): Edits {
  const kept = Object.entries(edits).filter(([name, edit]) => {
    const field = settings.fields.find((known) => known.name === name);
    if (!field) return false;
    const read = readEdit(field, edit);
    return "fault" in read || read.value !== savedValue(settings, field);
  });
  return Object.fromEntries(kept);
}

/** A setting that somebody else changed while a person was changing it, or others, too. */
export interface Difference {
  name: string;
  before: SettingValue;
  theirs: SettingValue;
  /** What the person typed; undefined where they left it alone. */
  mine: string | boolean | undefined;
}

/** What became of the settings between the version the edits were made on and the one now in force. */
export const differences = (base: Settings, now: Settings, edits: Edits): Difference[] =>
  now.fields.flatMap((field) => {
    const before = savedValue(base, field);
    const theirs = savedValue(now, field);
    if (before === theirs) return [];
    return [{ name: field.name, before, theirs, mine: realEdits(now, edits)[field.name] }];
  });

/** The edits without those of settings that the other person changed too. */
export function takeTheirs(base: Settings, now: Settings, edits: Edits): Edits {
  const taken = new Set(differences(base, now, edits).map(({ name }) => name));
  return realEdits(now, Object.fromEntries(Object.entries(edits).filter(([name]) => !taken.has(name))));
}
