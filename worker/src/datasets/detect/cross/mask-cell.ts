import type { ColumnTrait } from "@plumbline/contracts";

const person =
  /^(name|(first|last|middle|given|family|full|sur|maiden|customer|client|patient|employee|contact|person|passenger|driver|user|owner|member|student|guest|applicant|doctor|manager|sales ?person|respondent)[ _-]*name|surname|forename|nickname|attendee|recipient)$/i;
const telephone = /(^|[ _-])(phone|mobile|telephone|tel|fax|cell)([ _-]|\d|$)/i;
const secret =
  /(^|[ _-])(ssn|social security( number)?|passport( no| number)?|iban|card number|tax id|street address)([ _-]|$)/i;
const email = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.(\p{L}{2,})/gu;

/**
 * A cell as it may be shown beside a finding: e-mail addresses, telephone numbers, user parts of URLs, names of persons and
 * numbers of papers are masked, whatever else stands in the cell. Everything else comes back as it is.
 */
export function maskCell(column: { name: string; traits: readonly ColumnTrait[] }, text: string): string {
  const name = column.name.replace(/([a-z])([A-Z])/g, "$1 $2").trim();
  if (person.test(name)) return `${[...text.trim()][0] ?? ""}***`;
  if (secret.test(name)) return "***";
  if (column.traits.includes("phone") || telephone.test(name)) return `***${text.replace(/\D/g, "").slice(-2)}`;
  const open = text.replace(email, "***@***.$1");
  return open
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@\s]+@/i, "$1***@")
    .replace(/^([a-z][a-z0-9+.-]*:\/\/[^?#\s]+)[?#]\S*$/i, "$1?***");
}
