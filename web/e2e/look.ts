import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright";

export const widths = [1440, 820, 390] as const;
export const themes = ["light", "dark"] as const;

/** Set PLUMBLINE_PICTURES to keep a picture of every page, width and theme. */
const pictures = Boolean(process.env.PLUMBLINE_PICTURES);

/** Looks at the page as it is in both themes and three widths, and names what is wrong. */
export async function lookAt(page: Page, name: string, directory: string): Promise<string[]> {
  const faults: string[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    for (const theme of themes) {
      // A theme changes colours alone, and a tablet is laid out like its two neighbours.
      const judged = width === 1440 || (width === 390 ? theme === "dark" : theme === "light");
      if (!judged && !pictures) continue;
      await page.evaluate((value) => {
        document.documentElement.dataset.theme = value;
      }, theme);
      await settled(page);
      if (pictures) await page.screenshot({ path: join(directory, `${name}-${width}-${theme}.png`) });
      const wide = await page.evaluate(() =>
        [document.documentElement, document.querySelector("main")].some(
          (element) => element !== null && element.scrollWidth > element.clientWidth + 1,
        ),
      );
      if (wide) faults.push(`${name} at ${width}: the page scrolls sideways`);
      if (width === 820 || !judged) continue;
      const rules = width === 1440 && theme === "dark" ? ["color-contrast"] : undefined;
      for (const { id, impact, nodes } of await violations(page, rules))
        if (impact === "serious" || impact === "critical")
          faults.push(
            `${name} at ${width}, ${theme}: ${id} at ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
          );
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  return faults;
}

/** What axe finds wrong: by these of its rules, or by all. */
async function violations(page: Page, rules?: string[]) {
  // Axe stays in a page once it is there, and bringing it in takes ten times as long as what it then does.
  const there = await page.evaluate(() => "axe" in window);
  const axe = new AxeBuilder({ page, ...(there && { axeSource: "void 0" }) });
  // Our pages have no frames: axe need not gather from many, which opens a second page for each look.
  axe.setLegacyMode().options({ resultTypes: ["violations"] });
  if (rules) axe.withRules(rules);
  return (await axe.analyze()).violations;
}

/** Colours and sizes are those of the new theme and width: transitions have ended and charts are drawn. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        ({ effect, playState }) =>
          playState !== "running" || effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY,
      ),
  );
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}
