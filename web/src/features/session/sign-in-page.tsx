import { Link, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { z } from "zod";
import { signIn, useAuth } from "../../lib/auth.ts";
import { config } from "../../lib/config.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { useForm } from "../../lib/use-form.ts";
import { useGo } from "../../lib/use-go.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { SessionLayout } from "./session-layout.tsx";

const Credentials = z.object({
  email: z.email("Enter an email address, as in ada@example.com."),
  password: z.string().min(1, "Enter your password."),
});

/** Email and password; the demo account where the installation offers one. */
export function SignInPage() {
  usePageTitle("Sign in");
  const auth = useAuth();
  const { next } = useSearch({ from: "/sign-in" });
  useGo(auth.status === "signed_in" ? (next ?? "/") : undefined);
  return (
    <SessionLayout
      title="Sign in"
      lead={
        auth.status === "signed_out" && auth.ended
          ? "Your session has ended. Sign in again to go on."
          : "Insights whose every number has been checked."
      }
      foot={
        <>
          No account yet?{" "}
          <Link to="/sign-up" search={next ? { next } : {}} className="text-accent underline underline-offset-3">
            Create one
          </Link>
        </>
      }
    >
      {auth.status === "loading" ? <Skeleton className="h-44 w-full" /> : <SignInForm />}
    </SessionLayout>
  );
}

function SignInForm() {
  const { demo } = config();
  const [demoProblem, setDemoProblem] = useState<unknown>();
  const [demoBusy, setDemoBusy] = useState(false);
  const enter = ({ email, password }: z.infer<typeof Credentials>): Promise<void> => signIn(email, password);
  const form = useForm(Credentials, { email: "", password: "" }, enter);
  const enterDemo = async (): Promise<void> => {
    if (!demo) return;
    setDemoBusy(true);
    setDemoProblem(undefined);
    await enter(demo).catch(setDemoProblem);
    setDemoBusy(false);
  };
  const problem = form.problem ?? demoProblem;

  return (
    <form onSubmit={form.onSubmit} noValidate className="flex flex-col gap-3">
      {problem !== undefined && <ErrorState error={problem} compact />}
      <Field label="Email" error={form.errors.email}>
        <Input type="email" autoComplete="username" required {...form.input("email")} />
      </Field>
      <Field label="Password" error={form.errors.password}>
        <Input type="password" autoComplete="current-password" required {...form.input("password")} />
      </Field>
      <Button type="submit" variant="primary" size="lg" busy={form.busy} className="mt-1">
        Sign in
      </Button>
      {demo && (
        <>
          <Button size="lg" onClick={() => void enterDemo()} busy={demoBusy} disabled={form.busy}>
            Use the demo account
          </Button>
          <p className="text-sm text-muted">
            The demo account is <span className="font-mono">{demo.email}</span>. Everybody who can reach this page can
            use it.
          </p>
        </>
      )}
    </form>
  );
}
