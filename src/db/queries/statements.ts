import { is, Param, Placeholder } from "drizzle-orm";
import { makePgArray } from "drizzle-orm/pg-core";
import type { Reads } from "../reads.ts";
import { type Prepared, rowMapper } from "./row-mapper.ts";
import type { StatementWatch } from "./statement-watch.ts";

/** A select that is fully built, as drizzle makes it. */
export interface Select<Row> {
  prepare(name: string): { execute(parameters?: Record<string, unknown>): Promise<Row[]> };
}

/** The values of a statement's placeholders, by name. */
type Parameters = Record<string, unknown>;

/** Runs one statement with the values of its placeholders. */
type Statement<Row> = (parameters: Parameters) => Promise<Row[]>;

/** Finds the statement of a shape, building it the first time. */
export type Statements = <Row>(shape: string, build: () => Select<Row>) => Statement<Row>;

// Callers compose shapes from filters, so their number has to end somewhere: PostgreSQL keeps each prepared statement
// for as long as its connection lives.
const MOST_SHAPES = 1000;

/**
 * Statements of one pool, built once for each shape and prepared: planned once for each connection, which costs
 * PostgreSQL a third of planning them each time. Past a thousand shapes a new one runs unprepared.
 *
 * drizzle builds them, and they are run without it: its own way to do so costs as much again as the driver's.
 *
 * @param watch - told of each that runs, where somebody wants to know.
 */
export function createStatements(reads: Reads, watch?: StatementWatch): Statements {
  const known = new Map<string, Statement<unknown>>();
  return <Row>(shape: string, build: () => Select<Row>): Statement<Row> => {
    const found = known.get(shape);
    // A shape names its columns too, so it always yields rows of one type.
    if (found) return found as Statement<Row>;
    const prepare = known.size < MOST_SHAPES;
    const statement = compile<Row>({ reads, watch }, shape, build(), prepare);
    if (prepare) known.set(shape, statement as Statement<unknown>);
    return statement;
  };
}

/** What statements run on. */
interface Runner {
  reads: Reads;
  watch: StatementWatch | undefined;
}

function compile<Row>({ reads, watch }: Runner, shape: string, select: Select<Row>, prepare: boolean): Statement<Row> {
  // All of it is there, though its types do not say so.
  const prepared = select.prepare(shape) as unknown as Prepared;
  const fill = prepared.params.map(filler);
  const rowsOf = rowMapper<Row>(prepared);
  const fail = (error: Error): never => {
    throw new StatementError(shape, error);
  };
  const options = { prepare };
  if (prepare) watch?.learn(shape, prepared.queryString);
  return (parameters) => {
    const values = fill.map((valueIn) => valueIn(parameters));
    const end = watch?.begin(shape);
    return reads.run({ text: prepared.queryString, values, options }).then(
      (rows) => {
        end?.();
        return rowsOf(rows);
      },
      (error) => {
        end?.();
        return fail(error);
      },
    );
  };
}

/** What a parameter of the statement is, given the values of the placeholders. */
function filler(parameter: unknown): (parameters: Parameters) => unknown {
  if (is(parameter, Placeholder)) return ({ [parameter.name]: value }) => storable(value);
  if (is(parameter, Param) && is(parameter.value, Placeholder)) {
    const { value, encoder } = parameter;
    return ({ [value.name]: given }) => storable(encoder.mapToDriverValue(given));
  }
  return () => parameter;
}

// PostgreSQL refuses U+0000 in text. An import stores U+FFFD in its place, and so that is what to look for.
function storable(value: unknown): unknown {
  if (typeof value === "string") return value.includes("\0") ? value.replaceAll("\0", "\ufffd") : value;
  return Array.isArray(value) ? makePgArray(value.map(storable)) : value;
}

/** A statement failed. Its message names the shape, where the driver's error holds the SQL and the values. */
export class StatementError extends Error {
  /** SQLSTATE; empty where PostgreSQL gave none. */
  readonly code: string;

  constructor(shape: string, error: unknown) {
    super(`the statement "${shape}" failed`, { cause: withoutValues(error) });
    this.code = codeOf(error);
  }
}

// PostgreSQL quotes the value in errors of class 22 (data exception), and logs are no place for what callers send.
function withoutValues(cause: unknown): unknown {
  const code = codeOf(cause);
  return code.startsWith("22") ? new Error(`a value that PostgreSQL refuses, SQLSTATE ${code}`) : cause;
}

const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "");
