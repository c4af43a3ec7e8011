import type { ReactNode } from "react";
import { useOnline } from "../../lib/online.ts";
import { Brand } from "../../ui/brand.tsx";
import { OfflineBanner } from "../../ui/offline-banner.tsx";

interface SessionLayoutProps {
  title: string;
  /** One sentence under the title. */
  lead: ReactNode;
  children: ReactNode;
  foot: ReactNode;
}

/** The narrow page around sign-in and sign-up. */
export function SessionLayout({ title, lead, children, foot }: SessionLayoutProps) {
  const online = useOnline();
  return (
    <div className="min-h-dvh">
      <OfflineBanner offline={!online} />
      <main className="mx-auto flex w-full max-w-[368px] flex-col gap-4 px-4 pt-[max(24px,14vh)] pb-10">
        <Brand className="mb-1" />
        <div>
          <h1 className="text-xl tracking-[-0.01em]">{title}</h1>
          <p className="mt-1 text-muted">{lead}</p>
        </div>
        {children}
        <p className="text-muted">{foot}</p>
      </main>
    </div>
  );
}
