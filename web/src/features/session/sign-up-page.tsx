import { Link, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { z } from "zod";
import { signUp, useAuth } from "../../lib/auth.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { useForm } from "../../lib/use-form.ts";
import { useGo } from "../../lib/use-go.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { SessionLayout } from "./session-layout.tsx";

const Account = z.object({
  display_name: z.string().trim().min(1, "Enter the name that others will see.").max(120),
  email: z.email("Enter an email address, as in ada@example.com."),
  password: z.string().min(8, "Use at least 8 characters."),
});

/** A new account; what it may see is decided afterwards, by joining or creating a tenant. */
export function SignUpPage() {
  usePageTitle("Create an account");
  const auth = useAuth();
  const { next } = useSearch({ from: "/sign-up" });
  useGo(auth.status === "signed_in" ? (next ?? "/") : undefined);
  const [sentTo, setSentTo] = useState<string>();
  const form = useForm(Account, { display_name: "", email: "", password: "" }, async (account) => {
    const outcome = await signUp(account.email, account.password, account.display_name);
    if (outcome === "confirm") setSentTo(account.email);
  });

  const foot = (
    <>
      Have an account?{" "}
      <Link to="/sign-in" search={next ? { next } : {}} className="text-accent underline underline-offset-3">
        Sign in
      </Link>
    </>
  );
  if (sentTo)
    return (
      <SessionLayout
        title="Check your mail"
        lead={`A link was sent to ${sentTo}. Open it to finish your account.`}
        foot={foot}
      >
        {null}
      </SessionLayout>
    );
  return (
    <SessionLayout title="Create an account" lead="Next you join a tenant or create one." foot={foot}>
      <form onSubmit={form.onSubmit} noValidate className="flex flex-col gap-3">
        {form.problem !== undefined && <ErrorState error={form.problem} compact />}
        <Field label="Name" error={form.errors.display_name}>
          <Input autoComplete="name" required {...form.input("display_name")} />
        </Field>
        <Field label="Email" error={form.errors.email}>
          <Input type="email" autoComplete="username" required {...form.input("email")} />
        </Field>
        <Field label="Password" hint="At least 8 characters." error={form.errors.password}>
          <Input type="password" autoComplete="new-password" required minLength={8} {...form.input("password")} />
        </Field>
        <Button type="submit" variant="primary" size="lg" busy={form.busy} className="mt-1">
          Create account
        </Button>
      </form>
    </SessionLayout>
  );
}
