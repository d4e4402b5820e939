import { expect, test } from "vitest";
import { fixture, openPieces, readFeed } from "./support.ts";

test("a JSON feed", async () => {
  const { feed, entries, issues } = await readFeed(fixture("feed.json"));
  expect(feed).toMatchObject({ kind: "feed", title: "Tide tables", siteUrl: "https://tides.example/", language: "en" });
  expect(issues).toEqual([]);
  expect(entries).toEqual([
    {
      path: "https://tides.example/spring",
      front: {
        title: "Spring tide",
        date: "2023-03-21T06:30:00+00:00",
        updated: "2023-03-22T06:30:00Z",
        authors: ["Kit Harbour"],
        tags: ["sea", "moon"],
        permalink: "https://tides.example/spring",
        guid: "https://tides.example/spring",
        lang: "en",
        headimg: "https://tides.example/spring-wide.jpg",
        thumbnail: "https://tides.example/spring.jpg",
        excerpt: "Twice a month.",
        external_url: "https://almanac.example/",
        attachments: [{ url: "https://tides.example/spring.mp3", mime_type: "audio/mpeg", title: null }],
      },
      body: "<p>Twice a month the <b>sea</b> means it.</p>",
    },
    {
      path: "7",
      front: {
        title: "No title today. Only <water>.",
        date: "2023-03-20T06:30:00Z",
        authors: ["Guest"],
        guid: "7",
        lang: "fr",
      },
      body: "<p>No title today.</p>\n<p>Only &lt;water&gt;.</p>",
    },
  ]);
});

test.each([
  '{"items": []}',
  '{"version": "https://jsonfeed.org/version/1", "items": {}}',
  '{"version": "https://jsonfeed.org/version/1", "items": [',
  '{"type": "FeatureCollection"}',
  "{}",
])("%s is no JSON feed", async (text) => {
  expect(await openPieces(text, "x.json", null)).toBeNull();
});

test("items that are none cost nothing but themselves", async () => {
  const items = [
    1,
    null,
    [[]],
    "x",
    {},
    { id: {}, title: [], tags: 7, authors: "x", image: 5 },
    { id: "a", title: "Good" },
  ];
  const { entries, issues } = await readFeed(JSON.stringify({ version: "https://jsonfeed.org/version/1", items }));
  expect(entries).toEqual([{ path: "a", front: { title: "Good", guid: "a" }, body: "" }]);
  expect(issues.map(({ code }) => code)).toEqual([
    ...Array(4).fill("ENTRY_UNREADABLE"),
    "ENTRY_UNREADABLE",
    "ENTRY_REPEATED",
  ]);
});

test("what nests without end is left out", async () => {
  const deep = "[".repeat(50_000) + "]".repeat(50_000);
  const { entries } = await readFeed(
    `{"version":"https://jsonfeed.org/version/1","items":[{"id":1,"title":"ok","tags":${deep},"attachments":${deep}},${deep}]}`,
  );
  expect(entries).toMatchObject([{ path: "1", front: { title: "ok" } }]);
});
