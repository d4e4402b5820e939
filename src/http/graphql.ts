import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { type Caller, newCaller } from "../caller.ts";
import type { TimeLimit } from "../db/time-limit.ts";
import type { Documents } from "../documents/documents.ts";
import type { Gateway } from "../gateway.ts";
import type { Rates } from "../rates/rates.ts";
import type { OnAnswered } from "../seen/answered.ts";
import { createAdmission } from "./admission.ts";
import type { Answer, Asked } from "./asked.ts";
import { type AnswerCached, type AnswersMemory, createCachedAnswers } from "./cached-answers.ts";
import type { ClientAddress } from "./client-address.ts";
import type { CrossOrigin } from "./cross-origin.ts";
import { followRequest } from "./follow-request.ts";
import { createIdentify, type KeyDeps } from "./identify.ts";
import { sendRateRefusal } from "./rate-refusal.ts";
import { readBody } from "./read-body.ts";
import { addServerTiming } from "./server-timing.ts";
import { createShortPath } from "./short-path.ts";
import type { SlowBodies } from "./slow-bodies.ts";

/** What answers at the endpoint, and what finding out takes who asks. */
export interface GraphqlDeps extends KeyDeps {
  gateway: Gateway;
  documents: Documents;
  crossOrigin: CrossOrigin;
  slowBodies: SlowBodies;
  /** Null where each request is answered anew. */
  memory: AnswersMemory | null;
  rates: Rates;
  addressOf: ClientAddress;
  /** Milliseconds for which an operation may ask the database; 0 for as long as it takes. */
  requestTimeout: number;
  /** Makes the id of a request. */
  newRequestId: () => string;
  /** Told of each request when it is over; left out where nobody wants to know. */
  onAnswered?: OnAnswered | null;
  /** Whether answers say what they took. */
  serverTiming?: boolean;
}

/**
 * Answers requests to the endpoint. Where from and by whom it is asked is found out first, by headers alone; then the body
 * is read, as much of it as they may send; then it is answered by the short path or, where that has no answer, by Yoga.
 */
export function createGraphqlListener(deps: GraphqlDeps): RequestListener {
  const { gateway, documents, crossOrigin, slowBodies, memory, requestTimeout, newRequestId } = deps;
  const admit = createAdmission({ ...deps, identify: createIdentify(deps) });
  const answerAnew = createShortPath(gateway, documents);
  const answerAsked: AnswerCached = memory ? createCachedAnswers(memory, answerAnew) : answerAnew;

  return (request, response) => {
    const caller = newCaller(newRequestId());
    if (deps.onAnswered) followRequest(request, response, caller, deps.onAnswered);
    if (deps.serverTiming) addServerTiming(response, caller.facts);
    // A preflight has no key, and opens nothing.
    if (request.method === "OPTIONS") return crossOrigin.answerPreflight(request, response);
    answer(request, response, caller).catch((refusal) => askYoga(request, response, { ...caller, refusal }));
  };

  async function answer(request: IncomingMessage, response: ServerResponse, caller: Caller): Promise<void> {
    const { method, url = "", headers } = request;
    caller.limit = new RequestLimit(response, requestTimeout);
    const readers = crossOrigin.headersFor(headers);
    const admitted = admit(request, caller);
    const spent = admitted instanceof Promise ? await admitted : admitted;
    if (spent !== null) {
      setHeaders(response, [...readers, ...spent.headers]);
      return sendRateRefusal(request, response, caller.requestId, spent);
    }
    crossOrigin.check(headers);
    if (caller.role !== "PUBLIC") slowBodies.extend(request);
    if (method !== "GET" && method !== "POST") return askYoga(request, response, caller);
    const body = method === "GET" ? EMPTY : await readBody(request, caller.role);
    if (body === null) return;
    const asked: Asked = { method, url, headers, body, caller, readers };
    const answered = await answerAsked(asked, response);
    if (answered === null) return;
    if ("status" in answered) return send(asked, response, answered);
    const { result, document } = answered;
    askYoga(request, response, { ...caller, ...(result && { result }), ...(document && { document }) }, body);
  }

  function askYoga(request: IncomingMessage, response: ServerResponse, caller: Caller, body: Buffer = EMPTY): void {
    for (const [name, value] of Object.entries(keptByNobody(request, caller))) response.setHeader(name, value);
    setHeaders(response, crossOrigin.headersFor(request.headers));
    void gateway(givenBody(request, body), response, caller);
  }
}

/** Over at its time, or once the client has gone: what it asked for is not worth finding then. */
class RequestLimit implements TimeLimit {
  until: number;
  private readonly response: ServerResponse;

  /** @param milliseconds - 0 for as long as it takes. */
  constructor(response: ServerResponse, milliseconds: number) {
    this.until = milliseconds === 0 ? Number.POSITIVE_INFINITY : performance.now() + milliseconds;
    this.response = response;
  }

  get over(): boolean {
    return this.response.closed;
  }
}

const EMPTY = Buffer.alloc(0);

/** By GET, whoever stands between might keep what says nothing of it, as an answer with errors; and nobody keeps what a key opened. */
const keptByNobody = ({ method }: Pick<IncomingMessage, "method">, { role }: Caller) =>
  method === "GET" || role !== "PUBLIC" ? { "cache-control": "no-store" } : {};

/** The request, so that Yoga does not read its body a second time. It would count the bytes of a Buffer by a string for each. */
const givenBody = (request: IncomingMessage, body: Buffer): IncomingMessage =>
  Object.assign(withoutHost(request), { body: Readable.from([body], { objectMode: false }) });

/** Yoga makes a URL of it, and of what is no host an answer with a stack trace. Nothing here depends on it. */
function withoutHost(request: IncomingMessage): IncomingMessage {
  request.headers.host = "localhost";
  return request;
}

/** @param flat - names and values by turns. */
function setHeaders(response: ServerResponse, flat: readonly string[]): void {
  for (let i = 1; i < flat.length; i += 2) response.setHeader(String(flat[i - 1]), String(flat[i]));
}

function send({ method, caller, readers }: Asked, response: ServerResponse, answer: Answer): void {
  setHeaders(response, [...readers, ...(caller.allowance?.headers ?? [])]);
  response.writeHead(answer.status, {
    "content-length": Buffer.byteLength(answer.body),
    "x-request-id": caller.requestId,
    ...answer.headers,
    ...keptByNobody({ method }, caller),
  });
  response.end(answer.body);
}
