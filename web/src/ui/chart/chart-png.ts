import type { ChartSpec } from "@plumbline/contracts";
import { chartTheme } from "./chart-theme.ts";

const scale = 2;
const head = 52;
const margin = 16;

/** The drawing with its title above it as a PNG, so that it explains itself where it is pasted. */
export async function chartPng(drawing: string, spec: Pick<ChartSpec, "title" | "subtitle">): Promise<Blob> {
  const image = new Image();
  image.src = drawing;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width + 2 * margin * scale;
  canvas.height = image.height + (head + margin) * scale;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser cannot draw the picture.");
  const theme = chartTheme();
  const font = getComputedStyle(document.body).fontFamily;
  context.fillStyle = theme.surface;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = theme.ink;
  context.font = `600 ${14 * scale}px ${font}`;
  context.fillText(spec.title, margin * scale, 24 * scale);
  context.fillStyle = theme.muted;
  context.font = `${12 * scale}px ${font}`;
  context.fillText(spec.subtitle, margin * scale, 42 * scale);
  context.drawImage(image, margin * scale, head * scale);
  return new Promise((resolve, reject) => {
    const done = (blob: Blob | null): void =>
      blob ? resolve(blob) : reject(new Error("This browser cannot make the picture."));
    canvas.toBlob(done, "image/png");
  });
}
