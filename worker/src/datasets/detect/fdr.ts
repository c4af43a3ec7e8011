/**
 * Adjusted p-values after Benjamini & Hochberg (1995): the false discovery rate at which a test of the family is a
 * discovery. The returned function takes a p-value of the family (or any other) and gives its adjusted value, 0 to 1.
 */
export function benjaminiHochberg(family: readonly number[]): (p: number) => number {
  const sorted = Float64Array.from(family).sort();
  const m = sorted.length;
  // adjusted[i] = min over j >= i of p_(j) m / j
  const adjusted = new Float64Array(m);
  let least = 1;
  for (let i = m - 1; i >= 0; i--) {
    least = Math.min(least, ((sorted[i] ?? 1) * m) / (i + 1));
    adjusted[i] = least;
  }
  return (p) => {
    let [low, high] = [0, m];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] ?? 0) < p) low = middle + 1;
      else high = middle;
    }
    return low < m ? Math.max(p, adjusted[low] ?? 1) : Math.min(1, p);
  };
}
