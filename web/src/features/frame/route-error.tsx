import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";

/** A page that broke while it was drawn or loaded; the rest of the portal stays. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const stale = /dynamically imported module|module script/i.test(String(error));
  return (
    <div className="px-4">
      <ErrorState
        error={error}
        title={stale ? "The portal was updated since you opened it" : "This page could not be shown"}
        onRetry={
          stale
            ? () => location.reload()
            : () => {
                reset();
                void router.invalidate();
              }
        }
        action={
          <Button asChild variant="ghost">
            <a href="/">Go to the overview</a>
          </Button>
        }
      />
    </div>
  );
}
