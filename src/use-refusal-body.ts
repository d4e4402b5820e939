import type { Plugin } from "graphql-yoga";

const REFUSALS: Record<number, string> = {
  406: "The answer is JSON: accept application/graphql-response+json or application/json.",
  415: 'Send the operation as application/json: {"query": …, "variables": …}.',
};

/** Says in words what Yoga says by a status alone: that it knows neither the type of the body nor one that is accepted. */
export function useRefusalBody(): Plugin {
  return {
    onResponse({ response, setResponse, fetchAPI }) {
      const message = REFUSALS[response.status];
      if (message === undefined) return;
      const headers = new fetchAPI.Headers(response.headers);
      headers.set("content-type", "application/json; charset=utf-8");
      const body = JSON.stringify({ errors: [{ message, extensions: { code: "BAD_REQUEST" } }] });
      setResponse(new fetchAPI.Response(body, { status: response.status, headers }));
    },
  };
}
