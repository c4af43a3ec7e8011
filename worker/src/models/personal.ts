import type { ColumnTrait } from "@plumbline/contracts";

const person =
  /\b(?:name|first ?name|last ?name|surname|forename|full ?name|customer|client|patient|employee|contact|passenger|driver|user|username|member|student|guest|applicant|doctor|manager|sales ?person|seller|buyer|respondent|attendee|recipient|author|owner)\b/i;
const thing =
  /\b(?:id|number|no|count|type|segment|status|code|date|since|age|product|item|file|company|country|city|category|column|brand|model|rate|score|value|satisfaction)\b/i;
const address = /\b(?:e-?mail|phone|mobile|telephone|tel|fax|iban|card|ssn|passport|street|address|birth)\b/i;

/** Whether a column's values are about a person by its traits or its name: they never leave for a model as they are. */
export function isPersonalColumn({ name, traits }: { name: string; traits: readonly ColumnTrait[] }): boolean {
  if (traits.includes("email") || traits.includes("phone")) return true;
  const words = name.replace(/([a-z])([A-Z])/g, "$1 $2").replace(/[_-]+/g, " ");
  return address.test(words) || (person.test(words) && !thing.test(words));
}
