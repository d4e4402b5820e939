import { type Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";

/** What came back of a request. */
export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  milliseconds: number;
}

/** What is sent, and from where. */
export interface Sending {
  method?: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Uint8Array;
  agent?: Agent;
  /** One of the loopback's own addresses, 127.0.0.0/8: who asks too much is told apart from the others by it. */
  from?: string | undefined;
}

/** An answer of the endpoint. */
export interface GraphqlReply extends Reply {
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the query's, and each row states what it expects of it.
  data: any;
  errors: { message: string; path?: (string | number)[]; extensions?: { [name: string]: unknown; code?: string } }[];
}

/** Sends a request over a connection of its own, unless an agent is given; rejects where no answer comes. */
export function send(url: string, { method = "GET", headers = {}, body, agent, from }: Sending = {}): Promise<Reply> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const options = { method, headers, agent: agent ?? false, ...(from && canChooseAddress && { localAddress: from }) };
    const asking = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const { statusCode = 0, headers: received } = response;
        const milliseconds = performance.now() - started;
        resolve({ status: statusCode, headers: received, text: Buffer.concat(chunks).toString("utf8"), milliseconds });
      });
    });
    asking.on("error", reject);
    asking.end(body);
  });
}

/** Linux has all of 127.0.0.0/8 on its loopback; others have one address. */
const canChooseAddress = process.platform === "linux";

/** How an operation is sent. */
export interface Asking extends Sending {
  variables?: Record<string, unknown>;
  /** Of the API. */
  key?: string | undefined;
}

/** Sends an operation by POST, and reads its answer. */
export async function askAt(endpoint: string, query: string, asking: Asking = {}): Promise<GraphqlReply> {
  const { variables, key, headers, ...sending } = asking;
  const reply = await send(endpoint, {
    ...sending,
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json",
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...headers,
    },
    body: JSON.stringify({ query, ...(variables && { variables }) }),
  });
  return readReply(reply);
}

/** An answer with its data and errors. */
export function readReply(reply: Reply): GraphqlReply {
  let parsed: { data?: unknown; errors?: GraphqlReply["errors"] } = {};
  try {
    parsed = JSON.parse(reply.text);
  } catch {
    // What is no JSON has neither data nor errors; its text says the rest.
  }
  return { ...reply, data: parsed.data, errors: parsed.errors ?? [] };
}

/** The code of the first error. */
export const codeOf = ({ errors }: GraphqlReply): string | undefined => errors[0]?.extensions?.code;

/** In a few words, for who reads what happened instead. */
export const seenOf = ({ status, text }: Reply): string => `${status} ${text.slice(0, 160)}`;
