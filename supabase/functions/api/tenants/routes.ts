import { Tenant, TenantCreate, TenantJoin, TenantJoinAnswer } from "@plumbline/contracts";
import { router } from "../platform/context.ts";
import { operation } from "../platform/describe.ts";
import { body } from "../platform/input.ts";
import { asMember } from "../platform/member.ts";
import { createdTenant, createTenant, joinTenant } from "./queries.ts";

export const tenants = router();

tenants.post(
  "/",
  operation({
    tag: "tenants",
    summary: "Create a tenant and own it",
    tenant: false,
    answer: { status: 201, description: "The tenant; pending until the operator approves", schema: Tenant },
    problems: ["conflict"],
  }),
  body(TenantCreate),
  async (c) => {
    const [, created] = await asMember(c, createTenant(c.req.valid("json")), createdTenant);
    return c.json(created[0], 201);
  },
);

tenants.post(
  "/join",
  operation({
    tag: "tenants",
    summary: "Ask to join a tenant by its short name",
    tenant: false,
    answer: {
      status: 202,
      description: "Asked; the same answer whether there is such a tenant or not",
      schema: TenantJoinAnswer,
    },
  }),
  body(TenantJoin),
  async (c) => {
    const { slug } = c.req.valid("json");
    await asMember(c, joinTenant(slug));
    return c.json({ slug, status: "requested" } satisfies TenantJoinAnswer, 202);
  },
);
