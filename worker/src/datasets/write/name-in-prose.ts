import { mustBeQuoted } from "../verify/names.ts";

/** A column or value as prose names it: in quotes where it could be read as a number or an everyday word ("2017", "No"). */
export const nameInProse = (name: string): string => (mustBeQuoted(name) ? `"${name}"` : name);
