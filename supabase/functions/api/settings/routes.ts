import {
  AppError,
  Settings,
  SettingsHistory,
  SettingsList,
  SettingsNamespace,
  SettingsRollback,
  SettingsUpdate,
  type SettingsVersion,
} from "@plumbline/contracts";
import { z } from "zod";
import { type ApiContext, router } from "../platform/context.ts";
import { operation } from "../platform/describe.ts";
import { body, params } from "../platform/input.ts";
import { asMember, asOwner, memberCheck, readAsMember } from "../platform/member.ts";
import { sqlState } from "../platform/problem.ts";
import {
  getCurrent,
  getVersion,
  listCurrent,
  listVersions,
  type StoredVersion,
  saveSettings,
  versionsSince,
} from "./queries.ts";
import {
  changedValue,
  changesBetween,
  defaults,
  fieldsOf,
  isSame,
  notValid,
  readVersion,
  type Values,
} from "./values.ts";

export const settings = router();
const Path = z.object({ namespace: SettingsNamespace });
const act = "changes settings";

settings.get(
  "/",
  operation({
    tag: "settings",
    summary: "Every namespace of settings",
    answer: { status: 200, description: "The versions in force, by namespace", schema: SettingsList },
  }),
  async (c) => {
    const [, rows] = await readAsMember(c, memberCheck, listCurrent);
    const items = SettingsNamespace.options.map((namespace) =>
      toSettings(
        namespace,
        rows.find((row) => row.namespace === namespace),
      ),
    );
    return c.json({ items } satisfies SettingsList);
  },
);

settings.get(
  "/:namespace",
  operation({
    tag: "settings",
    summary: "The settings of a namespace",
    answer: {
      status: 200,
      description: "The version in force; 0 and the defaults when nobody set any",
      schema: Settings,
    },
  }),
  params(Path),
  async (c) => {
    const { namespace } = c.req.valid("param");
    const [, [row]] = await readAsMember(c, memberCheck, getCurrent(namespace));
    return c.json(toSettings(namespace, row));
  },
);

settings.patch(
  "/:namespace",
  operation({
    tag: "settings",
    summary: "Change settings; what is not named stays",
    answer: { status: 200, description: "The new version, or the same one when nothing differs", schema: Settings },
    problems: ["forbidden", "conflict"],
  }),
  params(Path),
  body(SettingsUpdate),
  async (c) => {
    const { namespace } = c.req.valid("param");
    const { version, value } = c.req.valid("json");
    const current = await requireCurrent(c, namespace, version);
    const changed = changedValue(namespace, current.value, value);
    if (isSame(current.value, changed)) return c.json({ ...current, fields: fieldsOf(namespace) });
    return c.json(await save(c, namespace, version, changed, null));
  },
);

settings.get(
  "/:namespace/versions",
  operation({
    tag: "settings",
    summary: "How the settings of a namespace came to be",
    answer: {
      status: 200,
      description: "Versions, newest first, at most 200; the defaults last",
      schema: SettingsHistory,
    },
  }),
  params(Path),
  async (c) => {
    const { namespace } = c.req.valid("param");
    const [, rows] = await readAsMember(c, memberCheck, listVersions(namespace));
    const versions = rows.map((row) => readVersion(namespace, row));
    const isWhole = (versions.at(-1)?.version ?? 1) === 1;
    return c.json({ items: isWhole ? [...versions, defaults(namespace)] : versions } satisfies SettingsHistory);
  },
);

settings.post(
  "/:namespace/rollback",
  operation({
    tag: "settings",
    summary: "Bring an earlier version back, as a new one; 0 is the defaults",
    answer: { status: 200, description: "The new version", schema: Settings },
    problems: ["forbidden", "conflict"],
  }),
  params(Path),
  body(SettingsRollback),
  async (c) => {
    const { namespace } = c.req.valid("param");
    const { version, to_version } = c.req.valid("json");
    await requireCurrent(c, namespace, version);
    const [[row]] = await asOwner(c, act, getVersion(namespace, to_version));
    if (row === undefined && to_version !== 0) {
      const fix = "Take one from the list of versions";
      throw notValid([{ location: "/to_version", message: `there is no version ${to_version}`, fix }]);
    }
    const { value } = toVersion(namespace, row);
    return c.json(await save(c, namespace, version, value, to_version));
  },
);

const toVersion = (namespace: SettingsNamespace, row: StoredVersion | undefined): SettingsVersion =>
  row === undefined ? defaults(namespace) : readVersion(namespace, row);

const toSettings = (namespace: SettingsNamespace, row: StoredVersion | undefined): Settings => ({
  ...toVersion(namespace, row),
  fields: fieldsOf(namespace),
});

/** The version in force, for owners, if it is the one that the change was made on; else the conflict that tells what changed. */
async function requireCurrent(c: ApiContext, namespace: SettingsNamespace, expected: number): Promise<SettingsVersion> {
  const [rows] = await asOwner(c, act, versionsSince(namespace, expected));
  const versions = rows.map((row) => readVersion(namespace, row));
  const since = expected === 0 ? [defaults(namespace), ...versions] : versions;
  const current = since.at(-1) ?? defaults(namespace);
  if (current.version === expected) return current;
  const detail = `Version ${current.version} is in force, and your change was made on version ${expected}`;
  const errors = current.version > expected ? changesBetween(since) : [];
  throw new AppError("conflict", detail, {
    errors,
    fix: "Look at what changed meanwhile, and repeat your change if it still fits",
  });
}

async function save(
  c: ApiContext,
  namespace: SettingsNamespace,
  expected: number,
  value: Values,
  rolled_back_to: number | null,
): Promise<Settings> {
  try {
    const saving = saveSettings(namespace, expected, value, rolled_back_to);
    const [, [row]] = await asMember(c, saving, getCurrent(namespace));
    return toSettings(namespace, row);
  } catch (error) {
    // Somebody was faster by a moment: say what they changed.
    if (sqlState(error) === "PT409") await requireCurrent(c, namespace, expected);
    throw error;
  }
}
