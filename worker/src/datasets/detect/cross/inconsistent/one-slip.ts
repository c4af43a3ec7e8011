/**
 * Whether two texts differ by one letter left out, added or replaced, or by two neighbours swapped, inside a word of five
 * letters and more. Equal texts do not; nor do texts whose words start otherwise, as "Type A" and "Type B".
 */
export function oneSlip(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  if (!isInside(a, start) || !isInside(b, start)) return false;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}

/** Whether the place lies in a long word, behind its first letter. */
function isInside(text: string, place: number): boolean {
  const first = text.lastIndexOf(" ", place - 1) + 1;
  const next = text.indexOf(" ", place);
  return place > first && (next < 0 ? text.length : next) - first >= 5;
}
