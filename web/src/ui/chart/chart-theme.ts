import { tokenColour } from "../token-colour.ts";

/** The colours charts draw with, read from the tokens of the theme on the screen. */
export interface ChartTheme {
  ink: string;
  muted: string;
  line: string;
  surface: string;
  accent: string;
  soft: string;
  mark: string;
  faint: string;
}

/** One theme for every chart, made anew when light and dark change places. */
export function chartTheme(): ChartTheme {
  return {
    ink: tokenColour("ink"),
    muted: tokenColour("muted"),
    line: tokenColour("line"),
    surface: tokenColour("surface"),
    accent: tokenColour("accent"),
    soft: tokenColour("line-strong"),
    mark: tokenColour("mark"),
    faint: tokenColour("faint"),
  };
}
