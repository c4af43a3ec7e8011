import { ChartColumn, Clipboard, Download, Ellipsis, Image, Table2 } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { cx } from "../class-names.ts";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "../dropdown-menu.tsx";
import { IconButton } from "../icon-button.tsx";
import { toast } from "../toast.tsx";
import { chartPng } from "./chart-png.ts";

type Ready = (png: (() => string) | undefined) => void;

interface ChartFrameProps {
  id: string;
  title: string;
  subtitle: string;
  /** An insight points at this chart. */
  marked?: boolean;
  headingLevel?: "h2" | "h3" | undefined;
  className?: string | undefined;
  /** The chart; it says when it can be taken as a picture. */
  drawing: (onReady: Ready) => ReactNode;
  /** The table behind it. */
  table: ReactNode;
  csv: () => string;
  /** Under the chart, and under its table. */
  foot?: ReactNode;
}

/** What every chart has: its title, the table behind it, and ways to take it elsewhere. */
export function ChartFrame(props: ChartFrameProps) {
  const {
    id,
    title,
    subtitle,
    marked = false,
    headingLevel: Heading = "h3",
    className,
    drawing,
    table,
    csv,
    foot,
  } = props;
  const [asTable, setAsTable] = useState(false);
  const picture = useRef<() => string>(undefined);
  const keep = useRef<Ready>((png) => {
    picture.current = png;
  });

  const draw = async (): Promise<Blob> => {
    if (!picture.current) throw new Error("The chart is not drawn.");
    return chartPng(picture.current(), { title, subtitle });
  };
  const act = (what: () => Promise<unknown>, done?: string) => () =>
    void what().then(() => done && toast.done(done), toast.failed);
  const copyPicture = act(
    () => navigator.clipboard.write([new ClipboardItem({ "image/png": draw() })]),
    "The picture is on the clipboard.",
  );
  const copyCsv = act(() => navigator.clipboard.writeText(csv()), "The figures are on the clipboard.");
  const save = act(async () => download(await draw(), `${fileName(title)}.png`));
  const saveCsv = (): void => download(new Blob([csv()], { type: "text/csv" }), `${fileName(title)}.csv`);

  return (
    <section
      aria-label={title}
      data-chart={id}
      data-marked={marked || undefined}
      className={cx(
        "flex min-w-0 scroll-m-4 flex-col rounded-md border bg-surface px-3 pt-2 pb-2.5 transition-colors",
        marked ? "border-accent ring-1 ring-accent" : "border-line",
        className,
      )}
    >
      <header className="mb-1.5 flex items-start gap-2">
        <div className="min-w-0 flex-1 pt-0.5">
          <Heading className="truncate text-base font-medium" title={title}>
            {title}
          </Heading>
          <p className="truncate text-sm text-muted" title={subtitle}>
            {subtitle}
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
            <IconButton icon={Ellipsis} label={`Copy or save ${title}`} tip={false} className="-mr-1 size-6!" />
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
      {asTable ? table : drawing(keep.current)}
      {foot}
    </section>
  );
}

const fileName = (title: string): string =>
  title
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-|-$/g, "")
    .toLowerCase() || "chart";

function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}
