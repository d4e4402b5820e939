import { expect, test } from "vitest";
import { createImageAddresses } from "../../../src/images/addresses.ts";
import { createSigner } from "../../../src/images/signature.ts";
import { isSigned, parseSignedPath, SIGNED_PATH } from "../../../src/images/signed-address.ts";

const signer = createSigner(Buffer.from("a secret"));
const publicUrl = "https://news.example/api";
const addressesOf = (service: string) => createImageAddresses({ service, publicUrl, signer });

const remote = {
  id: 7,
  originalUrl: "https://a.example/b c.jpg?x=1&y=2",
  sourceId: null,
  localPath: null,
  width: 1000,
  format: "JPEG",
} as const;
const local = { id: 8, originalUrl: null, sourceId: 3, localPath: "影/a b.png", width: 500, format: "PNG" } as const;
const drawing = { ...local, id: 9, localPath: "a.svg", format: "SVG" } as const;
const LOCAL = `${publicUrl}/images/3/${encodeURIComponent("影")}/a%20b.png`;
const TEMPLATE = "https://cdn.example/?u={url}[&w={width}][&h={height}][&f={format}][&q={quality}]&end";

const signed = (address: string) => {
  expect(address.startsWith(`${publicUrl}${SIGNED_PATH}`)).toBe(true);
  const parsed = parseSignedPath(address.slice(`${publicUrl}${SIGNED_PATH}`.length));
  expect(parsed && isSigned(parsed, signer)).toBe(true);
  return `${parsed?.id} ${parsed?.variant}`;
};

test("the gateway's addresses are signed, but for files as they are", () => {
  const { url, src } = addressesOf("gateway");
  expect(signed(url(remote))).toBe("7 original");
  expect(url(local)).toBe(LOCAL);
  expect(signed(src(remote, { width: 300 }))).toBe("7 w320-q80.webp");
  expect(signed(src(local, { width: 300, format: "PNG" }))).toBe("8 w320.png");
  expect(src(drawing, { width: 300 })).toBe(url(drawing));
});

test("another secret signs otherwise", () => {
  const other = createImageAddresses({ service: "gateway", publicUrl, signer: createSigner(Buffer.from("another")) });
  expect(other.url(remote)).not.toBe(addressesOf("gateway").url(remote));
});

test("srcSet offers the image's own width once, and nothing wider", () => {
  const { srcSet } = addressesOf("gateway");
  const widths = (set: string | null) => set?.split(", ").map((entry) => entry.split(" ")[1]);
  const usual = [320, 640, 960, 1280, 1920];
  expect(widths(srcSet(remote, usual, null))).toEqual(["320w", "640w", "960w", "1000w"]);
  expect(widths(srcSet({ ...remote, width: 960 }, usual, null))).toEqual(["320w", "640w", "960w"]);
  expect(widths(srcSet({ ...remote, width: 10 }, usual, null))).toEqual(["10w"]);
  expect(widths(srcSet(remote, [300, 310, 320], null))).toEqual(["320w"]);
  expect(srcSet({ ...remote, width: null }, usual, null)).toBeNull();
  expect(srcSet(drawing, usual, null)).toBeNull();
});

test("a service gets the address, and what else was asked for", () => {
  const { url, src, srcSet } = addressesOf(TEMPLATE);
  const inner = "https%3A%2F%2Fa.example%2Fb%20c.jpg%3Fx%3D1%26y%3D2";
  expect(url(remote)).toBe(`https://cdn.example/?u=${inner}&end`);
  expect(src(remote, { width: 300 })).toBe(`https://cdn.example/?u=${inner}&w=320&end`);
  expect(src(remote, { width: 300, height: 200, format: "AVIF", quality: 70 })).toBe(
    `https://cdn.example/?u=${inner}&w=320&h=213&f=avif&q=80&end`,
  );
  expect(url(local)).toBe(`https://cdn.example/?u=${encodeURIComponent(LOCAL)}&end`);
  expect(srcSet(remote, [320, 1280], "WEBP")).toBe(
    `https://cdn.example/?u=${inner}&w=320&f=webp&end 320w, https://cdn.example/?u=${inner}&w=1280&f=webp&end 1000w`,
  );
});

test("originals are what they are", () => {
  const { url, src, srcSet } = addressesOf("original");
  expect([url(remote), src(remote, { width: 300 }), srcSet(remote, [320], null)]).toEqual([
    remote.originalUrl,
    remote.originalUrl,
    null,
  ]);
  expect(url(local)).toBe(LOCAL);
});

test.each(["gateway", "original", TEMPLATE])("images are found by the addresses that %s gives", (service) => {
  const { url, src, lookup } = addressesOf(service);
  const byUrl = { url: remote.originalUrl };
  expect(lookup(url(remote))).toEqual(service === "gateway" ? { id: 7 } : byUrl);
  expect(lookup(remote.originalUrl)).toEqual(byUrl);
  expect(lookup(url(local))).toEqual({ sourceId: 3, localPath: "影/a b.png" });
  if (service === "gateway") expect(lookup(src(local, { width: 1 }))).toEqual({ id: 8 });
});
