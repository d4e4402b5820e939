import type { Row } from "../row.ts";
import { codeOf, seenOf } from "../world/http.ts";

const encode = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString("base64url");

export const cursors: Row = {
  row: 8,
  title: "tampered, truncated, foreign cursors; a cursor of another order",
  must: "BAD_USER_INPUT, nothing in Postgres' log",
  quick: true,
  async attack({ gateway, expect, postgres }) {
    const { ask } = await gateway();
    const mark = await postgres.logMark();
    const page = await ask(`{ articles(first: 2) { edges { cursor } }
      tags(first: 1) { edges { cursor } } images(first: 1) { edges { cursor } }
      byTitle: articles(first: 1, orderBy: {field: TITLE}) { edges { cursor } } }`);
    const cursor: string = page.data.articles.edges[1].cursor;
    const parts: unknown[] = JSON.parse(Buffer.from(cursor, "base64url").toString());
    const flipped = Array.from({ length: cursor.length }, (_, at) => {
      const other = cursor[at] === "A" ? "B" : "A";
      return `${cursor.slice(0, at)}${other}${cursor.slice(at + 1)}`;
    });
    const attacks: [what: string, cursors: string[]][] = [
      ["truncated", Array.from({ length: cursor.length - 1 }, (_, length) => cursor.slice(0, length))],
      ["foreign", [page.data.tags.edges[0].cursor, page.data.images.edges[0].cursor]],
      ["of another order", [page.data.byTitle.edges[0].cursor]],
      ["of nothing", ["", " ", "null", "%00", "💥", "A".repeat(10_000), encode(null), encode({}), encode([[[]]])]],
      [
        "forged",
        [
          [parts[0], "'; drop table articles; --", 1],
          [parts[0], "infinity'::timestamptz", 1],
          [parts[0], parts[1], "1 or 1=1"],
          [parts[0], parts[1], 1e300],
          [parts[0], parts[1], -1.5],
          [parts[0], "\0", 1],
          [parts[0], "\ud800", 1],
          [parts[0], { sql: 1 }, 1],
          [...parts, 1],
        ].map(encode),
      ],
    ];
    for (const [what, list] of attacks) {
      for (const place of ["after", "before"]) {
        const replies = await Promise.all(
          list.map((one) =>
            ask(`query ($c: String) { articles(first: 3, ${place}: $c) { nodes { id } } }`, { variables: { c: one } }),
          ),
        );
        const wrong = replies.filter((reply) => codeOf(reply) !== "BAD_USER_INPUT");
        expect(`${what}, as ${place}: BAD_USER_INPUT`, wrong.length === 0, wrong[0] && seenOf(wrong[0]));
      }
    }
    // What a changed character makes may be a cursor as well; it is refused, or it is a place in the list.
    const replies = await Promise.all(flipped.map((one) => ask(`{ articles(after: "${one}") { nodes { id } } }`)));
    const wrong = replies.filter((reply) => reply.errors.length > 0 && codeOf(reply) !== "BAD_USER_INPUT");
    expect("with one character changed: a place in the list or BAD_USER_INPUT", wrong.length === 0, wrong[0]?.text);
    const errors = await postgres.errorsSince(mark);
    expect("nothing in PostgreSQL's log", errors.length === 0, errors[0]);
  },
};
