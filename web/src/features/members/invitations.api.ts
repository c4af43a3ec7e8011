import {
  InvitationAccepted,
  type InvitationCreate,
  InvitationPage,
  InvitationPreview,
  InvitationSent,
} from "@plumbline/contracts";
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";
import { keysetPages } from "../../lib/pages.ts";

/** Invitations newest first, whatever became of them; owners only. */
export const invitationsQuery = infiniteQueryOptions({
  queryKey: ["invitations", "list"],
  queryFn: ({ pageParam, signal }) =>
    api.get("/v1/invitations", InvitationPage, { signal, query: { limit: 50, cursor: pageParam } }),
  ...keysetPages,
});

function useSending<V>(mutationFn: (value: V) => Promise<InvitationSent>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    // The answer carries a token: it goes with the dialog that shows it.
    gcTime: 0,
    onSettled: () => client.invalidateQueries({ queryKey: ["invitations"] }),
  });
}

/** Invites an address; the answer is the only one that has the token. */
export const useInvite = () =>
  useSending((body: InvitationCreate) => api.post("/v1/invitations", InvitationSent, { body }));

/** Makes a new token, good for seven days; the one before ends. */
export const useResendInvitation = () =>
  useSending((id: string) => api.post(`/v1/invitations/${id}/resend`, InvitationSent));

/** Ends an open invitation. */
export function useRevokeInvitation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`/v1/invitations/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: ["invitations"] }),
  });
}

/** What the holder of a token is asked to join; the token is sent in the body, so that no log has it. */
export const invitationPreviewQuery = (token: string) =>
  queryOptions({
    queryKey: ["invitation", token],
    queryFn: ({ signal }) =>
      api.post("/v1/invitations/preview", InvitationPreview, { signal, tenant: false, body: { token } }),
  });

/** Makes the caller a member of the tenant that invited them. */
export const useAcceptInvitation = () =>
  useMutation({
    mutationFn: (token: string) =>
      api.post("/v1/invitations/accept", InvitationAccepted, { tenant: false, body: { token } }),
  });
