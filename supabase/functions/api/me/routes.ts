import { AppError, Me, type Membership, MeUpdate } from "@plumbline/contracts";
import { router } from "../platform/context.ts";
import { operation } from "../platform/describe.ts";
import { body } from "../platform/input.ts";
import { asMember } from "../platform/member.ts";
import { ownMemberships, ownProfile, type Profile, updateProfile } from "./queries.ts";

export const me = router();

me.get(
  "/",
  operation({
    tag: "me",
    summary: "Who the caller is, and where they belong",
    tenant: false,
    answer: { status: 200, description: "The caller", schema: Me },
  }),
  async (c) => c.json(toMe(await asMember(c, ownProfile, ownMemberships))),
);

me.patch(
  "/",
  operation({
    tag: "me",
    summary: "Change one's name or default tenant",
    tenant: false,
    answer: { status: 200, description: "The caller, changed", schema: Me },
    problems: ["not_found"],
  }),
  body(MeUpdate),
  async (c) => {
    const [changed, ...rest] = await asMember(c, updateProfile(c.req.valid("json")), ownProfile, ownMemberships);
    const answer = toMe(rest);
    if (changed.length === 0) throw new AppError("not_found", "You are not a member of such a tenant");
    // The tenant of requests without a header may be another one now.
    c.get("ledger").forget(({ user_id }) => user_id === answer.user_id);
    return c.json(answer);
  },
);

function toMe([profiles, memberships]: [Profile[], Membership[]]): Me {
  const profile = profiles[0];
  // The token outlived its person.
  if (profile === undefined) throw new AppError("unauthenticated", "This user does not exist any more");
  return { ...profile, memberships };
}
