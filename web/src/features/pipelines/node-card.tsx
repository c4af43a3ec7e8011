import type { PipelineNode } from "@plumbline/contracts";
import { CircleX, Filter, Gauge, Layers, Repeat, ShieldCheck, Timer } from "lucide-react";
import type { ReactNode } from "react";
import { formatDuration, plural, words } from "../../lib/format.ts";

interface NodeCardProps {
  node: PipelineNode;
  /** How much is wrong with it. */
  faults?: number;
}

/** A node as the graph shows it: its key, its step, and which policies it has. */
export function NodeCard({ node, faults = 0 }: NodeCardProps) {
  const policies = policiesOf(node);
  return (
    <div className="flex h-full flex-col justify-center gap-0.5 px-2.5">
      <div className="flex items-center gap-1.5">
        <span className="truncate font-medium">{words(node.key)}</span>
        {faults > 0 && (
          <span className="ml-auto inline-flex shrink-0 items-center gap-1 text-xs font-medium text-critical">
            <CircleX aria-hidden className="size-3" />
            {plural(faults, "fault")}
          </span>
        )}
      </div>
      <div className="flex items-center gap-1.5 text-muted">
        <span className="truncate font-mono text-xs">{node.step}</span>
        {policies.length > 0 && (
          <span className="ml-auto flex shrink-0 items-center gap-1 [&_svg]:size-3">
            {policies.map(({ name, icon }) => (
              <span key={name} title={name}>
                {icon}
              </span>
            ))}
          </span>
        )}
      </div>
    </div>
  );
}

interface Policy {
  name: string;
  icon: ReactNode;
}

/** What is not at its default, in words. */
export function policiesOf(node: PipelineNode): Policy[] {
  const { condition, retries, retry_delay_ms, timeout_ms, continue_on_fail, parallel_group, metric_profile } = node;
  const found: (Policy | false)[] = [
    condition !== null && { name: `Only if ${condition}`, icon: <Filter aria-hidden /> },
    retries > 0 && {
      name: `${plural(retries, "retry", "retries")}, the first within ${formatDuration(retry_delay_ms)}`,
      icon: <Repeat aria-hidden />,
    },
    timeout_ms !== null && { name: `At most ${formatDuration(timeout_ms)}`, icon: <Timer aria-hidden /> },
    continue_on_fail && { name: "The run goes on if it fails", icon: <ShieldCheck aria-hidden /> },
    parallel_group !== null && { name: `In the group ${parallel_group}`, icon: <Layers aria-hidden /> },
    metric_profile !== null && { name: `Measured with ${metric_profile}`, icon: <Gauge aria-hidden /> },
  ];
  return found.filter((policy) => policy !== false);
}

/** A node in one sentence, as a screen reader hears it. */
export const nodeLabel = (node: PipelineNode, faults = 0): string =>
  [
    `${words(node.key)}, step ${node.step}`,
    node.depends_on.length > 0 ? `after ${node.depends_on.join(", ").replaceAll("_", " ")}` : "first",
    ...policiesOf(node).map((policy) => policy.name),
    ...(faults > 0 ? [plural(faults, "fault")] : []),
  ].join("; ");
