import type { Tenant } from "@plumbline/contracts";
import { Panel } from "../../ui/panel.tsx";
import { CreateTenantForm } from "./create-tenant-form.tsx";
import { JoinTenantForm } from "./join-tenant-form.tsx";

/** The two ways into a tenant, side by side. */
export function TenantForms({ onCreated }: { onCreated: (tenant: Tenant) => void }) {
  return (
    <div className="grid items-start gap-4 md:grid-cols-2">
      <Panel className="p-4">
        <h2 className="text-md">Join a tenant</h2>
        <p className="mt-0.5 mb-3 text-muted">One of its owners approves you.</p>
        <JoinTenantForm />
      </Panel>
      <Panel className="p-4">
        <h2 className="text-md">Create a tenant</h2>
        <p className="mt-0.5 mb-3 text-muted">You become its owner and approve the others.</p>
        <CreateTenantForm onCreated={onCreated} />
      </Panel>
    </div>
  );
}
