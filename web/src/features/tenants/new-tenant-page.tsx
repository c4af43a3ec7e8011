import type { Tenant } from "@plumbline/contracts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { meQuery } from "../../lib/me.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { chooseTenant } from "../../lib/tenant-choice.ts";
import { Page } from "../../ui/page.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { toast } from "../../ui/toast.tsx";
import { MembershipList } from "./membership-list.tsx";
import { TenantForms } from "./tenant-forms.tsx";

/** A further tenant for somebody who is already in one. */
export function NewTenantPage() {
  usePageTitle("Create or join a tenant");
  const client = useQueryClient();
  const navigate = useNavigate();
  const me = useQuery(meQuery);
  const created = async (tenant: Tenant): Promise<void> => {
    await client.refetchQueries({ queryKey: ["me"] });
    if (tenant.status !== "active") {
      toast.info(`${tenant.name} waits for approval by the platform's operator.`);
      return;
    }
    toast.done(`${tenant.name} is ready.`);
    await navigate({ to: "/" });
    chooseTenant(tenant.id);
  };
  return (
    <Page width="reading">
      <PageHeader
        title="Create or join a tenant"
        meta="Nothing is shared between tenants. You switch at the top left."
        className="mb-4"
      />
      <div className="flex flex-col gap-4">
        <TenantForms onCreated={(tenant) => void created(tenant)} />
        {me.data && <MembershipList memberships={me.data.memberships} />}
      </div>
    </Page>
  );
}
