import type { ChartSpec } from "@plumbline/contracts";
import { ChartColumn, Clipboard, Download, Ellipsis, Image, Table2 } from "lucide-react";
import { useRef, useState } from "react";
import { cx } from "../class-names.ts";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "../dropdown-menu.tsx";
import { IconButton } from "../icon-button.tsx";
import { toast } from "../toast.tsx";
import { Chart, type ChartProps } from "./chart.tsx";
import { chartPng } from "./chart-png.ts";
import { chartCsv, chartRows } from "./chart-rows.ts";
import { ChartTable } from "./chart-table.tsx";

interface ChartCardProps extends Omit<ChartProps, "onReady"> {
  /** An insight points at this chart. */
  marked?: boolean;
  headingLevel?: "h2" | "h3";
  className?: string;
}

const tableHeight = 240;

/** A chart with its title, the table behind it, and ways to take it elsewhere. */
export function ChartCard({ spec, marked = false, headingLevel: Heading = "h3", className, ...chart }: ChartCardProps) {
  const [asTable, setAsTable] = useState(false);
  const drawing = useRef<() => string>(undefined);
  const keep = useRef((png: (() => string) | undefined) => {
    drawing.current = png;
  });

  const picture = async (): Promise<Blob> => {
    if (!drawing.current) throw new Error("The chart is not drawn.");
    return chartPng(drawing.current(), spec);
  };
  const act = (what: () => Promise<unknown>, done?: string) => () =>
    void what().then(() => done && toast.done(done), toast.failed);
  const copyPicture = act(
    () => navigator.clipboard.write([new ClipboardItem({ "image/png": picture() })]),
    "The picture is on the clipboard.",
  );
  const copyCsv = act(
    () => navigator.clipboard.writeText(chartCsv(chartRows(spec))),
    "The figures are on the clipboard.",
  );
  const save = act(async () => download(await picture(), `${fileName(spec)}.png`));
  const saveCsv = (): void =>
    download(new Blob([chartCsv(chartRows(spec))], { type: "text/csv" }), `${fileName(spec)}.csv`);

  return (
    <section
      aria-label={spec.title}
      data-chart={spec.id}
      data-marked={marked || undefined}
      className={cx(
        "flex min-w-0 scroll-m-4 flex-col rounded-md border bg-surface px-3 pt-2 pb-2.5 transition-colors",
        marked ? "border-accent ring-1 ring-accent" : "border-line",
        className,
      )}
    >
      <header className="mb-1.5 flex items-start gap-2">
        <div className="min-w-0 flex-1 pt-0.5">
          <Heading className="truncate text-base font-medium" title={spec.title}>
            {spec.title}
          </Heading>
          <p className="truncate text-sm text-muted" title={spec.subtitle}>
            {spec.subtitle}
          </p>
        </div>
        <IconButton
          icon={asTable ? ChartColumn : Table2}
          label={asTable ? "Show chart" : "Show table"}
          onClick={() => setAsTable(!asTable)}
          className="size-6!"
        />
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <IconButton icon={Ellipsis} label={`Copy or save ${spec.title}`} tip={false} className="-mr-1 size-6!" />
          </DropdownMenuTrigger>
          <DropdownMenuContent align="end">
            <DropdownMenuItem onSelect={copyPicture} disabled={asTable}>
              <Image aria-hidden />
              Copy as PNG
            </DropdownMenuItem>
            <DropdownMenuItem onSelect={copyCsv}>
              <Clipboard aria-hidden />
              Copy as CSV
            </DropdownMenuItem>
            <DropdownMenuItem onSelect={save} disabled={asTable}>
              <Download aria-hidden />
              Download PNG
            </DropdownMenuItem>
            <DropdownMenuItem onSelect={saveCsv}>
              <Download aria-hidden />
              Download CSV
            </DropdownMenuItem>
          </DropdownMenuContent>
        </DropdownMenu>
      </header>
      {asTable ? (
        <ChartTable spec={spec} formats={chart.formats} height={chart.height ?? tableHeight} />
      ) : (
        <Chart spec={spec} onReady={keep.current} {...chart} />
      )}
    </section>
  );
}

const fileName = (spec: ChartSpec): string =>
  spec.title
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-|-$/g, "")
    .toLowerCase() || "chart";

function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}
