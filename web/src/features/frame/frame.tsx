import type { Me, Membership } from "@plumbline/contracts";
import { useLocation, useNavigate, useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useOnline } from "../../lib/online.ts";
import { useShortcuts } from "../../lib/shortcuts.ts";
import { useTheme } from "../../lib/theme.ts";
import { OfflineBanner } from "../../ui/offline-banner.tsx";
import { Toaster } from "../../ui/toast.tsx";
import { useMedia } from "../../ui/use-media.ts";
import { FeatureGate } from "./feature-gate.tsx";
import { destinations, useDestinations } from "./navigation.ts";
import { Rail } from "./rail.tsx";
import { RateLimitToast } from "./rate-limit-toast.tsx";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";
import { TopBar } from "./top-bar.tsx";

const CommandPalette = lazy(() => import("./command-palette.tsx").then((m) => ({ default: m.CommandPalette })));

/** Rail, top bar and the page between them. */
export function Frame({ me, membership }: { me: Me; membership: Membership }) {
  const navigate = useNavigate();
  const wide = useMedia("(min-width: 1200px)");
  const phone = useMedia("(max-width: 639.98px)");
  const { shown } = useTheme();
  const online = useOnline();
  const here = useDestinations();
  const [palette, setPalette] = useState(false);
  const [shortcuts, setShortcuts] = useState(false);
  const main = useMainFocus();
  usePreloadedPages();

  useShortcuts("Everywhere", [
    { keys: "?", label: "Show keyboard shortcuts", run: () => setShortcuts(true) },
    { keys: "/", label: "Go to or search", run: () => setPalette(true) },
  ]);
  useShortcuts(
    "Go to",
    here.flatMap((group) =>
      group.items.map(({ key, label, to }) => ({ keys: `g ${key}`, label, run: () => void navigate({ to }) })),
    ),
  );
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      setPalette((open) => !open);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);

  return (
    <div className="grid h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[44px_minmax(0,1fr)] sm:grid-cols-[52px_minmax(0,1fr)] lg:grid-cols-[196px_minmax(0,1fr)]">
      <a
        href="#main"
        className="fixed top-1.5 left-1.5 z-60 -translate-y-16 rounded-md bg-accent px-3 py-2 text-on-accent focus:translate-y-0"
      >
        Skip to the page
      </a>
      {!phone && <Rail narrow={!wide} />}
      <TopBar
        me={me}
        membership={membership}
        phone={phone}
        onSearch={() => setPalette(true)}
        onShortcuts={() => setShortcuts(true)}
      />
      <main ref={main} id="main" tabIndex={-1} className="relative min-w-0 overflow-y-auto outline-none">
        <OfflineBanner offline={!online} />
        <FeatureGate />
      </main>
      {palette && (
        <Suspense fallback={null}>
          <CommandPalette
            me={me}
            membership={membership}
            open
            onOpenChange={setPalette}
            onShortcuts={() => setShortcuts(true)}
          />
        </Suspense>
      )}
      <ShortcutsDialog open={shortcuts} onOpenChange={setShortcuts} />
      <RateLimitToast />
      <Toaster theme={shown} />
    </div>
  );
}

/** Once the first page stands, the code of the others is fetched, so that going there does not wait for it. */
function usePreloadedPages(): void {
  const router = useRouter();
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const { to } of destinations.flatMap((group) => group.items)) void router.preloadRoute({ to });
      void import("./command-palette.tsx");
    }, 1500);
    return () => clearTimeout(timer);
  }, [router]);
}

/** After going to another page the keyboard and the screen reader start at its top, not where the old one was left. */
function useMainFocus() {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const first = useRef(pathname);
  useEffect(() => {
    if (first.current === pathname) return;
    first.current = pathname;
    main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return main;
}
