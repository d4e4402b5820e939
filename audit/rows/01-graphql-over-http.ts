import { readFile } from "node:fs/promises";
import { type AuditResult, serverAudits } from "graphql-http";
import type { Row } from "../row.ts";

const operations = new URL("../../docs/operations.md", import.meta.url);

/** Those that ask for `__type` with variables, by POST and by GET, for answers of either type. */
const BY_INTROSPECTION = ["2EA1", "28B9", "D6D5", "6A70"];

/** Runs every audit of graphql-http against an endpoint. */
async function auditsOf(url: string): Promise<AuditResult[]> {
  const results: AuditResult[] = [];
  for (const { fn } of serverAudits({ url })) results.push(await fn());
  return results;
}

const failed = (results: readonly AuditResult[]) => results.filter(({ status }) => status !== "ok");
const said = (results: readonly AuditResult[]) => failed(results).map(({ id, name }) => `${id} ${name}`);

export const graphqlOverHttp: Row = {
  row: 1,
  title: "GraphQL over HTTP",
  must: "every audit of graphql-http is ok with introspection on; docs/operations.md names what hardened mode gives up",
  quick: true,
  async attack({ gateway, expect }) {
    const open = await gateway();
    const results = await auditsOf(open.endpoint);
    expect(`all ${results.length} audits are ok`, results.length >= 60 && failed(results).length === 0, said(results));

    const hardened = await gateway({ INTROSPECTION: "off" });
    const { errors } = await hardened.ask("{ __schema { queryType { name } } }");
    expect("INTROSPECTION=off refuses introspection", errors.length > 0);
    const given = failed(await auditsOf(hardened.endpoint));
    const others = given.filter(({ id }) => !BY_INTROSPECTION.includes(id));
    expect("hardened mode gives up just those audits that ask for the schema", others.length === 0, said(others));
    const page = await readFile(operations, "utf8");
    const unstated = given.filter(({ id }) => !page.includes(id));
    expect("those are named in docs/operations.md", unstated.length === 0, said(unstated));
  },
};
