import {
  Activity,
  Braces,
  ChartNoAxesGantt,
  Database,
  Gauge,
  Lightbulb,
  type LucideIcon,
  Settings,
  Users,
  Workflow,
} from "lucide-react";

export interface Destination {
  to:
    | "/"
    | "/datasets"
    | "/insights"
    | "/runs"
    | "/pipelines"
    | "/monitoring"
    | "/members"
    | "/settings"
    | "/reference";
  label: string;
  icon: LucideIcon;
  /** Pressed after `g`. */
  key: string;
}

/** The sections of the portal as the rail shows them; a group without a name comes first. */
export const destinations: readonly { name?: string; items: readonly Destination[] }[] = [
  {
    items: [
      { to: "/", label: "Overview", icon: Gauge, key: "o" },
      { to: "/datasets", label: "Datasets", icon: Database, key: "d" },
      { to: "/insights", label: "Insights", icon: Lightbulb, key: "i" },
    ],
  },
  {
    name: "Engine",
    items: [
      { to: "/runs", label: "Runs", icon: ChartNoAxesGantt, key: "r" },
      { to: "/pipelines", label: "Pipelines", icon: Workflow, key: "p" },
      { to: "/monitoring", label: "Monitoring", icon: Activity, key: "t" },
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
