const most = 40;

/**
 * Bins of equal, round width over the whole range: as many as Freedman & Diaconis (1981) ask for, 5 to 40; one for each
 * value of a short range of whole numbers. `values` rise; edges are one more than bins, the last bin is closed.
 */
export function histogramOf(values: Float64Array, counts: Float64Array, q25: number, q75: number) {
  const min = values[0] ?? 0;
  const max = values[values.length - 1] ?? 0;
  const whole = values.every((value) => Number.isInteger(value));
  if (whole && max - min < 24) {
    const edges = Array.from({ length: max - min + 2 }, (_, i) => min + i - 0.5);
    const bins = Array.from({ length: max - min + 1 }, () => 0);
    values.forEach((value, i) => {
      bins[value - min] = (bins[value - min] ?? 0) + (counts[i] ?? 0);
    });
    return { edges, bins };
  }
  if (max === min) return { edges: [min, max], bins: [counts[0] ?? 0] };
  const total = counts.reduce((a, b) => a + b, 0);
  const ideal = (2 * (q75 - q25)) / Math.cbrt(total);
  const wanted = ideal > 0 ? Math.min(most, Math.max(5, Math.ceil((max - min) / ideal))) : 20;
  const step = roundStep((max - min) / wanted, whole);
  const first = Math.floor(min / step);
  const last = Math.max(first + 1, Math.ceil(max / step));
  if (!(last - first <= 4 * most)) return { edges: [min, max], bins: [total] };
  const edges = Array.from({ length: last - first + 1 }, (_, i) => tidy((first + i) * step));
  // Where doubles are too coarse for such steps the edges no longer rise or cover the values.
  const rises = edges.every((edge, i) => i === 0 || edge > (edges[i - 1] ?? edge));
  if (!rises || (edges[0] ?? max) > min || (edges.at(-1) ?? min) < max) return { edges: [min, max], bins: [total] };
  const bins = Array.from({ length: last - first }, () => 0);
  let bin = 0;
  values.forEach((value, i) => {
    while (bin < bins.length - 1 && value >= (edges[bin + 1] ?? Number.POSITIVE_INFINITY)) bin++;
    bins[bin] = (bins[bin] ?? 0) + (counts[i] ?? 0);
  });
  return { edges, bins };
}

/** The next of 1, 2, 2.5, 5 times a power of ten. */
function roundStep(size: number, whole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(size));
  const factor = [1, 2, 2.5, 5, 10].find((f) => f * power >= size * 0.999) ?? 10;
  const step = factor * power;
  return whole ? Math.max(1, Math.ceil(step)) : step;
}

const tidy = (x: number): number => Number(x.toPrecision(12));
