import { useEffect, useRef, useSyncExternalStore } from "react";

/** `keys` is one key (`j`, `?`) or a sequence of two (`g d`), as `KeyboardEvent.key` names them. */
export interface Shortcut {
  keys: string;
  label: string;
  run: () => void;
}

export interface ShortcutGroup {
  name: string;
  shortcuts: Shortcut[];
}

let groups: ShortcutGroup[] = [];
const listeners = new Set<() => void>();
const sequence_ms = 1200;
let prefix = "";
let prefixAt = 0;

function publish(next: ShortcutGroup[]): void {
  groups = next;
  for (const listener of listeners) listener();
}

/** True where a key press means text or belongs to something that is open above the page. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName)) return true;
  return target.closest("[role=dialog],[role=alertdialog],[role=menu],[role=listbox]") !== null;
}

/** Enter belongs to the button or link that has the focus. */
const isPress = (event: KeyboardEvent): boolean =>
  event.key === "Enter" && event.target instanceof Element && event.target.closest("a,button,summary") !== null;

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target) || isPress(event)) return;
  const now = event.timeStamp;
  const sequence = prefix && now - prefixAt < sequence_ms ? `${prefix} ${event.key}` : event.key;
  prefix = "";
  // The group mounted last is the nearest to the reader: a page's keys win over the frame's.
  for (const group of groups.toReversed())
    for (const shortcut of group.shortcuts)
      if (shortcut.keys === sequence) {
        event.preventDefault();
        shortcut.run();
        return;
      }
  if (groups.some((g) => g.shortcuts.some((s) => s.keys.startsWith(`${event.key} `)))) {
    prefix = event.key;
    prefixAt = now;
  }
}

/** Binds keys for as long as the component is shown and lists them in the shortcuts dialog under `name`. */
export function useShortcuts(name: string, shortcuts: Shortcut[]): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  const shape = shortcuts.map((s) => `${s.keys}\t${s.label}`).join("\n");
  useEffect(() => {
    const bound = shape.split("\n").map((line, index): Shortcut => {
      const [keys = "", label = ""] = line.split("\t");
      return { keys, label, run: () => latest.current[index]?.run() };
    });
    const group: ShortcutGroup = { name, shortcuts: bound };
    if (groups.length === 0) addEventListener("keydown", onKeyDown);
    publish([...groups, group]);
    return () => {
      publish(groups.filter((g) => g !== group));
      if (groups.length === 0) removeEventListener("keydown", onKeyDown);
    };
  }, [name, shape]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Every key bound right now, in the order the groups appeared. */
export const useShortcutGroups = (): ShortcutGroup[] => useSyncExternalStore(subscribe, () => groups);
