import { DatasetStatus, RunKind, RunStatus, Severity } from "@plumbline/contracts";
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from "@tanstack/react-router";
import { z } from "zod";
import { AppShell } from "./features/frame/app-shell.tsx";
import { NotFoundPage } from "./features/frame/not-found-page.tsx";
import { RouteError } from "./features/frame/route-error.tsx";
import { MonitoringSearch } from "./features/monitoring/range.ts";

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
  interface StaticDataRouteOption {
    /** The section this route belongs to, as the breadcrumb and the rail name it. */
    section?: string;
  }
}

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage, errorComponent: RouteError });

// Outside the frame: who you are is not known yet.
const Next = z.object({
  next: z
    .string()
    .regex(/^\/(?!\/)/)
    .optional()
    .catch(undefined),
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: Next,
  component: lazyRouteComponent(() => import("./features/session/sign-in-page.tsx"), "SignInPage"),
});
const signUp = createRoute({
  getParentRoute: () => root,
  path: "/sign-up",
  validateSearch: Next,
  component: lazyRouteComponent(() => import("./features/session/sign-up-page.tsx"), "SignUpPage"),
});
const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  component: lazyRouteComponent(() => import("./features/tenants/welcome-page.tsx"), "WelcomePage"),
});

// Inside the frame: an active member, pinned to one tenant.
const app = createRoute({ getParentRoute: () => root, id: "app", component: AppShell });
const overview = createRoute({
  getParentRoute: () => app,
  path: "/",
  staticData: { section: "Overview" },
  component: lazyRouteComponent(() => import("./features/overview/overview-page.tsx"), "OverviewPage"),
});
const datasets = createRoute({
  getParentRoute: () => app,
  path: "/datasets",
  staticData: { section: "Datasets" },
  validateSearch: z.object({
    /** Opens the upload at once: the command palette comes in this way. */
    upload: z.boolean().optional().catch(undefined),
    search: z.string().optional().catch(undefined),
    status: DatasetStatus.optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("./features/datasets/datasets-page.tsx"), "DatasetsPage"),
});
const dataset = createRoute({
  getParentRoute: () => app,
  path: "/datasets/$datasetId",
  staticData: { section: "Datasets" },
  validateSearch: z.object({
    /** The insight that is selected, by id. */
    insight: z.string().optional().catch(undefined),
    tab: z.string().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("./features/datasets/dataset-page.tsx"), "DatasetPage"),
});
const insights = createRoute({
  getParentRoute: () => app,
  path: "/insights",
  staticData: { section: "Insights" },
  validateSearch: z.object({
    severity: Severity.optional().catch(undefined),
    search: z.string().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("./features/insights/insights-page.tsx"), "InsightsPage"),
});
const runs = createRoute({
  getParentRoute: () => app,
  path: "/runs",
  staticData: { section: "Runs" },
  validateSearch: z.object({
    status: RunStatus.optional().catch(undefined),
    kind: RunKind.optional().catch(undefined),
    subject_id: z.uuid().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("./features/runs/runs-page.tsx"), "RunsPage"),
});
const run = createRoute({
  getParentRoute: () => app,
  path: "/runs/$runId",
  staticData: { section: "Runs" },
  validateSearch: z.object({
    /** The step that is selected, by key. */
    step: z.string().optional().catch(undefined),
    view: z.enum(["graph", "list"]).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("./features/runs/run-page.tsx"), "RunPage"),
});
const compareRuns = createRoute({
  getParentRoute: () => app,
  path: "/runs/$runId/compare/$otherId",
  staticData: { section: "Runs" },
  component: lazyRouteComponent(() => import("./features/runs/compare-page.tsx"), "ComparePage"),
});
const pipelines = createRoute({
  getParentRoute: () => app,
  path: "/pipelines",
  staticData: { section: "Pipelines" },
  component: lazyRouteComponent(() => import("./features/pipelines/pipelines-page.tsx"), "PipelinesPage"),
});
const pipeline = createRoute({
  getParentRoute: () => app,
  path: "/pipelines/$kind",
  staticData: { section: "Pipelines" },
  /** The version on the screen; the active one without it. */
  validateSearch: z.object({ version: z.int().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import("./features/pipelines/pipeline-page.tsx"), "PipelinePage"),
});
const pipelineEditor = createRoute({
  getParentRoute: () => app,
  path: "/pipelines/$kind/edit",
  staticData: { section: "Pipelines" },
  component: lazyRouteComponent(() => import("./features/pipelines/editor-page.tsx"), "EditorPage"),
});
const monitoring = createRoute({
  getParentRoute: () => app,
  path: "/monitoring",
  staticData: { section: "Monitoring" },
  validateSearch: MonitoringSearch,
  component: lazyRouteComponent(() => import("./features/monitoring/monitoring-page.tsx"), "MonitoringPage"),
});
const members = createRoute({
  getParentRoute: () => app,
  path: "/members",
  staticData: { section: "Members" },
  component: lazyRouteComponent(() => import("./features/members/members-page.tsx"), "MembersPage"),
});
const settings = createRoute({
  getParentRoute: () => app,
  path: "/settings",
  staticData: { section: "Settings" },
  component: lazyRouteComponent(() => import("./features/settings/settings-page.tsx"), "SettingsPage"),
});
const newTenant = createRoute({
  getParentRoute: () => app,
  path: "/tenants/new",
  staticData: { section: "Create or join a tenant" },
  component: lazyRouteComponent(() => import("./features/tenants/new-tenant-page.tsx"), "NewTenantPage"),
});
const reference = createRoute({
  getParentRoute: () => app,
  path: "/reference",
  staticData: { section: "API reference" },
  component: lazyRouteComponent(() => import("./features/reference/reference-page.tsx"), "ReferencePage"),
});

const inside = app.addChildren([
  overview,
  datasets,
  dataset,
  insights,
  runs,
  run,
  compareRuns,
  pipelines,
  pipeline,
  pipelineEditor,
  monitoring,
  members,
  settings,
  newTenant,
  reference,
]);

/** Every address of the portal; pages are loaded when they are first needed, or when a link to them is pointed at. */
export const router = createRouter({
  routeTree: root.addChildren([signIn, signUp, welcome, inside]),
  defaultPreload: "intent",
  defaultPendingMs: 200,
  scrollRestoration: true,
  scrollToTopSelectors: ["#main"],
});
