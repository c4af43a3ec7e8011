// Runs before everything else.
// A remembered theme must not flash; src/lib/theme.ts owns the choice.
try {
  const choice = localStorage.getItem("plumbline.theme");
  if (choice === "light" || choice === "dark") document.documentElement.dataset.theme = choice;
} catch {
  // Storage is blocked: the system's theme applies.
}
// Zod would probe for eval(), which the content security policy refuses and the console would report.
globalThis.__zod_globalConfig = { jitless: true };
