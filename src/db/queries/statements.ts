/** A select that is fully built, as drizzle makes it. */
export interface Select<Row> {
  prepare(name: string): { execute(parameters?: Record<string, unknown>): Promise<Row[]> };
  execute(parameters?: Record<string, unknown>): Promise<Row[]>;
}

/** Runs one statement with the values of its placeholders. */
type Statement<Row> = (parameters: Record<string, unknown>) => Promise<Row[]>;

/** Finds the statement of a shape, building it the first time. */
export type Statements = <Row>(shape: string, build: () => Select<Row>) => Statement<Row>;

// Callers compose shapes from filters, so their number has to end somewhere: PostgreSQL keeps each prepared statement
// for as long as its connection lives.
const MOST_SHAPES = 1000;

/**
 * Statements of one pool, built once for each shape and prepared: planned once for each connection, which costs
 * PostgreSQL a third of planning them each time. Past a thousand shapes a new one runs unprepared.
 */
export function createStatements(): Statements {
  const known = new Map<string, Statement<unknown>>();
  return <Row>(shape: string, build: () => Select<Row>): Statement<Row> => {
    const found = known.get(shape);
    // A shape names its columns too, so it always yields rows of one type.
    if (found) return found as Statement<Row>;
    const select = build();
    if (known.size >= MOST_SHAPES) return (parameters) => named(shape, select.execute(storable(parameters)));
    const prepared = select.prepare(shape);
    const statement: Statement<Row> = (parameters) => named(shape, prepared.execute(storable(parameters)));
    known.set(shape, statement as Statement<unknown>);
    return statement;
  };
}

// PostgreSQL refuses U+0000 in text. An import stores U+FFFD in its place, and so that is what to look for.
const storable = (parameters: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, withoutNul(value)]));

function withoutNul(value: unknown): unknown {
  if (typeof value === "string") return value.includes("\0") ? value.replaceAll("\0", "\ufffd") : value;
  return Array.isArray(value) ? value.map(withoutNul) : value;
}

/** A statement failed. Its message names the shape, where drizzle's would hold the SQL and the values. */
export class StatementError extends Error {
  /** SQLSTATE; empty where PostgreSQL gave none. */
  readonly code: string;

  constructor(shape: string, error: unknown) {
    super(`the statement "${shape}" failed`, { cause: withoutValues(error) });
    this.code = codeOf(error);
  }
}

const named = <Row>(shape: string, rows: Promise<Row[]>): Promise<Row[]> =>
  rows.catch((error: Error) => {
    throw new StatementError(shape, error.cause ?? error);
  });

// PostgreSQL quotes the value in errors of class 22 (data exception), and logs are no place for what callers send.
function withoutValues(cause: unknown): unknown {
  const code = codeOf(cause);
  return code.startsWith("22") ? new Error(`a value that PostgreSQL refuses, SQLSTATE ${code}`) : cause;
}

const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "");
