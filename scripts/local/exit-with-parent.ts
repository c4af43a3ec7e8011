/**
 * Ends this process in order on SIGTERM, SIGINT, or when standard input closes: the sign that the supervisor is gone.
 * Nothing of the stack outlives it, even when it was killed.
 */
export function exitWithParent(stop: () => Promise<void>): void {
  let stopping = false;
  const end = async () => {
    if (stopping) return;
    stopping = true;
    await stop().catch(() => {});
    process.exit(0);
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
  process.stdin.on("end", end).on("error", end).resume();
}
