import type { Plugin } from "graphql-yoga";
import { badRequest } from "./errors.ts";

/**
 * Takes bodies in JSON only, and as they are. Forms and plain text, which Yoga would read as well, are what a page of any
 * site may send without having been allowed to.
 */
export function useJsonBodies(): Plugin {
  return {
    onRequestParse({ request: { method, headers } }) {
      if (method !== "POST") return;
      const encoding = headers.get("content-encoding") ?? "identity";
      if (encoding !== "identity") throw encoded();
      if (!isJson(headers.get("content-type"))) throw badRequest(NOT_JSON, 415);
    },
  };
}

const NOT_JSON = 'Send the operation as application/json: {"query": …, "variables": …}.';

/** Such a body could come to a thousand times as many bytes. https://www.rfc-editor.org/rfc/rfc9110#section-15.5.16 */
function encoded() {
  const error = badRequest("Send the body as it is: no Content-Encoding is read here.", 415);
  error.extensions.http = { status: 415, headers: { "accept-encoding": "identity" } };
  return error;
}

// As Yoga reads it: a list of types is none, but some clients send it.
const isJson = (types: string | null): boolean => {
  const [type = ""] = types?.split(/[,;]/, 1) ?? [];
  return type === "application/json" || type === "application/graphql+json";
};
