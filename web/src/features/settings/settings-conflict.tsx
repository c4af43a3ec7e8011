import type { Settings } from "@plumbline/contracts";
import { GitPullRequestArrow } from "lucide-react";
import { words } from "../../lib/format.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { settingValue } from "./setting-words.ts";
import type { Difference } from "./settings-draft.ts";

interface SettingsConflictProps {
  base: Settings;
  now: Settings;
  differences: readonly Difference[];
  busy: boolean;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
}

/** Somebody saved meanwhile: who, what, and whose values win. */
export function SettingsConflict({ base, now, differences, busy, onKeepMine, onTakeTheirs }: SettingsConflictProps) {
  return (
    <section aria-label="Changed meanwhile" role="alert">
      <Notice
        icon={GitPullRequestArrow}
        tone="accent"
        action={
          <>
            <Button onClick={onTakeTheirs} disabled={busy}>
              Take theirs
            </Button>
            <Button variant="primary" onClick={onKeepMine} busy={busy}>
              Keep mine
            </Button>
          </>
        }
      >
        <p className="font-medium">
          {now.changed_by_name ?? "Somebody"} saved version {now.version}
          {now.changed_at && (
            <>
              {" "}
              <RelativeTime at={now.changed_at} />
            </>
          )}
          , while you were changing version {base.version}
        </p>
        {differences.length === 0 ? (
          <p className="mt-1 text-muted">It changed no value that counts here. Keep yours to save it.</p>
        ) : (
          <table className="mt-2 w-full max-w-xl border-separate border-spacing-0 text-left [&_td]:border-b [&_td]:border-line [&_td]:py-1 [&_td]:pr-4 [&_th]:pr-4 [&_th]:text-sm [&_th]:font-medium [&_th]:text-muted [&_tr:last-child_td]:border-b-0">
            <thead>
              <tr>
                <th scope="col">Setting</th>
                <th scope="col">Before</th>
                <th scope="col">Theirs</th>
                <th scope="col">Yours</th>
              </tr>
            </thead>
            <tbody>
              {differences.map(({ name, before, theirs, mine }) => (
                <tr key={name}>
                  <td>{words(name)}</td>
                  <td className="text-muted">{settingValue(before)}</td>
                  <td className="font-medium">{settingValue(theirs)}</td>
                  <td className="font-medium">{mine === undefined ? <Unchanged /> : settingValue(mine)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <p className="mt-1.5 text-muted">
          Theirs keeps your changes of other settings, unsaved. Yours is saved over theirs; what you left alone stays as
          they have it.
        </p>
      </Notice>
    </section>
  );
}

const Unchanged = () => <span className="font-normal text-muted">not changed</span>;
