/** How many decimals the values of a column are written with, 0 to 6, judged by the first thousand. */
export function decimalsOf(values: Float64Array): number {
  let decimals = 0;
  let seen = 0;
  for (const x of values) {
    if (!Number.isFinite(x)) continue;
    while (
      decimals < 6 &&
      Math.abs(x * 10 ** decimals - Math.round(x * 10 ** decimals)) > 1e-7 * Math.max(1, Math.abs(x))
    ) {
      decimals += 1;
    }
    seen += 1;
    if (seen === 1000) break;
  }
  return decimals;
}

/** Half a unit of the last decimal: how far a written number may be from the true one. */
export const halfUnit = (decimals: number): number => 0.5 * 10 ** -decimals;
