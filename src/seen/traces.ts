import type { Phase } from "../caller.ts";
import { type Answered, type OnAnswered, shownName } from "./answered.ts";
import type { Attributes, Span, SpanExporter } from "./otlp.ts";

/** What tracing takes. */
export interface TracesDeps {
  exporter: Pick<SpanExporter, "add">;
  /** Which share of the requests is traced, where whoever asks does not say. */
  share: number;
  randomHex: (bytes: number) => string;
  /** Of `performance.now()`: milliseconds since 1970. */
  timeOrigin: number;
}

/** Where a request belongs. */
interface Trace {
  traceId: string;
  parentSpanId: string | undefined;
}

const INTERNAL_ERROR = "INTERNAL_SERVER_ERROR";

/**
 * Makes spans of requests when they are over: of the request, of parsing, validating and executing, and of each statement.
 * Names are those of OpenTelemetry's semantic conventions for HTTP, GraphQL and databases. None holds a document, a
 * variable or a value.
 */
export function createTraces({ exporter, share, randomHex, timeOrigin }: TracesDeps): OnAnswered {
  const traceOf = (traceparent: string | undefined): Trace | null => {
    const given = parseTraceparent(traceparent);
    if (given) return given.sampled ? given : null;
    const traceId = randomHex(16);
    return isChosen(traceId, share) ? { traceId, parentSpanId: undefined } : null;
  };

  return (answered) => {
    const trace = traceOf(answered.traceparent);
    if (trace === null) return;
    const { traceId, parentSpanId } = trace;
    const { facts } = answered.caller;
    const spans: Span[] = [];
    const add = (
      parent: string | undefined,
      { begun, ended }: Phase,
      span: Pick<Span, "name" | "kind" | "attributes"> & { failed?: boolean },
    ): string => {
      const spanId = randomHex(8);
      const times = { begun: timeOrigin + begun, ended: timeOrigin + (ended ?? answered.ended) };
      spans.push({ failed: false, ...span, ...times, traceId, spanId, parentSpanId: parent });
      return spanId;
    };
    const root = add(parentSpanId, answered, requestSpan(answered));
    const inner = (name: string, phase: Phase | null, attributes: Attributes = {}) =>
      phase && add(root, phase, { name, kind: "INTERNAL", attributes });
    inner("parse", facts.parse);
    inner("validate", facts.validate);
    const execution = inner("execute", facts.execute, graphqlAttributes(answered)) ?? root;
    for (const { shape, begun, milliseconds } of facts.statements) {
      const ended = milliseconds === null ? null : begun + milliseconds;
      add(execution, { begun, ended }, statementSpan(shape));
    }
    exporter.add(spans);
  };
}

function requestSpan(answered: Answered) {
  const { caller, method, status, bytes, aborted } = answered;
  const { facts, requestId, role } = caller;
  return {
    name: `${method} /graphql`,
    kind: "SERVER" as const,
    failed: (status ?? 0) >= 500 || facts.errorCodes.includes(INTERNAL_ERROR),
    attributes: {
      "http.request.method": method,
      "http.response.status_code": status ?? undefined,
      "http.route": "/graphql",
      "url.path": "/graphql",
      "http.response.size": bytes,
      "error.type": facts.errorCodes[0],
      ...graphqlAttributes(answered),
      "broadsheet.request_id": requestId,
      "broadsheet.role": role,
      "broadsheet.cost": facts.cost ?? undefined,
      "broadsheet.from_memory": facts.fromMemory,
      "broadsheet.aborted": aborted || undefined,
    },
  };
}

const graphqlAttributes = (answered: Answered): Attributes => ({
  "graphql.operation.type": answered.caller.facts.operation ?? undefined,
  "graphql.operation.name": shownName(answered),
});

const statementSpan = (shape: string) => {
  const name = shape.split(" ", 1)[0] ?? "";
  return {
    name,
    kind: "CLIENT" as const,
    attributes: { "db.system.name": "postgresql", "db.query.summary": name, "broadsheet.statement": shape },
  };
};

const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(?:-.*)?$/;

/** https://www.w3.org/TR/trace-context/#traceparent-header; null where it is none. */
function parseTraceparent(header: string | undefined): (Trace & { sampled: boolean }) | null {
  const [, traceId, parentSpanId, flags = ""] = TRACEPARENT.exec(header ?? "") ?? [];
  if (traceId === undefined) return null;
  return { traceId, parentSpanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** By the random part of the id, so that whoever else decides by it decides alike. */
const isChosen = (traceId: string, share: number): boolean =>
  Number.parseInt(traceId.slice(-13), 16) < share * 16 ** 13;
