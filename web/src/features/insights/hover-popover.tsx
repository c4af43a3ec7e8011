import { type ReactElement, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { cx } from "../../ui/class-names.ts";
import { Popover, PopoverAnchor, PopoverContent } from "../../ui/popover.tsx";

interface HoverPopoverProps {
  /** Accessible name of what opens. */
  label: string;
  content: ReactNode;
  /** The button; it gets what opens and closes the popover. */
  children: (props: TriggerProps) => ReactElement;
  /** Told when it opens and closes. */
  onOpenChange?: (open: boolean) => void;
  className?: string;
}

interface TriggerProps {
  "aria-haspopup": "dialog";
  "aria-expanded": boolean;
  "aria-describedby": string | undefined;
  onPointerEnter: (event: { pointerType: string }) => void;
  onPointerLeave: (event: { pointerType: string }) => void;
  onFocus: (event: { currentTarget: HTMLElement }) => void;
  onBlur: () => void;
  onClick: () => void;
}

interface Place {
  side: "left" | "bottom";
  sideOffset: number;
}

/** Room a popover needs beside the card, in pixels. */
const room_px = 380;

/** Left of the card where there is room, so that the words it explains stay in sight; under the button elsewhere. */
function besideCard(button: HTMLElement | null): Place {
  const card = button?.closest("[data-insight]")?.getBoundingClientRect();
  if (!button || !card || card.left < room_px) return { side: "bottom", sideOffset: 6 };
  return { side: "left", sideOffset: button.getBoundingClientRect().left - card.left - 4 };
}

const open_ms = 90;
const close_ms = 160;

/**
 * Opens beside a button on hover and keyboard focus, and stays when it is pressed, until Escape or a press elsewhere.
 * Focus stays on the button: what opens is read to it, not entered.
 */
export function HoverPopover({ label, content, children, onOpenChange, className }: HoverPopoverProps) {
  const [open, setOpen] = useState(false);
  const [place, setPlace] = useState<Place>({ side: "bottom", sideOffset: 6 });
  const pinned = useRef(false);
  const anchor = useRef<HTMLDivElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const id = useId();
  useEffect(() => () => clearTimeout(timer.current), []);

  const change = (next: boolean): void => {
    clearTimeout(timer.current);
    if (!next) pinned.current = false;
    if (next === open) return;
    if (next) setPlace(besideCard(anchor.current));
    setOpen(next);
    onOpenChange?.(next);
  };
  const later = (next: boolean, ms: number): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => change(next), ms);
  };
  const leave = (event: { pointerType: string }): void => {
    if (event.pointerType === "mouse" && !pinned.current) later(false, close_ms);
  };

  return (
    <Popover open={open} onOpenChange={change}>
      <PopoverAnchor asChild ref={anchor}>
        {children({
          "aria-haspopup": "dialog",
          "aria-expanded": open,
          "aria-describedby": open ? id : undefined,
          onPointerEnter: (event) => event.pointerType === "mouse" && later(true, open_ms),
          onPointerLeave: leave,
          // A press focuses too, but is answered by the press.
          onFocus: (event) => event.currentTarget.matches(":focus-visible") && change(true),
          onBlur: () => !pinned.current && later(false, close_ms),
          onClick: () => {
            const keep = !(open && pinned.current);
            change(keep);
            pinned.current = keep;
          },
        })}
      </PopoverAnchor>
      <PopoverContent
        id={id}
        aria-label={label}
        collisionPadding={12}
        tabIndex={0}
        side={place.side}
        sideOffset={place.sideOffset}
        className={cx("max-h-(--radix-popover-content-available-height) overflow-y-auto", className)}
        onOpenAutoFocus={(event) => event.preventDefault()}
        onCloseAutoFocus={(event) => event.preventDefault()}
        onPointerEnter={() => clearTimeout(timer.current)}
        onPointerLeave={leave}
      >
        {content}
      </PopoverContent>
    </Popover>
  );
}
