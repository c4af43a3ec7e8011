import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";

/**
 * Goes to an address, replacing this one, as soon as it is given. Unlike <Navigate> it goes once, not again on every
 * render while the page it leads to is still being loaded.
 */
export function useGo(href: string | undefined): void {
  const router = useRouter();
  useEffect(() => {
    if (href !== undefined) router.history.replace(href);
  }, [href, router]);
}
