import {
  AppError,
  Id,
  InvitationAccept,
  InvitationAccepted,
  InvitationCreate,
  InvitationPage,
  InvitationPreview,
  InvitationSent,
  PageQuery,
} from "@plumbline/contracts";
import { z } from "zod";
import { newSecret, secretHash } from "../platform/auth.ts";
import { router } from "../platform/context.ts";
import { cutPage } from "../platform/cursor.ts";
import { operation } from "../platform/describe.ts";
import { body, params, query } from "../platform/input.ts";
import { asCaller, asMember, asOwner } from "../platform/member.ts";
import {
  acceptInvitation,
  createdInvitation,
  createInvitation,
  getInvitation,
  listInvitations,
  previewInvitation,
  resendInvitation,
  revokeInvitation,
} from "./queries.ts";

export const invitations = router();
const Path = z.object({ id: Id });
const notThere = () => new AppError("not_found", "There is no such open invitation");

invitations.get(
  "/",
  operation({
    tag: "invitations",
    summary: "Who was asked to join",
    answer: { status: 200, description: "Invitations, newest first", schema: InvitationPage },
    problems: ["forbidden"],
  }),
  query(PageQuery),
  async (c) => {
    const page = c.req.valid("query");
    const [rows] = await asOwner(c, "sees invitations", listInvitations(page));
    return c.json(cutPage(rows, page.limit));
  },
);

invitations.post(
  "/",
  operation({
    tag: "invitations",
    summary: "Ask somebody to join, by e-mail address",
    answer: { status: 201, description: "The invitation and, this once, its token", schema: InvitationSent },
    problems: ["forbidden", "conflict"],
  }),
  body(InvitationCreate),
  async (c) => {
    const token = newSecret("pli_");
    const create = createInvitation(c.req.valid("json"), secretHash(token));
    const [, [invitation]] = await asMember(c, create, createdInvitation);
    if (invitation === undefined) throw notThere();
    return c.json({ invitation, token } satisfies InvitationSent, 201);
  },
);

invitations.post(
  "/preview",
  operation({
    tag: "invitations",
    summary: "What the holder of a token is asked to join",
    tenant: false,
    answer: { status: 200, description: "The tenant, the role and for whom", schema: InvitationPreview },
    problems: ["not_found"],
  }),
  body(InvitationAccept),
  async (c) => {
    const [[row]] = await asCaller(c, previewInvitation(secretHash(c.req.valid("json").token)));
    if (row === undefined) throw notThere();
    return c.json(row.preview);
  },
);

invitations.post(
  "/accept",
  operation({
    tag: "invitations",
    summary: "Join the tenant; the token is used up",
    tenant: false,
    answer: { status: 200, description: "The tenant that was joined", schema: InvitationAccepted },
    problems: ["not_found", "forbidden"],
  }),
  body(InvitationAccept),
  async (c) => {
    const [[accepted]] = await asCaller(c, acceptInvitation(secretHash(c.req.valid("json").token)));
    if (accepted === undefined) throw notThere();
    c.get("ledger").forget(({ user_id }) => user_id === c.get("standing")?.user_id);
    return c.json(accepted);
  },
);

invitations.post(
  "/:id/resend",
  operation({
    tag: "invitations",
    summary: "Seven more days with a new token; the old one ends",
    answer: { status: 200, description: "The invitation and, this once, its new token", schema: InvitationSent },
    problems: ["forbidden"],
  }),
  params(Path),
  async (c) => {
    const { id } = c.req.valid("param");
    const token = newSecret("pli_");
    const [, [invitation]] = await asMember(c, resendInvitation(id, secretHash(token)), getInvitation(id));
    if (invitation === undefined) throw notThere();
    return c.json({ invitation, token } satisfies InvitationSent);
  },
);

invitations.delete(
  "/:id",
  operation({
    tag: "invitations",
    summary: "Revoke an open invitation",
    answer: { status: 204, description: "Revoked; its token is worth nothing" },
    problems: ["forbidden"],
  }),
  params(Path),
  async (c) => {
    await asMember(c, revokeInvitation(c.req.valid("param").id));
    return c.body(null, 204);
  },
);
