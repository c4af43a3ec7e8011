import type { FeatureKey } from "@plumbline/contracts";
import {
  Activity,
  Braces,
  ChartNoAxesGantt,
  Database,
  FileBraces,
  Gauge,
  Lightbulb,
  type LucideIcon,
  Ruler,
  Settings,
  Target,
  Users,
  Workflow,
} from "lucide-react";
import { useIsOff } from "../../lib/features.ts";

export interface Destination {
  to:
    | "/"
    | "/datasets"
    | "/insights"
    | "/runs"
    | "/pipelines"
    | "/monitoring"
    | "/ir-schemas"
    | "/metrics"
    | "/ground-truth"
    | "/members"
    | "/settings"
    | "/reference";
  label: string;
  icon: LucideIcon;
  /** Pressed after `g`. */
  key: string;
  /** Shown only while this is on in the tenant. */
  feature?: FeatureKey;
}

export interface DestinationGroup {
  name?: string;
  items: readonly Destination[];
}

/** The sections of the portal as the rail shows them; a group without a name comes first. */
export const destinations: readonly DestinationGroup[] = [
  {
    items: [
      { to: "/", label: "Overview", icon: Gauge, key: "o" },
      { to: "/datasets", label: "Datasets", icon: Database, key: "d", feature: "copilot.dataset" },
      { to: "/insights", label: "Insights", icon: Lightbulb, key: "i", feature: "copilot.dataset" },
    ],
  },
  {
    name: "Engine",
    items: [
      { to: "/runs", label: "Runs", icon: ChartNoAxesGantt, key: "r" },
      { to: "/pipelines", label: "Pipelines", icon: Workflow, key: "p", feature: "pipelines" },
      { to: "/monitoring", label: "Monitoring", icon: Activity, key: "t", feature: "pipelines" },
    ],
  },
  {
    name: "Quality",
    items: [
      { to: "/ir-schemas", label: "IR schemas", icon: FileBraces, key: "c", feature: "pipelines" },
      { to: "/metrics", label: "Metrics", icon: Ruler, key: "e", feature: "pipelines" },
      { to: "/ground-truth", label: "Ground truth", icon: Target, key: "u", feature: "pipelines" },
    ],
  },
  {
    name: "Tenant",
    items: [
      { to: "/members", label: "Members", icon: Users, key: "m" },
      { to: "/settings", label: "Settings", icon: Settings, key: "s" },
      { to: "/reference", label: "API reference", icon: Braces, key: "a" },
    ],
  },
];

/** The sections this tenant has: those whose feature is switched off are gone. */
export function useDestinations(): DestinationGroup[] {
  const isOff = useIsOff();
  return destinations
    .map((group) => ({ ...group, items: group.items.filter((item) => !isOff(item.feature)) }))
    .filter((group) => group.items.length > 0);
}
