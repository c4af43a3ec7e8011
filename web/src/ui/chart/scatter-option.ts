import { axisLine, type ChartLook, escapeHtml, type SpecOf, tip, valueAxis } from "./chart-look.ts";
import type { EChartsCoreOption } from "./echarts.ts";

type Scatter = SpecOf<"scatter">;
type Point = Scatter["points"][number];

/** Two columns against each other, one dot a row. */
export function scatterOption(spec: Scatter, look: ChartLook): EChartsCoreOption {
  const { theme, formats } = look;
  const isLit = litBy(spec, look);
  const anyLit = isLit !== undefined && spec.points.some(isLit);
  const axis = { axisLine: axisLine(theme), nameTextStyle: { color: theme.muted, fontSize: 11 } };
  return {
    grid: { left: 4, right: 14, top: 28, bottom: 18, containLabel: true },
    tooltip: {
      ...tip(look),
      trigger: "item",
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const point = spec.points[dataIndex];
        if (!point) return "";
        const figure = (name: string, value: number) => `${escapeHtml(name)} <b>${formats.value(value)}</b>`;
        return `Row ${formats.value(point.row, { kind: "count" })}<br>${figure(spec.x, point.x)}<br>${figure(spec.y, point.y)}`;
      },
    },
    xAxis: { ...valueAxis(look, undefined, true), ...axis, name: spec.x, nameLocation: "middle", nameGap: 22 },
    yAxis: {
      ...valueAxis(look, undefined, true),
      ...axis,
      name: spec.y,
      nameLocation: "end",
      nameGap: 14,
      nameTextStyle: { ...axis.nameTextStyle, align: "left", padding: [0, 0, 0, -24] },
    },
    series: [
      {
        type: "scatter",
        data: spec.points.map((point) => {
          const lit = anyLit && isLit(point);
          return {
            value: [point.x, point.y],
            symbolSize: lit && look.highlight?.rows ? 9 : 4,
            itemStyle: { color: theme.accent, opacity: anyLit ? (lit ? 0.75 : 0.12) : 0.5 },
          };
        }),
        emphasis: { disabled: true },
      },
    ],
  };
}

function litBy(spec: Scatter, look: ChartLook): ((point: Point) => boolean) | undefined {
  const { rows, ranges } = look.highlight ?? {};
  if (rows) return (point) => rows.has(point.row);
  const x = ranges?.get(spec.x);
  const y = ranges?.get(spec.y);
  if (!x && !y) return undefined;
  const within = (value: number, range: readonly [number, number] | undefined): boolean =>
    !range || (value >= range[0] && value <= range[1]);
  return (point) => within(point.x, x) && within(point.y, y);
}
