// The import table of docs/architecture.md: fails when a file imports what its place may not.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { parseSync } from "vite";

/** A place in the tree: a workspace, and the slice (noun or layer) inside it. */
export interface Place {
  workspace: "contracts" | "api" | "worker" | "web" | "scripts" | "other";
  slice: string;
}

export function placeOf(file: string): Place {
  const at = (prefix: string, workspace: Place["workspace"]): Place | undefined => {
    if (!file.startsWith(prefix)) return undefined;
    const rest = file.slice(prefix.length).split("/");
    return { workspace, slice: rest.length > 1 ? (rest[0] ?? "") : "(root)" };
  };
  return (
    at("packages/contracts/src/", "contracts") ??
    at("supabase/functions/api/", "api") ??
    at("worker/src/", "worker") ??
    at("web/src/features/", "web") ??
    layerOfWeb(file) ??
    at("scripts/", "scripts") ??
    // How the tests run is told by scripts/test.
    at("vitest.config.ts", "scripts") ?? { workspace: "other", slice: "(root)" }
  );
}

function layerOfWeb(file: string): Place | undefined {
  const match = /^web\/src\/(?:(ui|lib)\/)?/.exec(file);
  return match ? { workspace: "web", slice: match[1] ? `(${match[1]})` : "(root)" } : undefined;
}

const packageOf: Record<string, Place["workspace"]> = {
  "@plumbline/contracts": "contracts",
  "@plumbline/api": "api",
  "@plumbline/worker": "worker",
  "@plumbline/web": "web",
};
/** What nouns of a workspace stand on, lowest first: none of it knows a noun, or a layer above its own. */
const shared: Record<string, string[]> = {
  api: ["platform"],
  worker: ["platform", "pipelines", "runs", "files", "models"],
  web: ["(lib)", "(ui)", "insights", "runs", "datasets"],
};

/** Why `from` may not import `specifier`; undefined when it may. */
export function breach(from: string, specifier: string): string | undefined {
  const me = placeOf(from);
  // What only tests load may stand on anything in its own workspace.
  const isTest = /(\.test|\.fixture|\/test-app)\.tsx?$/.test(from);
  if (specifier.endsWith("package.json")) return undefined;
  if (specifier.startsWith(".")) {
    const target = placeOf(normalize(join(dirname(from), specifier)));
    if (target.workspace !== me.workspace) {
      if (me.workspace === "scripts" && target.workspace === "other") return undefined;
      return `reaches into ${target.workspace} by path: import its package instead`;
    }
    if (
      me.slice === "(root)" ||
      me.slice === target.slice ||
      me.workspace === "scripts" ||
      me.workspace === "contracts"
    ) {
      return undefined;
    }
    if (isTest) return undefined;
    if (shared[me.workspace]?.includes(target.slice)) {
      // What others stand on knows no noun; the ui knows not even the lib.
      if (me.slice === "(ui)") return "ui may import contracts and itself alone";
      const kernel = shared[me.workspace] ?? [];
      if (kernel.indexOf(me.slice) >= 0 && kernel.indexOf(me.slice) < kernel.indexOf(target.slice))
        return `${me.slice} may not import ${target.slice}`;
      return undefined;
    }
    return `${me.slice} may not import ${target.slice}`;
  }
  if (me.workspace === "contracts" && specifier !== "zod" && !isTest) return "contracts import zod alone";
  const workspace = packageOf[specifier.split("/").slice(0, 2).join("/")];
  if (workspace && workspace !== "contracts" && workspace !== me.workspace && me.workspace !== "scripts" && !isTest) {
    return `${me.workspace} may not import ${workspace}`;
  }
  return undefined;
}

/** Every module a source file imports or re-exports, types included. */
export function importsOf(file: string, source: string): string[] {
  const { module, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const dynamic = module.dynamicImports.map((d) => source.slice(d.moduleRequest.start, d.moduleRequest.end));
  return [
    ...module.staticImports.map((s) => s.moduleRequest.value),
    ...module.staticExports.flatMap((s) => s.entries.flatMap((e) => (e.moduleRequest ? [e.moduleRequest.value] : []))),
    ...dynamic.filter((d) => /^["'][^"']+["']$/.test(d)).map((d) => d.slice(1, -1)),
  ];
}

if (import.meta.main) {
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.tsx"], {
    encoding: "utf8",
  })
    .split("\n")
    .filter((file) => file && existsSync(file));
  const breaches = files.flatMap((file) =>
    [...new Set(importsOf(file, readFileSync(file, "utf8")))].flatMap((specifier) => {
      const why = breach(file, specifier);
      return why ? [`${file} imports ${specifier}: ${why}`] : [];
    }),
  );
  for (const line of breaches) console.error(line);
  if (breaches.length > 0) process.exit(1);
}
