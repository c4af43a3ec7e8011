import { DatasetStatus, type FeatureKey, RunKind, RunStatus, SettingsNamespace, Severity } from "@plumbline/contracts";
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  Outlet,
} from "@tanstack/react-router";
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
    /** The page is there only while this is on in the tenant. */
    feature?: FeatureKey;
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
const invite = createRoute({
  getParentRoute: () => root,
  path: "/invite",
  component: lazyRouteComponent(() => import("./features/members/invite-page.tsx"), "InvitePage"),
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
  staticData: { section: "Datasets", feature: "copilot.dataset" },
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
  staticData: { section: "Datasets", feature: "copilot.dataset" },
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
  staticData: { section: "Insights", feature: "copilot.dataset" },
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
  staticData: { section: "Pipelines", feature: "pipelines" },
  component: lazyRouteComponent(() => import("./features/pipelines/pipelines-page.tsx"), "PipelinesPage"),
});
const pipeline = createRoute({
  getParentRoute: () => app,
  path: "/pipelines/$kind",
  staticData: { section: "Pipelines", feature: "pipelines" },
  /** The version on the screen; the active one without it. */
  validateSearch: z.object({ version: z.int().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import("./features/pipelines/pipeline-page.tsx"), "PipelinePage"),
});
const pipelineEditor = createRoute({
  getParentRoute: () => app,
  path: "/pipelines/$kind/edit",
  staticData: { section: "Pipelines", feature: "pipelines" },
  component: lazyRouteComponent(() => import("./features/pipelines/editor-page.tsx"), "EditorPage"),
});
const monitoring = createRoute({
  getParentRoute: () => app,
  path: "/monitoring",
  staticData: { section: "Monitoring", feature: "pipelines" },
  validateSearch: MonitoringSearch,
  component: lazyRouteComponent(() => import("./features/monitoring/monitoring-page.tsx"), "MonitoringPage"),
});
const irSchemas = createRoute({
  getParentRoute: () => app,
  path: "/ir-schemas",
  staticData: { section: "IR schemas", feature: "pipelines" },
  validateSearch: z.object({
    source: z.enum(["all", "tenant", "builtin"]).optional().catch(undefined),
    /** How far back runs are counted. */
    days: z.int().min(1).max(90).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("./features/ir-schemas/ir-schemas-page.tsx"), "IrSchemasPage"),
});
const newIrSchema = createRoute({
  getParentRoute: () => app,
  path: "/ir-schemas/new",
  staticData: { section: "IR schemas", feature: "pipelines" },
  validateSearch: z.object({ step: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import("./features/ir-schemas/create-schema-page.tsx"), "CreateSchemaPage"),
});
const version = z.int().min(1).optional().catch(undefined);
const irSchema = createRoute({
  getParentRoute: () => app,
  path: "/ir-schemas/$schemaId",
  staticData: { section: "IR schemas", feature: "pipelines" },
  validateSearch: z.object({
    /** The version on the screen; the active one without it. */
    version,
    view: z.enum(["schema", "changes", "breaks", "sample"]).optional().catch(undefined),
    /** The version it is compared with; the one before without it. */
    than: version,
  }),
  component: lazyRouteComponent(() => import("./features/ir-schemas/ir-schema-page.tsx"), "IrSchemaPage"),
});
const newIrSchemaVersion = createRoute({
  getParentRoute: () => app,
  path: "/ir-schemas/$schemaId/new-version",
  staticData: { section: "IR schemas", feature: "pipelines" },
  /** The version the text starts from; the latest without it. */
  validateSearch: z.object({ from: version }),
  component: lazyRouteComponent(() => import("./features/ir-schemas/new-version-page.tsx"), "NewVersionPage"),
});
const metrics = createRoute({
  getParentRoute: () => app,
  path: "/metrics",
  staticData: { section: "Metrics", feature: "pipelines" },
  validateSearch: z.object({
    tab: z.enum(["definitions", "profiles"]).optional().catch(undefined),
    /** The metric or the profile that is open, by key. */
    metric: z.string().optional().catch(undefined),
    profile: z.string().optional().catch(undefined),
    /** Something new is being written instead. */
    create: z.boolean().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("./features/metrics/metrics-page.tsx"), "MetricsPage"),
});
const groundTruth = createRoute({
  getParentRoute: () => app,
  path: "/ground-truth",
  staticData: { section: "Ground truth", feature: "pipelines" },
  validateSearch: z.object({
    search: z.string().optional().catch(undefined),
    scope: z.string().optional().catch(undefined),
    run_id: z.uuid().optional().catch(undefined),
    /** What was superseded is shown too. */
    all: z.boolean().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("./features/ground-truth/ground-truth-page.tsx"), "GroundTruthPage"),
});
const truthEntry = createRoute({
  getParentRoute: () => app,
  path: "/ground-truth/entry",
  staticData: { section: "Ground truth", feature: "pipelines" },
  validateSearch: z.object({
    scope: z.string().catch(""),
    reference: z.string().catch(""),
    /** The version on the screen; the one that counts without it. */
    version,
    view: z.enum(["value", "changes"]).optional().catch(undefined),
    than: version,
  }),
  component: lazyRouteComponent(() => import("./features/ground-truth/truth-entry-page.tsx"), "TruthEntryPage"),
});
const members = createRoute({
  getParentRoute: () => app,
  path: "/members",
  staticData: { section: "Members" },
  validateSearch: z.object({
    /** Opens the invitation at once: the command palette comes in this way. */
    invite: z.boolean().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("./features/members/members-page.tsx"), "MembersPage"),
});
const settings = createRoute({
  getParentRoute: () => app,
  path: "/settings",
  staticData: { section: "Settings" },
  component: lazyRouteComponent(() => import("./features/settings/settings-layout.tsx"), "SettingsLayout"),
});
const account = createRoute({
  getParentRoute: () => settings,
  path: "/",
  component: lazyRouteComponent(() => import("./features/settings/account-page.tsx"), "AccountPage"),
});
const tenantSettings = createRoute({
  getParentRoute: () => settings,
  path: "$namespace",
  beforeLoad: ({ params }) => {
    if (!SettingsNamespace.safeParse(params.namespace).success) throw notFound();
  },
  component: lazyRouteComponent(() => import("./features/settings/tenant-settings-page.tsx"), "TenantSettingsPage"),
});
const features = createRoute({
  getParentRoute: () => settings,
  path: "features",
  component: lazyRouteComponent(() => import("./features/features/features-page.tsx"), "FeaturesPage"),
});
const apiKeys = createRoute({
  getParentRoute: () => settings,
  path: "api-keys",
  validateSearch: z.object({
    /** Opens the form at once: the command palette comes in this way. */
    create: z.boolean().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("./features/api-keys/api-keys-page.tsx"), "ApiKeysPage"),
});
const day = z.iso.date().optional().catch(undefined);
const audit = createRoute({
  getParentRoute: () => settings,
  path: "audit",
  validateSearch: z.object({
    actor_id: z.uuid().optional().catch(undefined),
    action: z.string().max(100).optional().catch(undefined),
    object_type: z.string().max(100).optional().catch(undefined),
    object_id: z.string().max(200).optional().catch(undefined),
    from: day,
    to: day,
    /** The entry whose details are open. */
    entry: z.int().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("./features/audit/audit-page.tsx"), "AuditPage"),
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
  irSchemas,
  newIrSchema,
  irSchema,
  newIrSchemaVersion,
  metrics,
  groundTruth,
  truthEntry,
  members,
  settings.addChildren([account, features, apiKeys, audit, tenantSettings]),
  newTenant,
  reference,
]);

/** Every address of the portal; pages are loaded when they are first needed, or when a link to them is pointed at. */
export const router = createRouter({
  routeTree: root.addChildren([signIn, signUp, welcome, invite, inside]),
  defaultPreload: "intent",
  defaultPendingMs: 200,
  scrollRestoration: true,
  scrollToTopSelectors: ["#main"],
});
