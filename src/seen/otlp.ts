import type { Logger } from "pino";

/** The value of an attribute. */
export type Attributes = Record<string, string | number | boolean | undefined>;

/** A span that is over. Instants are milliseconds since 1970. */
export interface Span {
  /** 32 and 16 hexadecimal digits. */
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  name: string;
  kind: "INTERNAL" | "SERVER" | "CLIENT";
  begun: number;
  ended: number;
  attributes: Attributes;
  failed: boolean;
}

/** Sends spans, some at a time. */
export interface SpanExporter {
  /** Takes spans to be sent soon. Where more come than can be sent, they are dropped. */
  add(spans: readonly Span[]): void;
  /** Sends what is there, waiting two seconds at the most. */
  close(): Promise<void>;
}

/** Where spans go, and whose they are. */
export interface SpanExporterDeps {
  /** Without a slash at the end. */
  endpoint: string;
  headers: Record<string, string>;
  service: string;
  version: string;
  log: Logger;
}

const MOST_WAITING = 8_192;
const BATCH = 512;
/** Milliseconds. */
const EVERY = 5_000;
const PATIENCE = 10_000;
const PATIENCE_AT_THE_END = 2_000;

const KINDS = { INTERNAL: 1, SERVER: 2, CLIENT: 3 } as const;
const FAILED = { code: 2 };

/**
 * Sends spans by OTLP over HTTP, in JSON: https://opentelemetry.io/docs/specs/otlp/. What cannot be sent is dropped, and
 * told of once until it can be again.
 */
export function createSpanExporter({ endpoint, headers, service, version, log }: SpanExporterDeps): SpanExporter {
  const waiting: Span[] = [];
  let sending: Promise<void> | null = null;
  let failing = false;
  let dropped = 0;

  async function post(spans: readonly Span[], patience: number): Promise<void> {
    const response = await fetch(`${endpoint}/v1/traces`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(traceRequest(spans, service, version)),
      signal: AbortSignal.timeout(patience),
    });
    // Read to its end, so that the connection can be used again.
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`status ${response.status}`);
  }

  async function send(patience: number): Promise<void> {
    const spans = waiting.splice(0, BATCH);
    try {
      await post(spans, patience);
      if (failing) log.info({ dropped }, "traces are sent again");
      failing = false;
      dropped = 0;
    } catch (error) {
      dropped += spans.length;
      if (!failing) log.warn({ reason: reasonOf(error) }, "traces cannot be sent to OTEL_EXPORTER_OTLP_ENDPOINT");
      failing = true;
    }
  }

  /** One at a time. */
  function sendSoon(patience: number): Promise<void> {
    if (waiting.length === 0) return sending ?? Promise.resolve();
    sending ??= send(patience).finally(() => {
      sending = null;
    });
    return sending;
  }

  const timer = setInterval(() => void sendSoon(PATIENCE), EVERY);
  timer.unref();
  return {
    add: (spans) => {
      if (waiting.length + spans.length > MOST_WAITING) dropped += spans.length;
      else waiting.push(...spans);
      if (waiting.length >= BATCH) void sendSoon(PATIENCE);
    },
    close: async () => {
      clearInterval(timer);
      const end = performance.now() + PATIENCE_AT_THE_END;
      await sending;
      while (waiting.length > 0 && performance.now() < end) await sendSoon(PATIENCE_AT_THE_END);
    },
  };
}

// The message may repeat the address, which may hold a key.
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { cause } = error;
  if (cause instanceof Error && "code" in cause) return String(cause.code);
  return error.message.startsWith("status ") ? error.message : error.name;
}

const traceRequest = (spans: readonly Span[], service: string, version: string) => ({
  resourceSpans: [
    {
      resource: { attributes: attributeList({ "service.name": service, "service.version": version }) },
      scopeSpans: [{ scope: { name: "broadsheet", version }, spans: spans.map(spanMessage) }],
    },
  ],
});

const spanMessage = ({ kind, begun, ended, attributes, failed, ...span }: Span) => ({
  ...span,
  kind: KINDS[kind],
  startTimeUnixNano: nanoseconds(begun),
  endTimeUnixNano: nanoseconds(ended),
  attributes: attributeList(attributes),
  ...(failed && { status: FAILED }),
});

/** As text: the number is larger than what a number holds exactly. */
const nanoseconds = (milliseconds: number): string => `${Math.round(milliseconds * 1_000)}000`;

const attributeList = (attributes: Attributes) =>
  Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({ key, value: anyValue(value) }));

function anyValue(value: unknown): object {
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value !== "number") return { stringValue: String(value) };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
