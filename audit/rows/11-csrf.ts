import type { Row } from "../row.ts";
import { IMPORT, importing, post } from "../world/articles.ts";
import { seenOf, send } from "../world/http.ts";

const EVIL = "https://evil.example";

export const crossSite: Row = {
  row: 11,
  title: "mutation by GET; urlencoded, multipart, text/plain mutation; evil Origin",
  must: "405; 403 or 415; Origin not reflected with credentials",
  quick: true,
  async attack({ gateway, expect, makeKey, from }) {
    const { endpoint, databaseUrl, ask } = await gateway();
    // With a key that may: only the way it comes is wrong.
    const key = await makeKey(databaseUrl, "importer");
    const authorization = `Bearer ${key}`;
    const variables = importing("csrf", { "csrf.md": post({ title: "Forged" }, "Forged.") });
    const params = new URLSearchParams({ query: IMPORT, variables: JSON.stringify(variables) });

    const byGet = await send(`${endpoint}?${params}`, { headers: { authorization }, from });
    expect("a mutation by GET is answered 405", byGet.status === 405, seenOf(byGet));
    const multipart = [...params].map(
      ([name, value]) => `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const json = JSON.stringify({ query: IMPORT, variables });
    const bodies: [type: string, body: string][] = [
      ["application/x-www-form-urlencoded", params.toString()],
      ["multipart/form-data; boundary=x", `${multipart.join("")}--x--\r\n`],
      ["text/plain", json],
      ["text/plain;charset=UTF-8", json],
      ["application/graphql", IMPORT],
      ["", json],
    ];
    for (const [type, body] of bodies) {
      const headers = { authorization, origin: EVIL, ...(type !== "" && { "content-type": type }) };
      const reply = await send(endpoint, { method: "POST", headers, body, from });
      const refused = reply.status === 403 || reply.status === 415;
      expect(`a mutation as ${type || "nothing named"} is answered 403 or 415`, refused, seenOf(reply));
    }
    const { data } = await ask('{ articles(filter: {sources: ["csrf"]}) { totalCount } }');
    expect("none of them was executed", data?.articles.totalCount === 0, data);

    const allowed = (headers: Record<string, unknown>) => [
      headers["access-control-allow-origin"],
      headers["access-control-allow-credentials"],
    ];
    for (const origin of [EVIL, "null", endpoint.replace("127.0.0.1", "127.0.0.1.evil.example")]) {
      const preflight = { origin, "access-control-request-method": "POST" };
      const replies = [
        await ask("{ __typename }", { headers: { origin } }),
        await send(`${endpoint}?query={__typename}`, { headers: { origin }, from }),
        await send(endpoint, {
          method: "OPTIONS",
          headers: { ...preflight, "access-control-request-headers": "content-type,authorization" },
          from,
        }),
      ];
      for (const { headers } of replies) {
        const [reflected, credentials] = allowed(headers);
        expect(`Origin ${origin} gets no credentials`, credentials !== "true", credentials);
        expect(`Origin ${origin} is not let in`, reflected === undefined, reflected);
      }
    }
  },
};
