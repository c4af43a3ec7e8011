import { existsSync } from "node:fs";

/** Path of an installed Chromium: CHROMIUM_PATH, or where Debian and others put it; undefined when there is none. */
export function findChromium(): string | undefined {
  const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  return [process.env.CHROMIUM_PATH, ...places].find((path) => path && existsSync(path));
}

/** Flags for a headless Chromium that talks to loopback only. */
export const chromiumFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
