import type { Me } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { config } from "../../lib/config.ts";
import { words } from "../../lib/format.ts";
import { isActive, meQuery, useMembership } from "../../lib/me.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Field } from "../../ui/field.tsx";
import { Page } from "../../ui/page.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Select } from "../../ui/select.tsx";
import { SkeletonText } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toast.tsx";
import { AccountForm } from "./account-form.tsx";
import { useUpdateMe } from "./settings.api.ts";
import { ThemeChoice } from "./theme-choice.tsx";

/** The caller's account and how the portal looks here; the facts about the tenant. */
export function AccountPage() {
  usePageTitle("Account");
  const me = useQuery(meQuery);
  const membership = useMembership();
  return (
    <Page width="reading">
      <PageHeader title="Account" />
      {me.isError && !me.data ? (
        <ErrorState error={me.error} title="Your account could not be loaded" onRetry={() => void me.refetch()} />
      ) : !me.data ? (
        <SkeletonText lines={8} className="mt-6 max-w-md" />
      ) : (
        <>
          <Part title="Profile">
            <AccountForm key={me.data.display_name} me={me.data} />
          </Part>
          <Part title="Theme" lead="Remembered in this browser.">
            <ThemeChoice />
          </Part>
          <Part
            title="Default tenant"
            lead="Opened when nothing else was chosen, and used by API calls that name no tenant."
          >
            <DefaultTenant me={me.data} />
          </Part>
          {membership && (
            <Part title="This tenant" lead="What others need to join, and programs to call the API.">
              <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-6 gap-y-1">
                <Fact label="Name" value={membership.tenant.name} />
                <Fact label="Your role" value={words(membership.role)} />
                <Fact label="Slug" value={membership.tenant.slug} copy />
                <Fact label="Tenant id" value={membership.tenant.id} copy />
                <Fact label="API" value={config().api_url} copy />
              </dl>
            </Part>
          )}
        </>
      )}
    </Page>
  );
}

function Part({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <section
      aria-label={title}
      className="grid gap-x-8 gap-y-2 border-b border-line py-5 last:border-b-0 md:grid-cols-[220px_minmax(0,1fr)]"
    >
      <div>
        <h2 className="text-md">{title}</h2>
        {lead && <p className="mt-0.5 text-muted">{lead}</p>}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}

function DefaultTenant({ me }: { me: Me }) {
  const update = useUpdateMe();
  const options = me.memberships.filter(isActive).map((m) => ({ value: m.tenant.id, label: m.tenant.name }));
  const change = (default_tenant_id: string): void =>
    update.mutate(
      { default_tenant_id },
      { onSuccess: () => toast.done("Your default tenant was saved."), onError: (error) => toast.failed(error) },
    );
  const value = options.find((option) => option.value === me.default_tenant_id)?.value ?? options[0]?.value ?? "";
  return (
    <div className="max-w-md">
      <Field label="Tenant">
        <Select value={value} options={options} onChange={change} disabled={update.isPending} />
      </Field>
    </div>
  );
}

function Fact({ label, value, copy = false }: { label: string; value: string; copy?: boolean }) {
  return (
    <>
      <dt className="text-muted">{label}</dt>
      <dd className="flex min-h-7 min-w-0 items-center gap-1">
        <span className={copy ? "truncate font-mono text-sm" : "truncate"}>{value}</span>
        {copy && <CopyButton text={value} label={`Copy ${label.toLowerCase()}`} className="size-6!" />}
      </dd>
    </>
  );
}
