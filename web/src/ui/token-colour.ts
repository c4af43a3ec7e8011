let probe: CanvasRenderingContext2D | null | undefined;

/**
 * A token's colour in the theme on the screen as `#rrggbb` (`#rrggbbaa` when translucent), for libraries that
 * draw on a canvas and cannot read CSS variables or oklch().
 */
export function tokenColour(token: string): string {
  const element = document.createElement("i");
  element.style.color = `var(--${token})`;
  document.body.append(element);
  const colour = getComputedStyle(element).color;
  element.remove();

  probe ??= Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", {
    willReadFrequently: true,
  });
  if (!probe) return colour;
  probe.clearRect(0, 0, 1, 1);
  probe.fillStyle = colour;
  probe.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0, a = 255] = probe.getImageData(0, 0, 1, 1).data;
  const hex = [r, g, b, ...(a < 255 ? [a] : [])].map((part) => part.toString(16).padStart(2, "0"));
  return `#${hex.join("")}`;
}
