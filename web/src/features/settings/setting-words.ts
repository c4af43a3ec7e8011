import type { SettingValue } from "./settings-draft.ts";

/** A setting's value as people read it. */
export const settingValue = (value: SettingValue): string =>
  typeof value === "boolean" ? (value ? "on" : "off") : String(value);
