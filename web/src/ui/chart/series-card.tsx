import { type ReactNode, useCallback } from "react";
import { cx } from "../class-names.ts";
import { ChartFrame } from "./chart-frame.tsx";
import { chartCsv } from "./chart-rows.ts";
import type { ChartTheme } from "./chart-theme.ts";
import { Drawing } from "./drawing.tsx";
import { type SeriesFormats, type SeriesSpec, type SeriesTone, seriesOption, toneColours } from "./series-option.ts";

interface SeriesCardProps {
  spec: SeriesSpec;
  formats: SeriesFormats;
  headingLevel?: "h2" | "h3";
  /** Under the chart: where what it shows leads to. */
  foot?: ReactNode;
  className?: string;
}

/** Several series with a title, names, the table behind them, and ways to take them elsewhere. Keep the spec stable. */
export function SeriesCard({ spec, formats, headingLevel, foot, className }: SeriesCardProps) {
  const option = useCallback(
    (look: { theme: ChartTheme; narrow: boolean }) => seriesOption(spec, { ...look, colours: toneColours() }, formats),
    [spec, formats],
  );
  const height = spec.kind === "bars" ? Math.max(72, spec.groups.length * (12 * spec.series.length + 16) + 30) : 188;
  return (
    <ChartFrame
      id={spec.id}
      title={spec.title}
      subtitle={spec.subtitle}
      headingLevel={headingLevel}
      className={className}
      drawing={(onReady) => (
        <>
          {spec.series.length > 1 && <Names spec={spec} />}
          <Drawing label={`${spec.title}. ${spec.subtitle}`} option={option} height={height} onReady={onReady} />
        </>
      )}
      foot={foot}
      table={<SeriesTable spec={spec} formats={formats} height={Math.max(height, 200)} />}
      csv={() =>
        chartCsv({
          headers: [spec.by, ...spec.series.map((one) => one.name)],
          rows: spec.groups.map((group, i) => [group, ...spec.series.map((one) => one.values[i] ?? null)]),
        })
      }
    />
  );
}

const strokes: Record<SeriesTone, string> = {
  accent: "border-accent",
  muted: "border-line-strong",
  pass: "border-pass",
  minor: "border-minor",
  critical: "border-critical",
};

function Names({ spec }: { spec: SeriesSpec }) {
  return (
    <ul className="mb-1 flex flex-wrap gap-x-3 text-sm text-muted">
      {spec.series.map((one) => (
        <li key={one.name} className="inline-flex items-center gap-1.5">
          <span
            aria-hidden="true"
            className={cx(
              "w-4 border-t-2",
              strokes[one.tone],
              one.dashed && "border-dashed",
              spec.kind !== "lines" && "border-t-8",
            )}
          />
          {one.name}
        </li>
      ))}
    </ul>
  );
}

function SeriesTable({ spec, formats, height }: Pick<SeriesCardProps, "spec" | "formats"> & { height: number }) {
  return (
    <section
      aria-label={`${spec.title}, table`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      style={{ maxHeight: height }}
      className="overflow-auto -outline-offset-2"
    >
      <table className="w-full border-separate border-spacing-0">
        <caption className="sr-only">{spec.title}</caption>
        <thead>
          <tr>
            {[spec.by, ...spec.series.map((one) => one.name)].map((name, at) => (
              <th
                key={name}
                scope="col"
                className={cx(
                  "sticky top-0 border-b border-line bg-surface py-1 pr-2 text-sm font-medium text-muted last:pr-0",
                  at === 0 ? "text-left" : "text-right",
                )}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {spec.groups.map((group, i) => (
            <tr key={group} className="hover:bg-hover">
              <th scope="row" className="border-b border-line py-0.5 pr-2 text-left font-normal wrap-anywhere">
                {group}
              </th>
              {spec.series.map((one) => (
                <td key={one.name} className="border-b border-line py-0.5 pr-2 text-right tabular-nums last:pr-0">
                  {one.values[i] == null ? "–" : formats.value(one.values[i])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
