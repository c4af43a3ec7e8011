import { Monitor, Moon, Sun } from "lucide-react";
import { words } from "../../lib/format.ts";
import { chooseTheme, themes, useTheme } from "../../lib/theme.ts";
import { Segmented } from "../../ui/segmented.tsx";

const icons = { system: Monitor, light: Sun, dark: Moon };

/** Light, dark, or as the operating system has it; remembered in this browser. */
export function ThemeChoice() {
  const { theme } = useTheme();
  return (
    <Segmented
      label="Theme"
      value={theme}
      options={themes.map((value) => ({ value, label: words(value), icon: icons[value] }))}
      onChange={chooseTheme}
    />
  );
}
