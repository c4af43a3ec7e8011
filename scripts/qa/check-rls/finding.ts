/** Something that is not as it must be: which rule, of what object, one sentence, and what to do. */
export interface Finding {
  rule: string;
  object: string;
  sentence: string;
  fix: string;
}

/** Finds what breaks one rule, each with its object and sentence; the rule's id and fix are added by `judge`. */
export interface Rule<Subject> {
  id: string;
  fix: string;
  breaches(subject: Subject): Iterable<[object: string, sentence: string]>;
}

/** All breaches of the rules by these subjects. */
export function judge<Subject>(rules: Rule<Subject>[], subjects: Iterable<Subject>): Finding[] {
  const findings: Finding[] = [];
  for (const subject of subjects) {
    for (const { id, fix, breaches } of rules) {
      for (const [object, sentence] of breaches(subject)) findings.push({ rule: id, object, sentence, fix });
    }
  }
  return findings;
}
