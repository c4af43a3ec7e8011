import { AppError, Id, Member, MemberPage, MemberUpdate, PageQuery } from "@plumbline/contracts";
import { z } from "zod";
import { router } from "../platform/context.ts";
import { pageAsMember } from "../platform/cursor.ts";
import { operation } from "../platform/describe.ts";
import { body, params, query } from "../platform/input.ts";
import { asMember } from "../platform/member.ts";
import { changedMember, listMembers, type MemberRow, updateMember } from "./queries.ts";

export const members = router();
const Path = z.object({ user_id: Id });

members.get(
  "/",
  operation({
    tag: "members",
    summary: "Who belongs to the tenant; owners also see who waits",
    answer: { status: 200, description: "Members, newest first", schema: MemberPage },
  }),
  query(PageQuery),
  async (c) => {
    const { items, next_cursor } = await pageAsMember(c, listMembers, c.req.valid("query"));
    return c.json({ items: items.map(withoutId), next_cursor });
  },
);

members.patch(
  "/:user_id",
  operation({
    tag: "members",
    summary: "Approve, suspend or remove a member, or change their role",
    answer: { status: 200, description: "The member, changed", schema: Member },
    problems: ["forbidden", "conflict"],
  }),
  params(Path),
  body(MemberUpdate),
  async (c) => {
    const { user_id } = c.req.valid("param");
    const [, changed] = await asMember(c, updateMember(user_id, c.req.valid("json")), changedMember(user_id));
    if (changed[0] === undefined) throw new AppError("not_found", "There is no such member");
    return c.json(changed[0]);
  },
);

members.delete(
  "/:user_id",
  operation({
    tag: "members",
    summary: "Remove a member, or leave",
    answer: { status: 204, description: "Removed" },
    problems: ["forbidden", "conflict"],
  }),
  params(Path),
  async (c) => {
    await asMember(c, updateMember(c.req.valid("param").user_id, { status: "removed" }));
    return c.body(null, 204);
  },
);

const withoutId = ({ id: _, ...member }: MemberRow): Member => member;
