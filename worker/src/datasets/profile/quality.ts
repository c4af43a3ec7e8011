/** 100 - min(30, 30 x share of missing cells) - 10 when more than 1% of the rows are duplicates; at least 0. */
export function qualityScore(missingShare: number, duplicates: number, rows: number): number {
  const repeated = rows > 0 && duplicates / rows > 0.01;
  return Math.max(0, 100 - Math.min(30, 30 * missingShare) - (repeated ? 10 : 0));
}
