import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { type Caller, newCaller } from "../caller.ts";
import type { Gateway } from "../gateway.ts";
import type { OnAnswered } from "../seen/answered.ts";
import type { Answer } from "./asked.ts";
import { type AnswerCached, type AnswersMemory, createCachedAnswers } from "./cached-answers.ts";
import { corsHeaders } from "./cors.ts";
import { followRequest } from "./follow-request.ts";
import { createIdentify, type KeyDeps } from "./identify.ts";
import { readBody } from "./read-body.ts";
import { addServerTiming } from "./server-timing.ts";
import { createShortPath } from "./short-path.ts";

/** What answers at the endpoint, and what finding out takes who asks. */
export interface GraphqlDeps extends KeyDeps {
  gateway: Gateway;
  /** Null where each request is answered anew. */
  memory: AnswersMemory | null;
  /** Makes the id of a request. */
  newRequestId: () => string;
  /** Told of each request when it is over; left out where nobody wants to know. */
  onAnswered?: OnAnswered | null;
  /** Whether answers say what they took. */
  serverTiming?: boolean;
}

/**
 * Answers requests to the endpoint. Who asks is found out first, by headers alone; then the body is read, as much of it as
 * they may send; then it is answered by the short path or, where that has no answer, by Yoga.
 */
export function createGraphqlListener(deps: GraphqlDeps): RequestListener {
  const { gateway, memory, newRequestId, onAnswered, serverTiming, ...keyDeps } = deps;
  const identify = createIdentify(keyDeps);
  const answerAnew = createShortPath(gateway);
  const answerAsked: AnswerCached = memory ? createCachedAnswers(memory, answerAnew) : answerAnew;

  return (request, response) => {
    const caller = newCaller(newRequestId());
    if (onAnswered) followRequest(request, response, caller, onAnswered);
    if (serverTiming) addServerTiming(response, caller.facts);
    // A preflight has no key, and opens nothing.
    if (request.method === "OPTIONS") void gateway(withoutHost(request), response, caller);
    else answer(request, response, caller).catch((refusal) => askYoga(request, response, { ...caller, refusal }));
  };

  async function answer(request: IncomingMessage, response: ServerResponse, caller: Caller): Promise<void> {
    const { method, url = "", headers } = request;
    // Asked for only where there is a key: what is awaited costs a turn.
    if (headers.authorization !== undefined) Object.assign(caller, await identify(headers.authorization));
    if (method !== "GET" && method !== "POST") return askYoga(request, response, caller);
    const body = method === "GET" ? EMPTY : await readBody(request, caller.role);
    if (body === null) return;
    const answered = await answerAsked({ method, url, headers, body, caller }, response);
    if (answered === null) return;
    if ("status" in answered) send(request, response, caller, answered);
    else askYoga(request, response, { ...caller, ...(answered.result && { result: answered.result }) }, body);
  }

  function askYoga(request: IncomingMessage, response: ServerResponse, caller: Caller, body: Buffer = EMPTY): void {
    for (const [name, value] of Object.entries(keptByNobody(request))) response.setHeader(name, value);
    void gateway(givenBody(request, body), response, caller);
  }
}

const EMPTY = Buffer.alloc(0);

/** By GET, whoever stands between might keep what says nothing of it: an answer with errors, or one that a key opened. */
const keptByNobody = ({ method }: IncomingMessage) => (method === "GET" ? { "cache-control": "no-store" } : {});

/** The request, so that Yoga does not read its body a second time. It would count the bytes of a Buffer by a string for each. */
const givenBody = (request: IncomingMessage, body: Buffer): IncomingMessage =>
  Object.assign(withoutHost(request), { body: Readable.from([body], { objectMode: false }) });

/** Yoga makes a URL of it, and of what is no host an answer with a stack trace. Nothing here depends on it. */
function withoutHost(request: IncomingMessage): IncomingMessage {
  request.headers.host = "localhost";
  return request;
}

function send(request: IncomingMessage, response: ServerResponse, { requestId }: Caller, answer: Answer): void {
  response.writeHead(answer.status, {
    ...answer.headers,
    "content-length": Buffer.byteLength(answer.body),
    ...keptByNobody(request),
    ...corsHeaders(request.headers),
    "x-request-id": requestId,
  });
  response.end(answer.body);
}
