import type { Claim, Draft, Evidence, Finding } from "@plumbline/contracts";
import { contexts, groupMentions } from "./clauses.ts";
import { type EvidenceNumber, type Licensed, numbersOf } from "./evidence-numbers.ts";
import type { Group } from "./groups.ts";
import { matchNumber } from "./match.ts";
import { matchPeriod } from "./match-period.ts";
import { maskNames, namesOf, type TableNames } from "./names.ts";
import { orderFaults } from "./order.ts";
import { readQuantities } from "./read-quantities.ts";

/** A number in prose that no evidence bears out, and why. Offsets are UTF-16, into the field. */
export interface Unmatched {
  field: string;
  start: number;
  end: number;
  text: string;
  reason: string;
}

export interface ProseCheck {
  claims: Claim[];
  unmatched: Unmatched[];
}

type Words = Pick<Draft, "title" | "summary" | "next_steps">;

/**
 * Finds every number in the prose (digits, words, fractions, factors, dates) and the evidence it rounds from. A number
 * without evidence of the same kind, sign, bound and group is unmatched. Names of the data are no numbers.
 */
export function checkProse(
  words: Words,
  evidence: readonly Evidence[],
  finding: Pick<Finding, "columns" | "evidence">,
  table: TableNames,
): ProseCheck {
  const licensed = numbersOf(evidence);
  const names = namesOf(finding, table);
  const fields: [string, string][] = [
    ["title", words.title],
    ["summary", words.summary],
    ...words.next_steps.map((step, i): [string, string] => [`next_steps/${i}`, step]),
  ];
  const out: ProseCheck = { claims: [], unmatched: [] };
  for (const [field, text] of fields) {
    const checked = checkField(field, text, licensed, names);
    out.claims.push(...checked.claims);
    out.unmatched.push(...checked.unmatched);
  }
  return out;
}

function checkField(
  field: string,
  text: string,
  licensed: Licensed,
  names: ReadonlyMap<string, ReadonlySet<string>>,
): ProseCheck {
  const out: ProseCheck = { claims: [], unmatched: [] };
  const { mentions, rest } = maskNames(text, names);
  const currencies = licensed.numbers.flatMap(({ unit }) =>
    unit.kind === "currency" && unit.symbol ? [unit.symbol] : [],
  );
  const { quantities, unread } = readQuantities(rest, currencies);
  const groups = groupMentions(mentions, quantities);
  const contextAt = contexts(rest, groups, quantities);
  const known = knownGroups(licensed.numbers);
  const matched: { start: number; end: number; number: EvidenceNumber }[] = [];
  const refuse = (at: { start: number; end: number }, reason: string): void => {
    out.unmatched.push({ field, start: at.start, end: at.end, text: text.slice(at.start, at.end), reason });
  };
  for (const quantity of quantities) {
    const { start, end } = quantity;
    const base = { field, start, end, text: text.slice(start, end) };
    if (quantity.kind === "period") {
      const found = matchPeriod(quantity, licensed);
      if (found) out.claims.push({ ...base, ...found });
      else refuse(quantity, "no evidence is about that time");
      continue;
    }
    const found = matchNumber(quantity, licensed.numbers, {
      text,
      bare: rest,
      context: contextAt(start),
      mentions,
      known,
    });
    if ("reason" in found) refuse(quantity, found.reason);
    else {
      const { evidence_id, path, value } = found.number;
      out.claims.push({ ...base, evidence_id, path, value });
      matched.push({ start, end, number: found.number });
    }
  }
  for (const one of unread) refuse(one, "it cannot be read as a number, and no name of the data has it");
  for (const fault of orderFaults(text, matched, contextAt)) refuse(fault, fault.reason);
  return out;
}

const knownGroups = (numbers: readonly EvidenceNumber[]): Group[] => numbers.flatMap(({ groups }) => groups ?? []);
