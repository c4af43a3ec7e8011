/** One way to break the isolation, and what of the check can notice it. */
export interface Mutant {
  /** What kind of damage: reported by kind. */
  kind: string;
  /** What is damaged. */
  object: string;
  /** The damage, as a sentence. */
  sentence: string;
  sql: string;
  /** The part of the catalogue that is read again and held to the rules. */
  look: { relation: string } | { function: string } | "cluster";
  /** Tables whose attempts are played again; none where a privilege or a key is the whole of it. */
  tables: string[];
  /** Functions that outsiders call again, by signature. */
  calls?: string[];
}
