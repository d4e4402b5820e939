import { makePgArray } from "drizzle-orm/pg-core";
import { parse } from "postgres-array";

/**
 * The arrays that statements take and give, for the driver. It would ask each new connection for the types that the
 * server has, and where the connection ends meanwhile it rejects a promise that nobody holds, which ends the process.
 */
export const arrayTypes = {
  // The numbers are PostgreSQL's own and never change: src/include/catalog/pg_type.dat, array_type_oid.
  integers: arrayOf(1007, Number),
  texts: arrayOf(1009, (text) => text),
  // bigint: an id, which is a string everywhere.
  bigints: arrayOf(1016, (text) => text),
};

function arrayOf<Value>(oid: number, read: (text: string) => Value) {
  return {
    to: oid,
    from: [oid],
    // What drizzle writes into a column of arrays is PostgreSQL's text already.
    serialize: (values: Value[] | string): string => (typeof values === "string" ? values : makePgArray(values)),
    parse: (text: string): Value[] => parse(text, read),
  };
}
