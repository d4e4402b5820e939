import type { Plugin } from "graphql-yoga";

const NOT_ACCEPTABLE = 406;

/** Says in words what Yoga says by a status alone: that it knows no type that is accepted. */
export function useRefusalBody(): Plugin {
  return {
    onResponse({ response, setResponse, fetchAPI }) {
      if (response.status !== NOT_ACCEPTABLE) return;
      const headers = new fetchAPI.Headers(response.headers);
      headers.set("content-type", "application/json; charset=utf-8");
      const message = "The answer is JSON: accept application/graphql-response+json or application/json.";
      const body = JSON.stringify({ errors: [{ message, extensions: { code: "BAD_REQUEST" } }] });
      setResponse(new fetchAPI.Response(body, { status: response.status, headers }));
    },
  };
}
