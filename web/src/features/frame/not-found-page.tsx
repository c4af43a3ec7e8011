import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { usePageTitle } from "../../lib/page-title.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";

/** No page has this address. */
export function NotFoundPage() {
  usePageTitle("Not found");
  return (
    <main className="pt-[12vh]">
      <EmptyState
        icon={Compass}
        title="There is no page here"
        titleAs="h1"
        action={
          <Button asChild variant="primary">
            <Link to="/">Go to the overview</Link>
          </Button>
        }
      >
        The address <code className="font-mono wrap-anywhere">{location.pathname}</code> leads nowhere. It may be
        mistyped, or belong to something that was deleted.
      </EmptyState>
    </main>
  );
}
