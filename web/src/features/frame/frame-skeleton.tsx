import { Brand } from "../../ui/brand.tsx";
import { Skeleton, SkeletonText } from "../../ui/skeleton.tsx";

/** The frame before it is known who you are. */
export function FrameSkeleton() {
  return (
    <div role="status" className="grid h-dvh grid-rows-[44px_1fr] sm:grid-cols-[52px_1fr] lg:grid-cols-[196px_1fr]">
      <span className="sr-only">Loading</span>
      <div aria-hidden="true" className="row-span-2 border-r border-line bg-sunken px-4 py-3 max-sm:hidden">
        <Brand className="max-lg:[&>span]:hidden" />
        <div className="mt-5 flex flex-col gap-3.5">
          {["w-20", "w-24", "w-16", "w-20", "w-24"].map((width, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines never change
            <Skeleton key={at} className={`h-3.5 max-lg:w-4 lg:${width}`} />
          ))}
        </div>
      </div>
      <div aria-hidden="true" className="flex items-center border-b border-line px-4">
        <Skeleton className="h-3.5 w-48" />
        <Skeleton className="ml-auto h-6 w-40 max-sm:w-8" />
      </div>
      <div aria-hidden="true" className="p-5">
        <Skeleton className="h-5 w-56" />
        <SkeletonText lines={2} className="mt-4 max-w-md" />
      </div>
    </div>
  );
}
