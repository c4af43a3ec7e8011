import { Monitor, Moon, Sun } from "lucide-react";
import { RadioGroup } from "radix-ui";
import { words } from "../../lib/format.ts";
import { chooseTheme, themes, useTheme } from "../../lib/theme.ts";

const icons = { system: Monitor, light: Sun, dark: Moon };

/** Light, dark, or as the operating system has it; remembered in this browser. */
export function ThemeChoice() {
  const { theme } = useTheme();
  const change = (value: string): void => {
    const chosen = themes.find((known) => known === value);
    if (chosen) chooseTheme(chosen);
  };
  return (
    <RadioGroup.Root
      value={theme}
      onValueChange={change}
      aria-label="Theme"
      className="inline-flex rounded-md border border-line bg-sunken p-0.5"
    >
      {themes.map((value) => {
        const Icon = icons[value];
        return (
          <RadioGroup.Item
            key={value}
            value={value}
            className="flex h-7 items-center gap-1.5 rounded-sm border border-transparent px-3 text-muted hover:text-ink data-[state=checked]:border-line data-[state=checked]:bg-surface data-[state=checked]:font-medium data-[state=checked]:text-ink pointer-coarse:h-10"
          >
            <Icon aria-hidden className="size-3.5" />
            {words(value)}
          </RadioGroup.Item>
        );
      })}
    </RadioGroup.Root>
  );
}
